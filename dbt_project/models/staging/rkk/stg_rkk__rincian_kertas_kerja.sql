with source as (
    {{ accepted_rows('raw_rkk', 'rincian_kertas_kerja') }}
),

renamed as (
    select
        {{ cell_text('satker') }} as satker,
        lower({{ cell_text('kelas_baris') }}) as kelas_baris,
        upper({{ cell_text('program') }}) as program,
        upper({{ cell_text('kegiatan') }}) as kegiatan,
        upper({{ cell_text('kro') }}) as kro,
        upper({{ cell_text('ro') }}) as ro,
        upper({{ cell_text('komponen') }}) as komponen,
        upper({{ cell_text('subkomponen') }}) as subkomponen,
        upper({{ cell_text('akun') }}) as akun,
        upper({{ cell_text('nomor_item') }}) as nomor_item,
        {{ cell_text('uraian') }} as uraian,
        {{ parse_number('jumlah') }} as jumlah_rp,
        upper({{ cell_text('kode_blokir') }}) as kode_blokir,
        upper({{ cell_text('sumber_dana') }}) as tag_sumber_dana,
        {{ lineage_columns() }}
    from source
)

select
    satker,
    kelas_baris,
    program,
    kegiatan,
    kro,
    ro,
    komponen,
    subkomponen,
    akun,
    nomor_item,
    uraian,
    jumlah_rp,
    kode_blokir,
    tag_sumber_dana,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
