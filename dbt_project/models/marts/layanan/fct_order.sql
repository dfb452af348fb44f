-- Cancelled orders count nowhere and are not here. A line is late when it was not finished by its due date, also when
-- it is not finished at all; it is due in the month of its due date, once that has passed. What a line carries of its
-- order (`_order`) is true of all its lines in the service: due with the last of them, on time when each of them is.
{% set counted = "_superseded_by is null and coalesce(status, '') <> 'batal'" -%}
with orders as (
    select * from {{ ref('int_layanan__orders_due') }}
    where {{ counted }}
),

whole_orders as (
    select
        kode_satker,
        layanan,
        no_order,
        min(tanggal_masuk) as tanggal_masuk,
        max(tanggal_jatuh_tempo) as tanggal_jatuh_tempo,
        max(tanggal_jatuh_tempo_alternatif) as tanggal_jatuh_tempo_alternatif,
        {{ every_line_on_time('tanggal_jatuh_tempo') }} as is_tepat_waktu,
        {{ every_line_on_time('tanggal_jatuh_tempo_alternatif') }} as is_tepat_waktu_alternatif
    from {{ ref('int_layanan__orders_due') }}
    where {{ counted }}
    group by kode_satker, layanan, no_order
)

select
    orders.kode_satker,
    orders._source_row_id,
    orders._row_hash,
    orders.no_order,
    orders.no_baris,
    orders.layanan,
    orders.layanan_volume,
    orders.kode_pelanggan,
    orders.status as status_order,
    orders.tanggal_masuk,
    orders.tanggal_mulai,
    orders.tanggal_jatuh_tempo,
    orders.tanggal_jatuh_tempo_alternatif,
    orders.tanggal_selesai,
    orders.dasar_jatuh_tempo,
    orders.tanggal_jatuh_tempo is null as is_tanpa_sla,
    whole_orders.tanggal_jatuh_tempo is null as is_tanpa_sla_order,
    {{ month_to_date('orders.tanggal_masuk') }} as bulan_masuk,
    {{ month_to_date('whole_orders.tanggal_masuk') }} as bulan_masuk_order,
    coalesce(orders.tanggal_masuk between periode.tanggal_awal and periode.tanggal_akhir, false)
        as is_masuk_triwulan,
    {{ month_to_date('orders.tanggal_jatuh_tempo') }} as bulan_jatuh_tempo,
    {{ month_to_date('orders.tanggal_jatuh_tempo_alternatif') }} as bulan_jatuh_tempo_alternatif,
    {{ month_to_date('whole_orders.tanggal_jatuh_tempo') }} as bulan_jatuh_tempo_order,
    {{ month_to_date('whole_orders.tanggal_jatuh_tempo_alternatif') }} as bulan_jatuh_tempo_order_alternatif,
    coalesce(orders.tanggal_selesai <= orders.tanggal_jatuh_tempo, false) as is_tepat_waktu,
    coalesce(orders.tanggal_selesai <= orders.tanggal_jatuh_tempo_alternatif, false) as is_tepat_waktu_alternatif,
    coalesce(whole_orders.is_tepat_waktu, false) as is_tepat_waktu_order,
    coalesce(whole_orders.is_tepat_waktu_alternatif, false) as is_tepat_waktu_order_alternatif,
    -- As of the end of the quarter: what was finished later is, in this report, not finished.
    case when orders.tanggal_selesai <= periode.tanggal_akhir then orders.terpakai_hk end as terpakai_hk,
    orders.jumlah_count,
    orders.satuan,
    orders.nilai_rp,
    orders._delivery_sha256,
    orders._delivery_quarter,
    orders._sheet,
    orders._row
from orders
left join whole_orders
    on
        orders.kode_satker = whole_orders.kode_satker
        and orders.layanan = whole_orders.layanan
        and orders.no_order = whole_orders.no_order
inner join {{ source('reference', 'periode') }} as periode on orders.kode_satker = periode.kode_satker
