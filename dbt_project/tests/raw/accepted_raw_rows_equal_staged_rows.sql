with scope as (
    select _delivery_sha256 from {{ source('raw_ingestion', 'deliveries') }}
),

rejected as (
    select distinct _source_row_id from {{ source('raw_ingestion', 'rejections') }}
),

counts as (
    {%- for source_name, table_name in staged() %}
    {%- set raw_rows = source('raw_' ~ source_name, table_name) %}
    select
        'raw_{{ source_name }}.{{ table_name }}' as source_table,
        (
            select count(*) from {{ raw_rows }} as raw
            inner join scope on raw._delivery_sha256 = scope._delivery_sha256
        ) as raw_count,
        (
            select count(*) from {{ raw_rows }} as raw
            inner join scope on raw._delivery_sha256 = scope._delivery_sha256
            inner join rejected on raw._source_row_id = rejected._source_row_id
        ) as rejected_count,
        (select count(*) from {{ ref('stg_' ~ source_name ~ '__' ~ table_name) }}) as staged_count
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from counts
where raw_count <> rejected_count + staged_count
