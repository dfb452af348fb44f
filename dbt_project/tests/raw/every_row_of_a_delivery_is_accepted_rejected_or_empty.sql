select
    kode_satker,
    _delivery_sha256,
    file_name,
    rows_total,
    rows_accepted,
    rows_rejected,
    rows_empty
from {{ source('raw_ingestion', 'deliveries') }}
where rows_total <> rows_accepted + rows_rejected + rows_empty
