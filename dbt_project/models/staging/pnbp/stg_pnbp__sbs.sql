with source as (
    {{ accepted_rows('raw_pnbp', 'sbs') }}
),

renamed as (
    select
        {{ cell_text('no_sbs') }} as no_sbs,
        {{ parse_date('tgl_sbs') }} as tanggal_sbs,
        {{ cell_text('npwp') }} as npwp,
        {{ cell_text('wajib_bayar') }} as wajib_bayar,
        {{ cell_text('kode_program') }} as kode_program,
        {{ cell_text('kode_kegiatan') }} as kode_kegiatan,
        {{ cell_text('kode_akun') }} as kode_akun,
        {{ cell_text('uraian') }} as uraian,
        {{ parse_number('jumlah') }} as jumlah_rp,
        {{ cell_text('no_sp3b') }} as no_sp3b,
        {{ parse_date('tgl_sp3b') }} as tanggal_sp3b,
        {{ lineage_columns() }}
    from source
)

select
    no_sbs,
    tanggal_sbs,
    npwp,
    wajib_bayar,
    kode_program,
    kode_kegiatan,
    kode_akun,
    uraian,
    jumlah_rp,
    no_sp3b,
    tanggal_sp3b,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
