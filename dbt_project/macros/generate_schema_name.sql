{#- The schema is named by the layer alone, so that asset key = schema.table = dbt node. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
