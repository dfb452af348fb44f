{%- set amounts = ['pagu_awal_rp', 'pagu_rp', 'blokir_rp', 'realisasi_rp', 'realisasi_tw_rp'] %}
with amounts as (
    select
        kode_satker,
        {%- for amount in amounts %}
        {{ amount }},
        {%- endfor %}
        1 as whole_count
    from {{ ref('mart_anggaran') }}
    where sumber_dana = 'semua'
    union all
    select
        kode_satker,
        {%- for amount in amounts %}
        -{{ amount }},
        {%- endfor %}
        0 as whole_count
    from {{ ref('mart_kro') }}
    where tingkat = 'kro'
)

select
    kode_satker,
    {%- for amount in amounts %}
    sum({{ amount }}) as excess_{{ amount }},
    {%- endfor %}
    sum(whole_count) as whole_count
from amounts
group by kode_satker
having
    {%- for amount in amounts %}
    sum({{ amount }}) <> 0 or
    {%- endfor %}
    sum(whole_count) <> 1
