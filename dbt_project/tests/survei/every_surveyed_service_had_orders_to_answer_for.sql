{{ config(severity='warn') }}

with limits as (
    select max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'every_surveyed_service_had_orders_to_answer_for'
),

answered as (
    select
        layanan,
        count(*) as responden_count
    from {{ ref('fct_survei') }}
    where is_tahun_berjalan
    group by layanan
),

served as (
    select
        layanan,
        sum(jumlah_count) as hasil_count
    from {{ ref('fct_order') }}
    where bulan_masuk is not null
    group by layanan
)

select
    answered.layanan,
    case when served.layanan is null then 'answers but no order' else 'more answers than units ordered' end as alasan,
    answered.responden_count,
    coalesce(served.hasil_count, 0) as hasil_count
from answered
cross join limits
left join served on answered.layanan = served.layanan
where answered.responden_count > limits.batas * coalesce(served.hasil_count, 0)
