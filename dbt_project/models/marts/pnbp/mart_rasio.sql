-- Return on assets and POBO: the receipts of the year to date over the assets of the year before, and over what the
-- unit has spent on operations. Each indicator divides the receipts that it names. The alternative counts receipts by
-- the other date.
with assets as (
    select
        unit.kode_satker,
        cast(sum(case when balances.is_aset_tahun_lalu then balances.nilai_rp end) as decimal(38, 2)) as nilai_rp,
        count(case when balances.is_aset_tahun_lalu then 1 end) as row_count,
        {{ hash_sum('case when balances.is_aset_tahun_lalu then balances._row_hash end') }} as hash_sum
    from {{ source('reference', 'unit') }} as unit
    left join {{ ref('fct_neraca') }} as balances on unit.kode_satker = balances.kode_satker
    group by unit.kode_satker
),

operations as (
    select
        unit.kode_satker,
        cast(
            case
                when count(spent._row_hash) > 0
                    then coalesce(sum(case when spent.is_biaya_operasional then spent.realisasi_sd_rp end), 0)
            end as decimal(38, 2)
        ) as nilai_rp,
        count(case when spent.is_biaya_operasional then 1 end) as row_count,
        {{ hash_sum('case when spent.is_biaya_operasional then spent._row_hash end') }} as hash_sum
    from {{ source('reference', 'unit') }} as unit
    left join {{ ref('fct_realisasi') }} as spent on unit.kode_satker = spent.kode_satker and spent.is_periode_ini
    group by unit.kode_satker
),

divisors as (
    select
        kode_satker,
        'roa' as rumus,
        nilai_rp,
        row_count,
        hash_sum
    from assets
    union all
    select
        kode_satker,
        'pobo' as rumus,
        nilai_rp,
        row_count,
        hash_sum
    from operations
)

select
    indikator.kode_satker,
    indikator.kode,
    indikator.rumus,
    receipts.alternatif,
    receipts.pnbp_rp,
    divisors.nilai_rp as pembagi_rp,
    {{ ratio('receipts.pnbp_rp', 'divisors.nilai_rp', 2, 2, 100) }} as nilai_pct,
    divisors.row_count,
    divisors.hash_sum
from {{ source('reference', 'indikator') }} as indikator
inner join divisors on indikator.kode_satker = divisors.kode_satker and indikator.rumus = divisors.rumus
inner join {{ ref('mart_pnbp') }} as receipts
    on indikator.kode_satker = receipts.kode_satker and indikator.pnbp_dari = receipts.kode
inner join ({{ policies_by_indicator(['jenis_penerimaan']) }}) as policies
    on indikator.kode_satker = policies.kode_satker and receipts.kode = policies.kode
where receipts.alternatif <> policies.jenis_penerimaan_lain
