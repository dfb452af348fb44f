-- The budget by fund and jenis belanja, by program, and by KRO with plan and physical progress.
{%- set spans = {'tw': 'realisasi_tw_rp', 'sd': 'realisasi_rp'} %}
{#- measure, that of a KRO, where its sum stands, which rows it takes, what their count and hash sum begin with -#}
{%- set sums = [
    ('pagu_awal', 'pagu_awal', 'pagu_awal_rp', 'is_awal', 'awal_'),
    ('pagu', 'pagu', 'pagu_rp', 'is_berlaku', 'pagu_'),
    ('blokir', 'blokir', 'blokir_rp', 'is_berlaku', 'pagu_'),
    ('realisasi', 'realisasi.sd', 'realisasi_rp', 'is_periode_ini', 'realisasi_'),
    ('realisasi_tw', 'realisasi.tw', 'realisasi_tw_rp', 'kunci_item is not null', 'realisasi_tw_'),
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
    cross join first_budget
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
        case kro.tingkat when 'program' then kro.program else kro.kro_kunci end as kunci,
        periode.triwulan,
        policies.basis_kro as basis,
        policies.basis_kro_lain as basis_lain,
        ' and program = ' || {{ literal('kro.program') }}
        || {{ and_equals('kegiatan', "nullif(kro.kegiatan, '')") }}
        || {{ and_equals('kro', "nullif(kro.kro, '')") }} as predikat,
        case when kro.pagu_awal_rp is not null then first_budget.catatan end as catatan_awal
    from {{ ref('mart_kro') }} as kro
    cross join first_budget
    cross join {{ source('reference', 'periode') }} as periode
    cross join ({{ policies(['basis_kro']) }}) as policies
),

outputs as (
    select * from kro
    where tingkat = 'kro'
),

measured_anggaran as (
    {%- for measure, _, column, predicate, rows in sums %}
    select
        *,
        {{ measured(
            measure, column, trail="'" ~ predicate ~ "' || predikat", rows=rows,
            note='catatan_awal' if measure == 'pagu_awal' else 'null'
        ) }}
    from anggaran
    union all
    {%- endfor %}
    {%- for measure, value, parts in [
        ('efektif', 'efektif_rp', ['null', 'null']),
        ('pagu_perubahan', 'perubahan_rp', ['null', 'null']),
        ('persen_pagu', 'realisasi_pagu_pct', ['realisasi_rp', 'pagu_rp']),
        ('persen_efektif', 'realisasi_efektif_pct', ['realisasi_rp', 'efektif_rp']),
        ('porsi_efektif', 'porsi_efektif_pct', ['efektif_rp', 'efektif_semua_rp']),
    ] %}
    {{ 'union all' if not loop.first }}
    select
        *,
        {{ measured(measure, value, parts=parts) }}
    from anggaran
    {%- endfor %}
),

measured_months as (
    select
        bulan,
        {{ measured('rencana', 'rencana_rp', trail="'is_berlaku'", rows='') }}
    from {{ ref('mart_rencana') }}
    union all
    select
        bulan,
        {{ measured(
            'realisasi_bulan', 'realisasi_bulan_rp',
            "case when is_dari_bulan_berikutnya then 'dari_bulan_berikutnya' else '' end",
            trail="'bulan = ' || bulan_laporan", rows=''
        ) }}
    from {{ ref('mart_penyerapan') }}
),

measured_kro as (
    {%- for _, measure, column, predicate, rows in sums %}
    select
        *,
        {{ measured(
            measure, column, trail="'" ~ predicate ~ "' || predikat", rows=rows,
            note='catatan_awal' if measure == 'pagu_awal' else 'null'
        ) }}
    from {{ 'kro' if measure in ['pagu', 'pagu_awal'] else 'outputs' }}
    union all
    {%- endfor %}
    select
        *,
        {{ measured('pagu_perubahan', 'perubahan_rp') }}
    from kro
    union all
    select
        *,
        {{ measured('efektif', 'efektif_rp') }}
    from outputs
    union all
    select
        *,
        {{ measured(
            'volume', 'volume', trail="'lembar = ''dipa''' || " ~ and_equals('kode', "kegiatan || '.' || kro"),
            rows='_dipa_row_hash'
        ) }}
    from outputs
    {%- for span in spans %}
    union all
    select
        *,
        {{ measured('sasaran.' ~ span, 'rencana_' ~ span ~ '_rp', trail="'is_berlaku' || predikat", rows='pagu_') }}
    from outputs
    {%- for measure in ['fisik', 'sasaran_fisik'] %}
    union all
    select
        *,
        {{ measured(
            measure ~ '.' ~ span, measure ~ '_' ~ span ~ '_pct', rows='_fisik_row_hash',
            trail="'lembar = ''fisik''' || " ~ and_equals('kode', 'coalesce(fisik_kode, kunci)') ~ ' || '
                ~ and_equals('triwulan', 'triwulan')
        ) }}
    from outputs
    {%- endfor %}
    {%- endfor %}
),

-- what a KRO has spent and planned, as a share of what the policy says, and of what it does not
measured_shares as (
    {%- for alternative, basis, column in [("''", 'basis', ''), ('basis_lain', 'basis_lain', '_alternatif')] %}
    {%- set first = loop.first %}
    {%- for span, spent in spans.items() %}
    {{ 'union all' if not (first and loop.first) }}
    select
        kunci,
        {{ alternative }} as alternatif,
        {{ basis }} as basis_kro,
        {{ measured(
            'persen.' ~ span, 'realisasi_' ~ span ~ column ~ '_pct', basis, [spent, 'dasar' ~ column ~ '_rp']
        ) }}
    from outputs
    union all
    select
        kunci,
        {{ alternative }} as alternatif,
        {{ basis }} as basis_kro,
        {{ measured(
            'sasaran_persen.' ~ span, 'rencana_' ~ span ~ column ~ '_pct', basis,
            ['rencana_' ~ span ~ '_rp', 'dasar' ~ column ~ '_rp']
        ) }}
    from outputs
    {%- endfor %}
    {%- endfor %}
)

{{ as_figures("'anggaran'", 'measured_anggaran', {
    'sumber_dana': 'dana_kunci', 'jenis_belanja': 'jenis_kunci', 'nama': 'nama'
}) }}
union all
{{ as_figures("'anggaran'", 'measured_months', {'bulan': 'bulan'}) }}
union all
{{ as_figures('measured.tingkat', 'measured_kro', {'kro': 'kunci', 'nama': 'kunci', 'satuan': 'volume_satuan'}) }}
union all
{{ as_figures("'kro'", 'measured_shares', {'kro': 'kunci', 'nama': 'kunci', 'alternatif': 'alternatif'}, ['basis_kro']) }}
