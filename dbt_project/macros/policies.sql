{#- The choices that the unit profile makes and the formulas honour. Each has exactly two values: the one in force
    comes from the profile, the other is computed beside it as the alternative. -#}

{#- One row per unit: a column per policy of the unit asked for, and `<policy>_lain` with the value not chosen. -#}
{% macro policies(names) %}
    select
        kode_satker,
        {%- for name in names %}
        max(case when kebijakan = '{{ name }}' then nilai end) as {{ name }},
        max(case when kebijakan = '{{ name }}' then nilai_lain end) as {{ name }}_lain{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('reference', 'kebijakan') }}
    group by kode_satker
{% endmacro %}

{#- One row per indicator (and the unit's own PNBP) whose formula honours all of these policies: its code, and columns
    as above, an indicator's own choice before the unit's. -#}
{% macro policies_by_indicator(names) %}
    select
        kode_satker,
        kode,
        {%- for name in names %}
        max(case when kebijakan = '{{ name }}' then nilai end) as {{ name }},
        max(case when kebijakan = '{{ name }}' then nilai_lain end) as {{ name }}_lain{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('reference', 'kebijakan_indikator') }}
    group by kode_satker, kode
    having
        {%- for name in names %}
        max(case when kebijakan = '{{ name }}' then nilai end) is not null{{ ' and' if not loop.last }}
        {%- endfor %}
{% endmacro %}

{#- Per indicator two rows: the value of a policy in force, and the other one under its own name as the alternative. -#}
{% macro readings(name) %}
    select
        kode_satker,
        kode,
        '' as alternatif,
        nilai
    from {{ source('reference', 'kebijakan_indikator') }}
    where kebijakan = '{{ name }}'
    union all
    select
        kode_satker,
        kode,
        nilai_lain as alternatif,
        nilai_lain as nilai
    from {{ source('reference', 'kebijakan_indikator') }}
    where kebijakan = '{{ name }}'
{% endmacro %}
