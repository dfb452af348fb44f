with source as (
    {{ accepted_rows('raw_pnbp', 'ntpn') }}
),

renamed as (
    select
        kode_satker,
        ntpn,
        ntb,
        kode_akun,
        cast(jumlah as decimal(20, 2)) as jumlah_rp,
        no_ssbp,
        cast(tgl_ssbp as date) as tanggal_ssbp,
        cast(tgl_terima_bank as date) as tanggal_terima_bank,
        cast(tgl_buku as date) as tanggal_buku,
        status,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    ntpn,
    ntb,
    kode_akun,
    jumlah_rp,
    no_ssbp,
    tanggal_ssbp,
    tanggal_terima_bank,
    tanggal_buku,
    status,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
