select
    kode_satker,
    _source_row_id,
    pagu_rp,
    blokir_rp
from {{ ref('fct_pagu') }}
where blokir_rp > pagu_rp or blokir_rp < 0
