-- A table is a whole: another of the same name in a later delivery of its quarter replaces all of its rows.
select
    kode_satker,
    tabel,
    {%- for number in range(1, 9) %}
    sel_{{ number }},
    {%- endfor %}
    {{ superseded_by(['_delivery_quarter', 'tabel'], lines=true) }} as _superseded_by,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from {{ ref('stg_kinerja__tabel_narasi') }}
