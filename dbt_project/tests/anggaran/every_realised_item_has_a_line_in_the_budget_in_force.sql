-- An item of a POK revision counts: the unit may open it within the pagu of the DIPA. One without any line has no fund,
-- which another test tells.
select
    kode_satker,
    _source_row_id,
    kunci_item,
    versi_anggaran,
    realisasi_sd_rp
from {{ ref('fct_realisasi') }}
where
    is_periode_ini
    and realisasi_sd_rp <> 0
    and cara_padan is not null
    and not is_anggaran_berlaku
    and versi_anggaran not like 'C%'
