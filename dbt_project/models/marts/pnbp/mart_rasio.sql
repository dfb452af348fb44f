-- Return on assets and POBO: the receipts of the year to date over the assets of the year before, and over what the
-- unit has spent on operations. The alternative counts receipts by the other date.
with receipts as (
    select
        receipts.alternatif,
        receipts.pnbp_rp
    from {{ ref('mart_pnbp') }} as receipts
    cross join (
        {{ policies(['jenis_penerimaan']) }}
    ) as policies
    where receipts.alternatif <> policies.jenis_penerimaan_lain
),

assets as (
    select
        sum(case when is_aset_tahun_lalu then nilai_rp end) as nilai_rp,
        count(case when is_aset_tahun_lalu then 1 end) as row_count,
        {{ hash_sum('case when is_aset_tahun_lalu then _row_hash end') }} as hash_sum
    from {{ ref('fct_neraca') }}
),

operations as (
    select
        case
            when count(case when is_periode_ini then 1 end) > 0
                then coalesce(sum(case when is_periode_ini and is_biaya_operasional then realisasi_sd_rp end), 0)
        end as nilai_rp,
        count(case when is_periode_ini and is_biaya_operasional then 1 end) as row_count,
        {{ hash_sum('case when is_periode_ini and is_biaya_operasional then _row_hash end') }} as hash_sum
    from {{ ref('fct_realisasi') }}
)

select
    'roa' as rumus,
    receipts.alternatif,
    receipts.pnbp_rp,
    assets.nilai_rp as pembagi_rp,
    {{ ratio('receipts.pnbp_rp', 'assets.nilai_rp', 2, 2, 100) }} as nilai_pct,
    assets.row_count,
    assets.hash_sum
from receipts
cross join assets
union all
select
    'pobo' as rumus,
    receipts.alternatif,
    receipts.pnbp_rp,
    operations.nilai_rp as pembagi_rp,
    {{ ratio('receipts.pnbp_rp', 'operations.nilai_rp', 2, 2, 100) }} as nilai_pct,
    operations.row_count,
    operations.hash_sum
from receipts
cross join operations
