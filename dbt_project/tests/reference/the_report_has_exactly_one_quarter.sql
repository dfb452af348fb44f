{{ config(
    meta={
        'dimension': 'uniqueness',
        'reason': 'every model joins the quarter; two of them would double every figure, none would empty it',
        'dagster': {'ref': {'name': 'dim_indikator'}},
    }
) }}

select count(*) as row_count
from {{ source('reference', 'periode') }}
having count(*) <> 1
