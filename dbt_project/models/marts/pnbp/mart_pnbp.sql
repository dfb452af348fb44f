-- The headline counts receipts of the kind and by the date that the policies name; each alternative changes one of
-- the two. `belum_sah` is what has come in this year and was not yet validated at the end of the quarter.
with policies as (
    {{ policies(['tanggal_pnbp', 'jenis_penerimaan']) }}
),

variants as (
    select
        '' as alternatif,
        jenis_penerimaan,
        tanggal_pnbp
    from policies
    union all
    select
        tanggal_pnbp_lain as alternatif,
        jenis_penerimaan,
        tanggal_pnbp_lain as tanggal_pnbp
    from policies
    union all
    select
        jenis_penerimaan_lain as alternatif,
        jenis_penerimaan_lain as jenis_penerimaan,
        tanggal_pnbp
    from policies
),

receipts as (
    select
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
        on variants.jenis_penerimaan = receipts.jenis_penerimaan and receipts.is_akun_pnbp
),

sums as (
    select
        alternatif,
        jenis_penerimaan,
        tanggal_pnbp,
        -- Nothing of the kind delivered: unknown. Delivered, but nothing in the period: nought.
        case when count(_row_hash) > 0 then coalesce(sum(case when is_tahun_berjalan then jumlah_rp end), 0) end
            as pnbp_rp,
        count(case when is_tahun_berjalan then 1 end) as pnbp_row_count,
        {{ hash_sum('case when is_tahun_berjalan then _row_hash end') }} as pnbp_hash_sum,
        case when count(_row_hash) > 0 then coalesce(sum(case when is_triwulan then jumlah_rp end), 0) end
            as pnbp_tw_rp,
        count(case when is_triwulan then 1 end) as pnbp_tw_row_count,
        {{ hash_sum('case when is_triwulan then _row_hash end') }} as pnbp_tw_hash_sum,
        case when count(_row_hash) > 0 then coalesce(sum(case when is_terima_sah then jumlah_rp end), 0) end as sah_rp,
        count(case when is_terima_sah then 1 end) as sah_row_count,
        {{ hash_sum('case when is_terima_sah then _row_hash end') }} as sah_hash_sum,
        case when count(_row_hash) > 0 then coalesce(sum(case when is_terima_belum_sah then jumlah_rp end), 0) end
            as belum_sah_rp,
        count(case when is_terima_belum_sah then 1 end) as belum_sah_row_count,
        {{ hash_sum('case when is_terima_belum_sah then _row_hash end') }} as belum_sah_hash_sum
    from receipts
    group by alternatif, jenis_penerimaan, tanggal_pnbp
),

plan as (
    select
        cast(max(case when kode = 'PNBP.TARGET' then volume end) as decimal(20, 2)) as target_dipa_rp,
        max(case when kode = 'PNBP.TARGET' then _row_hash end) as target_dipa_row_hash,
        cast(max(case when kode = 'PNBP.TAHUN_LALU' then volume end) as decimal(20, 2)) as tahun_lalu_rp,
        max(case when kode = 'PNBP.TAHUN_LALU' then _row_hash end) as tahun_lalu_row_hash
    from {{ ref('fct_kinerja') }}
    where lembar = 'dipa'
),

growth_indicator as (
    select
        kode,
        rumus,
        target
    from {{ ref('dim_indikator') }}
    where rumus in ('pertumbuhan_pnbp', 'indeks_pnbp')
),

planned as (
    select
        plan.*,
        growth_indicator.rumus,
        -- A growth target of 4.35 asks for 104.35 % of the year before, an index target of 104.35 for the same.
        cast(
            {{ ratio(
                "plan.tahun_lalu_rp * (growth_indicator.target + case growth_indicator.rumus when 'indeks_pnbp' then 0 else 100 end)",
                '100',
                numerator_scale=6
            ) }} as decimal(38, 6)
        ) as target_rp
    from plan
    left join growth_indicator on 1 = 1
)

select
    sums.alternatif,
    sums.jenis_penerimaan,
    sums.tanggal_pnbp,
    planned.rumus,
    periode.triwulan_ke = 4 as is_final,
    sums.pnbp_rp,
    sums.pnbp_tw_rp,
    sums.sah_rp,
    sums.belum_sah_rp,
    planned.tahun_lalu_rp,
    planned.target_dipa_rp,
    planned.target_rp,
    planned.target_rp - sums.pnbp_rp as sisa_target_rp,
    periode.triwulan_ke * 3 as bulan_berjalan,
    -- as if the remaining months brought in what the months so far did on average
    {{ ratio('sums.pnbp_rp', '(periode.triwulan_ke * 3)', 2, 0, 12) }} as proyeksi_rp,
    {{ ratio('sums.pnbp_rp', 'planned.target_dipa_rp', 2, 2, 100) }} as pnbp_dipa_pct,
    {{ ratio('sums.pnbp_rp', 'planned.target_rp', 2, 2, 100) }} as pnbp_target_pct,
    case planned.rumus
        when 'indeks_pnbp' then {{ ratio('sums.pnbp_rp', 'planned.tahun_lalu_rp', 2, 2, 100) }}
        else {{ ratio('sums.pnbp_rp - planned.tahun_lalu_rp', 'planned.tahun_lalu_rp', 2, 2, 100) }}
    end as pertumbuhan_pct,
    sums.pnbp_row_count,
    sums.pnbp_hash_sum,
    sums.pnbp_tw_row_count,
    sums.pnbp_tw_hash_sum,
    sums.sah_row_count,
    sums.sah_hash_sum,
    sums.belum_sah_row_count,
    sums.belum_sah_hash_sum,
    planned.tahun_lalu_row_hash,
    planned.target_dipa_row_hash
from sums
cross join planned
cross join {{ source('reference', 'periode') }} as periode
