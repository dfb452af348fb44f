with counted as (
    select
        layanan,
        sum(case when bulan > 0 then jatuh_tempo_count end) as months_count,
        max(case when bulan = 0 then jatuh_tempo_count end) as year_count
    from {{ ref('mart_sla') }}
    where alternatif = '' and layanan <> 'semua'
    group by layanan
),

orders as (
    select
        layanan,
        sum(bobot_sla_count) as order_count
    from {{ ref('fct_order') }}
    where di_sla and bulan_jatuh_tempo is not null
    group by layanan
)

select
    counted.layanan,
    counted.months_count,
    counted.year_count,
    orders.order_count
from counted
left join orders on counted.layanan = orders.layanan
where
    counted.months_count <> counted.year_count
    or counted.year_count <> coalesce(orders.order_count, 0)
