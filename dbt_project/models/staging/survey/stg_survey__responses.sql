with source as (
    {{ accepted_rows('raw_survey', 'responses') }}
),

renamed as (
    select
        {{ parse_timestamp('waktu') }} as waktu,
        {{ cell_text('jenis_layanan') }} as jenis_layanan,
        {{ cell_text('nama_perusahaan') }} as nama_perusahaan,
        {{ cell_text('nama_responden') }} as nama_responden,
        {{ cell_text('no_whatsapp') }} as no_whatsapp,
        {{ cell_text('email') }} as email,
        {{ leading_integer('u1') }} as u1,
        {{ leading_integer('u2') }} as u2,
        {{ leading_integer('u3') }} as u3,
        {{ leading_integer('u4') }} as u4,
        {{ leading_integer('u5') }} as u5,
        {{ leading_integer('u6') }} as u6,
        {{ leading_integer('u7') }} as u7,
        {{ leading_integer('u8') }} as u8,
        {{ leading_integer('u9') }} as u9,
        {{ leading_integer('rekomendasi') }} as rekomendasi,
        {{ cell_text('saran') }} as saran,
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
