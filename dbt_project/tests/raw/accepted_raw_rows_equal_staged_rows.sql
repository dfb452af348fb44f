{%- set staged = {
    'stg_sakti__glp039': ('raw_sakti', 'glp039'),
    'stg_monsakti__dataang': ('raw_monsakti', 'dataang'),
    'stg_rkk__rincian_kertas_kerja': ('raw_rkk', 'rincian_kertas_kerja'),
    'stg_pnbp__sbs': ('raw_pnbp', 'sbs'),
    'stg_pnbp__ntpn': ('raw_pnbp', 'ntpn'),
    'stg_neraca__neraca': ('raw_neraca', 'neraca'),
    'stg_orders__service_orders': ('raw_orders', 'service_orders'),
    'stg_survey__responses': ('raw_survey', 'responses'),
    'stg_kinerja__perjanjian_kinerja': ('raw_kinerja', 'perjanjian_kinerja'),
    'stg_kinerja__dipa': ('raw_kinerja', 'dipa'),
    'stg_kinerja__penilaian_luar': ('raw_kinerja', 'penilaian_luar'),
    'stg_kinerja__fisik': ('raw_kinerja', 'fisik'),
    'stg_kinerja__narasi': ('raw_kinerja', 'narasi'),
} %}

with scope as (
    select _delivery_sha256 from {{ source('raw_ingestion', 'deliveries') }}
),

rejected as (
    select distinct _source_row_id from {{ source('raw_ingestion', 'rejections') }}
),

counts as (
    {%- for model, (source_name, table_name) in staged.items() %}
    select
        '{{ source_name }}.{{ table_name }}' as source_table,
        (
            select count(*) from {{ source(source_name, table_name) }} as raw
            inner join scope on raw._delivery_sha256 = scope._delivery_sha256
        ) as raw_count,
        (
            select count(*) from {{ source(source_name, table_name) }} as raw
            inner join scope on raw._delivery_sha256 = scope._delivery_sha256
            inner join rejected on raw._source_row_id = rejected._source_row_id
        ) as rejected_count,
        (select count(*) from {{ ref(model) }}) as staged_count
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from counts
where raw_count <> rejected_count + staged_count
