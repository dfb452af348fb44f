-- The budget by fund and jenis belanja, by program, by KRO with plan and physical progress, by revision of the DIPA.
with first_budget as (
    select
        kode_satker,
        case
            when max(sumber) = 'rkk'
                then 'menurut RKK yang pertama diterima tahun ini; dataAng dengan DIPA awal (B00) tidak ada'
        end as catatan
    from {{ ref('fct_pagu') }}
    where is_awal
    group by kode_satker
),

anggaran as (
    select
        anggaran.*,
        nullif(anggaran.sumber_dana, 'semua') as dana_kunci,
        nullif(anggaran.jenis_belanja, 'semua') as jenis_kunci,
        nullif(
            concat_ws(' ', funds.nama, coalesce(jenis.nama, 'belanja ' || nullif(anggaran.jenis_belanja, 'semua'))), ''
        ) as nama,
        {{ and_equals('sumber_dana', "nullif(anggaran.sumber_dana, 'semua')") }}
        || {{ and_equals('jenis_belanja', "nullif(anggaran.jenis_belanja, 'semua')") }} as predikat,
        case when anggaran.pagu_awal_rp is not null then first_budget.catatan end as catatan_awal
    from {{ ref('mart_anggaran') }} as anggaran
    left join first_budget on anggaran.kode_satker = first_budget.kode_satker
    left join (
        select
            kode_satker,
            sumber_dana,
            max(nama) as nama
        from {{ source('reference', 'sumber_dana') }}
        group by kode_satker, sumber_dana
    ) as funds on anggaran.kode_satker = funds.kode_satker and anggaran.sumber_dana = funds.sumber_dana
    left join {{ source('reference', 'jenis_belanja') }} as jenis
        on anggaran.kode_satker = jenis.kode_satker and anggaran.jenis_belanja = jenis.kode
),

kro as (
    select
        kro.*,
        case kro.tingkat when 'program' then kro.program else kro.kro_kunci end as kunci,
        policies.basis_kro as basis,
        policies.basis_kro_lain as basis_lain,
        '' as tanpa_alternatif,
        ' and program = ' || {{ literal('kro.program') }}
        || {{ and_equals('kegiatan', "nullif(kro.kegiatan, '')") }}
        || {{ and_equals('kro', "nullif(kro.kro, '')") }} as predikat,
        'lembar = ''dipa''' || {{ and_equals('kode', "kro.kegiatan || '.' || kro.kro") }} as predikat_dipa,
        'lembar = ''fisik''' || {{ and_equals('kode', 'coalesce(kro.fisik_kode, kro.kro_kunci)') }}
        || {{ and_equals('triwulan', 'periode.triwulan') }} as predikat_fisik,
        case when kro.pagu_awal_rp is not null then first_budget.catatan end as catatan_awal
    from {{ ref('mart_kro') }} as kro
    left join first_budget on kro.kode_satker = first_budget.kode_satker
    inner join {{ source('reference', 'periode') }} as periode on kro.kode_satker = periode.kode_satker
    inner join ({{ policies(['basis_kro']) }}) as policies on kro.kode_satker = policies.kode_satker
),

outputs as (
    select * from kro
    where tingkat = 'kro'
),

revisions as (
    select
        *,
        case revisi_ke when 0 then 'DIPA awal' else 'revisi DIPA ke-' || cast(revisi_ke as string) end as nama
    from {{ ref('mart_revisi') }}
)

