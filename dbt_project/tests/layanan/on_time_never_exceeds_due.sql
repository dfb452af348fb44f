select
    kode_satker,
    kode,
    alternatif,
    layanan,
    bulan,
    tepat_waktu_count,
    jatuh_tempo_count
from {{ ref('mart_sla') }}
where tepat_waktu_count > jatuh_tempo_count
