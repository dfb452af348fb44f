-- The budget by fund and jenis belanja, by program, and by KRO with plan and physical progress.
{%- set spans = {'tw': 'realisasi_tw_rp', 'sd': 'realisasi_rp'} %}
{#- measure, where its sum stands, which rows it takes, how the columns with their count and hash sum begin -#}
{%- set sums = [
    ('pagu_awal', 'pagu_awal_rp', 'is_awal', 'awal'),
    ('pagu', 'pagu_rp', 'is_berlaku', 'pagu'),
    ('blokir', 'blokir_rp', 'is_berlaku', 'pagu'),
    ('realisasi', 'realisasi_rp', 'is_periode_ini', 'realisasi'),
    ('realisasi_tw', 'realisasi_tw_rp', 'kunci_item is not null', 'realisasi_tw'),
] %}

with first_budget as (
    select
        case
            when max(sumber) = 'rkk'
                then 'menurut RKK yang pertama diterima tahun ini; dataAng dengan DIPA awal (B00) tidak ada'
        end as catatan
    from {{ ref('fct_pagu') }}
    where is_awal
),

funds as (
    select
        sumber_dana,
        max(nama) as nama
    from {{ source('reference', 'sumber_dana') }}
    group by sumber_dana
),

anggaran as (
    select
        'anggaran' as kelompok,
        'anggaran' as prefix,
        '' as alternatif,
        nullif(anggaran.sumber_dana, 'semua') as sumber_dana,
        nullif(anggaran.jenis_belanja, 'semua') as jenis_belanja,
        nullif(
            concat_ws(
                ' ', funds.nama, coalesce(jenis.nama, 'belanja ' || nullif(anggaran.jenis_belanja, 'semua'))
            ), ''
        ) as nama,
        {{ and_equals('sumber_dana', "nullif(anggaran.sumber_dana, 'semua')") }}
        || {{ and_equals('jenis_belanja', "nullif(anggaran.jenis_belanja, 'semua')") }} as predikat,
        case when anggaran.pagu_awal_rp is not null then first_budget.catatan end as catatan_awal,
        {%- for sum in sums %}
        anggaran.{{ sum[1] }},
        {%- endfor %}
        {%- for rows in ['awal', 'pagu', 'realisasi', 'realisasi_tw'] %}
        anggaran.{{ rows }}_row_count,
        anggaran.{{ rows }}_hash_sum,
        {%- endfor %}
        anggaran.perubahan_rp,
        anggaran.efektif_rp,
        anggaran.efektif_semua_rp,
        anggaran.realisasi_pagu_pct,
        anggaran.realisasi_efektif_pct,
        anggaran.porsi_efektif_pct
    from {{ ref('mart_anggaran') }} as anggaran
    cross join first_budget
    left join funds on anggaran.sumber_dana = funds.sumber_dana
    left join {{ source('reference', 'jenis_belanja') }} as jenis on anggaran.jenis_belanja = jenis.kode
),

kro as (
    select
        kro.tingkat as kelompok,
        kro.tingkat as prefix,
        '' as alternatif,
        case kro.tingkat when 'program' then kro.program else kro.kro_kunci end as kro,
        case kro.tingkat when 'program' then kro.program else kro.kro_kunci end as nama,
        kro.volume_satuan as satuan,
        policies.basis_kro,
        policies.basis_kro_lain,
        ' and program = ' || {{ literal('kro.program') }}
        || {{ and_equals('kegiatan', "nullif(kro.kegiatan, '')") }}
        || {{ and_equals('kro', "nullif(kro.kro, '')") }} as predikat,
        'lembar = ''dipa''' || {{ and_equals('kode', "kro.kegiatan || '.' || kro.kro") }} as dipa_predikat,
        'lembar = ''fisik''' || {{ and_equals('kode', 'coalesce(kro.fisik_kode, kro.kro_kunci)') }}
        || {{ and_equals('triwulan', 'periode.triwulan') }} as fisik_predikat,
        case when kro.pagu_awal_rp is not null then first_budget.catatan end as catatan_awal,
        kro.volume,
        {{ one_row('kro._dipa_row_hash', 'dipa') }},
        {{ one_row('kro._fisik_row_hash', 'fisik') }},
        {%- for sum in sums %}
        kro.{{ sum[1] }},
        {%- endfor %}
        {%- for rows in ['awal', 'pagu', 'realisasi', 'realisasi_tw'] %}
        kro.{{ rows }}_row_count,
        kro.{{ rows }}_hash_sum,
        {%- endfor %}
        kro.perubahan_rp,
        kro.efektif_rp,
        {%- for span in spans %}
        kro.rencana_{{ span }}_rp,
        {%- for share in ['realisasi', 'rencana'] %}
        kro.{{ share }}_{{ span }}_pct,
        kro.{{ share }}_{{ span }}_alternatif_pct,
        {%- endfor %}
        kro.fisik_{{ span }}_pct,
        kro.sasaran_fisik_{{ span }}_pct,
        {%- endfor %}
        kro.dasar_rp,
        kro.dasar_alternatif_rp
    from {{ ref('mart_kro') }} as kro
    cross join first_budget
    cross join {{ source('reference', 'periode') }} as periode
    cross join ({{ policies(['basis_kro']) }}) as policies
),

outputs as (
    select * from kro
    where prefix = 'kro'
),

-- what each KRO has spent and planned, as a share of what the policy says, and of what it does not
shares as (
    select
        kelompok,
        prefix,
        alternatif,
        kro,
        nama,
        basis_kro,
        {%- for span, spent in spans.items() %}
        {{ spent }},
        rencana_{{ span }}_rp,
        realisasi_{{ span }}_pct,
        rencana_{{ span }}_pct,
        {%- endfor %}
        dasar_rp
    from outputs
    union all
    select
        kelompok,
        prefix,
        basis_kro_lain as alternatif,
        kro,
        nama,
        basis_kro_lain as basis_kro,
        {%- for span, spent in spans.items() %}
        {{ spent }},
        rencana_{{ span }}_rp,
        realisasi_{{ span }}_alternatif_pct as realisasi_{{ span }}_pct,
        rencana_{{ span }}_alternatif_pct as rencana_{{ span }}_pct,
        {%- endfor %}
        dasar_alternatif_rp as dasar_rp
    from outputs
),

measured_anggaran as (
    {%- for measure, column, predicate, rows in sums %}
    select
        anggaran.*,
        {{ measured(
            measure, column, trail="'" ~ predicate ~ "' || predikat", rows=rows,
            note='catatan_awal' if measure == 'pagu_awal' else 'null'
        ) }}
    from anggaran
    union all
    {%- endfor %}
    select
        anggaran.*,
        {{ measured('efektif', 'efektif_rp') }}
    from anggaran
    union all
    select
        anggaran.*,
        {{ measured('pagu_perubahan', 'perubahan_rp') }}
    from anggaran
    {%- for measure, value, parts in [
        ('persen_pagu', 'realisasi_pagu_pct', ['realisasi_rp', 'pagu_rp']),
        ('persen_efektif', 'realisasi_efektif_pct', ['realisasi_rp', 'efektif_rp']),
        ('porsi_efektif', 'porsi_efektif_pct', ['efektif_rp', 'efektif_semua_rp']),
    ] %}
    union all
    select
        anggaran.*,
        {{ measured(measure, value, parts=parts) }}
    from anggaran
    {%- endfor %}
),

-- what was planned and spent by the end of each month
months as (
    select
        'anggaran' as kelompok,
        'anggaran' as prefix,
        '' as alternatif,
        bulan,
        'rencana' as jenis,
        '' as cara,
        rencana_rp as nilai,
        'is_berlaku' as predikat,
        row_count as bulan_row_count,
        hash_sum as bulan_hash_sum
    from {{ ref('mart_rencana') }}
    union all
    select
        'anggaran' as kelompok,
        'anggaran' as prefix,
        '' as alternatif,
        bulan,
        'realisasi_bulan' as jenis,
        case when is_dari_bulan_berikutnya then 'dari_bulan_berikutnya' else '' end as cara,
        realisasi_bulan_rp as nilai,
        'bulan = ' || bulan_laporan as predikat,
        row_count as bulan_row_count,
        hash_sum as bulan_hash_sum
    from {{ ref('mart_penyerapan') }}
),

measured_months as (
    {%- for measure in ['rencana', 'realisasi_bulan'] %}
    {{ 'union all' if not loop.first }}
    select
        months.*,
        {{ measured(measure, 'nilai', 'cara', trail='predikat', rows='bulan') }}
    from months
    where jenis = '{{ measure }}'
    {%- endfor %}
),

measured_kro as (
    {%- for measure, column, predicate, rows in sums %}
    select
        kro.*,
        {{ measured(
            {'realisasi': 'realisasi.sd', 'realisasi_tw': 'realisasi.tw'}.get(measure, measure), column, rows=rows,
            trail="'" ~ predicate ~ "' || predikat", note='catatan_awal' if measure == 'pagu_awal' else 'null'
        ) }}
    from {{ 'kro' if measure in ['pagu', 'pagu_awal'] else 'outputs as kro' }}
    union all
    {%- endfor %}
    select
        kro.*,
        {{ measured('pagu_perubahan', 'perubahan_rp') }}
    from kro
    union all
    select
        outputs.*,
        {{ measured('efektif', 'efektif_rp') }}
    from outputs
    union all
    select
        outputs.*,
        {{ measured('volume', 'volume', trail='dipa_predikat', rows='dipa') }}
    from outputs
    {%- for span in spans %}
    union all
    select
        outputs.*,
        {{ measured('sasaran.' ~ span, 'rencana_' ~ span ~ '_rp', trail="'is_berlaku' || predikat", rows='pagu') }}
    from outputs
    {%- for measure in ['fisik', 'sasaran_fisik'] %}
    union all
    select
        outputs.*,
        {{ measured(measure ~ '.' ~ span, measure ~ '_' ~ span ~ '_pct', trail='fisik_predikat', rows='fisik') }}
    from outputs
    {%- endfor %}
    {%- endfor %}
),

measured_shares as (
    {%- for span, spent in spans.items() %}
    {{ 'union all' if not loop.first }}
    select
        shares.*,
        {{ measured('persen.' ~ span, 'realisasi_' ~ span ~ '_pct', 'basis_kro', [spent, 'dasar_rp']) }}
    from shares
    union all
    select
        shares.*,
        {{ measured(
            'sasaran_persen.' ~ span, 'rencana_' ~ span ~ '_pct', 'basis_kro', ['rencana_' ~ span ~ '_rp', 'dasar_rp']
        ) }}
    from shares
    {%- endfor %}
)

{{ as_figures('measured_anggaran', ['sumber_dana', 'jenis_belanja', 'nama']) }}
union all
{{ as_figures('measured_months', ['bulan']) }}
union all
{{ as_figures('measured_kro', ['kro', 'nama', 'satuan']) }}
union all
{{ as_figures('measured_shares', ['kro', 'nama'], ['basis_kro']) }}
