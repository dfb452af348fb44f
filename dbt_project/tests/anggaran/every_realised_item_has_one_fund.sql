select
    _source_row_id,
    kunci_item,
    realisasi_sd_rp
from {{ ref('fct_realisasi') }}
where sumber_dana is null and realisasi_sd_rp <> 0
