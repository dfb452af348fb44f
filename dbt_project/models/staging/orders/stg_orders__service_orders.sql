with source as (
    {{ accepted_rows('raw_orders', 'service_orders') }}
),

renamed as (
    select
        {{ cell_text('no_order') }} as no_order,
        {{ cell_text('no_baris') }} as no_baris,
        {{ cell_text('jenis_layanan') }} as jenis_layanan,
        {{ cell_text('kode_pelanggan') }} as kode_pelanggan,
        {{ cell_text('nama_pelanggan') }} as nama_pelanggan,
        {{ parse_date('tanggal_masuk') }} as tanggal_masuk,
        {{ parse_date('tanggal_lengkap') }} as tanggal_lengkap,
        {{ parse_date('tanggal_bayar') }} as tanggal_bayar,
        cast({{ parse_number('spm_hk') }} as integer) as spm_hk,
        {{ parse_date('tanggal_akhir_kontrak') }} as tanggal_akhir_kontrak,
        {{ parse_date('tanggal_selesai') }} as tanggal_selesai,
        {{ parse_number('jumlah') }} as jumlah_count,
        {{ cell_text('satuan') }} as satuan,
        {{ parse_number('nilai_rp') }} as nilai_rp,
        lower({{ cell_text('status') }}) as status,
        {{ lineage_columns() }}
    from source
)

select
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
