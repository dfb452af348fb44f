{#- How a measured value becomes a row of figures. -#}

{#- What a measure adds to the columns of the rows that it is taken from: what it comes to, and why.

    It is named by `measure`; all else is SQL: `value`, `numerator` and `denominator`; `variant` of the measure and
    `cause` of a missing value, as orchestration/workspace/measures.yaml has them; `note` beside it; `trail`, the
    predicate of its rows, and `rows`, with which the columns for their count and hash sum begin, or the column with
    the hash of the only one. -#}
{% macro measured(of) -%}
        '{{ of.measure }}' as measure,
        {{ of.get('variant', "''") }} as varian,
        {{ of.get('cause', "''") }} as sebab,
        cast({{ of.value }} as decimal(38, 12)) as value,
        cast({{ of.get('numerator', 'null') }} as decimal(38, 12)) as numerator,
        cast({{ of.get('denominator', 'null') }} as decimal(38, 12)) as denominator,
        {{ of.get('note', 'null') }} as note,
        {{ of.get('trail', 'null') }} as trail_predicate,
        {%- if 'rows' not in of %}
        cast(null as bigint) as trail_row_count,
        cast(null as decimal(38, 0)) as trail_hash_sum
        {%- elif of.rows.endswith('_row_hash') %}
        cast(case when {{ of.rows }} is null then 0 else 1 end as bigint) as trail_row_count,
        cast(coalesce({{ of.rows }}, 0) as decimal(38, 0)) as trail_hash_sum
        {%- else %}
        cast({{ of.rows }}row_count as bigint) as trail_row_count,
        cast({{ of.rows }}hash_sum as decimal(38, 0)) as trail_hash_sum
        {%- endif %}
{%- endmacro %}

{#- What the measured rows have of a column of figures. -#}
{% macro own(name, columns) -%}
    {%- if name not in columns -%} cast(null as string)
    {%- elif name == 'bulan' -%} lpad(cast(measured.{{ columns.bulan }} as string), 2, '0')
    {%- else -%} cast(measured.{{ columns[name] }} as string)
    {%- endif -%}
{%- endmacro %}

{#- A text of reference.ukuran with its places filled; those of a label with the words before them, or not at all. -#}
{% macro filled(text, places, columns) -%}
    {%- for place in places -%} replace( {%- endfor -%}
    ukuran.{{ text }}
    {%- for place in places -%}
        {%- set column = 'nama_layanan' if place == 'layanan' else place -%}
        {%- set words = 'ukuran.kata_' ~ place ~ ' || ' if text == 'label' else '' -%}
        , '{{ '{' ~ place ~ '}' }}', coalesce({{ words }}{{ own(column, columns) }}, ''))
    {%- endfor -%}
{%- endmacro %}

{#- The rows of a relation as figures: one for every measure and every row that it is taken from (`where`), with its id
    and all that reference.ukuran says of the measure.

    group: of measures, as SQL.
    columns: the relation's for each column of figures that it has, and for nama, nama_layanan, satuan, desimal and masa
        where measures leave it to them; the prefix is the group, and the indicator the prefix, where nothing is said.
    policies: which policies the measures honour; the columns with their values bear their names, or columns has them. -#}
{% macro as_figures(group, relation, columns, policies, measures) %}
{%- set prefix = own('prefix', columns) if 'prefix' in columns else group %}
{%- set alternatif = 'nullif(' ~ own('alternatif', columns) ~ ", '')" %}
{%- set dimensions = ['unsur', 'sumber_dana', 'jenis_belanja', 'kro', 'layanan', 'bulan', 'kode_revisi'] %}
select
    measured.kode_satker,
    concat_ws(
        '.', {{ prefix }}, measured.measure,
        {%- for name in dimensions if name in columns %} {{ own(name, columns) }},{% endfor %} 'alt.' || {{ alternatif }}
    ) as figure_id,
    {{ prefix }} as prefix,
    {{ own('acuan', columns) }} as acuan,
    measured.measure,
    {{ own('indicator' if 'indicator' in columns else 'prefix', columns) }} as indicator,
    {{ filled('label', ['layanan', 'bulan', 'nama'], columns) }}
    || coalesce(' (alternatif ' || {{ alternatif }} || ')', '') as label,
    {%- for name in ['unsur', 'layanan', 'bulan', 'sumber_dana', 'jenis_belanja', 'kro', 'kode_revisi', 'kode_revisi_lalu'] %}
    {{ own(name, columns) }} as {{ name }},
    {%- endfor %}
    coalesce({{ alternatif }}, '') as alternatif,
    coalesce(ukuran.masa, {{ own('masa', columns) }}) as period_basis,
    measured.value,
    coalesce(ukuran.satuan, {{ own('satuan', columns) }}, '') as unit,
    coalesce(ukuran.desimal, cast({{ own('desimal', columns) }} as integer)) as decimals,
    measured.numerator,
    measured.denominator,
    concat_ws(
        '; ', {{ own('kebijakan', columns) }}
        {%- for name in policies -%}
        , case when ukuran.kebijakan like '%{{ name }}%' then '{{ name }}=' || measured.{{ columns.get(name, name) }} end
        {%- endfor %}
    ) as policy,
    case
        when measured.sebab in ('on_progress', 'tidak_terdefinisi') then measured.sebab
        when measured.value is null then 'tidak_terdefinisi'
    end as status,
    coalesce(
        cast(measured.note as string),
        case when measured.value is null then {{ filled('alasan', ['nama'], columns) }} end
    ) as keterangan,
    ukuran.operasi as operation,
    ukuran.rumus as formula,
    ukuran.jejak_relasi as trail_relation,
    case when ukuran.jejak_relasi is not null then cast(measured.trail_predicate as string) end as trail_predicate,
    {{ filled('jejak_ukuran', ['bulan', 'unsur'], columns) }} as trail_measure,
    case when ukuran.jejak_relasi is not null then measured.trail_row_count end as row_count,
    case when ukuran.jejak_relasi is not null then measured.trail_hash_sum end as hash_sum
from (
    {%- for of in measures %}
    {{ 'union all' if not loop.first }}
    select
        *,
        {{ measured(of) }}
    from {{ relation }}
    {{ 'where ' ~ of.where if 'where' in of }}
    {%- endfor %}
) as measured
left join {{ source('reference', 'ukuran') }} as ukuran
    on
        measured.kode_satker = ukuran.kode_satker
        and ukuran.kelompok = {{ group }}
        and measured.measure = ukuran.ukuran
        and measured.varian = ukuran.varian
        and measured.sebab = ukuran.sebab
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

{#- Every figure of every domain, before printing and before the trails of derived figures are drawn. -#}
{% macro all_domain_figures() %}
    {%- for model in [
        'fig_anggaran', 'fig_indikator', 'fig_keuangan', 'fig_layanan', 'fig_sla', 'fig_survei', 'fig_terukur'
    ] %}
    select * from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
