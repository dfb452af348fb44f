{#- How a measured value becomes a row of figures. -#}

{#- What a figure of a measure adds to the columns of the relation that it is taken from: what it comes to, and why.

    `variant` and `cause` say which variant of the measure it is and which reason a missing value has
    (orchestration/workspace/measures.yaml); `parts` are its numerator and denominator; `trail` is the predicate of its
    rows, and `rows` begins the names of the columns with their count and hash sum; `note` is what stands beside it. All
    but the measure and `rows` are SQL. -#}
{% macro measured(
    measure, value, variant="''", parts=['null', 'null'], trail='null', rows=none, note='null', cause="''"
) -%}
        '{{ measure }}' as measure,
        {{ variant }} as varian,
        {{ cause }} as sebab,
        cast({{ value }} as decimal(38, 12)) as value,
        cast({{ parts[0] }} as decimal(38, 12)) as numerator,
        cast({{ parts[1] }} as decimal(38, 12)) as denominator,
        {{ note }} as note,
        {{ trail }} as trail_predicate,
        cast({{ rows ~ '_row_count' if rows else 'null' }} as bigint) as row_count,
        cast({{ rows ~ '_hash_sum' if rows else 'null' }} as decimal(38, 0)) as hash_sum
{%- endmacro %}

{#- Count and hash sum of a single row that may not be there, as columns for measured(). -#}
{% macro one_row(row_hash, name) -%}
    case when {{ row_hash }} is null then 0 else 1 end as {{ name }}_row_count,
        coalesce({{ row_hash }}, 0) as {{ name }}_hash_sum
{%- endmacro %}

{#- One column of the measured rows, or nothing where they do not have it. -#}
{% macro own(name, columns) -%}
    {%- if name not in columns -%} cast(null as varchar)
    {%- elif name == 'bulan' -%} lpad(cast(measured.bulan as varchar), 2, '0')
    {%- else -%} cast(measured.{{ name }} as varchar)
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

{#- Measured rows as figures: with their id, and all that reference.ukuran says of their measure.

    relation: its rows have the columns of measured(), `kelompok`, `prefix` and `alternatif`.
    columns: which others of those that a figure may have, or that a text of its measure names.
    policies: which of their columns are values of policies. -#}
{% macro as_figures(relation, columns, policies=[]) %}
select
    concat_ws(
        '.', measured.prefix, measured.measure,
        {%- for name in ['unsur', 'sumber_dana', 'jenis_belanja', 'kro', 'layanan', 'bulan'] if name in columns %}
        {{ own(name, columns) }},
        {%- endfor %}
        'alt.' || nullif(measured.alternatif, '')
    ) as figure_id,
    measured.prefix,
    {{ own('acuan', columns) }} as acuan,
    measured.measure,
    {{ own('indicator', columns) }} as indicator,
    {{ filled('label', ['layanan', 'bulan', 'nama'], columns) }}
    || {{ named(' (alternatif ', "nullif(measured.alternatif, '') || ')'") }} as label,
    {%- for name in ['unsur', 'layanan', 'bulan', 'sumber_dana', 'jenis_belanja', 'kro'] %}
    {{ own(name, columns) }} as {{ name }},
    {%- endfor %}
    measured.alternatif,
    coalesce(ukuran.masa, {{ own('masa', columns) }}) as period_basis,
    measured.value,
    coalesce(ukuran.satuan, {{ own('satuan', columns) }}, '') as unit,
    coalesce(ukuran.desimal, cast({{ own('desimal', columns) }} as integer)) as decimals,
    measured.numerator,
    measured.denominator,
    {%- if policies %}
    concat_ws(
        '; '
        {%- for name in policies -%}
        , case when ukuran.kebijakan like '%{{ name }}%' then '{{ name }}=' || measured.{{ name }} end
        {%- endfor %}
    ) as policy,
    {%- else %}
    coalesce({{ own('kebijakan', columns) }}, '') as policy,
    {%- endif %}
    case
        when measured.sebab in ('on_progress', 'tidak_terdefinisi') then measured.sebab
        when measured.value is null then 'tidak_terdefinisi'
    end as status,
    coalesce(
        cast(measured.note as varchar),
        case when measured.value is null then {{ filled('alasan', ['nama'], columns) }} end
    ) as keterangan,
    ukuran.operasi as operation,
    ukuran.rumus as formula,
    ukuran.jejak_relasi as trail_relation,
    case when ukuran.jejak_relasi is not null then cast(measured.trail_predicate as varchar) end as trail_predicate,
    {{ filled('jejak_ukuran', ['bulan', 'unsur'], columns) }} as trail_measure,
    case when ukuran.jejak_relasi is not null then measured.row_count end as row_count,
    case when ukuran.jejak_relasi is not null then measured.hash_sum end as hash_sum
from {{ relation }} as measured
left join {{ source('reference', 'ukuran') }} as ukuran
    on
        measured.kelompok = ukuran.kelompok
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
