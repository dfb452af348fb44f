{{ config(
    meta={
        'dimension': 'validity',
        'reason': 'not measured is not nought; a value with a state that denies it would print one of the two wrongly',
    }
) }}

select
    _source_row_id,
    kode,
    nilai,
    status_penilaian
from {{ ref('fct_kinerja') }}
where lembar = 'penilaian_luar' and status_penilaian = 'belum diukur' and nilai is not null
