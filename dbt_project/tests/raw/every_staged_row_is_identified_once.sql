{%- set staged = {
    'stg_sakti__glp039': ('raw_sakti', 'glp039'),
    'stg_monsakti__dataang': ('raw_monsakti', 'dataang'),
    'stg_rkk__rincian_kertas_kerja': ('raw_rkk', 'rincian_kertas_kerja'),
    'stg_pnbp__sbs': ('raw_pnbp', 'sbs'),
    'stg_pnbp__ntpn': ('raw_pnbp', 'ntpn'),
    'stg_neraca__neraca': ('raw_neraca', 'neraca'),
    'stg_orders__service_orders': ('raw_orders', 'service_orders'),
    'stg_survey__responses': ('raw_survey', 'responses'),
    'stg_kinerja__perjanjian_kinerja': ('raw_kinerja', 'perjanjian_kinerja'),
    'stg_kinerja__dipa': ('raw_kinerja', 'dipa'),
    'stg_kinerja__penilaian_luar': ('raw_kinerja', 'penilaian_luar'),
    'stg_kinerja__fisik': ('raw_kinerja', 'fisik'),
    'stg_kinerja__narasi': ('raw_kinerja', 'narasi'),
} %}

with rows_of_all as (
    {%- for model in staged %}
    select _source_row_id from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    _source_row_id,
    count(*) as row_count
from rows_of_all
group by _source_row_id
having count(*) > 1 or _source_row_id is null
