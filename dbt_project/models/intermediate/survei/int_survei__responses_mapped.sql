-- A response belongs to the day of its timestamp (WIB, as the form records it). By policy, the same scores of one
-- person (telephone or e-mail) to one service within the minutes of the profile are one form sent twice; the first
-- counts. Where a form asks for neither, nobody can be told from anybody, and every response counts.
{%- set answers = 'mapped._superseded_by is null, mapped.layanan, mapped.rekomendasi, mapped.u'
    ~ range(1, 21) | join(', mapped.u') %}
with policies as (
    {{ policies(['jawaban_ganda']) }}
),

responses as (
    select
        responses.*,
        cast(responses.waktu as date) as tanggal,
        {{ superseded_by(['waktu', 'jenis_layanan', 'no_whatsapp', 'email'], lines=true) }} as _superseded_by
    from {{ ref('stg_survey__responses') }} as responses
),

crosswalk as (
    select
        kode_satker,
        nama,
        min(layanan) as layanan
    from {{ source('reference', 'nama_layanan') }}
    group by kode_satker, nama
),

mapped as (
    select
        responses.*,
        catalogue.layanan
    from responses
    left join crosswalk on responses.kode_satker = crosswalk.kode_satker and responses.jenis_layanan = crosswalk.nama
    left join {{ source('reference', 'layanan') }} as catalogue
        on responses.kode_satker = catalogue.kode_satker and crosswalk.layanan = catalogue.layanan
),

preceded as (
    select
        mapped.*,
        lag(mapped.waktu) over (
            partition by mapped.kode_satker, mapped.no_whatsapp, {{ answers }}
            order by mapped.waktu, mapped._source_row_id
        ) as waktu_nomor_sama,
        lag(mapped.waktu) over (
            partition by mapped.kode_satker, mapped.email, {{ answers }}
            order by mapped.waktu, mapped._source_row_id
        ) as waktu_email_sama
    from mapped
)

select
    responses.kode_satker,
    responses.waktu,
    responses.tanggal,
    responses.jenis_layanan,
    responses.layanan,
    policies.jawaban_ganda = 'satu'
    and coalesce(
        (
            responses.no_whatsapp is not null
            and {{ seconds_between('responses.waktu_nomor_sama', 'responses.waktu') }} <= 60 * survei.jeda_ganda_menit
        )
        or (
            responses.email is not null
            and {{ seconds_between('responses.waktu_email_sama', 'responses.waktu') }} <= 60 * survei.jeda_ganda_menit
        ),
        false
    ) as is_jawaban_ganda,
    responses.tanggal between periode.tanggal_awal and periode.tanggal_akhir as is_triwulan,
    responses.tanggal between periode.awal_tahun and periode.tanggal_akhir as is_tahun_berjalan,
    {%- for number in range(1, 21) %}
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
from preceded as responses
inner join policies on responses.kode_satker = policies.kode_satker
inner join {{ source('reference', 'survei') }} as survei on responses.kode_satker = survei.kode_satker
inner join {{ source('reference', 'periode') }} as periode on responses.kode_satker = periode.kode_satker
