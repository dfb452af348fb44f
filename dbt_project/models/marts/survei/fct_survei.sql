with responses as (
    select * from {{ ref('int_survei__responses_mapped') }}
    where _superseded_by is null and not is_jawaban_ganda
)

select
    kode_satker,
    _source_row_id,
    _row_hash,
    waktu,
    tanggal,
    layanan,
    is_triwulan,
    is_tahun_berjalan,
    {%- for number in range(1, 21) %}
    u{{ number }},
    {%- endfor %}
    rekomendasi,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from responses
