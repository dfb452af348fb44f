-- Receipts (PNBP), their growth and targets, return on assets, POBO.
{%- set no_receipts = "('tidak ada data penerimaan ' || upper(jenis_penerimaan))" %}
{%- set receipts = "'marts.fct_penerimaan'" %}
{%- set dipa_row = "'lembar = ''dipa'' and kode = ''PNBP." %}

with pnbp as (
    select
        pnbp.*,
        indikator.kode as kode_indikator,
        indikator.desimal,
        indikator.satuan,
        indikator.target,
        'jenis_penerimaan=' || pnbp.jenis_penerimaan || '; tanggal_pnbp=' || pnbp.tanggal_pnbp as kebijakan,
        'jenis_penerimaan = ''' || pnbp.jenis_penerimaan || ''' and is_akun_pnbp and is_' as awal_predikat
    from {{ ref('mart_pnbp') }} as pnbp
    left join {{ ref('dim_indikator') }} as indikator on pnbp.kode = indikator.kode
),

rasio as (
    select
        rasio.*,
        indikator.desimal,
        indikator.satuan,
        indikator.pnbp_dari,
        pnbp.kebijakan
    from {{ ref('mart_rasio') }} as rasio
    inner join {{ ref('dim_indikator') }} as indikator on rasio.kode = indikator.kode
    left join pnbp on indikator.pnbp_dari = pnbp.kode and rasio.alternatif = pnbp.alternatif
),

headline as (
    select * from pnbp
    where alternatif = ''
),

-- what only an indicator has: a target of its own, and an outcome
targeted as (
    select * from headline
    where kode_indikator is not null
),

measured as (
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'pnbp'", alternatif='alternatif',
            label="'PNBP s.d. triwulan ini'", value='pnbp_rp', unit="'Rp'", period_basis="'tahun_berjalan'",
            operation="'row_sum'", policy='kebijakan', reason=no_receipts, trail_relation=receipts,
            trail_predicate="awal_predikat || tanggal_pnbp || '_tahun_berjalan'", trail_measure="'jumlah_rp'",
            row_count='pnbp_row_count', hash_sum='pnbp_hash_sum'
        ) }}
    from pnbp
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'pnbp_tw'", label="'PNBP dalam triwulan ini'",
            value='pnbp_tw_rp', unit="'Rp'", period_basis="'triwulan'", operation="'row_sum'", policy='kebijakan',
            reason=no_receipts, trail_relation=receipts, trail_predicate="awal_predikat || tanggal_pnbp || '_triwulan'",
            trail_measure="'jumlah_rp'", row_count='pnbp_tw_row_count', hash_sum='pnbp_tw_hash_sum'
        ) }}
    from headline
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'pnbp_sah'",
            label="'PNBP diterima tahun ini yang telah disahkan'", value='sah_rp', unit="'Rp'",
            period_basis="'tahun_berjalan'", operation="'row_sum'", policy="split_part(kebijakan, '; ', 1)",
            reason=no_receipts, trail_relation=receipts,
            trail_predicate="awal_predikat || 'terima_tahun_berjalan and is_sah'", trail_measure="'jumlah_rp'",
            row_count='sah_row_count', hash_sum='sah_hash_sum'
        ) }}
    from headline
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'pnbp_belum_sah'",
            label="'PNBP diterima tahun ini yang belum disahkan'", value='belum_sah_rp', unit="'Rp'",
            period_basis="'tahun_berjalan'", operation="'row_sum'", policy="split_part(kebijakan, '; ', 1)",
            reason=no_receipts, trail_relation=receipts,
            trail_predicate="awal_predikat || 'terima_tahun_berjalan and not is_sah'",
            trail_measure="'jumlah_rp'", row_count='belum_sah_row_count', hash_sum='belum_sah_hash_sum'
        ) }}
    from headline
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'tahun_lalu'", label="'PNBP tahun sebelumnya'",
            value='tahun_lalu_rp', unit="'Rp'", period_basis="'tahun_lalu'", operation="'row_value'",
            reason="'PNBP tahun lalu tidak ada dalam lembar DIPA'", trail_relation="'marts.fct_kinerja'",
            trail_predicate=dipa_row ~ "TAHUN_LALU'''", trail_measure="'volume'",
            row_count='case when tahun_lalu_row_hash is null then 0 else 1 end', hash_sum='coalesce(tahun_lalu_row_hash, 0)'
        ) }}
    from headline
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'target_dipa'",
            label="'Target pendapatan menurut DIPA'", value='target_dipa_rp', unit="'Rp'", period_basis="'tahun'",
            operation="'row_value'", reason="'target pendapatan tidak ada dalam lembar DIPA'",
            trail_relation="'marts.fct_kinerja'", trail_predicate=dipa_row ~ "TARGET'''", trail_measure="'volume'",
            row_count='case when target_dipa_row_hash is null then 0 else 1 end',
            hash_sum='coalesce(target_dipa_row_hash, 0)'
        ) }}
    from headline
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'target_rupiah'",
            label="'Target PNBP menurut Perjanjian Kinerja'", value='target_rp', unit="'Rp'", period_basis="'tahun'",
            operation="case
                when rumus = 'pertumbuhan_pnbp' then 'target_pertumbuhan'
                when skala = 'persen' then 'target_indeks'
                else 'target_' || skala
            end",
            formula="'target_rupiah'", numerator='tahun_lalu_rp', denominator='null',
            reason="case
                when skala = 'poin' then 'PNBP tahun lalu, target, atau anak tangga yang mencapainya tidak ada'
                else 'PNBP tahun lalu atau target tidak ada'
            end"
        ) }}
    from targeted
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'pnbp_persen_dipa'",
            label="'PNBP terhadap target DIPA'", value='pnbp_dipa_pct', unit="'Persen'", decimals='2',
            period_basis="'tahun_berjalan'", operation="'percent'", formula="'pnbp_per_target_dipa'",
            numerator='pnbp_rp', denominator='target_dipa_rp', policy='kebijakan',
            reason="'PNBP atau target DIPA tidak ada atau nol'"
        ) }}
    from headline
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'pnbp_persen_target'",
            label="'PNBP terhadap target Perjanjian Kinerja'", value='pnbp_target_pct', unit="'Persen'", decimals='2',
            period_basis="'tahun_berjalan'", operation="'percent'", formula="'pnbp_per_target_rupiah'",
            numerator='pnbp_rp', denominator='target_rp', policy='kebijakan',
            reason="'PNBP atau target tidak ada atau nol'"
        ) }}
    from targeted
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'sisa_target'",
            label="'Sisa target PNBP menurut Perjanjian Kinerja'", value='sisa_target_rp', unit="'Rp'",
            period_basis="'tahun_berjalan'", operation="'difference'", formula="'sisa_target'", policy='kebijakan',
            reason="'PNBP atau target tidak ada'"
        ) }}
    from targeted
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'proyeksi'",
            label="'Proyeksi PNBP sampai dengan akhir tahun'", value='proyeksi_rp', unit="'Rp'", period_basis="'tahun_berjalan'",
            operation="'proyeksi_' || bulan_berjalan || '_bulan'", formula="'proyeksi'", policy='kebijakan',
            reason=no_receipts
        ) }}
    from headline
    union all
    -- growth is a figure of the whole year: until the year has closed it is on progress
    select
        {{ figure(
            prefix='kode', indicator='kode_indikator', measure="'realisasi'",
            label="case rumus
                when 'indeks_pnbp' then 'Indeks PNBP terhadap tahun sebelumnya'
                else 'Pertumbuhan PNBP terhadap tahun sebelumnya'
            end",
            value='case when is_final then hasil_pnbp end', unit='satuan', decimals='desimal',
            period_basis="'tahun_berjalan'",
            operation="case
                when rumus = 'pertumbuhan_pnbp' then 'growth'
                when skala = 'persen' then 'percent'
                when skala = 'rasio' then 'ratio'
                else skala
            end",
            formula="case rumus when 'indeks_pnbp' then 'indeks_pnbp' else 'pertumbuhan' end",
            numerator='case when is_final then pnbp_rp end', denominator='case when is_final then tahun_lalu_rp end',
            policy='kebijakan', status="case when not is_final then 'on_progress' end",
            reason="case
                when not is_final then 'final pada Triwulan IV'
                else 'PNBP atau PNBP tahun lalu tidak ada atau nol'
            end"
        ) }}
    from targeted
    union all
    select
        {{ figure(
            prefix='kode', acuan='pnbp_dari', indicator='kode', measure="'realisasi'", alternatif='alternatif',
            label="case rumus
                when 'roa' then 'Revenue on Asset'
                else 'Rasio pendapatan operasional terhadap biaya operasional'
            end",
            value='nilai_pct', unit='satuan', decimals='desimal', period_basis="'tahun_berjalan'",
            operation="'percent'",
            formula="rumus || case when alternatif = '' then '' else '_alternatif' end",
            numerator='pnbp_rp', denominator='pembagi_rp', policy='kebijakan',
            reason="case
                when pnbp_rp is null then 'tidak ada data penerimaan'
                when rumus = 'roa' then 'aset tahun lalu tidak ada atau nol'
                else 'biaya operasional tidak ada atau nol'
            end"
        ) }}
    from rasio
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode',
            measure="case rumus when 'roa' then 'aset' else 'biaya_operasional' end",
            label="case rumus
                when 'roa' then 'Total aset akhir tahun sebelumnya'
                else 'Biaya operasional s.d. triwulan ini'
            end",
            value='pembagi_rp', unit="'Rp'",
            period_basis="case rumus when 'roa' then 'akhir_tahun_lalu' else 'tahun_berjalan' end",
            operation="'row_sum'",
            reason="case rumus
                when 'roa' then 'neraca akhir tahun lalu belum diterima'
                else 'GLP039 basis SP2D triwulan ini belum diterima'
            end",
            trail_relation="case rumus when 'roa' then 'marts.fct_neraca' else 'marts.fct_realisasi' end",
            trail_predicate="case rumus when 'roa' then 'is_aset_tahun_lalu' else 'is_periode_ini and is_biaya_operasional' end",
            trail_measure="case rumus when 'roa' then 'nilai_rp' else 'realisasi_sd_rp' end",
            row_count='row_count', hash_sum='hash_sum'
        ) }}
    from rasio
    where alternatif = ''
)

{{ finished_figures('measured') }}
