select
    table_rows.kode_satker,
    table_rows.tabel,
    {%- for number in range(1, 9) %}
    table_rows.sel_{{ number }},
    {%- endfor %}
    table_rows._row,
    table_rows._source_row_id
from {{ ref('fct_tabel') }} as table_rows
inner join {{ source('reference', 'periode') }} as periode
    on table_rows.kode_satker = periode.kode_satker and table_rows._delivery_quarter = periode.triwulan
