-- What every indicator has: target, interim targets, capaian, physical progress; and the realisasi of those that
-- someone else measures.
{%- set agreement = "'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', 'kode') %}
{%- set of_quarter = and_equals('kode', 'kode') ~ ' || ' ~ and_equals('triwulan', 'triwulan') %}
{%- set progress = "'lembar = ''fisik''' || " ~ of_quarter %}
{%- set assessment = "'lembar = ''penilaian_luar''' || " ~ of_quarter %}

with indikator as (
    select
        indikator.*,
        periode.triwulan,
        coalesce(indikator.indikator, indikator.kode) as nama,
        case
            when indikator.nilai_penilaian is null then indikator.status_penilaian
            else
                concat_ws(
                    '; ', indikator.status_penilaian, indikator.penilai, cast(indikator.tanggal_penilaian as string),
                    indikator.dokumen_bukti
                )
        end as catatan
    from {{ ref('dim_indikator') }} as indikator
    inner join {{ source('reference', 'periode') }} as periode on indikator.kode_satker = periode.kode_satker
),

capaian as (
    select
        capaian.*,
        nullif(capaian.layanan, 'semua') as layanan_kunci,
        nullif(capaian.bulan, 0) as bulan_kunci,
        case when capaian.bulan > 0 then 'bulan_' else '' end || capaian.arah as cara,
        case capaian.layanan when 'semua' then indikator.nama end as nama,
        services.nama as nama_layanan,
        choices.kebijakan || '=' || capaian.alternatif as kebijakan
    from {{ ref('mart_capaian') }} as capaian
    inner join indikator on capaian.kode_satker = indikator.kode_satker and capaian.kode = indikator.kode
    left join {{ source('reference', 'layanan') }} as services
        on capaian.kode_satker = services.kode_satker and capaian.layanan = services.layanan
    left join {{ source('reference', 'kebijakan_indikator') }} as choices
        on
            capaian.kode_satker = choices.kode_satker
            and capaian.kode = choices.kode
            and capaian.alternatif = choices.nilai_lain
)

{{ as_figures("'indikator'", 'indikator', dict(prefix='kode', nama='nama', satuan='satuan', desimal='desimal'), [], [
    dict(measure='target', value='target', trail=agreement, rows='_target_row_hash'),
    dict(measure='target_antara.tw1', value='target_tw1', trail=agreement, rows='_target_row_hash'),
    dict(measure='target_antara.tw2', value='target_tw2', trail=agreement, rows='_target_row_hash'),
    dict(measure='target_antara.tw3', value='target_tw3', trail=agreement, rows='_target_row_hash'),
    dict(measure='target_antara.tw4', value='target_tw4', trail=agreement, rows='_target_row_hash'),
    dict(measure='fisik.tw', value='fisik_tw_pct', trail=progress, rows='_fisik_row_hash'),
    dict(measure='fisik.sd', value='fisik_sd_pct', trail=progress, rows='_fisik_row_hash'),
    dict(measure='sasaran_fisik.tw', value='sasaran_fisik_tw_pct', trail=progress, rows='_fisik_row_hash'),
    dict(measure='sasaran_fisik.sd', value='sasaran_fisik_sd_pct', trail=progress, rows='_fisik_row_hash'),
    dict(
        measure='realisasi', value='nilai_penilaian', trail=assessment, rows='_penilaian_row_hash', note='catatan',
        cause="case when nilai_penilaian is null then 'on_progress' else '' end",
        where="rumus in ('penilaian_luar', 'nilai_lembar')"
    )
]) }}
union all
{{ as_figures("'indikator'", 'capaian', dict(
    prefix='kode', layanan='layanan_kunci', bulan='bulan_kunci', alternatif='alternatif', nama='nama',
    nama_layanan='nama_layanan', kebijakan='kebijakan'
), [], [
    dict(
        measure='capaian', value='capaian_pct', variant='cara', cause="coalesce(status, '')",
        numerator="case arah when 'turun' then target else realisasi_cetak end",
        denominator="case arah when 'turun' then realisasi_cetak else target end"
    )
]) }}
