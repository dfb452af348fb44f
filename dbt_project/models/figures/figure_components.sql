-- Which figures a derived figure is made of, by the rule its formula names. A part without a value (a service without
-- respondents, a month with nothing due) stands here too: it is a part that did not count.
with measured as (
    {{ all_domain_figures() }}
),

{#- formula: (role, component's domain or '' for the same indicator, measure, dimension that ranges or '', which of
    the component's dimensions equal the figure's: 'same' or 'none' (a component of the unit as a whole),
    alternative: 'same' or 'none' (the headline's component)) -#}
{%- set rules = {
    'rata_layanan': [('part', '', '=', 'layanan', 'same', 'same')],
    'rata_layanan_utama': [('part', '', '=', 'layanan', 'same', 'none')],
    'rata_unsur': [('part', '', 'unsur', 'unsur', 'same', 'same')],
    'rata_realisasi_layanan': [('part', '', 'realisasi', 'layanan', 'same', 'same')],
    'rata_realisasi_layanan_utama': [('part', '', 'realisasi', 'layanan', 'same', 'none')],
    'konversi': [('base', '', 'realisasi', '', 'same', 'same')],
    'sampel_minimum': [('base', 'pengguna', 'realisasi', '', 'same', 'none')],
    'persen_promoter': [('numerator', '', 'promoter', '', 'same', 'same'), ('denominator', '', 'responden', '', 'same', 'same')],
    'persen_passive': [('numerator', '', 'passive', '', 'same', 'same'), ('denominator', '', 'responden', '', 'same', 'same')],
    'persen_detractor': [('numerator', '', 'detractor', '', 'same', 'same'), ('denominator', '', 'responden', '', 'same', 'same')],
    'nps': [
        ('minuend', '', 'promoter', '', 'same', 'same'), ('subtrahend', '', 'detractor', '', 'same', 'same'),
        ('denominator', '', 'responden', '', 'same', 'same'),
    ],
    'nps_utama': [
        ('minuend', '', 'promoter', '', 'same', 'none'), ('subtrahend', '', 'detractor', '', 'same', 'none'),
        ('denominator', '', 'responden', '', 'same', 'none'),
    ],
    'jumlah_layanan': [('addend', '', '=', 'layanan', 'same', 'same')],
    'jumlah_layanan_utama': [('addend', '', '=', 'layanan', 'same', 'none')],
    'persen_target': [('numerator', '', 'realisasi', '', 'same', 'same'), ('denominator', '', 'target', '', 'same', 'same')],
    'tepat_waktu_per_jatuh_tempo': [
        ('numerator', '', 'tepat_waktu', '', 'same', 'same'), ('denominator', '', 'jatuh_tempo', '', 'same', 'same'),
    ],
    'tepat_waktu_semua_layanan': [
        ('numerator', '', 'tepat_waktu', 'layanan', 'same', 'same'), ('denominator', '', 'jatuh_tempo', 'layanan', 'same', 'same'),
    ],
    'tepat_waktu_semua_layanan_utama': [
        ('numerator', '', 'tepat_waktu', 'layanan', 'same', 'none'), ('denominator', '', 'jatuh_tempo', 'layanan', 'same', 'none'),
    ],
    'tepat_waktu_per_masuk': [('numerator', '', 'tepat_waktu', '', 'same', 'same'), ('denominator', '', 'masuk', '', 'same', 'same')],
    'backlog': [('minuend', '', 'masuk', '', 'same', 'same'), ('subtrahend', '', 'jatuh_tempo', '', 'same', 'same')],
    'backlog_bulan': [
        ('minuend', '', 'masuk', 'bulan_sd', 'same', 'same'), ('subtrahend', '', 'jatuh_tempo', 'bulan_sd', 'same', 'same'),
    ],
    'rata_persen_bulan': [('part', '', 'persen', 'bulan', 'same', 'same')],
    'target_rupiah': [('base', '', 'tahun_lalu', '', 'same', 'same'), ('target', '', 'target', '', 'same', 'same')],
    'pnbp_per_target_dipa': [('numerator', '', 'pnbp', '', 'same', 'same'), ('denominator', '', 'target_dipa', '', 'same', 'same')],
    'pnbp_per_target_rupiah': [('numerator', '', 'pnbp', '', 'same', 'same'), ('denominator', '', 'target_rupiah', '', 'same', 'same')],
    'sisa_target': [('minuend', '', 'target_rupiah', '', 'same', 'same'), ('subtrahend', '', 'pnbp', '', 'same', 'same')],
    'pertumbuhan': [('numerator', '', 'pnbp', '', 'same', 'same'), ('base', '', 'tahun_lalu', '', 'same', 'same')],
    'indeks_pnbp': [('numerator', '', 'pnbp', '', 'same', 'same'), ('denominator', '', 'tahun_lalu', '', 'same', 'same')],
    'roa': [('numerator', 'pnbp', 'pnbp', '', 'same', 'same'), ('denominator', '', 'aset', '', 'same', 'same')],
    'roa_alternatif': [('numerator', 'pnbp', 'pnbp', '', 'same', 'same'), ('denominator', '', 'aset', '', 'same', 'none')],
    'pobo': [('numerator', 'pnbp', 'pnbp', '', 'same', 'same'), ('denominator', '', 'biaya_operasional', '', 'same', 'same')],
    'pobo_alternatif': [
        ('numerator', 'pnbp', 'pnbp', '', 'same', 'same'), ('denominator', '', 'biaya_operasional', '', 'same', 'none'),
    ],
    'pagu_kurang_blokir': [('minuend', '', 'pagu', '', 'same', 'same'), ('subtrahend', '', 'blokir', '', 'same', 'same')],
    'pagu_kurang_awal': [('minuend', '', 'pagu', '', 'same', 'same'), ('subtrahend', '', 'pagu_awal', '', 'same', 'same')],
    'realisasi_per_pagu': [('numerator', '', 'realisasi', '', 'same', 'same'), ('denominator', '', 'pagu', '', 'same', 'same')],
    'realisasi_per_efektif': [('numerator', '', 'realisasi', '', 'same', 'same'), ('denominator', '', 'efektif', '', 'same', 'same')],
    'porsi_efektif': [('numerator', '', 'efektif', '', 'same', 'same'), ('denominator', '', 'efektif', '', 'none', 'same')],
    'persen.tw.pagu': [('numerator', '', 'realisasi.tw', '', 'same', 'none'), ('denominator', '', 'pagu', '', 'same', 'none')],
    'persen.sd.pagu': [('numerator', '', 'realisasi.sd', '', 'same', 'none'), ('denominator', '', 'pagu', '', 'same', 'none')],
    'persen.tw.efektif': [('numerator', '', 'realisasi.tw', '', 'same', 'none'), ('denominator', '', 'efektif', '', 'same', 'none')],
    'persen.sd.efektif': [('numerator', '', 'realisasi.sd', '', 'same', 'none'), ('denominator', '', 'efektif', '', 'same', 'none')],
    'sasaran_persen.tw.pagu': [('numerator', '', 'sasaran.tw', '', 'same', 'none'), ('denominator', '', 'pagu', '', 'same', 'none')],
    'sasaran_persen.sd.pagu': [('numerator', '', 'sasaran.sd', '', 'same', 'none'), ('denominator', '', 'pagu', '', 'same', 'none')],
    'sasaran_persen.tw.efektif': [('numerator', '', 'sasaran.tw', '', 'same', 'none'), ('denominator', '', 'efektif', '', 'same', 'none')],
    'sasaran_persen.sd.efektif': [('numerator', '', 'sasaran.sd', '', 'same', 'none'), ('denominator', '', 'efektif', '', 'same', 'none')],
    'capaian': [('realisasi', '', 'realisasi', '', 'same', 'same'), ('target', '', 'target', '', 'none', 'none')],
    'capaian_bulan': [('realisasi', '', 'persen', '', 'same', 'same'), ('target', '', 'target', '', 'none', 'none')],
} %}
rules as (
    select *
    from (
        values
        {%- for formula, components in rules.items() %}
        {%- set last_formula = loop.last %}
        {%- for role, component_domain, measure, ranges, dimensions, alternative in components %}
        (
            '{{ formula }}', '{{ role }}', '{{ component_domain }}', '{{ measure }}', '{{ ranges }}',
            '{{ dimensions }}', '{{ alternative }}'
        ){{ ',' if not (last_formula and loop.last) }}
        {%- endfor %}
        {%- endfor %}
    ) as listed (formula, role, component_domain, component_measure, berkisar, dimensi, alternatif)
),

derived as (
    select
        measured.*,
        rules.role,
        rules.component_domain,
        case rules.component_measure when '=' then measured.measure else rules.component_measure end
            as component_measure,
        rules.berkisar,
        rules.dimensi,
        case rules.alternatif when 'same' then measured.alternatif else '' end as component_alternatif
    from measured
    inner join rules on measured.formula = rules.formula
)

select
    derived.figure_id,
    components.figure_id as component_id,
    derived.role
from derived
inner join measured as components
    on
        derived.component_measure = components.measure
        and derived.component_alternatif = components.alternatif
        and case derived.component_domain
            when '' then derived.prefix = components.prefix
            else derived.component_domain = components.domain
        end
where
    derived.figure_id <> components.figure_id
    {%- for dimension in ['layanan', 'unsur', 'bulan', 'sumber_dana', 'jenis_belanja', 'kro'] %}
    and case
        when derived.dimensi = 'none' then components.{{ dimension }} is null
        when derived.berkisar = '{{ dimension }}' then components.{{ dimension }} is not null
        {%- if dimension == 'bulan' %}
        when derived.berkisar = 'bulan_sd' then components.bulan <= derived.bulan
        {%- endif %}
        else coalesce(derived.{{ dimension }}, '') = coalesce(components.{{ dimension }}, '')
    end
    {%- endfor %}
