with source as (
    {{ accepted_rows('raw_register', 'baris') }}
),

renamed as (
    select
        kode_satker,
        register,
        kunci,
        sel,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    register,
    kunci,
    sel,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
