{#- How staging takes rows in, and what it hands on about where they came from. -#}

{#- The rows of a raw table that count in this run: their delivery is in scope and no cell of theirs was rejected. -#}
{% macro accepted_rows(source_name, table_name) %}
    select
        raw.*,
        deliveries.quarter as _delivery_quarter,
        deliveries.delivery_order as _delivery_order
    from {{ source(source_name, table_name) }} as raw
    inner join {{ source('raw_ingestion', 'deliveries') }} as deliveries
        on raw.kode_satker = deliveries.kode_satker and raw._delivery_sha256 = deliveries._delivery_sha256
    where not exists (
        select 1
        from {{ source('raw_ingestion', 'rejections') }} as rejections
        where rejections.kode_satker = raw.kode_satker and rejections._source_row_id = raw._source_row_id
    )
{% endmacro %}

{#- The pipeline's columns, in the order in which every staging model ends. -#}
{% macro lineage_columns() -%}
    _source_row_id,
        {{ row_hash() }} as _row_hash,
        _delivery_sha256,
        _delivery_quarter,
        _delivery_order,
        _sheet,
        _row
{%- endmacro %}

{#- The source row that replaced this one, null when none did: among rows of a unit with one natural key the latest delivery
    wins. Rows are marked, not deleted, so that what was replaced can be listed. With `lines` a key has as many rows as
    a delivery gives it; those of the latest delivery replace all that earlier ones gave. -#}
{% macro superseded_by(keys, lines=false) -%}
    {%- set key = 'kode_satker, ' ~ keys | join(', ') -%}
    {%- set newest = 'first_value(_source_row_id) over (
            partition by ' ~ key ~ '
            order by _delivery_order desc nulls last, _row desc nulls last
        )' -%}
    {%- if lines -%}
    case
            when _delivery_order < max(_delivery_order) over (partition by {{ key }})
                then {{ newest }}
        end
    {%- else -%}
    nullif(
        {{ newest }},
        _source_row_id
    )
    {%- endif -%}
{%- endmacro %}
