-- What a unit measures by a formula that it declares itself: its two parts, and the indicator.
{%- set nothing_delivered = "'sumbernya belum diterima'" %}

with measured_parts as (
    select
        terms.kode,
        terms.bagian,
        terms.hitung,
        terms.nama,
        terms.satuan,
        case
            when terms.sumber = 'pagu' then 'revisi_dipa'
            when terms.masa in ('tahun_lalu', 'triwulan_tahun_lalu') then 'tahun_lalu'
            when terms.masa = 'triwulan' then 'triwulan'
            else 'tahun_berjalan'
        end as period_basis,
        case
            when terms.hitung in ('banyak', 'unik') or terms.sumber in ('realisasi', 'pagu', 'penerimaan') then 0
            else 2
        end as desimal,
        case terms.bagian when 'pembilang' then terukur.pembilang else terukur.penyebut end as nilai,
        case terms.bagian when 'pembilang' then terukur.pembilang_row_count else terukur.penyebut_row_count end
            as row_count,
        case terms.bagian when 'pembilang' then terukur.pembilang_hash_sum else terukur.penyebut_hash_sum end
            as hash_sum
    from {{ source('reference', 'istilah') }} as terms
    inner join {{ ref('mart_terukur') }} as terukur on terms.kode = terukur.kode
),

outcomes as (
    select
        terukur.*,
        indikator.indikator,
        indikator.satuan,
        indikator.desimal,
        indikator.faktor,
        indikator.dasar_kode,
        measured_parts.desimal as desimal_pembilang,
        measured_parts.satuan as satuan_pembilang
    from {{ ref('mart_terukur') }} as terukur
    inner join {{ ref('dim_indikator') }} as indikator on terukur.kode = indikator.kode
    left join measured_parts on terukur.kode = measured_parts.kode and measured_parts.bagian = 'pembilang'
),

measured as (
    select
        {{ figure(
            prefix='kode', indicator='kode', measure='bagian', label='nama', value='nilai', unit='satuan',
            decimals='desimal', period_basis='period_basis',
            operation="case hitung
                when 'banyak' then 'row_count'
                when 'unik' then 'row_distinct'
                when 'jumlah' then 'row_sum'
                when 'menit' then 'row_minutes'
                else 'row_hours'
            end",
            reason=nothing_delivered, trail_relation="'marts.fct_terukur'",
            trail_predicate="'kode = ' || " ~ literal('kode') ~ " || ' and bagian = ' || " ~ literal('bagian'),
            trail_measure="case hitung when 'banyak' then '1' when 'unik' then 'teks' else 'nilai' end",
            row_count='row_count', hash_sum='hash_sum'
        ) }}
    from measured_parts
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'penyebut'", label="'Nilai tahun sebelumnya: ' || dasar_kode",
            value='penyebut', unit='satuan_pembilang', decimals='desimal_pembilang', period_basis="'tahun_lalu'",
            operation="'row_value'",
            reason="'tidak ada dalam lembar DIPA'", trail_relation="'marts.fct_kinerja'",
            trail_predicate="'lembar = ''dipa''' || " ~ and_equals('kode', 'dasar_kode'), trail_measure="'volume'",
            row_count='penyebut_row_count', hash_sum='penyebut_hash_sum'
        ) }}
    from outcomes
    where dasar_kode is not null
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'realisasi'", label='coalesce(indikator, kode)', value='nilai',
            unit='satuan', decimals='desimal', period_basis="'tahun_berjalan'",
            operation="case
                when rumus = 'pertumbuhan' then 'growth'
                when faktor = 1 then 'ratio'
                else 'percent'
            end",
            formula="case rumus when 'pertumbuhan' then 'terukur_tumbuh' else 'terukur' end",
            numerator='pembilang', denominator='penyebut',
            reason="case
                when pembilang is null or penyebut is null then 'sumbernya belum diterima'
                else 'pembagi nol'
            end"
        ) }}
    from outcomes
)

{{ finished_figures('measured') }}
