{{ config(severity='warn') }}

select
    kode_satker,
    tingkat,
    program,
    kegiatan,
    kro
from {{ ref('mart_kro') }}
where nama is null
