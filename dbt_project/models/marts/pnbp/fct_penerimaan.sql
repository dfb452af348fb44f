with receipts as (
    select * from {{ ref('int_pnbp__receipts_merged') }}
    where _superseded_by is null
)

select
    kode_satker,
    _source_row_id,
    _row_hash,
    jenis_penerimaan,
    no_bukti,
    kode_akun,
    is_akun_pnbp,
    tanggal_terima,
    tanggal_sah,
    is_terima_tahun_berjalan,
    is_terima_triwulan,
    is_sah_tahun_berjalan,
    is_sah_triwulan,
    is_sah,
    jumlah_rp,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from receipts
