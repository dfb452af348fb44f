-- What a unit measures by a formula that it declares itself: its two parts, and the indicator.
with terms as (
    select
        kode,
        bagian,
        hitung,
        nama,
        satuan,
        case
            when sumber = 'pagu' then 'revisi_dipa'
            when masa in ('tahun_lalu', 'triwulan_tahun_lalu') then 'masa_lalu'
            when masa = 'triwulan' then 'triwulan'
            else 'tahun_berjalan'
        end as masa,
        case when hitung in ('banyak', 'unik') or sumber in ('realisasi', 'pagu', 'penerimaan') then 0 else 2 end as desimal
    from {{ source('reference', 'istilah') }}
),

outcomes as (
    select
        'terukur' as kelompok,
        terukur.kode as prefix,
        terukur.kode as indicator,
        '' as alternatif,
        coalesce(indikator.indikator, indikator.kode) as nama,
        indikator.satuan,
        indikator.desimal,
        indikator.dasar_kode,
        case
            when terukur.rumus = 'pertumbuhan' then 'pertumbuhan'
            when indikator.faktor = 1 then 'rasio'
            else ''
        end as cara,
        terukur.nilai_terukur as nilai,
        terukur.pembilang,
        terukur.pembilang_row_count,
        terukur.pembilang_hash_sum,
        terukur.penyebut,
        terukur.penyebut_row_count,
        terukur.penyebut_hash_sum
    from {{ ref('mart_terukur') }} as terukur
    inner join {{ ref('dim_indikator') }} as indikator on terukur.kode = indikator.kode
),

measured_outcomes as (
    select
        outcomes.*,
        {{ measured(
            'realisasi', 'nilai', 'cara', ['pembilang', 'penyebut'],
            cause="case when pembilang is null or penyebut is null then 'belum' else '' end"
        ) }}
    from outcomes
),

measured_parts as (
    {%- for part in ['pembilang', 'penyebut'] %}
    {{ 'union all' if not loop.first }}
    select
        outcomes.kelompok,
        outcomes.prefix,
        outcomes.indicator,
        outcomes.alternatif,
        terms.nama,
        terms.satuan,
        terms.desimal,
        terms.masa,
        {{ measured(
            part, 'outcomes.' ~ part, 'terms.hitung', rows='outcomes.' ~ part,
            trail="'kode = ' || " ~ literal('terms.kode') ~ " || ' and bagian_rumus = ''" ~ part ~ "'''"
        ) }}
    from outcomes
    inner join terms on outcomes.prefix = terms.kode and terms.bagian = '{{ part }}'
    {%- endfor %}
    union all
    -- the year before, where it is a cell of the DIPA sheet
    select
        outcomes.kelompok,
        outcomes.prefix,
        outcomes.indicator,
        outcomes.alternatif,
        outcomes.dasar_kode as nama,
        terms.satuan,
        terms.desimal,
        terms.masa,
        {{ measured(
            'penyebut', 'outcomes.penyebut', "'tahun_lalu'", rows='outcomes.penyebut',
            trail="'lembar = ''dipa''' || " ~ and_equals('kode', 'outcomes.dasar_kode')
        ) }}
    from outcomes
    left join terms on outcomes.prefix = terms.kode and terms.bagian = 'pembilang'
    where outcomes.dasar_kode is not null
)

{{ as_figures('measured_parts', ['indicator', 'nama', 'satuan', 'desimal', 'masa']) }}
union all
{{ as_figures('measured_outcomes', ['indicator', 'nama', 'satuan', 'desimal']) }}
