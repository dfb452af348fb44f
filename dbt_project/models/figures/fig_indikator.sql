-- What every indicator has: target, interim targets, capaian, physical progress; and the realisasi of those that
-- someone else measures.
{%- set agreement = "'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', 'kode') %}
{%- set of_quarter = and_equals('kode', 'kode') ~ ' || ' ~ and_equals('triwulan', 'triwulan') %}

with indikator as (
    select
        indikator.*,
        periode.triwulan,
        coalesce(indikator.indikator, indikator.kode) as nama
    from {{ ref('dim_indikator') }} as indikator
    cross join {{ source('reference', 'periode') }} as periode
),

capaian as (
    select
        capaian.*,
        nullif(capaian.layanan, 'semua') as layanan_kunci,
        nullif(capaian.bulan, 0) as bulan_kunci,
        case capaian.layanan when 'semua' then indikator.nama end as nama,
        services.nama as nama_layanan,
        choices.kebijakan || '=' || capaian.alternatif as kebijakan
    from {{ ref('mart_capaian') }} as capaian
    inner join indikator on capaian.kode = indikator.kode
    left join {{ source('reference', 'layanan') }} as services on capaian.layanan = services.layanan
    left join {{ source('reference', 'kebijakan_indikator') }} as choices
        on capaian.kode = choices.kode and capaian.alternatif = choices.nilai_lain
),

measured_capaian as (
    {%- for direction, parts in {'naik': ['realisasi_cetak', 'target'], 'turun': ['target', 'realisasi_cetak']}.items() %}
    {{ 'union all' if not loop.first }}
    select
        *,
        {{ measured(
            'capaian', 'capaian_pct', "case when bulan > 0 then 'bulan_" ~ direction ~ "' else '" ~ direction ~ "' end",
            parts, cause="coalesce(status, '')"
        ) }}
    from capaian
    where arah = '{{ direction }}'
    {%- endfor %}
),

measured_indikator as (
    select
        *,
        {{ measured('target', 'target', trail=agreement, rows='_target_row_hash') }}
    from indikator
    {%- for quarter in range(1, 5) %}
    union all
    select
        *,
        {{ measured('target_antara.tw' ~ quarter, 'target_tw' ~ quarter, trail=agreement, rows='_target_row_hash') }}
    from indikator
    {%- endfor %}
    {%- for measure in ['fisik.tw', 'fisik.sd', 'sasaran_fisik.tw', 'sasaran_fisik.sd'] %}
    union all
    select
        *,
        {{ measured(
            measure, measure | replace('.', '_') ~ '_pct', trail="'lembar = ''fisik''' || " ~ of_quarter,
            rows='_fisik_row_hash'
        ) }}
    from indikator
    {%- endfor %}
    union all
    select
        *,
        {{ measured(
            'realisasi', 'nilai_penilaian', trail="'lembar = ''penilaian_luar''' || " ~ of_quarter,
            rows='_penilaian_row_hash',
            note="case
                when nilai_penilaian is null then status_penilaian
                else concat_ws('; ', status_penilaian, penilai, cast(tanggal_penilaian as varchar), dokumen_bukti)
            end",
            cause="case when nilai_penilaian is null then 'on_progress' else '' end"
        ) }}
    from indikator
    where rumus in ('penilaian_luar', 'nilai_lembar')
)

{{ as_figures("'indikator'", 'measured_indikator', {
    'prefix': 'kode', 'nama': 'nama', 'satuan': 'satuan', 'desimal': 'desimal'
}) }}
union all
{{ as_figures("'indikator'", 'measured_capaian', {
    'prefix': 'kode', 'layanan': 'layanan_kunci', 'bulan': 'bulan_kunci', 'alternatif': 'alternatif', 'nama': 'nama',
    'nama_layanan': 'nama_layanan', 'kebijakan': 'kebijakan'
}) }}
