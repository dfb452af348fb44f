-- What every indicator has: target, interim targets, capaian, physical progress; and the realisasi of those that
-- someone else measures.
with indikator as (
    select
        'indikator' as kelompok,
        indikator.kode as prefix,
        indikator.kode as indicator,
        '' as alternatif,
        coalesce(indikator.indikator, indikator.kode) as nama,
        indikator.satuan,
        indikator.desimal,
        indikator.rumus,
        {{ and_equals('kode', 'indikator.kode') }} as kode_predikat,
        {{ and_equals('triwulan', 'periode.triwulan') }} as triwulan_predikat,
        indikator.target,
        {%- for quarter in range(1, 5) %}
        indikator.target_tw{{ quarter }},
        {%- endfor %}
        {{ one_row('indikator._target_row_hash', 'target') }},
        {%- for measure in ['fisik_tw', 'fisik_sd', 'sasaran_fisik_tw', 'sasaran_fisik_sd'] %}
        indikator.{{ measure }}_pct,
        {%- endfor %}
        {{ one_row('indikator._fisik_row_hash', 'fisik') }},
        indikator.nilai_penilaian,
        case
            when indikator.nilai_penilaian is null then indikator.status_penilaian
            else
                concat_ws(
                    '; ', indikator.status_penilaian, indikator.penilai, cast(indikator.tanggal_penilaian as varchar),
                    indikator.dokumen_bukti
                )
        end as catatan_penilaian,
        case when indikator.nilai_penilaian is null then 'on_progress' else '' end as sebab_penilaian,
        {{ one_row('indikator._penilaian_row_hash', 'penilaian') }}
    from {{ ref('dim_indikator') }} as indikator
    cross join {{ source('reference', 'periode') }} as periode
),

capaian as (
    select
        indikator.kelompok,
        indikator.prefix,
        indikator.indicator,
        nullif(capaian.layanan, 'semua') as layanan,
        nullif(capaian.bulan, 0) as bulan,
        capaian.alternatif,
        case capaian.layanan when 'semua' then indikator.nama end as nama,
        services.nama as nama_layanan,
        choices.kebijakan || '=' || capaian.alternatif as kebijakan,
        concat_ws(
            '_', case when capaian.bulan > 0 then 'bulan' end, case capaian.arah when 'turun' then 'turun' end
        ) as cara,
        capaian.capaian_pct,
        case capaian.arah when 'turun' then capaian.target else capaian.realisasi_cetak end as pembilang,
        case capaian.arah when 'turun' then capaian.realisasi_cetak else capaian.target end as penyebut,
        coalesce(capaian.status, '') as sebab_capaian
    from {{ ref('mart_capaian') }} as capaian
    inner join indikator on capaian.kode = indikator.prefix
    left join {{ source('reference', 'layanan') }} as services on capaian.layanan = services.layanan
    left join {{ source('reference', 'kebijakan_indikator') }} as choices
        on capaian.kode = choices.kode and capaian.alternatif = choices.nilai_lain
),

measured_capaian as (
    select
        capaian.*,
        {{ measured('capaian', 'capaian_pct', 'cara', ['pembilang', 'penyebut'], cause='sebab_capaian') }}
    from capaian
),

measured_indikator as (
    {%- set agreement = "'lembar = ''perjanjian_kinerja''' || kode_predikat" %}
    select
        indikator.*,
        {{ measured('target', 'target', trail=agreement, rows='target') }}
    from indikator
    {%- for quarter in range(1, 5) %}
    union all
    select
        indikator.*,
        {{ measured('target_antara.tw' ~ quarter, 'target_tw' ~ quarter, trail=agreement, rows='target') }}
    from indikator
    {%- endfor %}
    {%- for measure in ['fisik', 'sasaran_fisik'] %}
    {%- for span in ['tw', 'sd'] %}
    union all
    select
        indikator.*,
        {{ measured(
            measure ~ '.' ~ span, measure ~ '_' ~ span ~ '_pct',
            trail="'lembar = ''fisik''' || kode_predikat || triwulan_predikat", rows='fisik'
        ) }}
    from indikator
    {%- endfor %}
    {%- endfor %}
    union all
    select
        indikator.*,
        {{ measured(
            'realisasi', 'nilai_penilaian', trail="'lembar = ''penilaian_luar''' || kode_predikat || triwulan_predikat",
            rows='penilaian', note='catatan_penilaian', cause='sebab_penilaian'
        ) }}
    from indikator
    where rumus in ('penilaian_luar', 'nilai_lembar')
)

{{ as_figures('measured_indikator', ['indicator', 'nama', 'satuan', 'desimal']) }}
union all
{{ as_figures('measured_capaian', ['indicator', 'layanan', 'bulan', 'nama', 'nama_layanan', 'kebijakan']) }}
