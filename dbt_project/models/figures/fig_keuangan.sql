-- Receipts (PNBP), their growth and targets, return on assets, POBO.
{%- set targeted = "alternatif = '' and kode_indikator is not null" %}

with pnbp as (
    select
        pnbp.*,
        indikator.kode as kode_indikator,
        indikator.satuan,
        indikator.desimal,
        upper(pnbp.jenis_penerimaan) as dokumen,
        case pnbp.rumus when 'pertumbuhan_pnbp' then 'pertumbuhan' else pnbp.skala end as cara,
        'jenis_penerimaan = ''' || pnbp.jenis_penerimaan || ''' and is_akun_pnbp and is_' as predikat
    from {{ ref('mart_pnbp') }} as pnbp
    left join {{ ref('dim_indikator') }} as indikator on pnbp.kode = indikator.kode
),

rasio as (
    select
        rasio.*,
        indikator.desimal,
        indikator.satuan,
        indikator.pnbp_dari,
        pnbp.jenis_penerimaan,
        pnbp.tanggal_pnbp
    from {{ ref('mart_rasio') }} as rasio
    inner join {{ ref('dim_indikator') }} as indikator on rasio.kode = indikator.kode
    left join pnbp on indikator.pnbp_dari = pnbp.kode and rasio.alternatif = pnbp.alternatif
),

measured_pnbp as (
    select
        *,
        {{ measured('pnbp', 'pnbp_rp', trail="predikat || tanggal_pnbp || '_tahun_berjalan'", rows='pnbp_') }}
    from pnbp
    {%- for measure, column, predicate in [
        ('pnbp_tw', 'pnbp_tw', "tanggal_pnbp || '_triwulan'"),
        ('pnbp_sah', 'sah', "'terima_tahun_berjalan and is_sah'"),
        ('pnbp_belum_sah', 'belum_sah', "'terima_tahun_berjalan and not is_sah'"),
    ] %}
    union all
    select
        *,
        {{ measured(measure, column ~ '_rp', trail='predikat || ' ~ predicate, rows=column ~ '_') }}
    from pnbp
    where alternatif = ''
    {%- endfor %}
    {%- for measure, code in {'tahun_lalu': 'TAHUN_LALU', 'target_dipa': 'TARGET'}.items() %}
    union all
    select
        *,
        {{ measured(
            measure, measure ~ '_rp', trail="'lembar = ''dipa'' and kode = ''PNBP." ~ code ~ "'''",
            rows=measure ~ '_row_hash'
        ) }}
    from pnbp
    where alternatif = ''
    {%- endfor %}
    union all
    select
        *,
        {{ measured('pnbp_persen_dipa', 'pnbp_dipa_pct', parts=['pnbp_rp', 'target_dipa_rp']) }}
    from pnbp
    where alternatif = ''
    union all
    select
        *,
        {{ measured('proyeksi', 'proyeksi_rp', 'cast(bulan_berjalan as varchar)') }}
    from pnbp
    where alternatif = ''
    union all
    -- what only an indicator has: a target of its own, and an outcome
    select
        *,
        {{ measured('target_rupiah', 'target_rp', 'cara', ['tahun_lalu_rp', 'null']) }}
    from pnbp
    where {{ targeted }}
    union all
    select
        *,
        {{ measured('pnbp_persen_target', 'pnbp_target_pct', parts=['pnbp_rp', 'target_rp']) }}
    from pnbp
    where {{ targeted }}
    union all
    select
        *,
        {{ measured('sisa_target', 'sisa_target_rp') }}
    from pnbp
    where {{ targeted }}
    union all
    -- growth is a figure of the whole year: until the year has closed it is on progress
    select
        *,
        {{ measured(
            'realisasi', 'case when is_final then hasil_pnbp end', 'cara',
            ['case when is_final then pnbp_rp end', 'case when is_final then tahun_lalu_rp end'],
            cause="case when is_final then '' else 'on_progress' end"
        ) }}
    from pnbp
    where {{ targeted }}
),

measured_rasio as (
    select
        *,
        {{ measured(
            'realisasi', 'nilai_pct', "rumus || case alternatif when '' then '' else '_lain' end",
            ['pnbp_rp', 'pembagi_rp'], cause="case when pnbp_rp is null then 'penerimaan' else '' end"
        ) }}
    from rasio
    {%- for formula, measure, predicate in [
        ('roa', 'aset', 'is_aset_tahun_lalu'), ('pobo', 'biaya_operasional', 'is_periode_ini and is_biaya_operasional')
    ] %}
    union all
    select
        *,
        {{ measured(measure, 'pembagi_rp', trail="'" ~ predicate ~ "'", rows='') }}
    from rasio
    where rumus = '{{ formula }}' and alternatif = ''
    {%- endfor %}
)

{{ as_figures("'pnbp'", 'measured_pnbp', {
    'prefix': 'kode', 'indicator': 'kode_indikator', 'alternatif': 'alternatif', 'nama': 'dokumen', 'satuan': 'satuan',
    'desimal': 'desimal'
}, ['jenis_penerimaan', 'tanggal_pnbp']) }}
union all
{{ as_figures("'rasio'", 'measured_rasio', {
    'prefix': 'kode', 'acuan': 'pnbp_dari', 'alternatif': 'alternatif', 'satuan': 'satuan', 'desimal': 'desimal'
}, ['jenis_penerimaan', 'tanggal_pnbp']) }}
