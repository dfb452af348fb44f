{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'the bands of the profile have to cover every value that an index can take',
    }
) }}

select
    alternatif,
    layanan,
    konversi
from {{ ref('mart_ikm') }}
where unsur = 'semua' and konversi is not null and mutu is null
