select
    kode_satker,
    _source_row_id,
    _row_hash,
    revisi as revisi_ke,
    'B' || lpad(cast(revisi as string), 2, '0') as kode_revisi,
    kode_sts_history,
    kunci_item,
    akun,
    sumber_dana,
    uraian,
    pagu_rp,
    blokir_rp,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from {{ ref('int_anggaran__budget_lines_keyed') }}
where is_riwayat
