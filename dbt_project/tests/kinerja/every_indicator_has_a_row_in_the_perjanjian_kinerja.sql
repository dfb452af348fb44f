{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'without its row an indicator has neither name nor target',
    }
) }}

select kode
from {{ ref('dim_indikator') }}
where indikator is null
