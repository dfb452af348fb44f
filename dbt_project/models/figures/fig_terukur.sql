-- What a unit measures by a formula that it declares itself: its two parts, and the indicator.
with terms as (
    select
        *,
        case
            when sumber = 'pagu' then 'revisi_dipa'
            when masa in ('tahun_lalu', 'triwulan_tahun_lalu') then 'tahun_lalu'
            when masa = 'triwulan' then 'triwulan'
            else 'tahun_berjalan'
        end as rentang,
        case
            when hitung in ('banyak', 'unik') or sumber in ('realisasi', 'pagu', 'penerimaan') then 0
            else 2
        end as desimal
    from {{ source('reference', 'istilah') }}
),

outcomes as (
    select
        terukur.*,
        coalesce(indikator.indikator, indikator.kode) as nama,
        indikator.satuan,
        indikator.desimal,
        indikator.dasar_kode,
        case
            when terukur.rumus = 'pertumbuhan' then 'pertumbuhan'
            when indikator.faktor = 1 then 'rasio'
            else ''
        end as cara
    from {{ ref('mart_terukur') }} as terukur
    inner join {{ ref('dim_indikator') }} as indikator on terukur.kode = indikator.kode
),

measured_outcomes as (
    select
        *,
        {{ measured(
            'realisasi', 'nilai', 'cara', ['pembilang', 'penyebut'],
            cause="case when pembilang is null or penyebut is null then 'belum' else '' end"
        ) }}
    from outcomes
),

measured_parts as (
    {%- for part in ['pembilang', 'penyebut'] %}
    select
        terms.*,
        terms.nama as nama_bagian,
        {{ measured(
            part, 'outcomes.' ~ part, 'terms.hitung', rows='outcomes.' ~ part ~ '_',
            trail="'kode = ' || " ~ literal('terms.kode') ~ " || ' and bagian = ''" ~ part ~ "'''"
        ) }}
    from terms
    inner join outcomes on terms.kode = outcomes.kode
    where terms.bagian = '{{ part }}'
    union all
    {%- endfor %}
    -- the year before, where it is a cell of the DIPA sheet: in the unit of what is compared with it
    select
        terms.*,
        outcomes.dasar_kode as nama_bagian,
        {{ measured(
            'penyebut', 'outcomes.penyebut', "'tahun_lalu'", rows='outcomes.penyebut_',
            trail="'lembar = ''dipa''' || " ~ and_equals('kode', 'outcomes.dasar_kode')
        ) }}
    from terms
    inner join outcomes on terms.kode = outcomes.kode
    where terms.bagian = 'pembilang' and outcomes.dasar_kode is not null
)

{{ as_figures(
    "'terukur'", 'measured_parts',
    {'prefix': 'kode', 'nama': 'nama_bagian', 'satuan': 'satuan', 'desimal': 'desimal', 'masa': 'rentang'}
) }}
union all
{{ as_figures(
    "'terukur'", 'measured_outcomes', {'prefix': 'kode', 'nama': 'nama', 'satuan': 'satuan', 'desimal': 'desimal'}
) }}
