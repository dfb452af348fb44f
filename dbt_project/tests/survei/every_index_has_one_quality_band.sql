select
    kode_satker,
    kode,
    alternatif,
    layanan,
    konversi
from {{ ref('mart_ikm') }}
where unsur = 'semua' and konversi is not null and mutu is null
