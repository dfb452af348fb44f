with source as (
    {{ accepted_rows('raw_kinerja', 'penilaian_luar') }}
),

renamed as (
    select
        kode_satker,
        kode,
        triwulan,
        cast(nilai as decimal(20, 6)) as nilai,
        status as status_penilaian,
        cast(tanggal as date) as tanggal_penilaian,
        penilai,
        dokumen_bukti,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    kode,
    triwulan,
    nilai,
    status_penilaian,
    tanggal_penilaian,
    penilai,
    dokumen_bukti,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
