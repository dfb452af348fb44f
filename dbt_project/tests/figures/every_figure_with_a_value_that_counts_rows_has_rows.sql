select
    kode_satker,
    figure_id,
    value,
    row_count,
    row_digest
from {{ ref('figures') }}
where
    (row_count = 0 and value <> 0)
    or (row_count = 0 and row_digest <> '0000000000000000')
    or row_count < 0
