with source as (
    {{ accepted_rows('raw_sakti', 'glp039') }}
),

renamed as (
    select
        {{ cell_text('satker') }} as satker,
        {{ cell_text('periode') }} as periode,
        lower({{ cell_text('basis') }}) as basis,
        lower({{ cell_text('kelas_baris') }}) as kelas_baris,
        upper({{ cell_text('program') }}) as program,
        upper({{ cell_text('kegiatan') }}) as kegiatan,
        upper({{ cell_text('kro') }}) as kro,
        upper({{ cell_text('ro') }}) as ro,
        upper({{ cell_text('komponen') }}) as komponen,
        upper({{ cell_text('subkomponen') }}) as subkomponen,
        upper({{ cell_text('akun') }}) as akun,
        {{ cell_text('akun_ke') }} as akun_ke,
        upper({{ cell_text('item') }}) as item,
        {{ cell_text('uraian') }} as uraian,
        {{ parse_number('pagu_revisi') }} as pagu_revisi_rp,
        {{ parse_number('lock_pagu') }} as lock_pagu_rp,
        {{ parse_number('realisasi_periode_lalu') }} as realisasi_periode_lalu_rp,
        {{ parse_number('realisasi_periode_ini') }} as realisasi_periode_ini_rp,
        {{ parse_number('realisasi_sd_periode') }} as realisasi_sd_periode_rp,
        {{ parse_number('sisa') }} as sisa_rp,
        {{ lineage_columns() }}
    from source
)

select
    satker,
    periode,
    basis,
    kelas_baris,
    program,
    kegiatan,
    kro,
    ro,
    komponen,
    subkomponen,
    akun,
    akun_ke,
    item,
    uraian,
    pagu_revisi_rp,
    lock_pagu_rp,
    realisasi_periode_lalu_rp,
    realisasi_periode_ini_rp,
    realisasi_sd_periode_rp,
    sisa_rp,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
