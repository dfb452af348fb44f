{%- set amounts = ['pagu_awal_rp', 'pagu_rp', 'blokir_rp', 'realisasi_rp', 'realisasi_tw_rp'] %}
select
    kode_satker,
    sumber_dana,
    {%- for amount in amounts %}
    sum(case when jenis_belanja = 'semua' then {{ amount }} else -{{ amount }} end) as excess_{{ amount }},
    {%- endfor %}
    count(*) as row_count
from {{ ref('mart_anggaran') }}
where sumber_dana <> 'semua'
group by kode_satker, sumber_dana
having
    {%- for amount in amounts %}
    sum(case when jenis_belanja = 'semua' then {{ amount }} else -{{ amount }} end) <> 0 or
    {%- endfor %}
    count(*) = 0
