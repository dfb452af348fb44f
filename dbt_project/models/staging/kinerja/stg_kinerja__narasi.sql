with source as (
    {{ accepted_rows('raw_kinerja', 'narasi') }}
),

renamed as (
    select
        kode_satker,
        kode,
        bagian,
        cast(urutan as integer) as urutan,
        teks,
        penanggung_jawab,
        target_penyelesaian,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    kode,
    bagian,
    urutan,
    teks,
    penanggung_jawab,
    target_penyelesaian,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
