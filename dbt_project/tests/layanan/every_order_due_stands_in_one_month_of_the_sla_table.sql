with counted as (
    select
        kode_satker,
        kode,
        layanan,
        sum(case when bulan > 0 then jatuh_tempo_count end) as months_count,
        max(case when bulan = 0 then jatuh_tempo_count end) as year_count
    from {{ ref('mart_sla') }}
    where alternatif = '' and layanan <> 'semua'
    group by kode_satker, kode, layanan
),

policies as (
    {{ policies_by_indicator(['sla_satuan']) }}
),

orders as (
    select
        kode_satker,
        layanan,
        sum(case when bulan_jatuh_tempo is not null then jumlah_count else 0 end) as lines_count,
        count(distinct case when bulan_jatuh_tempo_order is not null then no_order end) as order_count
    from {{ ref('fct_order') }}
    group by kode_satker, layanan
)

select
    counted.kode_satker,
    counted.kode,
    counted.layanan,
    counted.months_count,
    counted.year_count,
    orders.lines_count,
    orders.order_count
from counted
inner join policies on counted.kode_satker = policies.kode_satker and counted.kode = policies.kode
left join orders on counted.kode_satker = orders.kode_satker and counted.layanan = orders.layanan
where
    counted.months_count <> counted.year_count
    or counted.year_count
    <> coalesce(case policies.sla_satuan when 'order' then orders.order_count else orders.lines_count end, 0)
