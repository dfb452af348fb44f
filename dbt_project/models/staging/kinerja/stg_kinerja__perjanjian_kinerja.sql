with source as (
    {{ accepted_rows('raw_kinerja', 'perjanjian_kinerja') }}
),

renamed as (
    select
        {{ cell_text('kode') }} as kode,
        {{ cell_text('sasaran') }} as sasaran,
        {{ cell_text('indikator') }} as indikator,
        {{ cell_text('satuan') }} as satuan,
        {{ parse_number('target', 'decimal(20, 6)') }} as target,
        lower({{ cell_text('arah') }}) as arah,
        {{ parse_number('target_tw1', 'decimal(20, 6)') }} as target_tw1,
        {{ parse_number('target_tw2', 'decimal(20, 6)') }} as target_tw2,
        {{ parse_number('target_tw3', 'decimal(20, 6)') }} as target_tw3,
        {{ parse_number('target_tw4', 'decimal(20, 6)') }} as target_tw4,
        {{ cell_text('rencana_tw1') }} as rencana_tw1,
        {{ cell_text('rencana_tw2') }} as rencana_tw2,
        {{ cell_text('rencana_tw3') }} as rencana_tw3,
        {{ cell_text('rencana_tw4') }} as rencana_tw4,
        {{ cell_text('penanggung_jawab') }} as penanggung_jawab,
        {{ lineage_columns() }}
    from source
)

select
    kode,
    sasaran,
    indikator,
    satuan,
    target,
    arah,
    target_tw1,
    target_tw2,
    target_tw3,
    target_tw4,
    rencana_tw1,
    rencana_tw2,
    rencana_tw3,
    rencana_tw4,
    penanggung_jawab,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
