-- The budget by fund and jenis belanja, by program, and by KRO with plan and physical progress.
{%- set no_budget = "'anggaran belum diterima'" %}
{%- set no_first = "'DIPA awal (B00) belum diterima'" %}
{%- set no_spending = "'GLP039 basis SP2D triwulan ini belum diterima'" %}
{%- set no_quarter = "'GLP039 basis SP2D triwulan ini atau triwulan sebelumnya belum diterima'" %}
{%- set spans = [('tw', 'triwulan ini', 'triwulan'), ('sd', 's.d. triwulan ini', 'tahun_berjalan')] %}
{%- set nothing_to_divide = "'pembagi nol atau data belum diterima'" %}
{%- set of_first %}
(
    select
        case
            when max(sumber) = 'rkk'
                then 'menurut RKK yang pertama diterima tahun ini; dataAng dengan DIPA awal (B00) tidak ada'
        end
    from {{ ref('fct_pagu') }}
    where is_awal
)
{%- endset %}
{#- measure, title, value, predicate, measure column, row count, digest, period basis, reason -#}
{%- set sums = [
    ('pagu_awal', 'Pagu DIPA awal', 'pagu_awal_rp', 'is_awal', 'pagu_rp', 'awal', 'revisi_dipa', no_first),
    ('pagu', 'Pagu', 'pagu_rp', 'is_berlaku', 'pagu_rp', 'pagu', 'revisi_dipa', no_budget),
    ('blokir', 'Blokir', 'blokir_rp', 'is_berlaku', 'blokir_rp', 'pagu', 'revisi_dipa', no_budget),
    ('realisasi', 'Realisasi s.d. triwulan ini', 'realisasi_rp', 'is_periode_ini', 'realisasi_sd_rp', 'realisasi',
        'tahun_berjalan', no_spending),
    ('realisasi_tw', 'Realisasi triwulan ini', 'realisasi_tw_rp', 'kunci_item is not null', 'realisasi_tw_rp',
        'realisasi_tw', 'triwulan', no_quarter),
] %}

with anggaran as (
    select
        anggaran.*,
        nullif(anggaran.sumber_dana, 'semua') as dana_kunci,
        nullif(anggaran.jenis_belanja, 'semua') as jenis_kunci,
        {{ named(' ', 'funds.nama') }}
        || coalesce(' ' || jenis.nama, ' belanja ' || nullif(anggaran.jenis_belanja, 'semua'), '') as label_kelompok,
        {{ and_equals('sumber_dana', "nullif(anggaran.sumber_dana, 'semua')") }}
        || {{ and_equals('jenis_belanja', "nullif(anggaran.jenis_belanja, 'semua')") }} as kelompok_predikat
    from {{ ref('mart_anggaran') }} as anggaran
    left join (
        select
            sumber_dana,
            max(nama) as nama
        from {{ source('reference', 'sumber_dana') }}
        group by sumber_dana
    ) as funds on anggaran.sumber_dana = funds.sumber_dana
    left join {{ source('reference', 'jenis_belanja') }} as jenis on anggaran.jenis_belanja = jenis.kode
),

kro as (
    select
        kro.*,
        ' ' || case kro.tingkat when 'program' then kro.program else kro.kro_kunci end as label_kelompok,
        case kro.tingkat when 'program' then kro.program else kro.kro_kunci end as kunci,
        kro.tingkat as awalan,
        'program = ' || {{ literal('kro.program') }}
        || {{ and_equals('kegiatan', "nullif(kro.kegiatan, '')") }}
        || {{ and_equals('kro', "nullif(kro.kro, '')") }} as kelompok_predikat,
        policies.basis_kro,
        policies.basis_kro_lain,
        'basis_kro=' || policies.basis_kro as kebijakan,
        'basis_kro=' || policies.basis_kro_lain as kebijakan_lain
    from {{ ref('mart_kro') }} as kro
    cross join ({{ policies(['basis_kro']) }}) as policies
),

outputs as (
    select
        kro.*,
        periode.triwulan
    from kro
    cross join {{ source('reference', 'periode') }} as periode
    where kro.tingkat = 'kro'
),

measured as (
    {%- for measure, title, value, predicate, column, rows, period, reason in sums %}
    {%- set relation = "'marts.fct_realisasi'" if 'realisasi' in measure else "'marts.fct_pagu'" %}
    {{ 'union all' if not loop.first }}
    select
        {{ figure(
            prefix="'anggaran'", measure="'" ~ measure ~ "'", sumber_dana='dana_kunci',
            jenis_belanja='jenis_kunci', label="'" ~ title ~ "' || label_kelompok", value=value, unit="'Rp'",
            period_basis="'" ~ period ~ "'", operation="'row_sum'", reason=reason,
            note=of_first if measure == 'pagu_awal' else 'null', trail_relation=relation,
            trail_predicate="('" ~ predicate ~ "' || kelompok_predikat)", trail_measure="'" ~ column ~ "'",
            row_count=rows ~ '_row_count', hash_sum=rows ~ '_hash_sum'
        ) }}
    from anggaran
    union all
    {%- set kro_measure = {'realisasi': 'realisasi.sd', 'realisasi_tw': 'realisasi.tw'}.get(measure, measure) %}
    select
        {{ figure(
            prefix='awalan', measure="'" ~ kro_measure ~ "'", kro='kunci',
            label="'" ~ title ~ "' || label_kelompok", value=value, unit="'Rp'", period_basis="'" ~ period ~ "'",
            operation="'row_sum'", reason=reason,
            note=of_first if measure == 'pagu_awal' else 'null', trail_relation=relation,
            trail_predicate="('" ~ predicate ~ " and ' || kelompok_predikat)", trail_measure="'" ~ column ~ "'",
            row_count=rows ~ '_row_count', hash_sum=rows ~ '_hash_sum'
        ) }}
    from kro
    {%- if measure not in ['pagu', 'pagu_awal'] %}
    where tingkat = 'kro'
    {%- endif %}
    {%- endfor %}
    union all
    select
        {{ figure(
            prefix="'anggaran'", measure="'efektif'", sumber_dana='dana_kunci',
            jenis_belanja='jenis_kunci', label="'Pagu efektif' || label_kelompok", value='efektif_rp', unit="'Rp'",
            period_basis="'revisi_dipa'", operation="'difference'", formula="'pagu_kurang_blokir'", reason=no_budget
        ) }}
    from anggaran
    {%- for measure, title, value, numerator, denominator, rule, period in [
        ('persen_pagu', 'Realisasi terhadap pagu', 'realisasi_pagu_pct', 'realisasi_rp', 'pagu_rp', 'realisasi_per_pagu',
            'tahun_berjalan'),
        ('persen_efektif', 'Realisasi terhadap pagu efektif', 'realisasi_efektif_pct', 'realisasi_rp', 'efektif_rp',
            'realisasi_per_efektif', 'tahun_berjalan'),
        ('porsi_efektif', 'Porsi pagu efektif', 'porsi_efektif_pct', 'efektif_rp', 'efektif_semua_rp', 'porsi_efektif',
            'revisi_dipa'),
    ] %}
    union all
    select
        {{ figure(
            prefix="'anggaran'", measure="'" ~ measure ~ "'", sumber_dana='dana_kunci',
            jenis_belanja='jenis_kunci', label="'" ~ title ~ "' || label_kelompok", value=value, unit="'Persen'",
            decimals='2', period_basis="'" ~ period ~ "'", operation="'percent'", formula="'" ~ rule ~ "'",
            numerator=numerator, denominator=denominator, reason=nothing_to_divide
        ) }}
    from anggaran
    {%- endfor %}
    union all
    select
        {{ figure(
            prefix='awalan', measure="'pagu_perubahan'", kro='kunci',
            label="'Perubahan pagu dari DIPA awal' || label_kelompok", value='perubahan_rp', unit="'Rp'",
            period_basis="'revisi_dipa'", operation="'difference'", formula="'pagu_kurang_awal'",
            reason="'anggaran berlaku atau DIPA awal belum diterima'"
        ) }}
    from kro
    union all
    select
        {{ figure(
            prefix="'anggaran'", measure="'pagu_perubahan'", sumber_dana='dana_kunci',
            jenis_belanja='jenis_kunci', label="'Perubahan pagu dari DIPA awal' || label_kelompok", value='perubahan_rp',
            unit="'Rp'", period_basis="'revisi_dipa'", operation="'difference'", formula="'pagu_kurang_awal'",
            reason="'anggaran berlaku atau DIPA awal belum diterima'"
        ) }}
    from anggaran
    union all
    select
        {{ figure(
            prefix="'anggaran'", measure="'rencana'", bulan='bulan',
            label="'Rencana penarikan dana s.d. akhir bulan ' || lpad(cast(bulan as varchar), 2, '0')",
            value='rencana_rp', unit="'Rp'", period_basis="'bulan'", operation="'row_sum'",
            reason="'rencana penarikan bulanan (POK) tidak ada'", trail_relation="'marts.fct_pagu'",
            trail_predicate="'is_berlaku'",
            trail_measure="'rencana_sd_' || lpad(cast(bulan as varchar), 2, '0') || '_rp'",
            row_count='row_count', hash_sum='hash_sum'
        ) }}
    from {{ ref('mart_rencana') }}
    union all
    select
        {{ figure(
            prefix="'anggaran'", measure="'realisasi_bulan'", bulan='bulan',
            label="'Realisasi anggaran s.d. akhir bulan ' || lpad(cast(bulan as varchar), 2, '0')",
            value='realisasi_bulan_rp', unit="'Rp'", period_basis="'bulan'", operation="'row_sum'",
            reason="'GLP039 (SP2D) bulan ini atau bulan berikutnya belum diterima'",
            trail_relation="'marts.fct_penyerapan'", trail_predicate="'bulan = ' || bulan_laporan",
            trail_measure="case when is_dari_bulan_berikutnya then 'realisasi_lalu_rp' else 'realisasi_sd_rp' end",
            row_count='row_count', hash_sum='hash_sum'
        ) }}
    from {{ ref('mart_penyerapan') }}
    union all
    select
        {{ figure(
            prefix="'kro'", measure="'efektif'", kro='kunci', label="'Pagu efektif' || label_kelompok",
            value='efektif_rp', unit="'Rp'", period_basis="'revisi_dipa'", operation="'difference'",
            formula="'pagu_kurang_blokir'", reason=no_budget
        ) }}
    from outputs
    union all
    select
        {{ figure(
            prefix="'kro'", measure="'volume'", kro='kunci', label="'Target volume' || label_kelompok",
            value='volume', unit='volume_satuan', period_basis="'tahun'", operation="'row_value'",
            reason="'KRO tidak ada dalam lembar DIPA'", trail_relation="'marts.fct_kinerja'",
            trail_predicate="'lembar = ''dipa''' || " ~ and_equals('kode', "kegiatan || '.' || kro"),
            trail_measure="'volume'",
            row_count='case when _dipa_row_hash is null then 0 else 1 end', hash_sum='coalesce(_dipa_row_hash, 0)'
        ) }}
    from outputs
    {%- for span, title, period in spans %}
    {%- set spent = 'realisasi_tw_rp' if span == 'tw' else 'realisasi_rp' %}
    union all
    select
        {{ figure(
            prefix="'kro'", measure="'sasaran." ~ span ~ "'", kro='kunci',
            label="'Rencana penarikan " ~ title ~ "' || label_kelompok", value='rencana_' ~ span ~ '_rp', unit="'Rp'",
            period_basis="'" ~ period ~ "'", operation="'row_sum'",
            reason="'rencana penarikan bulanan (POK) tidak ada'", trail_relation="'marts.fct_pagu'",
            trail_predicate="'is_berlaku and ' || kelompok_predikat", trail_measure="'rencana_" ~ span ~ "_rp'",
            row_count='pagu_row_count', hash_sum='pagu_hash_sum'
        ) }}
    from outputs
    {%- for measure, subject, numerator in [
        ('persen', 'Realisasi keuangan', spent), ('sasaran_persen', 'Sasaran keuangan', 'rencana_' ~ span ~ '_rp')
    ] %}
    {%- set column = ('realisasi_' if measure == 'persen' else 'rencana_') ~ span %}
    union all
    select
        {{ figure(
            prefix="'kro'", measure="'" ~ measure ~ "." ~ span ~ "'", kro='kunci',
            label="'" ~ subject ~ " " ~ title ~ "' || label_kelompok", value=column ~ '_pct', unit="'Persen'",
            decimals='2', period_basis="'" ~ period ~ "'", operation="'percent'",
            formula="('" ~ measure ~ "." ~ span ~ ".' || basis_kro)", numerator=numerator, denominator='dasar_rp',
            policy='kebijakan', reason=nothing_to_divide
        ) }}
    from outputs
    union all
    select
        {{ figure(
            prefix="'kro'", measure="'" ~ measure ~ "." ~ span ~ "'", kro='kunci',
            alternatif='basis_kro_lain', label="'" ~ subject ~ " " ~ title ~ "' || label_kelompok",
            value=column ~ '_alternatif_pct', unit="'Persen'", decimals='2', period_basis="'" ~ period ~ "'",
            operation="'percent'", formula="('" ~ measure ~ "." ~ span ~ ".' || basis_kro_lain)", numerator=numerator,
            denominator='dasar_alternatif_rp', policy='kebijakan_lain', reason=nothing_to_divide
        ) }}
    from outputs
    {%- endfor %}
    {%- for measure, subject in [('fisik', 'Realisasi fisik'), ('sasaran_fisik', 'Sasaran fisik')] %}
    union all
    select
        {{ figure(
            prefix="'kro'", measure="'" ~ measure ~ "." ~ span ~ "'", kro='kunci',
            label="'" ~ subject ~ " " ~ title ~ "' || label_kelompok", value=measure ~ '_' ~ span ~ '_pct',
            unit="'Persen'", decimals='2', period_basis="'" ~ period ~ "'", operation="'row_value'",
            reason="'tidak ada baris fisik untuk triwulan ini'", trail_relation="'marts.fct_kinerja'",
            trail_predicate="'lembar = ''fisik''' || " ~ and_equals('kode', 'coalesce(fisik_kode, kunci)')
                ~ ' || ' ~ and_equals('triwulan', 'triwulan'),
            trail_measure="'" ~ measure ~ "_" ~ span ~ "_pct'",
            row_count='case when _fisik_row_hash is null then 0 else 1 end', hash_sum='coalesce(_fisik_row_hash, 0)'
        ) }}
    from outputs
    {%- endfor %}
    {%- endfor %}
)

{{ finished_figures('measured') }}
