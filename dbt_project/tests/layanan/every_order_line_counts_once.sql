select
    kode_satker,
    _source_row_id,
    count(*) as row_count
from {{ ref('fct_order') }}
group by kode_satker, _source_row_id
having count(*) > 1
