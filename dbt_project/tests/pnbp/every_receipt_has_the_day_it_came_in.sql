select
    kode_satker,
    _source_row_id,
    no_bukti
from {{ ref('fct_penerimaan') }}
where tanggal_terima is null
