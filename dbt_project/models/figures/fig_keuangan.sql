-- Receipts (PNBP), their growth and targets, return on assets, POBO.
with pnbp as (
    select
        'pnbp' as kelompok,
        pnbp.kode as prefix,
        indikator.kode as indicator,
        pnbp.alternatif,
        upper(pnbp.jenis_penerimaan) as nama,
        indikator.satuan,
        indikator.desimal,
        pnbp.jenis_penerimaan,
        pnbp.tanggal_pnbp,
        case pnbp.rumus when 'pertumbuhan_pnbp' then 'pertumbuhan' else pnbp.skala end as cara,
        'jenis_penerimaan = ''' || pnbp.jenis_penerimaan || ''' and is_akun_pnbp and is_' as predikat,
        pnbp.pnbp_rp,
        pnbp.pnbp_row_count,
        pnbp.pnbp_hash_sum,
        pnbp.pnbp_tw_rp,
        pnbp.pnbp_tw_row_count,
        pnbp.pnbp_tw_hash_sum,
        pnbp.sah_rp,
        pnbp.sah_row_count,
        pnbp.sah_hash_sum,
        pnbp.belum_sah_rp,
        pnbp.belum_sah_row_count,
        pnbp.belum_sah_hash_sum,
        pnbp.tahun_lalu_rp,
        {{ one_row('pnbp.tahun_lalu_row_hash', 'tahun_lalu') }},
        pnbp.target_dipa_rp,
        {{ one_row('pnbp.target_dipa_row_hash', 'target_dipa') }},
        pnbp.target_rp,
        pnbp.sisa_target_rp,
        pnbp.proyeksi_rp,
        pnbp.pnbp_dipa_pct,
        pnbp.pnbp_target_pct,
        cast(pnbp.bulan_berjalan as varchar) as bulan_berjalan,
        -- growth is a figure of the whole year: until the year has closed it is on progress
        case when pnbp.is_final then '' else 'on_progress' end as sebab_hasil,
        case when pnbp.is_final then pnbp.hasil_pnbp end as hasil,
        case when pnbp.is_final then pnbp.pnbp_rp end as hasil_pembilang,
        case when pnbp.is_final then pnbp.tahun_lalu_rp end as hasil_penyebut
    from {{ ref('mart_pnbp') }} as pnbp
    left join {{ ref('dim_indikator') }} as indikator on pnbp.kode = indikator.kode
),

headline as (
    select * from pnbp
    where alternatif = ''
),

-- what only an indicator has: a target of its own, and an outcome
targeted as (
    select * from headline
    where indicator is not null
),

rasio as (
    select
        'rasio' as kelompok,
        rasio.kode as prefix,
        rasio.kode as indicator,
        indikator.pnbp_dari as acuan,
        rasio.alternatif,
        indikator.satuan,
        indikator.desimal,
        pnbp.jenis_penerimaan,
        pnbp.tanggal_pnbp,
        rasio.rumus,
        rasio.nilai_pct,
        rasio.pnbp_rp,
        rasio.pembagi_rp,
        rasio.row_count as pembagi_row_count,
        rasio.hash_sum as pembagi_hash_sum
    from {{ ref('mart_rasio') }} as rasio
    inner join {{ ref('dim_indikator') }} as indikator on rasio.kode = indikator.kode
    left join pnbp on indikator.pnbp_dari = pnbp.prefix and rasio.alternatif = pnbp.alternatif
),

measured_pnbp as (
    select
        pnbp.*,
        {{ measured('pnbp', 'pnbp_rp', trail="predikat || tanggal_pnbp || '_tahun_berjalan'", rows='pnbp') }}
    from pnbp
    union all
    select
        headline.*,
        {{ measured('pnbp_tw', 'pnbp_tw_rp', trail="predikat || tanggal_pnbp || '_triwulan'", rows='pnbp_tw') }}
    from headline
    union all
    select
        headline.*,
        {{ measured('pnbp_sah', 'sah_rp', trail="predikat || 'terima_tahun_berjalan and is_sah'", rows='sah') }}
    from headline
    union all
    select
        headline.*,
        {{ measured(
            'pnbp_belum_sah', 'belum_sah_rp', trail="predikat || 'terima_tahun_berjalan and not is_sah'", rows='belum_sah'
        ) }}
    from headline
    {%- for measure, code in {'tahun_lalu': 'TAHUN_LALU', 'target_dipa': 'TARGET'}.items() %}
    union all
    select
        headline.*,
        {{ measured(
            measure, measure ~ '_rp', trail="'lembar = ''dipa'' and kode = ''PNBP." ~ code ~ "'''", rows=measure
        ) }}
    from headline
    {%- endfor %}
    union all
    select
        headline.*,
        {{ measured('pnbp_persen_dipa', 'pnbp_dipa_pct', parts=['pnbp_rp', 'target_dipa_rp']) }}
    from headline
    union all
    select
        headline.*,
        {{ measured('proyeksi', 'proyeksi_rp', 'bulan_berjalan') }}
    from headline
    union all
    select
        targeted.*,
        {{ measured('target_rupiah', 'target_rp', 'cara', ['tahun_lalu_rp', 'null']) }}
    from targeted
    union all
    select
        targeted.*,
        {{ measured('pnbp_persen_target', 'pnbp_target_pct', parts=['pnbp_rp', 'target_rp']) }}
    from targeted
    union all
    select
        targeted.*,
        {{ measured('sisa_target', 'sisa_target_rp') }}
    from targeted
    union all
    select
        targeted.*,
        {{ measured('realisasi', 'hasil', 'cara', ['hasil_pembilang', 'hasil_penyebut'], cause='sebab_hasil') }}
    from targeted
),

measured_rasio as (
    select
        rasio.*,
        {{ measured(
            'realisasi', 'nilai_pct', "rumus || case alternatif when '' then '' else '_lain' end",
            ['pnbp_rp', 'pembagi_rp'], cause="case when pnbp_rp is null then 'penerimaan' else '' end"
        ) }}
    from rasio
    union all
    select
        rasio.*,
        {{ measured('aset', 'pembagi_rp', trail="'is_aset_tahun_lalu'", rows='pembagi') }}
    from rasio
    where rumus = 'roa' and alternatif = ''
    union all
    select
        rasio.*,
        {{ measured(
            'biaya_operasional', 'pembagi_rp', trail="'is_periode_ini and is_biaya_operasional'", rows='pembagi'
        ) }}
    from rasio
    where rumus = 'pobo' and alternatif = ''
)

{{ as_figures('measured_pnbp', ['indicator', 'nama', 'satuan', 'desimal'], ['jenis_penerimaan', 'tanggal_pnbp']) }}
union all
{{ as_figures('measured_rasio', ['indicator', 'acuan', 'satuan', 'desimal'], ['jenis_penerimaan', 'tanggal_pnbp']) }}
