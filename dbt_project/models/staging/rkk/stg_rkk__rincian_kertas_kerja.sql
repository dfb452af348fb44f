with source as (
    {{ accepted_rows('raw_rkk', 'rincian_kertas_kerja') }}
),

renamed as (
    select
        kode_satker,
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
        cast(jumlah as decimal(20, 2)) as jumlah_rp,
        kode_blokir,
        sumber_dana as tag_sumber_dana,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
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
