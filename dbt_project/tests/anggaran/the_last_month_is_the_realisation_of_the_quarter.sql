select
    months.bulan,
    months.realisasi_bulan_rp,
    whole.realisasi_rp
from {{ ref('mart_penyerapan') }} as months
inner join {{ source('reference', 'periode') }} as periode on months.bulan = periode.triwulan_ke * 3
cross join {{ ref('mart_anggaran') }} as whole
where
    whole.sumber_dana = 'semua'
    and whole.jenis_belanja = 'semua'
    and coalesce(whole.realisasi_rp, -1) <> coalesce(months.realisasi_bulan_rp, -1)
