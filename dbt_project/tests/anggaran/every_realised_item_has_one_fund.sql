{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'spending whose fund is unknown would be missing from every table by fund',
    }
) }}

select
    _source_row_id,
    kunci_item,
    realisasi_sd_rp
from {{ ref('fct_realisasi') }}
where sumber_dana is null and realisasi_sd_rp <> 0
