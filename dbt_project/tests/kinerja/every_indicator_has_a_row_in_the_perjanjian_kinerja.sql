select kode
from {{ ref('dim_indikator') }}
where indikator is null
