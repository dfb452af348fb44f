select count(*) as row_count
from {{ source('reference', 'periode') }}
having count(*) <> 1
