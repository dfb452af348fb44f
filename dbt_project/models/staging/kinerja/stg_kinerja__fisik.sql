with source as (
    {{ accepted_rows('raw_kinerja', 'fisik') }}
),

renamed as (
    select
        kode_satker,
        kode,
        triwulan,
        cast(sasaran_tw as decimal(20, 6)) as sasaran_fisik_tw_pct,
        cast(realisasi_tw as decimal(20, 6)) as fisik_tw_pct,
        cast(sasaran_sd as decimal(20, 6)) as sasaran_fisik_sd_pct,
        cast(realisasi_sd as decimal(20, 6)) as fisik_sd_pct,
        realisasi_kegiatan,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    kode,
    triwulan,
    sasaran_fisik_tw_pct,
    fisik_tw_pct,
    sasaran_fisik_sd_pct,
    fisik_sd_pct,
    realisasi_kegiatan,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
