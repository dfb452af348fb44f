-- Every accepted row that no figure counts, and every rejected row, with the reason and, where there is one, the row
-- that took its place.
{%- set versioned = {
    'int_layanan__orders_due': "'service_orders'",
    'int_survei__responses_mapped': "'survey'",
    'int_pnbp__receipts_merged': 'jenis_penerimaan',
    'int_neraca__balances_flagged': "'neraca'",
    'int_kinerja__sheet_rows_versioned': 'lembar',
    'int_kinerja__table_rows_versioned': "'tabel_narasi'",
    'int_anggaran__budget_lines_keyed': 'sumber',
    'int_anggaran__realisations_funded': "'glp039'",
    'int_register__rows_versioned': 'register',
} %}
with reasons as (
    select
        kode_satker,
        _source_row_id,
        kind as sumber,
        'ditolak' as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('stg_ingestion__rejections') }}
    {%- for model, source_kind in versioned.items() %}
    union all
    select
        kode_satker,
        _source_row_id,
        {{ source_kind }} as sumber,
        'digantikan' as alasan,
        _superseded_by as digantikan_oleh
    from {{ ref(model) }}
    where _superseded_by is not null
    {%- endfor %}
    union all
    select
        orders.kode_satker,
        orders._source_row_id,
        'service_orders' as sumber,
        case
            when orders.status = 'batal' then 'batal'
            when orders.dasar_jatuh_tempo is null then 'tanpa_sla'
            else 'jam belum mulai'
        end as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('int_layanan__orders_due') }} as orders
    where
        orders._superseded_by is null
        and (
            orders.status = 'batal'
            or (
                (orders.dasar_jatuh_tempo is null or orders.tanggal_jatuh_tempo is null)
                and exists (
                    select 1
                    from {{ source('reference', 'cakupan') }} as cakupan
                    inner join {{ source('reference', 'indikator') }} as indikator
                        on cakupan.kode_satker = indikator.kode_satker and cakupan.kode = indikator.kode
                    where
                        orders.kode_satker = cakupan.kode_satker
                        and orders.layanan = cakupan.layanan
                        and indikator.rumus = 'sla'
                )
            )
        )
    union all
    select
        kode_satker,
        _source_row_id,
        'survey' as sumber,
        case when is_jawaban_ganda then 'jawaban ganda' else 'di luar periode' end as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('int_survei__responses_mapped') }}
    where _superseded_by is null and (is_jawaban_ganda or not coalesce(is_tahun_berjalan, false))
    union all
    select
        kode_satker,
        _source_row_id,
        jenis_penerimaan as sumber,
        case when is_akun_pnbp then 'di luar periode' else 'bukan akun PNBP' end as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('int_pnbp__receipts_merged') }}
    where
        _superseded_by is null
        and not (is_akun_pnbp and (is_terima_tahun_berjalan or is_sah_tahun_berjalan))
    union all
    select
        kode_satker,
        _source_row_id,
        sumber,
        case
            when is_satker_lain then 'satker lain'
            when not is_rincian then 'baris judul'
            when revisi is null and sumber = 'dataang' then 'bukan revisi DIPA'
            else 'bukan revisi berlaku'
        end as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('int_anggaran__budget_lines_keyed') }}
    where _superseded_by is null and not is_berlaku and not is_awal and not is_riwayat
    union all
    select
        kode_satker,
        _source_row_id,
        'glp039' as sumber,
        case
            when is_satker_lain then 'satker lain'
            when basis = 'sp2d' then 'di luar periode'
            else 'bukan basis SP2D'
        end as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('int_anggaran__realisations_funded') }}
    where _superseded_by is null and not is_tahun_berjalan
    union all
    select
        kode_satker,
        _source_row_id,
        'neraca' as sumber,
        'satker lain' as alasan,
        cast(null as string) as digantikan_oleh
    from {{ ref('int_neraca__balances_flagged') }}
    where _superseded_by is null and is_satker_lain
)

select
    kode_satker,
    _source_row_id,
    sumber,
    alasan,
    digantikan_oleh
from reasons
