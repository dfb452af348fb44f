with source as (
    {{ accepted_rows('raw_kinerja', 'narasi') }}
),

renamed as (
    select
        {{ cell_text('kode') }} as kode,
        lower({{ cell_text('bagian') }}) as bagian,
        cast({{ parse_number('urutan') }} as integer) as urutan,
        {{ cell_text('teks') }} as teks,
        {{ cell_text('penanggung_jawab') }} as penanggung_jawab,
        {{ cell_text('target_penyelesaian') }} as target_penyelesaian,
        {{ lineage_columns() }}
    from source
)

select
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
