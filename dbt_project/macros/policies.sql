{#- The choices that the unit profile makes and the formulas honour. Each has exactly two values: the one in force
    comes from the profile, the other is computed beside it as the alternative. -#}
{% macro policy_values() -%}
    {{ return({
        'ikm_gabungan': ['rata_rata_layanan', 'tertimbang_responden'],
        'periode_survei': ['triwulan', 'tahun_berjalan'],
        'pengguna': ['jumlah_per_layanan', 'entitas_unik'],
        'sla_gabungan': ['rata_rata_bulan', 'gabungan'],
        'sla_satuan': ['jumlah', 'order'],
        'nps_gabungan': ['rata_rata_layanan', 'gabungan'],
        'tanggal_pnbp': ['terima', 'sah'],
        'jenis_penerimaan': ['sbs', 'ntpn'],
        'basis_kro': ['pagu', 'efektif'],
        'cuti_bersama': ['berhenti', 'berjalan'],
        'jawaban_ganda': ['satu', 'semua'],
    }) }}
{%- endmacro %}

{#- One row: a column per policy asked for, and `<policy>_lain` with the value not chosen. -#}
{% macro policies(names) %}
    select
        {%- for name in names %}
        {%- set choices = policy_values()[name] %}
        max(case when kebijakan = '{{ name }}' then nilai end) as {{ name }},
        max(
            case
                when kebijakan = '{{ name }}' and nilai = '{{ choices[0] }}' then '{{ choices[1] }}'
                when kebijakan = '{{ name }}' then '{{ choices[0] }}'
            end
        ) as {{ name }}_lain{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('reference', 'kebijakan') }}
{% endmacro %}

{#- Every value that every policy may take, as rows (kebijakan, nilai). -#}
{% macro policy_choices() %}
    {%- set rows = [] %}
    {%- for policy, choices in policy_values().items() %}
    {%- for choice in choices %}
    {%- do rows.append("select '" ~ policy ~ "' as kebijakan, '" ~ choice ~ "' as nilai") %}
    {%- endfor %}
    {%- endfor %}
    {{ rows | join(' union all ') }}
{% endmacro %}
