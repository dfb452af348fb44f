{{ config(
    meta={
        'dimension': 'consistency',
        'reason': 'RM and BLU together are the unit, to the rupiah',
    }
) }}

{%- set amounts = ['pagu_awal_rp', 'pagu_rp', 'blokir_rp', 'realisasi_rp', 'realisasi_tw_rp'] %}
select
    {%- for amount in amounts %}
    max(case when sumber_dana = 'semua' then {{ amount }} end) as {{ amount }},
    sum(case when sumber_dana <> 'semua' then {{ amount }} end) as funds_{{ amount }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('mart_anggaran') }}
where jenis_belanja = 'semua'
having
    {%- for amount in amounts %}
    max(case when sumber_dana = 'semua' then {{ amount }} end)
    <> sum(case when sumber_dana <> 'semua' then {{ amount }} end)
    {{ 'or' if not loop.last }}
    {%- endfor %}
