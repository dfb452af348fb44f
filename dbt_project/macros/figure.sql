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
