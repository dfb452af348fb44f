-- A response belongs to the day of its timestamp (WIB, as the form records it).
with responses as (
    select
        responses.*,
        cast(responses.waktu as date) as tanggal,
        {{ superseded_by(['waktu', 'jenis_layanan', 'no_whatsapp', 'email']) }} as _superseded_by
    from {{ ref('stg_survey__responses') }} as responses
),

crosswalk as (
    select
        nama,
        min(layanan) as layanan
    from {{ source('reference', 'nama_layanan') }}
    group by nama
)

select
    responses.waktu,
    responses.tanggal,
    responses.jenis_layanan,
    catalogue.layanan,
    catalogue.di_ikm,
    catalogue.di_nps,
    responses.tanggal between periode.tanggal_awal and periode.tanggal_akhir as is_triwulan,
    responses.tanggal between periode.awal_tahun and periode.tanggal_akhir as is_tahun_berjalan,
    {%- for number in range(1, 10) %}
    responses.u{{ number }},
    {%- endfor %}
    responses.rekomendasi,
    responses._superseded_by,
    responses._source_row_id,
    responses._row_hash,
    responses._delivery_sha256,
    responses._delivery_quarter,
    responses._delivery_order,
    responses._sheet,
    responses._row
from responses
cross join {{ source('reference', 'periode') }} as periode
left join crosswalk on responses.jenis_layanan = crosswalk.nama
left join {{ source('reference', 'layanan') }} as catalogue on crosswalk.layanan = catalogue.layanan
