{%- set amounts = ['pagu_awal_rp', 'pagu_rp', 'blokir_rp', 'realisasi_rp', 'realisasi_tw_rp'] %}
select
    {%- for amount in amounts %}
    sum(case when sumber_dana = 'semua' then {{ amount }} else -{{ amount }} end) as excess_{{ amount }},
    {%- endfor %}
    count(*) as row_count
from {{ ref('mart_anggaran') }}
where jenis_belanja = 'semua'
having
    {%- for amount in amounts %}
    sum(case when sumber_dana = 'semua' then {{ amount }} else -{{ amount }} end) <> 0 or
    {%- endfor %}
    count(*) = 0
