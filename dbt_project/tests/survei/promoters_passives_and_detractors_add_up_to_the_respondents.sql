{{ config(
    meta={
        'dimension': 'consistency',
        'reason': 'every answer from 0 to 10 falls in exactly one group',
    }
) }}

select
    alternatif,
    layanan,
    promoter_count,
    passive_count,
    detractor_count,
    responden_count
from {{ ref('mart_nps') }}
where promoter_count + passive_count + detractor_count <> responden_count
