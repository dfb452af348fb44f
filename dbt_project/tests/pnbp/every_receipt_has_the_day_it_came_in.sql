{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'a receipt without a date would count in no quarter',
    }
) }}

select
    _source_row_id,
    no_bukti
from {{ ref('fct_penerimaan') }}
where tanggal_terima is null
