{{ config(
    meta={
        'dimension': 'validity',
        'reason': 'more cannot be blocked than there is',
    }
) }}

select
    _source_row_id,
    pagu_rp,
    blokir_rp
from {{ ref('fct_pagu') }}
where blokir_rp > pagu_rp or blokir_rp < 0
