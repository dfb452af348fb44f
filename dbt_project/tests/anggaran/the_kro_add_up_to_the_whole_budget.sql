{{ config(
    meta={
        'dimension': 'consistency',
        'reason': 'the table by kro and the table by fund are two views of one budget, to the rupiah',
        'dagster': {'ref': {'name': 'mart_kro'}},
    }
) }}

{%- set amounts = ['pagu_awal_rp', 'pagu_rp', 'blokir_rp', 'realisasi_rp', 'realisasi_tw_rp'] %}
with outputs as (
    select
        {%- for amount in amounts %}
        sum({{ amount }}) as {{ amount }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('mart_kro') }}
    where tingkat = 'kro'
)

select
    {%- for amount in amounts %}
    anggaran.{{ amount }},
    outputs.{{ amount }} as outputs_{{ amount }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('mart_anggaran') }} as anggaran
cross join outputs
where
    anggaran.sumber_dana = 'semua'
    and (
        {%- for amount in amounts %}
        anggaran.{{ amount }} <> outputs.{{ amount }}
        {{ 'or' if not loop.last }}
        {%- endfor %}
    )
