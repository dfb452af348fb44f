with scope as (
    select
        kode_satker,
        _delivery_sha256
    from {{ source('raw_ingestion', 'deliveries') }}
),

rejected as (
    select distinct
        kode_satker,
        _source_row_id
    from {{ source('raw_ingestion', 'rejections') }}
),

counts as (
    {%- for source_name, table_name in staged() %}
    {%- set raw_rows = source('raw_' ~ source_name, table_name) %}
    select
        unit.kode_satker,
        'raw_{{ source_name }}.{{ table_name }}' as source_table,
        coalesce(delivered.raw_count, 0) as raw_count,
        coalesce(delivered.rejected_count, 0) as rejected_count,
        coalesce(staged.staged_count, 0) as staged_count
    from {{ source('reference', 'unit') }} as unit
    left join (
        select
            raw.kode_satker,
            count(*) as raw_count,
            count(rejected._source_row_id) as rejected_count
        from {{ raw_rows }} as raw
        inner join scope on raw.kode_satker = scope.kode_satker and raw._delivery_sha256 = scope._delivery_sha256
        left join rejected on raw.kode_satker = rejected.kode_satker and raw._source_row_id = rejected._source_row_id
        group by raw.kode_satker
    ) as delivered on unit.kode_satker = delivered.kode_satker
    left join (
        select
            kode_satker,
            count(*) as staged_count
        from {{ ref('stg_' ~ source_name ~ '__' ~ table_name) }}
        group by kode_satker
    ) as staged on unit.kode_satker = staged.kode_satker
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from counts
where raw_count <> rejected_count + staged_count
