with source as (
    {{ accepted_rows('raw_kinerja', 'fisik') }}
),

renamed as (
    select
        {{ cell_text('kode') }} as kode,
        upper({{ cell_text('triwulan') }}) as triwulan,
        {{ parse_number('sasaran_tw', 'decimal(20, 6)') }} as sasaran_fisik_tw_pct,
        {{ parse_number('realisasi_tw', 'decimal(20, 6)') }} as fisik_tw_pct,
        {{ parse_number('sasaran_sd', 'decimal(20, 6)') }} as sasaran_fisik_sd_pct,
        {{ parse_number('realisasi_sd', 'decimal(20, 6)') }} as fisik_sd_pct,
        {{ lineage_columns() }}
    from source
)

select
    kode,
    triwulan,
    sasaran_fisik_tw_pct,
    fisik_tw_pct,
    sasaran_fisik_sd_pct,
    fisik_sd_pct,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
