-- The headline counts receipts of the kind and by the date that the policies name; each alternative changes one of
-- the two. `belum_sah` is what has come in this year and was not yet validated at the end of the quarter. All of it for
-- each indicator that carries PNBP, or for the unit (`pnbp`) where none does and a ratio asks for it.
with policies as (
    select choices.*
    from ({{ policies_by_indicator(['tanggal_pnbp', 'jenis_penerimaan']) }}) as choices
    inner join {{ source('reference', 'pnbp') }} as carried
        on choices.kode_satker = carried.kode_satker and choices.kode = carried.kode
),

variants as (
    select
        kode_satker,
        kode,
        '' as alternatif,
        jenis_penerimaan,
        tanggal_pnbp
    from policies
    union all
    select
        kode_satker,
        kode,
        tanggal_pnbp_lain as alternatif,
        jenis_penerimaan,
        tanggal_pnbp_lain as tanggal_pnbp
    from policies
    union all
    select
        kode_satker,
        kode,
        jenis_penerimaan_lain as alternatif,
        jenis_penerimaan_lain as jenis_penerimaan,
        tanggal_pnbp
    from policies
),

receipts as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        variants.jenis_penerimaan,
        variants.tanggal_pnbp,
        receipts.jumlah_rp,
        receipts._row_hash,
        case variants.tanggal_pnbp
            when 'terima' then receipts.is_terima_tahun_berjalan
            else receipts.is_sah_tahun_berjalan
        end as is_tahun_berjalan,
        case variants.tanggal_pnbp
            when 'terima' then receipts.is_terima_triwulan
            else receipts.is_sah_triwulan
        end as is_triwulan,
        receipts.is_terima_tahun_berjalan and receipts.is_sah as is_terima_sah,
        receipts.is_terima_tahun_berjalan and not receipts.is_sah as is_terima_belum_sah
    from variants
    left join {{ ref('fct_penerimaan') }} as receipts
        on
            variants.kode_satker = receipts.kode_satker
            and variants.jenis_penerimaan = receipts.jenis_penerimaan
            and receipts.is_akun_pnbp
),

sums as (
    select
        kode_satker,
        kode,
        alternatif,
        jenis_penerimaan,
        tanggal_pnbp,
        -- Nothing of the kind delivered: unknown. Delivered, but nothing in the period: nought.
        case
            when count(_row_hash) > 0
                then cast(coalesce(sum(case when is_tahun_berjalan then jumlah_rp end), 0) as decimal(38, 2))
        end as pnbp_rp,
        count(case when is_tahun_berjalan then 1 end) as pnbp_row_count,
        {{ hash_sum('case when is_tahun_berjalan then _row_hash end') }} as pnbp_hash_sum,
        case
            when count(_row_hash) > 0
                then cast(coalesce(sum(case when is_triwulan then jumlah_rp end), 0) as decimal(38, 2))
        end as pnbp_tw_rp,
        count(case when is_triwulan then 1 end) as pnbp_tw_row_count,
        {{ hash_sum('case when is_triwulan then _row_hash end') }} as pnbp_tw_hash_sum,
        case
            when count(_row_hash) > 0
                then cast(coalesce(sum(case when is_terima_sah then jumlah_rp end), 0) as decimal(38, 2))
        end as sah_rp,
        count(case when is_terima_sah then 1 end) as sah_row_count,
        {{ hash_sum('case when is_terima_sah then _row_hash end') }} as sah_hash_sum,
        case
            when count(_row_hash) > 0
                then cast(coalesce(sum(case when is_terima_belum_sah then jumlah_rp end), 0) as decimal(38, 2))
        end as belum_sah_rp,
        count(case when is_terima_belum_sah then 1 end) as belum_sah_row_count,
        {{ hash_sum('case when is_terima_belum_sah then _row_hash end') }} as belum_sah_hash_sum
    from receipts
    group by kode_satker, kode, alternatif, jenis_penerimaan, tanggal_pnbp
),

plan as (
    select
        kode_satker,
        cast(max(case when kode = 'PNBP.TARGET' then volume end) as decimal(20, 2)) as target_dipa_rp,
        max(case when kode = 'PNBP.TARGET' then _row_hash end) as target_dipa_row_hash,
        cast(max(case when kode = 'PNBP.TAHUN_LALU' then volume end) as decimal(20, 2)) as tahun_lalu_rp,
        max(case when kode = 'PNBP.TAHUN_LALU' then _row_hash end) as tahun_lalu_row_hash
    from {{ ref('fct_kinerja') }}
    where lembar = 'dipa'
    group by kode_satker
),

