with rows_of_all as (
    {%- for source_name, table_name in staged() %}
    select
        kode_satker,
        _source_row_id
    from {{ ref('stg_' ~ source_name ~ '__' ~ table_name) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    kode_satker,
    _source_row_id,
    count(*) as row_count
from rows_of_all
group by kode_satker, _source_row_id
having count(*) > 1 or _source_row_id is null
