{{ config(severity='warn') }}

select
    tingkat,
    program,
    kegiatan,
    kro
from {{ ref('mart_kro') }}
where nama is null
