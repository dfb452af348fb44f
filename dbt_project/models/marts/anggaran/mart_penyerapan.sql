-- What was spent by the end of each month: by the month's own report, else by the next month's, which repeats it.
with months as (
    select
        periode.kode_satker,
        year_months.bulan
    from {{ source('reference', 'periode') }} as periode
    inner join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as year_months (bulan)
        on periode.triwulan_ke * 3 >= year_months.bulan
),

reports as (
    select
        kode_satker,
        bulan,
        cast(sum(realisasi_sd_rp) as decimal(38, 2)) as realisasi_sd_rp,
        -- An item without the column leaves the sum of the others short, so it leaves none.
        cast(case when count(realisasi_lalu_rp) = count(*) then sum(realisasi_lalu_rp) end as decimal(38, 2))
            as realisasi_lalu_rp,
        count(_row_hash) as row_count,
        {{ hash_sum('_row_hash') }} as hash_sum
    from {{ ref('fct_penyerapan') }}
    group by kode_satker, bulan
)

select
    months.kode_satker,
    months.bulan,
    coalesce(own.bulan, later.bulan, months.bulan) as bulan_laporan,
    own.bulan is null and later.bulan is not null as is_dari_bulan_berikutnya,
    case when own.bulan is null then later.realisasi_lalu_rp else own.realisasi_sd_rp end as realisasi_bulan_rp,
    coalesce(case when own.bulan is null then later.row_count else own.row_count end, 0) as row_count,
    coalesce(case when own.bulan is null then later.hash_sum else own.hash_sum end, 0) as hash_sum
from months
left join reports as own on months.kode_satker = own.kode_satker and months.bulan = own.bulan
left join reports as later
    on months.kode_satker = later.kode_satker and months.bulan + 1 = later.bulan and later.realisasi_lalu_rp is not null