{{ as_figures("'anggaran'", 'anggaran', dict(sumber_dana='dana_kunci', jenis_belanja='jenis_kunci', nama='nama'), [], [
    dict(measure='pagu_awal', value='pagu_awal_rp', note='catatan_awal', trail="'is_awal' || predikat", rows='awal_'),
    dict(measure='pagu', value='pagu_rp', trail="'is_berlaku' || predikat", rows='pagu_'),
    dict(measure='blokir', value='blokir_rp', trail="'is_berlaku' || predikat", rows='pagu_'),
    dict(measure='realisasi', value='realisasi_rp', trail="'is_periode_ini' || predikat", rows='realisasi_'),
    dict(
        measure='realisasi_tw', value='realisasi_tw_rp', trail="'kunci_item is not null' || predikat", rows='realisasi_tw_'
    ),
    dict(measure='efektif', value='efektif_rp'),
    dict(measure='pagu_perubahan', value='perubahan_rp'),
    dict(measure='persen_pagu', value='realisasi_pagu_pct', numerator='realisasi_rp', denominator='pagu_rp'),
    dict(measure='persen_efektif', value='realisasi_efektif_pct', numerator='realisasi_rp', denominator='efektif_rp'),
    dict(measure='porsi_efektif', value='porsi_efektif_pct', numerator='efektif_rp', denominator='efektif_semua_rp')
]) }}
union all
{{ as_figures("'anggaran'", ref('mart_rencana'), dict(bulan='bulan'), [], [
    dict(measure='rencana', value='rencana_rp', trail="'is_berlaku'", rows='')
]) }}
union all
{{ as_figures("'anggaran'", ref('mart_penyerapan'), dict(bulan='bulan'), [], [
    dict(
        measure='realisasi_bulan', value='realisasi_bulan_rp', trail="'bulan = ' || bulan_laporan", rows='',
        variant="case when is_dari_bulan_berikutnya then 'dari_bulan_berikutnya' else '' end"
    )
]) }}
union all
{{ as_figures("'revisi'", 'revisions', dict(
    kode_revisi='kode_revisi', kode_revisi_lalu='kode_revisi_lalu', nama='nama'
), [], [
    dict(measure='pagu', value='pagu_rp', trail="'revisi_ke = ' || revisi_ke", rows=''),
    dict(measure='blokir', value='blokir_rp', trail="'revisi_ke = ' || revisi_ke", rows=''),
    dict(measure='efektif', value='efektif_rp'),
    dict(measure='perubahan', value='perubahan_efektif_rp', where='kode_revisi_lalu is not null')
]) }}
union all
{{ as_figures('measured.tingkat', 'kro', dict(kro='kunci', nama='kunci'), [], [
    dict(measure='pagu_awal', value='pagu_awal_rp', note='catatan_awal', trail="'is_awal' || predikat", rows='awal_'),
    dict(measure='pagu', value='pagu_rp', trail="'is_berlaku' || predikat", rows='pagu_'),
    dict(measure='pagu_perubahan', value='perubahan_rp')
]) }}
union all
{{ as_figures("'kro'", 'outputs', dict(kro='kunci', nama='kunci', satuan='volume_satuan'), [], [
    dict(measure='blokir', value='blokir_rp', trail="'is_berlaku' || predikat", rows='pagu_'),
    dict(measure='efektif', value='efektif_rp'),
    dict(
        measure='realisasi.tw', value='realisasi_tw_rp', trail="'kunci_item is not null' || predikat", rows='realisasi_tw_'
    ),
    dict(measure='realisasi.sd', value='realisasi_rp', trail="'is_periode_ini' || predikat", rows='realisasi_'),
    dict(measure='volume', value='volume', trail='predikat_dipa', rows='_dipa_row_hash'),
    dict(measure='sasaran.tw', value='rencana_tw_rp', trail="'is_berlaku' || predikat", rows='pagu_'),
    dict(measure='sasaran.sd', value='rencana_sd_rp', trail="'is_berlaku' || predikat", rows='pagu_'),
    dict(measure='fisik.tw', value='fisik_tw_pct', trail='predikat_fisik', rows='_fisik_row_hash'),
    dict(measure='fisik.sd', value='fisik_sd_pct', trail='predikat_fisik', rows='_fisik_row_hash'),
    dict(measure='sasaran_fisik.tw', value='sasaran_fisik_tw_pct', trail='predikat_fisik', rows='_fisik_row_hash'),
    dict(measure='sasaran_fisik.sd', value='sasaran_fisik_sd_pct', trail='predikat_fisik', rows='_fisik_row_hash')
]) }}
{%- for basis, other, suffix in [('basis', 'tanpa_alternatif', ''), ('basis_lain', 'basis_lain', '_alternatif')] %}
{%- set base = 'dasar' ~ suffix ~ '_rp' %}
union all
-- a share of what the policy says, and then of what it does not
{{ as_figures("'kro'", 'outputs', dict(kro='kunci', nama='kunci', alternatif=other, basis_kro=basis), ['basis_kro'], [
    dict(
        measure='persen.tw', value='realisasi_tw' ~ suffix ~ '_pct', variant=basis, numerator='realisasi_tw_rp',
        denominator=base
    ),
    dict(
        measure='persen.sd', value='realisasi_sd' ~ suffix ~ '_pct', variant=basis, numerator='realisasi_rp',
        denominator=base
    ),
    dict(
        measure='sasaran_persen.tw', value='rencana_tw' ~ suffix ~ '_pct', variant=basis, numerator='rencana_tw_rp',
        denominator=base
    ),
    dict(
        measure='sasaran_persen.sd', value='rencana_sd' ~ suffix ~ '_pct', variant=basis, numerator='rencana_sd_rp',
        denominator=base
    )
]) }}
{%- endfor %}
