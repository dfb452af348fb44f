with source as (
    {{ accepted_rows('raw_orders', 'service_orders') }}
),

renamed as (
    select
        kode_satker,
        no_order,
        no_baris,
        jenis_layanan,
        kode_pelanggan,
        nama_pelanggan,
        cast(tanggal_masuk as date) as tanggal_masuk,
        cast(tanggal_lengkap as date) as tanggal_lengkap,
        cast(tanggal_bayar as date) as tanggal_bayar,
        cast(spm_hk as integer) as spm_hk,
        cast(tanggal_akhir_kontrak as date) as tanggal_akhir_kontrak,
        cast(tanggal_selesai as date) as tanggal_selesai,
        cast(jumlah as decimal(20, 2)) as jumlah_count,
        satuan,
        cast(nilai_rp as decimal(20, 2)) as nilai_rp,
        status,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    no_order,
    no_baris,
    jenis_layanan,
    kode_pelanggan,
    nama_pelanggan,
    tanggal_masuk,
    tanggal_lengkap,
    tanggal_bayar,
    spm_hk,
    tanggal_akhir_kontrak,
    tanggal_selesai,
    jumlah_count,
    satuan,
    nilai_rp,
    status,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
