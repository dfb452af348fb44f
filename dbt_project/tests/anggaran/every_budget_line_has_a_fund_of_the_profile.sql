{{ config(
    meta={
        'dimension': 'validity',
        'reason': 'a fund code that the profile does not know would stand in no table by fund',
    }
) }}

select
    _source_row_id,
    kunci_item
from {{ ref('fct_pagu') }}
where sumber_dana is null
