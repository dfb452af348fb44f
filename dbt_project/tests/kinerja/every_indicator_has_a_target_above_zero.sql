{{ config(severity='warn') }}

select
    kode_satker,
    kode,
    target
from {{ ref('dim_indikator') }}
where target is null or target <= 0
