{{ config(severity='warn') }}

select
    kode_satker,
    kode,
    max(case when layanan_volume = 'semua' then target end) as target,
    sum(case when layanan_volume <> 'semua' then target end) as services_target
from {{ ref('mart_volume') }}
group by kode_satker, kode
having
    max(case when layanan_volume = 'semua' then target end)
    <> sum(case when layanan_volume <> 'semua' then target end)
