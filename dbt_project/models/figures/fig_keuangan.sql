-- Receipts (PNBP), their growth and targets, return on assets, POBO.
{#- what only an indicator has: a target of its own, and an outcome, on progress until the year has closed -#}
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
    left join {{ ref('dim_indikator') }} as indikator
        on pnbp.kode_satker = indikator.kode_satker and pnbp.kode = indikator.kode
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
    inner join {{ ref('dim_indikator') }} as indikator
        on rasio.kode_satker = indikator.kode_satker and rasio.kode = indikator.kode
    left join pnbp
        on
            rasio.kode_satker = pnbp.kode_satker
            and indikator.pnbp_dari = pnbp.kode
            and rasio.alternatif = pnbp.alternatif
)

{{ as_figures("'pnbp'", 'pnbp', dict(
    prefix='kode', indicator='kode_indikator', alternatif='alternatif', nama='dokumen', satuan='satuan', desimal='desimal'
), ['jenis_penerimaan', 'tanggal_pnbp'], [
    dict(measure='pnbp', value='pnbp_rp', trail="predikat || tanggal_pnbp || '_tahun_berjalan'", rows='pnbp_'),
    dict(
        measure='pnbp_tw', value='pnbp_tw_rp', trail="predikat || tanggal_pnbp || '_triwulan'", rows='pnbp_tw_',
        where="alternatif = ''"
    ),
    dict(
        measure='pnbp_sah', value='sah_rp', trail="predikat || 'terima_tahun_berjalan and is_sah'", rows='sah_',
        where="alternatif = ''"
    ),
    dict(
        measure='pnbp_belum_sah', value='belum_sah_rp', trail="predikat || 'terima_tahun_berjalan and not is_sah'",
        rows='belum_sah_', where="alternatif = ''"
    ),
    dict(
        measure='tahun_lalu', value='tahun_lalu_rp', trail="'lembar = ''dipa'' and kode = ''PNBP.TAHUN_LALU'''",
        rows='tahun_lalu_row_hash', where="alternatif = ''"
    ),
    dict(
        measure='target_dipa', value='target_dipa_rp', trail="'lembar = ''dipa'' and kode = ''PNBP.TARGET'''",
        rows='target_dipa_row_hash', where="alternatif = ''"
    ),
    dict(
        measure='pnbp_persen_dipa', value='pnbp_dipa_pct', numerator='pnbp_rp', denominator='target_dipa_rp',
        where="alternatif = ''"
    ),
    dict(measure='proyeksi', value='proyeksi_rp', variant='cast(bulan_berjalan as string)', where="alternatif = ''"),
    dict(measure='target_rupiah', value='target_rp', variant='cara', numerator='tahun_lalu_rp', where=targeted),
    dict(
        measure='pnbp_persen_target', value='pnbp_target_pct', numerator='pnbp_rp', denominator='target_rp', where=targeted
    ),
    dict(measure='sisa_target', value='sisa_target_rp', where=targeted),
    dict(
        measure='realisasi', value='case when is_final then hasil_pnbp end', variant='cara',
        numerator='case when is_final then pnbp_rp end', denominator='case when is_final then tahun_lalu_rp end',
        cause="case when is_final then '' else 'on_progress' end", where=targeted
    )
]) }}
union all
{{ as_figures("'rasio'", 'rasio', dict(
    prefix='kode', acuan='pnbp_dari', alternatif='alternatif', satuan='satuan', desimal='desimal'
), ['jenis_penerimaan', 'tanggal_pnbp'], [
    dict(
        measure='realisasi', value='nilai_pct', variant="rumus || case alternatif when '' then '' else '_lain' end",
        numerator='pnbp_rp', denominator='pembagi_rp', cause="case when pnbp_rp is null then 'penerimaan' else '' end"
    ),
    dict(
        measure='aset', value='pembagi_rp', trail="'is_aset_tahun_lalu'", rows='', where="rumus = 'roa' and alternatif = ''"
    ),
    dict(
        measure='biaya_operasional', value='pembagi_rp', trail="'is_periode_ini and is_biaya_operasional'", rows='',
        where="rumus = 'pobo' and alternatif = ''"
    )
]) }}
