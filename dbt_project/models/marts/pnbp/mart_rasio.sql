-- Return on assets and POBO: the receipts of the year to date over the assets of the year before, and over what the
-- unit has spent on operations. Each indicator divides the receipts that it names. The alternative counts receipts by
-- the other date.
with assets as (
    select
        cast(sum(case when is_aset_tahun_lalu then nilai_rp end) as decimal(38, 2)) as nilai_rp,
        count(case when is_aset_tahun_lalu then 1 end) as row_count,
        {{ hash_sum('case when is_aset_tahun_lalu then _row_hash end') }} as hash_sum
    from {{ ref('fct_neraca') }}
),

operations as (
    select
        cast(
            case
                when count(case when is_periode_ini then 1 end) > 0
                    then coalesce(sum(case when is_periode_ini and is_biaya_operasional then realisasi_sd_rp end), 0)
            end as decimal(38, 2)
        ) as nilai_rp,
        count(case when is_periode_ini and is_biaya_operasional then 1 end) as row_count,
        {{ hash_sum('case when is_periode_ini and is_biaya_operasional then _row_hash end') }} as hash_sum
    from {{ ref('fct_realisasi') }}
),

divisors as (
    select
        'roa' as rumus,
        nilai_rp,
        row_count,
        hash_sum
    from assets
    union all
    select
        'pobo' as rumus,
        nilai_rp,
        row_count,
        hash_sum
    from operations
)

select
    indikator.kode,
    indikator.rumus,
    receipts.alternatif,
    receipts.pnbp_rp,
    divisors.nilai_rp as pembagi_rp,
    {{ ratio('receipts.pnbp_rp', 'divisors.nilai_rp', 2, 2, 100) }} as nilai_pct,
    divisors.row_count,
    divisors.hash_sum
from {{ source('reference', 'indikator') }} as indikator
inner join divisors on indikator.rumus = divisors.rumus
inner join {{ ref('mart_pnbp') }} as receipts on indikator.pnbp_dari = receipts.kode
inner join ({{ policies_by_indicator(['jenis_penerimaan']) }}) as policies on receipts.kode = policies.kode
where receipts.alternatif <> policies.jenis_penerimaan_lain
