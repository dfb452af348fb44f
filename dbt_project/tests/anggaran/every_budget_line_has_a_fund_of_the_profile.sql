select
    kode_satker,
    _source_row_id,
    kunci_item
from {{ ref('fct_pagu') }}
where sumber_dana is null
