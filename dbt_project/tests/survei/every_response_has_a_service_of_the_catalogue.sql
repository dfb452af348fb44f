select
    kode_satker,
    _source_row_id,
    jenis_layanan
from {{ ref('int_survei__responses_mapped') }}
where layanan is null
