select
    kode_satker,
    _source_row_id,
    jenis_layanan
from {{ ref('int_layanan__orders_due') }}
where layanan is null
