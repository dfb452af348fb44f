-- A row with several unfit cells stands several times in the source, once per cell; the distinct makes it one row.
with source as (
    select * from {{ source('raw_ingestion', 'rejections') }}
),

renamed as (
    select distinct
        kode_satker,
        _source_row_id,
        _delivery_sha256,
        _sheet,
        _row,
        kind
    from source
)

select
    kode_satker,
    _source_row_id,
    kind,
    _delivery_sha256,
    _sheet,
    _row
from renamed
