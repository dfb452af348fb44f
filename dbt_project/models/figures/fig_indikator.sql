-- What every indicator has: target, interim targets, capaian, physical progress; and the realisasi of those that
-- someone else measures.
{%- set agreement = "'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', 'kode') %}
{%- set has_agreement = 'case when _target_row_hash is null then 0 else 1 end' %}
{%- set no_agreement = "'tidak ada dalam Perjanjian Kinerja'" %}
{%- set spans = [('tw', 'triwulan ini', 'triwulan'), ('sd', 's.d. triwulan ini', 'tahun_berjalan')] %}

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
        indikator.nama,
        choices.kebijakan || '=' || capaian.alternatif as kebijakan_alternatif
    from {{ ref('mart_capaian') }} as capaian
    inner join indikator on capaian.kode = indikator.kode
    left join {{ source('reference', 'kebijakan_indikator') }} as choices
        on capaian.kode = choices.kode and capaian.alternatif = choices.nilai_lain
),

services as (
    select
        layanan,
        nama as nama_layanan
    from {{ source('reference', 'layanan') }}
),

measured as (
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'target'", label="'Target tahun: ' || nama",
            value='target', unit='satuan', decimals='desimal', period_basis="'tahun'", operation="'row_value'",
            reason=no_agreement, trail_relation="'marts.fct_kinerja'", trail_predicate=agreement, trail_measure="'target'",
            row_count=has_agreement, hash_sum='coalesce(_target_row_hash, 0)'
        ) }}
    from indikator
    {%- for quarter in range(1, 5) %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'target_antara.tw" ~ quarter ~ "'",
            label="'Target antara Triwulan " ~ ['I', 'II', 'III', 'IV'][quarter - 1] ~ ": ' || nama",
            value='target_tw' ~ quarter, unit="'Persen'", decimals='2', period_basis="'triwulan'",
            operation="'row_value'", reason="'tidak ada target antara'", trail_relation="'marts.fct_kinerja'",
            trail_predicate=agreement, trail_measure="'target_tw" ~ quarter ~ "'", row_count=has_agreement,
            hash_sum='coalesce(_target_row_hash, 0)'
        ) }}
    from indikator
    {%- endfor %}
    {%- for span, title, period in spans %}
    {%- for measure, subject in [('fisik', 'Realisasi fisik'), ('sasaran_fisik', 'Sasaran fisik')] %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'" ~ measure ~ "." ~ span ~ "'",
            label="'" ~ subject ~ " " ~ title ~ ": ' || nama", value=measure ~ '_' ~ span ~ '_pct', unit="'Persen'",
            decimals='2', period_basis="'" ~ period ~ "'", operation="'row_value'",
            reason="'tidak ada baris fisik untuk triwulan ini'", trail_relation="'marts.fct_kinerja'",
            trail_predicate="'lembar = ''fisik''' || " ~ and_equals('kode', 'kode') ~ ' || ' ~ and_equals('triwulan', 'triwulan'),
            trail_measure="'" ~ measure ~ "_" ~ span ~ "_pct'",
            row_count='case when _fisik_row_hash is null then 0 else 1 end', hash_sum='coalesce(_fisik_row_hash, 0)'
        ) }}
    from indikator
    {%- endfor %}
    {%- endfor %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'realisasi'", label='nama', value='nilai_penilaian',
            unit='satuan', decimals='desimal', period_basis="'penilaian'", operation="'row_value'",
            status="case when nilai_penilaian is null then 'on_progress' end",
            reason="coalesce(status_penilaian, 'belum ada penilaian')",
            note="concat_ws('; ', status_penilaian, penilai, cast(tanggal_penilaian as varchar), dokumen_bukti)",
            trail_relation="'marts.fct_kinerja'",
            trail_predicate="'lembar = ''penilaian_luar''' || " ~ and_equals('kode', 'kode') ~ ' || '
                ~ and_equals('triwulan', 'triwulan'),
            trail_measure="'nilai'", row_count='case when _penilaian_row_hash is null then 0 else 1 end',
            hash_sum='coalesce(_penilaian_row_hash, 0)'
        ) }}
    from indikator
    where rumus in ('penilaian_luar', 'nilai_lembar')
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'capaian'", layanan='layanan_kunci',
            bulan='bulan_kunci', alternatif='alternatif',
            label="case
                when layanan_kunci is null then 'Capaian: ' || nama
                else concat_ws(
                    ' ', 'Capaian tepat waktu', services.nama_layanan, 'bulan ' || lpad(cast(bulan_kunci as varchar), 2, '0')
                )
            end",
            value='capaian_pct', unit="'Persen'", decimals='2', period_basis="'tahun_berjalan'",
            operation="case arah when 'turun' then 'capaian_turun' else 'capaian' end",
            formula="case when bulan_kunci is null then 'capaian' else 'capaian_bulan' end",
            numerator="case arah when 'turun' then target else realisasi_cetak end",
            denominator="case arah when 'turun' then realisasi_cetak else target end",
            policy="coalesce(kebijakan_alternatif, '')", status='status',
            reason="case
                when status = 'on_progress' then 'realisasi belum diukur'
                when status is not null then 'realisasi tidak terdefinisi'
                else 'target kosong atau nol'
            end"
        ) }}
    from capaian
    left join services on capaian.layanan = services.layanan
)

{{ finished_figures('measured') }}
