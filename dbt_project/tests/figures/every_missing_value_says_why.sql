select
    kode_satker,
    figure_id,
    value,
    status,
    keterangan
from {{ ref('figures') }}
where
    (value is null and (status is null or keterangan is null))
    or (value is not null and status is not null)
