with source as (
    {{ accepted_rows('raw_survey', 'responses') }}
),

renamed as (
    select
        cast(waktu as timestamp) as waktu,
        jenis_layanan,
        nama_perusahaan,
        nama_responden,
        no_whatsapp,
        email,
        cast(u1 as integer) as u1,
        cast(u2 as integer) as u2,
        cast(u3 as integer) as u3,
        cast(u4 as integer) as u4,
        cast(u5 as integer) as u5,
        cast(u6 as integer) as u6,
        cast(u7 as integer) as u7,
        cast(u8 as integer) as u8,
        cast(u9 as integer) as u9,
        cast(rekomendasi as integer) as rekomendasi,
        saran,
        {{ lineage_columns() }}
    from source
)

select
    waktu,
    jenis_layanan,
    nama_perusahaan,
    nama_responden,
    no_whatsapp,
    email,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u9,
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
