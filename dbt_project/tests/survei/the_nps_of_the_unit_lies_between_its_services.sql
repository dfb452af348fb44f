select
    kode_satker,
    kode,
    alternatif,
    max(case when layanan = 'semua' then nps end) as unit_score,
    min(case when layanan <> 'semua' then nps end) as smallest_score,
    max(case when layanan <> 'semua' then nps end) as largest_score
from {{ ref('mart_nps') }}
group by kode_satker, kode, alternatif
having
    max(case when layanan = 'semua' then nps end)
    not between min(case when layanan <> 'semua' then nps end) - 0.000000000001
    and max(case when layanan <> 'semua' then nps end) + 0.000000000001
