-- Which figures a derived figure is made of, by the rule its formula names. A part without a value (a service without
-- respondents, a month with nothing due) stands here too: it is a part that did not count.
with measured as (
    {{ all_domain_figures() }}
),

-- role: what the component is in the operation.
-- dari: whose figure it is: empty for the same prefix, `acuan` for that which the figure refers to.
-- measure: what it measures; empty for the same as the figure.
-- berkisar: the dimension over which components range (`bulan_sd`: up to the figure's own month); empty for one only.
-- dimensi: `sama` when its other dimensions are the figure's, `tanpa` when it has none (a figure of the whole unit).
-- alternatif: `sama` under the same alternative, `utama` always the headline's.
rules as (
    select
        rumus as formula,
        peran as role,
        dari,
        ukuran as component_measure,
        berkisar,
        dimensi,
        alternatif
    from {{ source('reference', 'komponen') }}
    union all
    select listed.*
    from (
        values
        ('rata_layanan', 'part', '', '', 'layanan', 'sama', 'sama'),
        ('rata_layanan_utama', 'part', '', '', 'layanan', 'sama', 'utama'),
        ('rata_unsur', 'part', '', 'unsur', 'unsur', 'sama', 'sama'),
        ('rata_realisasi_layanan', 'part', '', 'realisasi', 'layanan', 'sama', 'sama'),
        ('rata_realisasi_layanan_utama', 'part', '', 'realisasi', 'layanan', 'sama', 'utama'),
        ('konversi', 'base', '', 'realisasi', '', 'sama', 'sama'),
        ('sampel_minimum', 'base', 'acuan', 'realisasi', '', 'sama', 'utama'),
        ('persen_promoter', 'numerator', '', 'promoter', '', 'sama', 'sama'),
        ('persen_promoter', 'denominator', '', 'responden', '', 'sama', 'sama'),
        ('persen_passive', 'numerator', '', 'passive', '', 'sama', 'sama'),
        ('persen_passive', 'denominator', '', 'responden', '', 'sama', 'sama'),
        ('persen_detractor', 'numerator', '', 'detractor', '', 'sama', 'sama'),
        ('persen_detractor', 'denominator', '', 'responden', '', 'sama', 'sama'),
        ('nps', 'minuend', '', 'promoter', '', 'sama', 'sama'),
        ('nps', 'subtrahend', '', 'detractor', '', 'sama', 'sama'),
        ('nps', 'denominator', '', 'responden', '', 'sama', 'sama'),
        ('nps_utama', 'minuend', '', 'promoter', '', 'sama', 'utama'),
        ('nps_utama', 'subtrahend', '', 'detractor', '', 'sama', 'utama'),
        ('nps_utama', 'denominator', '', 'responden', '', 'sama', 'utama'),
        ('jumlah_layanan', 'addend', '', '', 'layanan', 'sama', 'sama'),
        ('jumlah_layanan_utama', 'addend', '', '', 'layanan', 'sama', 'utama'),
        ('persen_target', 'numerator', '', 'realisasi', '', 'sama', 'sama'),
        ('persen_target', 'denominator', '', 'target', '', 'sama', 'sama'),
        ('tepat_waktu_per_jatuh_tempo', 'numerator', '', 'tepat_waktu', '', 'sama', 'sama'),
        ('tepat_waktu_per_jatuh_tempo', 'denominator', '', 'jatuh_tempo', '', 'sama', 'sama'),
        ('tepat_waktu_semua_layanan', 'numerator', '', 'tepat_waktu', 'layanan', 'sama', 'sama'),
        ('tepat_waktu_semua_layanan', 'denominator', '', 'jatuh_tempo', 'layanan', 'sama', 'sama'),
        ('tepat_waktu_semua_layanan_utama', 'numerator', '', 'tepat_waktu', 'layanan', 'sama', 'utama'),
        ('tepat_waktu_semua_layanan_utama', 'denominator', '', 'jatuh_tempo', 'layanan', 'sama', 'utama'),
        ('tepat_waktu_per_masuk', 'numerator', '', 'tepat_waktu', '', 'sama', 'sama'),
        ('tepat_waktu_per_masuk', 'denominator', '', 'masuk', '', 'sama', 'sama'),
        ('backlog', 'minuend', '', 'masuk', '', 'sama', 'sama'),
        ('backlog', 'subtrahend', '', 'jatuh_tempo', '', 'sama', 'sama'),
        ('backlog_bulan', 'minuend', '', 'masuk', 'bulan_sd', 'sama', 'sama'),
        ('backlog_bulan', 'subtrahend', '', 'jatuh_tempo', 'bulan_sd', 'sama', 'sama'),
        ('rata_persen_bulan', 'part', '', 'persen', 'bulan', 'sama', 'sama'),
        ('target_rupiah', 'base', '', 'tahun_lalu', '', 'sama', 'sama'),
        ('target_rupiah', 'target', '', 'target', '', 'sama', 'sama'),
        ('pnbp_per_target_dipa', 'numerator', '', 'pnbp', '', 'sama', 'sama'),
        ('pnbp_per_target_dipa', 'denominator', '', 'target_dipa', '', 'sama', 'sama'),
        ('pnbp_per_target_rupiah', 'numerator', '', 'pnbp', '', 'sama', 'sama'),
        ('pnbp_per_target_rupiah', 'denominator', '', 'target_rupiah', '', 'sama', 'sama'),
        ('sisa_target', 'minuend', '', 'target_rupiah', '', 'sama', 'sama'),
        ('sisa_target', 'subtrahend', '', 'pnbp', '', 'sama', 'sama'),
        ('proyeksi', 'base', '', 'pnbp', '', 'sama', 'sama'),
        ('pertumbuhan', 'numerator', '', 'pnbp', '', 'sama', 'sama'),
        ('pertumbuhan', 'base', '', 'tahun_lalu', '', 'sama', 'sama'),
        ('indeks_pnbp', 'numerator', '', 'pnbp', '', 'sama', 'sama'),
        ('indeks_pnbp', 'denominator', '', 'tahun_lalu', '', 'sama', 'sama'),
        ('roa', 'numerator', 'acuan', 'pnbp', '', 'sama', 'sama'),
        ('roa', 'denominator', '', 'aset', '', 'sama', 'sama'),
        ('roa_alternatif', 'numerator', 'acuan', 'pnbp', '', 'sama', 'sama'),
        ('roa_alternatif', 'denominator', '', 'aset', '', 'sama', 'utama'),
        ('pobo', 'numerator', 'acuan', 'pnbp', '', 'sama', 'sama'),
        ('pobo', 'denominator', '', 'biaya_operasional', '', 'sama', 'sama'),
        ('pobo_alternatif', 'numerator', 'acuan', 'pnbp', '', 'sama', 'sama'),
        ('pobo_alternatif', 'denominator', '', 'biaya_operasional', '', 'sama', 'utama'),
        ('pagu_kurang_blokir', 'minuend', '', 'pagu', '', 'sama', 'sama'),
        ('pagu_kurang_blokir', 'subtrahend', '', 'blokir', '', 'sama', 'sama'),
        ('pagu_kurang_awal', 'minuend', '', 'pagu', '', 'sama', 'sama'),
        ('pagu_kurang_awal', 'subtrahend', '', 'pagu_awal', '', 'sama', 'sama'),
        ('realisasi_per_pagu', 'numerator', '', 'realisasi', '', 'sama', 'sama'),
        ('realisasi_per_pagu', 'denominator', '', 'pagu', '', 'sama', 'sama'),
        ('realisasi_per_efektif', 'numerator', '', 'realisasi', '', 'sama', 'sama'),
        ('realisasi_per_efektif', 'denominator', '', 'efektif', '', 'sama', 'sama'),
        ('porsi_efektif', 'numerator', '', 'efektif', '', 'sama', 'sama'),
        ('porsi_efektif', 'denominator', '', 'efektif', '', 'tanpa', 'sama'),
        ('persen.tw.pagu', 'numerator', '', 'realisasi.tw', '', 'sama', 'utama'),
        ('persen.tw.pagu', 'denominator', '', 'pagu', '', 'sama', 'utama'),
        ('persen.sd.pagu', 'numerator', '', 'realisasi.sd', '', 'sama', 'utama'),
        ('persen.sd.pagu', 'denominator', '', 'pagu', '', 'sama', 'utama'),
        ('persen.tw.efektif', 'numerator', '', 'realisasi.tw', '', 'sama', 'utama'),
        ('persen.tw.efektif', 'denominator', '', 'efektif', '', 'sama', 'utama'),
        ('persen.sd.efektif', 'numerator', '', 'realisasi.sd', '', 'sama', 'utama'),
        ('persen.sd.efektif', 'denominator', '', 'efektif', '', 'sama', 'utama'),
        ('sasaran_persen.tw.pagu', 'numerator', '', 'sasaran.tw', '', 'sama', 'utama'),
        ('sasaran_persen.tw.pagu', 'denominator', '', 'pagu', '', 'sama', 'utama'),
        ('sasaran_persen.sd.pagu', 'numerator', '', 'sasaran.sd', '', 'sama', 'utama'),
        ('sasaran_persen.sd.pagu', 'denominator', '', 'pagu', '', 'sama', 'utama'),
        ('sasaran_persen.tw.efektif', 'numerator', '', 'sasaran.tw', '', 'sama', 'utama'),
        ('sasaran_persen.tw.efektif', 'denominator', '', 'efektif', '', 'sama', 'utama'),
        ('sasaran_persen.sd.efektif', 'numerator', '', 'sasaran.sd', '', 'sama', 'utama'),
        ('sasaran_persen.sd.efektif', 'denominator', '', 'efektif', '', 'sama', 'utama'),
        ('terukur', 'numerator', '', 'pembilang', '', 'sama', 'sama'),
        ('terukur', 'denominator', '', 'penyebut', '', 'sama', 'sama'),
        ('terukur_tumbuh', 'numerator', '', 'pembilang', '', 'sama', 'sama'),
        ('terukur_tumbuh', 'base', '', 'penyebut', '', 'sama', 'sama'),
        ('capaian', 'realisasi', '', 'realisasi', '', 'sama', 'sama'),
        ('capaian', 'target', '', 'target', '', 'tanpa', 'utama'),
        ('capaian_bulan', 'realisasi', '', 'persen', '', 'sama', 'sama'),
        ('capaian_bulan', 'target', '', 'target', '', 'tanpa', 'utama')
    ) as listed (formula, role, dari, component_measure, berkisar, dimensi, alternatif)
),

derived as (
    select
        measured.*,
        rules.role,
        rules.dari,
        case rules.component_measure when '' then measured.measure else rules.component_measure end
            as component_measure,
        rules.berkisar,
        rules.dimensi,
        case rules.alternatif when 'sama' then measured.alternatif else '' end as component_alternatif
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
        and case derived.dari when '' then derived.prefix else derived.acuan end = components.prefix
where
    derived.figure_id <> components.figure_id
    {%- for dimension in ['layanan', 'unsur', 'bulan', 'sumber_dana', 'jenis_belanja', 'kro'] %}
    and case
        when derived.dimensi = 'tanpa' then components.{{ dimension }} is null
        when derived.berkisar = '{{ dimension }}' then components.{{ dimension }} is not null
        {%- if dimension == 'bulan' %}
        when derived.berkisar = 'bulan_sd' then components.bulan <= derived.bulan
        {%- endif %}
        else coalesce(derived.{{ dimension }}, '') = coalesce(components.{{ dimension }}, '')
    end
    {%- endfor %}
