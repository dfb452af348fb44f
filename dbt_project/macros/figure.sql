{#- How a measured value becomes a row of figures. -#}

{#- The select list of one kind of figure; what it does not have is left out. All arguments are SQL expressions.

    prefix, measure and the dimensions make the id; `acuan` is the prefix of the figures of another indicator that it is
    made of, besides its own. `formula` names the rule by which its components are found
    (figure_components); a leaf has none and needs the trail instead. `reason` says why a missing value is missing,
    `note` is what the report says beside a present one. -#}
{% macro figure(
    prefix, measure, label, value, unit, operation,
    decimals='0', indicator='null', acuan='null', unsur='null', sumber_dana='null', jenis_belanja='null',
    kro='null', layanan='null', bulan='null', alternatif='null', period_basis='null', numerator='null',
    denominator='null', policy="''", status='null', reason='null', note='null', formula='null', trail_relation='null',
    trail_predicate='null', trail_measure='null', row_count='null', hash_sum='null'
) -%}
        {{ prefix }} as prefix,
        {{ acuan }} as acuan,
        {{ measure }} as measure,
        {{ indicator }} as indicator,
        {{ label }} as label,
        {{ unsur }} as unsur,
        {{ layanan }} as layanan,
        {{ bulan }} as bulan,
        {{ sumber_dana }} as sumber_dana,
        {{ jenis_belanja }} as jenis_belanja,
        {{ kro }} as kro,
        {{ alternatif }} as alternatif,
        {{ period_basis }} as period_basis,
        cast({{ value }} as decimal(38, 12)) as value,
        {{ unit }} as unit,
        {{ decimals }} as decimals,
        cast({{ numerator }} as decimal(38, 12)) as numerator,
        cast({{ denominator }} as decimal(38, 12)) as denominator,
        {{ policy }} as policy,
        {{ status }} as status,
        {{ reason }} as reason,
        {{ note }} as note,
        {{ operation }} as operation,
        {{ formula }} as formula,
        {{ trail_relation }} as trail_relation,
        {{ trail_predicate }} as trail_predicate,
        {{ trail_measure }} as trail_measure,
        cast({{ row_count }} as bigint) as row_count,
        cast({{ hash_sum }} as decimal(38, 0)) as hash_sum
{%- endmacro %}

{#- The rows that figure() lists, as rows of figures: with their id, and with a status where there is no value. -#}
{% macro finished_figures(relation) %}
select
    concat_ws(
        '.', prefix, measure, unsur, sumber_dana, jenis_belanja, kro, layanan,
        lpad(cast(bulan as varchar), 2, '0'), 'alt.' || nullif(alternatif, '')
    ) as figure_id,
    prefix,
    cast(acuan as varchar) as acuan,
    measure,
    cast(indicator as varchar) as indicator,
    label || {{ named(' (alternatif ', "nullif(alternatif, '') || ')'") }} as label,
    cast(unsur as varchar) as unsur,
    cast(layanan as varchar) as layanan,
    lpad(cast(bulan as varchar), 2, '0') as bulan,
    cast(sumber_dana as varchar) as sumber_dana,
    cast(jenis_belanja as varchar) as jenis_belanja,
    cast(kro as varchar) as kro,
    coalesce(alternatif, '') as alternatif,
    period_basis,
    value,
    coalesce(unit, '') as unit,
    cast(decimals as integer) as decimals,
    numerator,
    denominator,
    policy,
    coalesce(status, case when value is null then 'tidak_terdefinisi' end) as status,
    case when value is null then cast(reason as varchar) else cast(note as varchar) end as keterangan,
    operation,
    cast(formula as varchar) as formula,
    cast(trail_relation as varchar) as trail_relation,
    cast(trail_predicate as varchar) as trail_predicate,
    cast(trail_measure as varchar) as trail_measure,
    row_count,
    hash_sum
from {{ relation }}
{%- endmacro %}

{#- A text value as a literal inside a trail predicate, quotes and all: codes come from delivered files. -#}
{% macro literal(value) -%}
    '''' || replace({{ value }}, '''', '''''') || ''''
{%- endmacro %}

{#- One more condition of a trail predicate, or nothing when the figure is not narrowed by that column. -#}
{% macro and_equals(column, value) -%}
    coalesce(' and {{ column }} = ' || {{ literal(value) }}, '')
{%- endmacro %}

{#- The rows of one service, or of all that the indicator covers. Needs the relation `indikator`. -#}
{% macro within_scope(service) -%}
    case {{ service }} when 'semua' then indikator.cakupan_predikat else 'layanan = ' || {{ literal(service) }} end
{%- endmacro %}

{#- A piece of a label, or nothing when the name is not known. -#}
{% macro named(before, value) -%}
    coalesce('{{ before }}' || {{ value }}, '')
{%- endmacro %}

{#- Every figure of every domain, before printing and before the trails of derived figures are drawn. -#}
{% macro all_domain_figures() %}
    {%- for model in [
        'fig_anggaran', 'fig_indikator', 'fig_keuangan', 'fig_layanan', 'fig_sla', 'fig_survei', 'fig_terukur'
    ] %}
    select * from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
