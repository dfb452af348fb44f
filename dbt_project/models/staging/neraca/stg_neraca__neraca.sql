with source as (
    {{ accepted_rows('raw_neraca', 'neraca') }}
),

renamed as (
    select
        kode_satker,
        kdsatker,
        kode_periode,
        akun,
        uraian,
        cast(nilai as decimal(20, 2)) as nilai_rp,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    kdsatker,
    kode_periode,
    akun,
    uraian,
    nilai_rp,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
