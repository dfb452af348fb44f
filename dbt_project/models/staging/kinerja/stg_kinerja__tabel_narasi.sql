with source as (
    {{ accepted_rows('raw_kinerja', 'tabel_narasi') }}
),

renamed as (
    select
        kode_satker,
        lembar as tabel,
        {%- for number in range(1, 9) %}
        sel_{{ number }},
        {%- endfor %}
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    tabel,
    {%- for number in range(1, 9) %}
    sel_{{ number }},
    {%- endfor %}
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
