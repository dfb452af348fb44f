{{ config(severity='warn') }}

select
    kode,
    target
from {{ ref('dim_indikator') }}
where target is null or target <= 0
