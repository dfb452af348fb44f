select
    kode_satker,
    _source_row_id,
    kode,
    nilai,
    status_penilaian
from {{ ref('fct_kinerja') }}
where lembar = 'penilaian_luar' and status_penilaian = 'belum diukur' and nilai is not null
