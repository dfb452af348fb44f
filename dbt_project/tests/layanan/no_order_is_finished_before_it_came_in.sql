{{ config(
    severity='warn',
    meta={
        'dimension': 'consistency',
        'reason': 'such dates are typed wrongly; the order would count as on time',
    }
) }}

select
    _source_row_id,
    tanggal_masuk,
    tanggal_selesai
from {{ ref('fct_order') }}
where tanggal_selesai < tanggal_masuk
