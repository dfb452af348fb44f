select
    kode_satker,
    kode,
    alternatif,
    layanan,
    promoter_count,
    passive_count,
    detractor_count,
    responden_count
from {{ ref('mart_nps') }}
where promoter_count + passive_count + detractor_count <> responden_count
