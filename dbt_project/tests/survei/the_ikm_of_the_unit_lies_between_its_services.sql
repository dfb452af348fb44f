select
    kode_satker,
    kode,
    alternatif,
    unsur,
    max(case when layanan = 'semua' then indeks end) as unit_index,
    min(case when layanan <> 'semua' then indeks end) as smallest_index,
    max(case when layanan <> 'semua' then indeks end) as largest_index
from {{ ref('mart_ikm') }}
-- pooled over respondents, nine unsur can lie outside only when some of them were left unanswered
where penggabungan = 'rata_rata_layanan' or unsur <> 'semua'
group by kode_satker, kode, alternatif, unsur
having
    max(case when layanan = 'semua' then indeks end)
    not between min(case when layanan <> 'semua' then indeks end) - 0.000000000001
    and max(case when layanan <> 'semua' then indeks end) + 0.000000000001
