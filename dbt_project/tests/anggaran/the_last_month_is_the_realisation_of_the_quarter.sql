select
    months.kode_satker,
    months.bulan,
    months.realisasi_bulan_rp,
    whole.realisasi_rp
from {{ ref('mart_penyerapan') }} as months
inner join {{ source('reference', 'periode') }} as periode
    on months.kode_satker = periode.kode_satker and months.bulan = periode.triwulan_ke * 3
inner join {{ ref('mart_anggaran') }} as whole on months.kode_satker = whole.kode_satker
where
    whole.sumber_dana = 'semua'
    and whole.jenis_belanja = 'semua'
    and coalesce(whole.realisasi_rp, -1) <> coalesce(months.realisasi_bulan_rp, -1)
