{{ config(
    severity='warn',
    meta={
        'dimension': 'validity',
        'reason': 'a target of nought gives no capaian; some units leave a target open in the first quarters',
    }
) }}

select
    kode,
    target
from {{ ref('dim_indikator') }}
where target is null or target <= 0
