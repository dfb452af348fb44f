{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'the rows of a file are conserved: none disappears between the file and the raw tables',
        'dagster': {'ref': {'name': 'stg_ingestion__rejections'}},
    }
) }}

select
    _delivery_sha256,
    file_name,
    rows_total,
    rows_accepted,
    rows_rejected,
    rows_empty
from {{ source('raw_ingestion', 'deliveries') }}
where rows_total <> rows_accepted + rows_rejected + rows_empty
