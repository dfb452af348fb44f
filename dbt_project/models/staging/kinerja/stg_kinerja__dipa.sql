with source as (
    {{ accepted_rows('raw_kinerja', 'dipa') }}
),

renamed as (
    select
        kode_satker,
        kode,
        uraian,
        cast(volume as decimal(20, 6)) as volume,
        satuan,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    kode,
    uraian,
    volume,
    satuan,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
