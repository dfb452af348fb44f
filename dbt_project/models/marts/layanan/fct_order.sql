-- Cancelled orders count nowhere and are not here. An order is late when it was not finished by its due date, also
-- when it is not finished at all; it is due in the month of its due date, once that has passed.
with orders as (
    select * from {{ ref('int_layanan__orders_due') }}
    where _superseded_by is null and coalesce(status, '') <> 'batal'
),

policies as (
    {{ policies(['sla_satuan']) }}
)

select
    orders._source_row_id,
    orders._row_hash,
    orders.no_order,
    orders.no_baris,
    orders.layanan,
    orders.layanan_volume,
    orders.di_pengguna,
    orders.di_volume,
    orders.di_sla,
    orders.kode_pelanggan,
    orders.status as status_order,
    orders.tanggal_masuk,
    orders.tanggal_mulai,
    orders.tanggal_jatuh_tempo,
    orders.tanggal_jatuh_tempo_alternatif,
    orders.tanggal_selesai,
    orders.dasar_jatuh_tempo,
    orders.dasar_jatuh_tempo is null as is_tanpa_sla,
    cast(
        case
            when orders.tanggal_masuk between periode.awal_tahun and periode.tanggal_akhir
                then extract(month from orders.tanggal_masuk)
        end as integer
    ) as bulan_masuk,
    coalesce(orders.tanggal_masuk between periode.tanggal_awal and periode.tanggal_akhir, false)
        as is_masuk_triwulan,
    cast(
        case
            when orders.tanggal_jatuh_tempo between periode.awal_tahun and periode.tanggal_akhir
                then extract(month from orders.tanggal_jatuh_tempo)
        end as integer
    ) as bulan_jatuh_tempo,
    cast(
        case
            when orders.tanggal_jatuh_tempo_alternatif between periode.awal_tahun and periode.tanggal_akhir
                then extract(month from orders.tanggal_jatuh_tempo_alternatif)
        end as integer
    ) as bulan_jatuh_tempo_alternatif,
    coalesce(orders.tanggal_selesai <= orders.tanggal_jatuh_tempo, false) as is_tepat_waktu,
    coalesce(orders.tanggal_selesai <= orders.tanggal_jatuh_tempo_alternatif, false) as is_tepat_waktu_alternatif,
    -- As of the end of the quarter: what was finished later is, in this report, not finished.
    case when orders.tanggal_selesai <= periode.tanggal_akhir then orders.terpakai_hk end as terpakai_hk,
    orders.jumlah_count,
    cast(case policies.sla_satuan when 'jumlah' then orders.jumlah_count else 1 end as decimal(20, 2))
        as bobot_sla_count,
    cast(case policies.sla_satuan_lain when 'jumlah' then orders.jumlah_count else 1 end as decimal(20, 2))
        as bobot_sla_alternatif_count,
    orders.satuan,
    orders.nilai_rp,
    orders._delivery_sha256,
    orders._delivery_quarter,
    orders._sheet,
    orders._row
from orders
cross join policies
cross join {{ source('reference', 'periode') }} as periode
