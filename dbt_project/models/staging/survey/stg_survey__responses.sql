with source as (
    {{ accepted_rows('raw_survey', 'responses') }}
),

renamed as (
    select
        kode_satker,
        cast(waktu as timestamp) as waktu,
        jenis_layanan,
        nama_perusahaan,
        nama_responden,
        no_whatsapp,
        email,
        {%- for number in range(1, 21) %}
        cast(u{{ number }} as integer) as u{{ number }},
        {%- endfor %}
        cast(rekomendasi as integer) as rekomendasi,
        saran,
        {{ lineage_columns() }}
    from source
)

select
    kode_satker,
    waktu,
    jenis_layanan,
    nama_perusahaan,
    nama_responden,
    no_whatsapp,
    email,
    {%- for number in range(1, 21) %}
    u{{ number }},
    {%- endfor %}
    rekomendasi,
    saran,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _delivery_order,
    _sheet,
    _row
from renamed
