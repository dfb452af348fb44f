select
    kode_satker,
    kode,
    max(case when layanan_volume = 'semua' then volume_count end) as total_count,
    sum(case when layanan_volume <> 'semua' then volume_count end) as services_count
from {{ ref('mart_volume') }}
group by kode_satker, kode
having
    max(case when layanan_volume = 'semua' then volume_count end)
    <> sum(case when layanan_volume <> 'semua' then volume_count end)
