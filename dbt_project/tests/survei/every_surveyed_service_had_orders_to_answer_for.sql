{{ config(severity='warn') }}

with limits as (
    select
        kode_satker,
        max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'every_surveyed_service_had_orders_to_answer_for'
    group by kode_satker
),

answered as (
    select
        kode_satker,
        layanan,
        count(*) as responden_count
    from {{ ref('fct_survei') }}
    where is_tahun_berjalan
    group by kode_satker, layanan
),

served as (
    select
        kode_satker,
        layanan,
        sum(jumlah_count) as hasil_count
    from {{ ref('fct_order') }}
    where bulan_masuk is not null
    group by kode_satker, layanan
)

select
    answered.kode_satker,
    answered.layanan,
    case when served.layanan is null then 'answers but no order' else 'more answers than units ordered' end as alasan,
    answered.responden_count,
    coalesce(served.hasil_count, 0) as hasil_count
from answered
inner join limits on answered.kode_satker = limits.kode_satker
left join served on answered.kode_satker = served.kode_satker and answered.layanan = served.layanan
-- a service of which no indicator counts orders may have answers without any
inner join (
    select distinct -- several indicators may cover a service
        cakupan.kode_satker,
        cakupan.layanan
    from {{ source('reference', 'cakupan') }} as cakupan
    inner join {{ source('reference', 'indikator') }} as indikator
        on cakupan.kode_satker = indikator.kode_satker and cakupan.kode = indikator.kode
    where indikator.rumus in ('pengguna', 'volume', 'sla')
) as of_orders on answered.kode_satker = of_orders.kode_satker and answered.layanan = of_orders.layanan
where answered.responden_count > limits.batas * coalesce(served.hasil_count, 0)
