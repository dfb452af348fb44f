{{ config(severity='warn') }}

select
    ikm.kode_satker,
    ikm.kode as ikm_kode,
    nps.kode as nps_kode,
    ikm.layanan,
    ikm.responden_count as ikm_count,
    nps.responden_count as nps_count
from {{ ref('mart_ikm') }} as ikm
inner join {{ ref('mart_nps') }} as nps on ikm.kode_satker = nps.kode_satker and ikm.layanan = nps.layanan
inner join {{ ref('dim_indikator') }} as satisfied
    on ikm.kode_satker = satisfied.kode_satker and ikm.kode = satisfied.kode
inner join {{ ref('dim_indikator') }} as recommending
    on ikm.kode_satker = recommending.kode_satker and nps.kode = recommending.kode
where
    ikm.alternatif = ''
    and ikm.unsur = 'semua'
    and nps.alternatif = ''
    and ikm.periode_survei = nps.periode_survei
    -- over all services, where both cover the same
    and (ikm.layanan <> 'semua' or satisfied.cakupan_predikat = recommending.cakupan_predikat)
    and ikm.responden_count <> nps.responden_count
