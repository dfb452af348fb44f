select
    kode_satker,
    register,
    sel,
    {{ superseded_by(['register', 'kunci']) }} as _superseded_by,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from {{ ref('stg_register__baris') }}
