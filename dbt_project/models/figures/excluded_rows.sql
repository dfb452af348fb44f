select
    kode_satker,
    _source_row_id,
    sumber as source,
    alasan as reason,
    digantikan_oleh as replaced_by
from {{ ref('int_ingestion__excluded_rows_listed') }}
