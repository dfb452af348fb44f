select
    kode_satker,
    kode,
    alternatif,
    pnbp_rp,
    sah_rp,
    belum_sah_rp
from {{ ref('mart_pnbp') }}
where tanggal_pnbp = 'terima' and pnbp_rp <> sah_rp + belum_sah_rp
