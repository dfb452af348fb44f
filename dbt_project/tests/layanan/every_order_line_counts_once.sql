select
    _source_row_id,
    count(*) as row_count
from {{ ref('fct_order') }}
group by _source_row_id
having count(*) > 1
