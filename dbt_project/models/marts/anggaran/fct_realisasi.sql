-- `realisasi_tw_rp` is signed: summed over both periods it is what was spent in the quarter.
with realisations as (
    select * from {{ ref('int_anggaran__realisations_funded') }}
    where _superseded_by is null and (is_periode_ini or is_periode_lalu)
)

select
    kode_satker,
    _source_row_id,
    _row_hash,
    periode,
    is_periode_ini,
    kunci_item,
    kunci_akun,
    kunci_anggaran,
    cara_padan,
    versi_anggaran,
    is_anggaran_berlaku,
    kandidat_count,
    program,
    kegiatan,
    kro,
    ro,
    akun,
    jenis_belanja,
    sumber_dana,
    is_biaya_operasional,
    uraian,
    pagu_revisi_rp,
    realisasi_sd_rp,
    cast(case when is_periode_ini then realisasi_sd_rp else -realisasi_sd_rp end as decimal(20, 2)) as realisasi_tw_rp,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from realisations
