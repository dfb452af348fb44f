{{ config(
    severity='warn',
    meta={
        'dimension': 'consistency',
        'reason': 'a Perjanjian Kinerja may be signed with a total of its own, which only its owner can correct',
    }
) }}

select
    max(case when layanan_volume = 'semua' then target end) as target,
    sum(case when layanan_volume <> 'semua' then target end) as services_target
from {{ ref('mart_volume') }}
having
    max(case when layanan_volume = 'semua' then target end)
    <> sum(case when layanan_volume <> 'semua' then target end)
