select
    kode,
    bagian,
    hitung,
    teks,
    nilai,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from {{ ref('int_terukur__rows_judged') }}
