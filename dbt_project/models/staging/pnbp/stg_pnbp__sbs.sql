with source as (
    {{ accepted_rows('raw_pnbp', 'sbs') }}
),

renamed as (
    select
        kode_satker,
        no_sbs,
        cast(tgl_sbs as date) as tanggal_sbs,
        npwp,
        wajib_bayar,
        kode_program,
        kode_kegiatan,
        kode_akun,
        uraian,
        cast(jumlah as decimal(20, 2)) as jumlah_rp,
        no_sp3b,
        cast(tgl_sp3b as date) as tanggal_sp3b,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
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
