with source as (
    {{ accepted_rows('raw_pnbp', 'ntpn') }}
),

renamed as (
    select
        {{ cell_text('ntpn') }} as ntpn,
        {{ cell_text('ntb') }} as ntb,
        {{ cell_text('kode_akun') }} as kode_akun,
        {{ parse_number('jumlah') }} as jumlah_rp,
        {{ cell_text('no_ssbp') }} as no_ssbp,
        {{ parse_date('tgl_ssbp') }} as tanggal_ssbp,
        {{ parse_date('tgl_terima_bank') }} as tanggal_terima_bank,
        {{ parse_date('tgl_buku') }} as tanggal_buku,
        {{ cell_text('status') }} as status,
        {{ lineage_columns() }}
    from source
)

select
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
