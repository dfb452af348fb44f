-- The due date of an order is its own SPM in working days after the clock of its service started, or, when it has no
-- SPM, the end of its contract. An order with neither carries no SLA; one whose clock has not started is not due.
-- Only lines whose key stands more than once can be replaced: few, so that no order of all lines is needed. A register
-- without line numbers has its orders as keys.
with keys as (
    select
        kode_satker,
        coalesce(no_order, '') as no_order,
        coalesce(no_baris, '') as no_baris,
        count(*) as line_count
    from {{ ref('stg_orders__service_orders') }}
    group by kode_satker, coalesce(no_order, ''), coalesce(no_baris, '')
),

repeated_lines as (
    select service_orders.*
    from {{ ref('stg_orders__service_orders') }} as service_orders
    inner join keys
        on
            service_orders.kode_satker = keys.kode_satker
            and coalesce(service_orders.no_order, '') = keys.no_order
            and coalesce(service_orders.no_baris, '') = keys.no_baris
    where keys.line_count > 1
),

replaced as (
    select
        kode_satker,
        _source_row_id,
        {{ superseded_by(['no_order', 'no_baris']) }} as _superseded_by
    from repeated_lines
),

orders as (
    select
        service_orders.*,
        replaced._superseded_by
    from {{ ref('stg_orders__service_orders') }} as service_orders
    left join replaced
        on
            service_orders.kode_satker = replaced.kode_satker
            and service_orders._source_row_id = replaced._source_row_id
),

crosswalk as (
    select
        kode_satker,
        nama,
        min(layanan) as layanan
    from {{ source('reference', 'nama_layanan') }}
    group by kode_satker, nama
),

clocked as (
    select
        orders.*,
        catalogue.layanan,
        catalogue.layanan_volume,
        case catalogue.mulai_jam
            when 'masuk' then orders.tanggal_masuk
            when 'lengkap' then orders.tanggal_lengkap
            when 'bayar' then orders.tanggal_bayar
        end as tanggal_mulai
    from orders
    left join crosswalk on orders.kode_satker = crosswalk.kode_satker and orders.jenis_layanan = crosswalk.nama
    left join {{ source('reference', 'layanan') }} as catalogue
        on orders.kode_satker = catalogue.kode_satker and crosswalk.layanan = catalogue.layanan
),

calendar as (
    select * from {{ ref('int_kalender__working_days_counted') }}
),

due as (
    select
        clocked.*,
        case
            when clocked.spm_hk is not null then 'spm'
            when clocked.tanggal_akhir_kontrak is not null then 'kontrak'
        end as dasar_jatuh_tempo,
        case
            when clocked.spm_hk is not null then working_day.tanggal
            else clocked.tanggal_akhir_kontrak
        end as tanggal_jatuh_tempo,
        case
            when clocked.spm_hk is not null then working_day_alternatif.tanggal
            else clocked.tanggal_akhir_kontrak
        end as tanggal_jatuh_tempo_alternatif,
        cast(last_day.nomor_hk - first_day.nomor_hk as integer) as terpakai_hk
    from clocked
    left join calendar as first_day
        on clocked.kode_satker = first_day.kode_satker and clocked.tanggal_mulai = first_day.tanggal
    left join calendar as last_day
        on clocked.kode_satker = last_day.kode_satker and clocked.tanggal_selesai = last_day.tanggal
    left join calendar as working_day
        on
            clocked.kode_satker = working_day.kode_satker
            and first_day.nomor_hk + clocked.spm_hk = working_day.nomor_hk
            and working_day.is_hari_kerja
    left join calendar as working_day_alternatif
        on
            clocked.kode_satker = working_day_alternatif.kode_satker
            and first_day.nomor_hk_alternatif + clocked.spm_hk = working_day_alternatif.nomor_hk_alternatif
            and working_day_alternatif.is_hari_kerja_alternatif
)

select
    kode_satker,
    no_order,
    no_baris,
    jenis_layanan,
    layanan,
    layanan_volume,
    kode_pelanggan,
    status,
    tanggal_masuk,
    tanggal_mulai,
    spm_hk,
    tanggal_akhir_kontrak,
    dasar_jatuh_tempo,
    tanggal_jatuh_tempo,
    tanggal_jatuh_tempo_alternatif,
    tanggal_selesai,
    terpakai_hk,
    jumlah_count,
    satuan,
    nilai_rp,
    _superseded_by,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from due
