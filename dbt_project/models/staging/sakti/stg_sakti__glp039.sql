with source as (
    {{ accepted_rows('raw_sakti', 'glp039') }}
),

renamed as (
    select
        kode_satker,
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
        cast(pagu_revisi as decimal(20, 2)) as pagu_revisi_rp,
        cast(lock_pagu as decimal(20, 2)) as lock_pagu_rp,
        cast(realisasi_periode_lalu as decimal(20, 2)) as realisasi_periode_lalu_rp,
        cast(realisasi_periode_ini as decimal(20, 2)) as realisasi_periode_ini_rp,
        cast(realisasi_sd_periode as decimal(20, 2)) as realisasi_sd_periode_rp,
        cast(sisa as decimal(20, 2)) as sisa_rp,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
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
