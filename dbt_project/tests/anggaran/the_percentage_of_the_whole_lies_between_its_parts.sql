select
    kode_satker,
    max(case when sumber_dana = 'semua' then realisasi_pagu_pct end) as whole_pct,
    min(case when jenis_belanja <> 'semua' then realisasi_pagu_pct end) as smallest_pct,
    max(case when jenis_belanja <> 'semua' then realisasi_pagu_pct end) as largest_pct
from {{ ref('mart_anggaran') }}
group by kode_satker
having
    max(case when sumber_dana = 'semua' then realisasi_pagu_pct end)
    not between min(case when jenis_belanja <> 'semua' then realisasi_pagu_pct end)
    and max(case when jenis_belanja <> 'semua' then realisasi_pagu_pct end)
