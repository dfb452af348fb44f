{#- How a measured value becomes a row of figures. -#}

{#- The select list of one figure row; what a figure does not have is left out. All arguments are SQL expressions.

    prefix, measure and the dimensions make the id. `formula` names the rule by which its components are found
    (figure_components); a leaf has none and needs the trail instead. `reason` says why a missing value is missing,
    `note` is what the report says beside a present one. -#}
{% macro figure(
    prefix, measure, label, value, unit, operation,
    decimals='0', indicator='null', domain='null', unsur='null', sumber_dana='null', jenis_belanja='null',
    kro='null', layanan='null', bulan='null', alternatif='null', period_basis='null', numerator='null',
    denominator='null', policy="''", status='null', reason='null', note='null', formula='null', trail_relation='null',
    trail_predicate='null', trail_measure='null', row_count='null', hash_sum='null'
) -%}
        {%- set month -%} lpad(cast({{ bulan }} as varchar), 2, '0') {%- endset %}
        concat_ws(
            '.', {{ prefix }}, {{ measure }}, {{ unsur }}, {{ sumber_dana }}, {{ jenis_belanja }}, {{ kro }},
            {{ layanan }}, {{ month }}, 'alt.' || nullif({{ alternatif }}, '')
        ) as figure_id,
        cast({{ prefix }} as varchar) as prefix,
        cast({{ domain }} as varchar) as domain,
        cast({{ measure }} as varchar) as measure,
        cast({{ indicator }} as varchar) as indicator,
        cast({{ label }} || {{ named(' (alternatif ', "nullif(" ~ alternatif ~ ", '') || ')'") }} as varchar) as label,
        cast({{ unsur }} as varchar) as unsur,
        cast({{ layanan }} as varchar) as layanan,
        {{ month }} as bulan,
        cast({{ sumber_dana }} as varchar) as sumber_dana,
        cast({{ jenis_belanja }} as varchar) as jenis_belanja,
        cast({{ kro }} as varchar) as kro,
        cast(coalesce({{ alternatif }}, '') as varchar) as alternatif,
        cast({{ period_basis }} as varchar) as period_basis,
        cast({{ value }} as decimal(38, 12)) as value,
        cast({{ unit }} as varchar) as unit,
        cast({{ decimals }} as integer) as decimals,
        cast({{ numerator }} as decimal(38, 12)) as numerator,
        cast({{ denominator }} as decimal(38, 12)) as denominator,
        cast({{ policy }} as varchar) as policy,
        cast(
            coalesce({{ status }}, case when {{ value }} is null then 'tidak_terdefinisi' end) as varchar
        ) as status,
        cast(case when {{ value }} is null then {{ reason }} else {{ note }} end as varchar) as keterangan,
        cast({{ operation }} as varchar) as operation,
        cast({{ formula }} as varchar) as formula,
        cast({{ trail_relation }} as varchar) as trail_relation,
        cast({{ trail_predicate }} as varchar) as trail_predicate,
        cast({{ trail_measure }} as varchar) as trail_measure,
        cast({{ row_count }} as bigint) as row_count,
        cast({{ hash_sum }} as decimal(38, 0)) as hash_sum
{%- endmacro %}

{#- A text value as a literal inside a trail predicate, quotes and all: codes come from delivered files. -#}
{% macro literal(value) -%}
    '''' || replace({{ value }}, '''', '''''') || ''''
{%- endmacro %}

{#- One more condition of a trail predicate, or nothing when the figure is not narrowed by that column. -#}
{% macro and_equals(column, value) -%}
    coalesce(' and {{ column }} = ' || {{ literal(value) }}, '')
{%- endmacro %}

{#- A piece of a label, or nothing when the name is not known. -#}
{% macro named(before, value) -%}
    coalesce('{{ before }}' || {{ value }}, '')
{%- endmacro %}

{#- Every figure of every domain, before printing and before the trails of derived figures are drawn. -#}
{% macro all_domain_figures() %}
    {%- for model in [
        'fig_anggaran', 'fig_indikator', 'fig_keuangan', 'fig_layanan', 'fig_sla', 'fig_survei'
    ] %}
    select * from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
