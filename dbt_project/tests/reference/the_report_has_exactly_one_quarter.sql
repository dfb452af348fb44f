select
    coalesce(unit.kode_satker, periode.kode_satker) as kode_satker,
    count(periode.triwulan) as row_count
from {{ source('reference', 'unit') }} as unit
full join {{ source('reference', 'periode') }} as periode on unit.kode_satker = periode.kode_satker
group by coalesce(unit.kode_satker, periode.kode_satker)
having count(periode.triwulan) <> 1 or count(unit.kode_satker) = 0
