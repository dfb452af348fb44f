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
-- a service of which no indicator counts orders may have answers without any
inner join (
    select distinct cakupan.layanan -- several indicators may cover a service
    from {{ source('reference', 'cakupan') }} as cakupan
    inner join {{ source('reference', 'indikator') }} as indikator on cakupan.kode = indikator.kode
    where indikator.rumus in ('pengguna', 'volume', 'sla')
) as of_orders on answered.layanan = of_orders.layanan
where answered.responden_count > limits.batas * coalesce(served.hasil_count, 0)
