select
    kode_satker,
    kode,
    max(case when layanan = 'semua' then pengguna_count end) as unique_count,
    max(case when layanan <> 'semua' then pengguna_count end) as largest_count,
    max(case when layanan = 'semua' then jumlah_layanan_count end) as sum_count
from {{ ref('mart_pengguna') }}
group by kode_satker, kode
having
    max(case when layanan = 'semua' then pengguna_count end)
    not between max(case when layanan <> 'semua' then pengguna_count end)
    and max(case when layanan = 'semua' then jumlah_layanan_count end)
