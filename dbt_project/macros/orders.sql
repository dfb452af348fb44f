{#- What the SLA reads off order lines: months, timeliness of a whole order. -#}

{#- The month of a date, 1 to 12, within the year to date; else null. Needs the relation `periode`. -#}
{% macro month_to_date(date) -%}
    cast(
        case
            when {{ date }} between periode.awal_tahun and periode.tanggal_akhir then extract(month from {{ date }})
        end as integer
    )
{%- endmacro %}

{#- Over the lines of an order: whether each was finished by its own due date. A line without one promises nothing;
    null when none has one. -#}
{% macro every_line_on_time(due) -%}
    min(case when {{ due }} is not null then coalesce(tanggal_selesai <= {{ due }}, false) end)
{%- endmacro %}
