-- What a unit measures by a formula that it declares itself: its two parts, and the indicator.
with terms as (
    select
        *,
        case
            when sumber = 'pagu' then 'revisi_dipa'
            when masa in ('tahun_lalu', 'triwulan_tahun_lalu') then 'masa_lalu'
            when masa = 'triwulan' then 'triwulan'
            else 'tahun_berjalan'
        end as rentang,
        case
            when hitung in ('banyak', 'unik') or sumber in ('realisasi', 'pagu', 'penerimaan') then 0
            else 2
        end as desimal
    from {{ source('reference', 'istilah') }}
),

spans as (
    select
        kode_satker,
        kode,
        count(*) = count(case when masa in ('triwulan', 'triwulan_tahun_lalu') then 1 end) as is_of_quarter
    from terms
    group by kode_satker, kode
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
        end || case when spans.is_of_quarter then '_triwulan' else '' end as cara
    from {{ ref('mart_terukur') }} as terukur
    inner join {{ ref('dim_indikator') }} as indikator
        on terukur.kode_satker = indikator.kode_satker and terukur.kode = indikator.kode
    inner join spans on terukur.kode_satker = spans.kode_satker and terukur.kode = spans.kode
),

parts as (
    select
        terms.*,
        'kode = ' || {{ literal('terms.kode') }} || ' and bagian_rumus = ' || {{ literal('terms.bagian') }} as predikat,
        outcomes.dasar_kode,
        outcomes.pembilang,
        outcomes.pembilang_row_count,
        outcomes.pembilang_hash_sum,
        outcomes.penyebut,
        outcomes.penyebut_row_count,
        outcomes.penyebut_hash_sum
    from terms
    inner join outcomes on terms.kode_satker = outcomes.kode_satker and terms.kode = outcomes.kode
)

{{ as_figures("'terukur'", 'outcomes', dict(prefix='kode', nama='nama', satuan='satuan', desimal='desimal'), [], [
    dict(
        measure='realisasi', value='nilai_terukur', variant='cara', numerator='pembilang', denominator='penyebut',
        cause="case when pembilang is null or penyebut is null then 'belum' else '' end"
    )
]) }}
union all
{{ as_figures("'terukur'", 'parts', dict(
    prefix='kode', nama='nama', satuan='satuan', desimal='desimal', masa='rentang'
), [], [
    dict(
        measure='pembilang', value='pembilang', variant='hitung', trail='predikat', rows='pembilang_',
        where="bagian = 'pembilang'"
    ),
    dict(
        measure='penyebut', value='penyebut', variant='hitung', trail='predikat', rows='penyebut_',
        where="bagian = 'penyebut'"
    )
]) }}
union all
-- the year before, where it is a cell of the DIPA sheet: in the unit of what is compared with it
{{ as_figures("'terukur'", 'parts', dict(prefix='kode', nama='dasar_kode', satuan='satuan', desimal='desimal'), [], [
    dict(
        measure='penyebut', value='penyebut', variant="'tahun_lalu'", rows='penyebut_',
        trail="'lembar = ''dipa''' || " ~ and_equals('kode', 'dasar_kode'),
        where="bagian = 'pembilang' and dasar_kode is not null"
    )
]) }}
