select
    kode_satker,
    _source_row_id,
    _row_hash,
    tabel,
    {%- for number in range(1, 9) %}
    sel_{{ number }},
    {%- endfor %}
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from {{ ref('int_kinerja__table_rows_versioned') }}
where _superseded_by is null
