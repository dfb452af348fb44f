{{ config(severity='warn') }}

select
    ikm.layanan,
    ikm.responden_count as ikm_count,
    nps.responden_count as nps_count
from {{ ref('mart_ikm') }} as ikm
inner join {{ ref('mart_nps') }} as nps on ikm.layanan = nps.layanan
where
    ikm.alternatif = ''
    and ikm.unsur = 'semua'
    and nps.alternatif = ''
    and ikm.responden_count <> nps.responden_count
