{{ config(
    severity='warn',
    meta={
        'dimension': 'completeness',
        'reason': 'the DIPA sheet is typed by hand; the figures are right without the name, the tables are not readable',
    }
) }}

select
    tingkat,
    program,
    kegiatan,
    kro
from {{ ref('mart_kro') }}
where nama is null