-- What the target asks for in per cent of the year before: a growth of 4.35 asks for 104.35, and so do an index of
-- 104.35 per cent, one of 1.0435, and points whose step begins there.
growth_indicator as (
    select
        indikator.kode_satker,
        indikator.kode,
        indikator.rumus,
        indikator.skala,
        cast(
            case
                when indikator.rumus = 'pertumbuhan_pnbp' then 100 + indikator.target
                when indikator.skala = 'rasio' then 100 * indikator.target
                when indikator.skala = 'persen' then indikator.target
                else min(case when tangga.nilai >= indikator.target then tangga.batas_bawah end)
            end as decimal(20, 6)
        ) as target_pct
    from {{ ref('dim_indikator') }} as indikator
    left join {{ source('reference', 'tangga') }} as tangga
        on indikator.kode_satker = tangga.kode_satker and indikator.kode = tangga.kode
    where indikator.rumus in ('pertumbuhan_pnbp', 'indeks_pnbp')
    group by indikator.kode_satker, indikator.kode, indikator.rumus, indikator.skala, indikator.target
),

compared as (
    select
        sums.*,
        plan.target_dipa_rp,
        plan.target_dipa_row_hash,
        plan.tahun_lalu_rp,
        plan.tahun_lalu_row_hash,
        growth_indicator.rumus,
        growth_indicator.skala,
        cast(
            {{ ratio('plan.tahun_lalu_rp * growth_indicator.target_pct', '100', numerator_scale=6) }} as decimal(38, 6)
        ) as target_rp,
        {{ ratio('sums.pnbp_rp', 'plan.tahun_lalu_rp', 2, 2, 100) }} as indeks_pct
    from sums
    left join plan on sums.kode_satker = plan.kode_satker
    left join growth_indicator on sums.kode_satker = growth_indicator.kode_satker and sums.kode = growth_indicator.kode
),

points as (
    select
        compared.kode_satker,
        compared.kode,
        compared.alternatif,
        max(tangga.nilai) as poin
    from compared
    inner join {{ source('reference', 'tangga') }} as tangga
        on
            compared.kode_satker = tangga.kode_satker
            and compared.kode = tangga.kode
            and compared.indeks_pct >= tangga.batas_bawah
    group by compared.kode_satker, compared.kode, compared.alternatif
)

select
    compared.kode_satker,
    compared.kode,
    compared.alternatif,
    compared.jenis_penerimaan,
    compared.tanggal_pnbp,
    compared.rumus,
    compared.skala,
    periode.triwulan_ke = 4 as is_final,
    compared.pnbp_rp,
    compared.pnbp_tw_rp,
    compared.sah_rp,
    compared.belum_sah_rp,
    compared.tahun_lalu_rp,
    compared.target_dipa_rp,
    compared.target_rp,
    compared.target_rp - compared.pnbp_rp as sisa_target_rp,
    periode.triwulan_ke * 3 as bulan_berjalan,
    -- as if the remaining months brought in what the months so far did on average
    {{ ratio('compared.pnbp_rp', '(periode.triwulan_ke * 3)', 2, 0, 12) }} as proyeksi_rp,
    {{ ratio('compared.pnbp_rp', 'compared.target_dipa_rp', 2, 2, 100) }} as pnbp_dipa_pct,
    {{ ratio('compared.pnbp_rp', 'compared.target_rp', 2, 2, 100) }} as pnbp_target_pct,
    cast(
        case
            when compared.rumus = 'pertumbuhan_pnbp'
                then {{ ratio('compared.pnbp_rp - compared.tahun_lalu_rp', 'compared.tahun_lalu_rp', 2, 2, 100) }}
            when compared.skala = 'rasio' then {{ ratio('compared.pnbp_rp', 'compared.tahun_lalu_rp', 2, 2) }}
            when compared.skala = 'persen' then compared.indeks_pct
            else points.poin
        end as decimal(38, 18)
    ) as hasil_pnbp,
    compared.pnbp_row_count,
    compared.pnbp_hash_sum,
    compared.pnbp_tw_row_count,
    compared.pnbp_tw_hash_sum,
    compared.sah_row_count,
    compared.sah_hash_sum,
    compared.belum_sah_row_count,
    compared.belum_sah_hash_sum,
    compared.tahun_lalu_row_hash,
    compared.target_dipa_row_hash
from compared
left join points
    on
        compared.kode_satker = points.kode_satker
        and compared.kode = points.kode
        and compared.alternatif = points.alternatif
inner join {{ source('reference', 'periode') }} as periode on compared.kode_satker = periode.kode_satker
