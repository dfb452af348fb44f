with source as (
    {{ accepted_rows('raw_kinerja', 'perjanjian_kinerja') }}
),

renamed as (
    select
        kode_satker,
        kode,
        tujuan,
        sasaran,
        indikator,
        satuan,
        cast(target as decimal(20, 6)) as target,
        arah,
        cast(target_tw1 as decimal(20, 6)) as target_tw1,
        cast(target_tw2 as decimal(20, 6)) as target_tw2,
        cast(target_tw3 as decimal(20, 6)) as target_tw3,
        cast(target_tw4 as decimal(20, 6)) as target_tw4,
        rencana_tw1,
        rencana_tw2,
        rencana_tw3,
        rencana_tw4,
        penanggung_jawab,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    kode,
    tujuan,
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
