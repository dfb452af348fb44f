select
    kode_satker,
    kode
from {{ ref('dim_indikator') }}
where indikator is null
