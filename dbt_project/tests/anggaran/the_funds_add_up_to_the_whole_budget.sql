{%- set amounts = ['pagu_awal_rp', 'pagu_rp', 'blokir_rp', 'realisasi_rp', 'realisasi_tw_rp'] %}
select
    unit.kode_satker,
    {%- for amount in amounts %}
    sum(case when funds.sumber_dana = 'semua' then funds.{{ amount }} else -funds.{{ amount }} end)
        as excess_{{ amount }},
    {%- endfor %}
    count(funds.sumber_dana) as row_count
from {{ source('reference', 'unit') }} as unit
left join {{ ref('mart_anggaran') }} as funds
    on unit.kode_satker = funds.kode_satker and funds.jenis_belanja = 'semua'
group by unit.kode_satker
having
    {%- for amount in amounts %}
    sum(case when funds.sumber_dana = 'semua' then funds.{{ amount }} else -funds.{{ amount }} end) <> 0 or
    {%- endfor %}
    count(funds.sumber_dana) = 0
