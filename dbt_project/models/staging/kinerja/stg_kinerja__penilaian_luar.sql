with source as (
    {{ accepted_rows('raw_kinerja', 'penilaian_luar') }}
),

renamed as (
    select
        {{ cell_text('kode') }} as kode,
        upper({{ cell_text('triwulan') }}) as triwulan,
        {{ parse_number('nilai', 'decimal(20, 6)') }} as nilai,
        lower({{ cell_text('status') }}) as status_penilaian,
        {{ parse_date('tanggal') }} as tanggal_penilaian,
        {{ cell_text('penilai') }} as penilai,
        {{ cell_text('dokumen_bukti') }} as dokumen_bukti,
        {{ lineage_columns() }}
    from source
)

select
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
