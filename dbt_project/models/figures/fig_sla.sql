-- Timeliness per service and month, per service, and for the unit.
{%- set unit = "case satuan_sla when 'jumlah' then coalesce(satuan_layanan, 'Satuan layanan') else 'Order' end" %}
{%- set count_of = "case satuan_sla when 'jumlah' then 'row_sum' else 'row_distinct' end" %}
{%- set counted = "case satuan_sla when 'jumlah' then 'jumlah_count' else 'no_order' end" %}
{%- set period = "case when bulan = 0 then 'tahun_berjalan' else 'bulan' end" %}
{%- set nothing_due = "'tidak ada order yang jatuh tempo'" %}

with policies as (
    {{ policies_by_indicator(['sla_gabungan', 'sla_satuan', 'cuti_bersama']) }}
),

variants as (
    select
        sla.*,
        policies.sla_gabungan,
        policies.sla_gabungan_lain,
        case sla.alternatif when policies.sla_satuan_lain then policies.sla_satuan_lain else policies.sla_satuan end
            as satuan_sla,
        case sla.alternatif
            when policies.cuti_bersama_lain then policies.cuti_bersama_lain else policies.cuti_bersama
        end as cuti_bersama,
        case sla.alternatif when policies.cuti_bersama_lain then '_alternatif' else '' end as kolom_kalender
    from {{ ref('mart_sla') }} as sla
    inner join policies on sla.kode = policies.kode
),

sla as (
    select
        sla.*,
        nullif(sla.layanan, 'semua') as layanan_kunci,
        nullif(sla.bulan, 0) as bulan_kunci,
        indikator.desimal,
        indikator.satuan as satuan_indikator,
        case sla.satuan_sla when 'order' then '_order' else '' end as kolom_order,
        catalogue.satuan as satuan_layanan,
        {{ named(' ', 'catalogue.nama') }}
        || {{ named(' bulan ', "lpad(cast(nullif(sla.bulan, 0) as varchar), 2, '0')") }} as label_sel,
        {{ within_scope('sla.layanan') }} as layanan_predikat,
        coalesce(' = ' || cast(nullif(sla.bulan, 0) as varchar), ' is not null') as bulan_predikat,
        'sla_satuan=' || sla.satuan_sla || '; cuti_bersama=' || sla.cuti_bersama as kebijakan
    from variants as sla
    inner join {{ ref('dim_indikator') }} as indikator on sla.kode = indikator.kode
    left join {{ source('reference', 'layanan') }} as catalogue on sla.layanan = catalogue.layanan
),

-- The unit's headline once by the policy in every variant, and once by the other way of joining.
headlines as (
    select
        sla.*,
        sla.alternatif as alternatif_kunci,
        sla.sla_gabungan as cara
    from sla
    where sla.layanan = 'semua'
    union all
    select
        sla.*,
        sla.sla_gabungan_lain as alternatif_kunci,
        sla.sla_gabungan_lain as cara
    from sla
    where sla.layanan = 'semua' and sla.alternatif = ''
),

measured as (
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'masuk'", layanan='layanan_kunci', bulan='bulan_kunci',
            label="'Order masuk' || label_sel", value='masuk_count', unit=unit, period_basis=period,
            operation=count_of, policy='kebijakan', trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_masuk' || kolom_order || bulan_predikat", trail_measure=counted,
            row_count='masuk_row_count', hash_sum='masuk_hash_sum'
        ) }}
    from sla
    where layanan <> 'semua' and alternatif = ''
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'jatuh_tempo'", layanan='layanan_kunci',
            bulan='bulan_kunci', alternatif='alternatif', label="'Order jatuh tempo' || label_sel",
            value='jatuh_tempo_count', unit=unit, period_basis=period, operation=count_of, policy='kebijakan',
            trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || kolom_kalender || bulan_predikat",
            trail_measure=counted, row_count='jatuh_tempo_row_count', hash_sum='jatuh_tempo_hash_sum'
        ) }}
    from sla
    where layanan <> 'semua'
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'tepat_waktu'", layanan='layanan_kunci',
            bulan='bulan_kunci', alternatif='alternatif', label="'Order selesai tepat waktu' || label_sel",
            value='tepat_waktu_count', unit=unit, period_basis=period, operation=count_of, policy='kebijakan',
            trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || kolom_kalender || bulan_predikat || ' and is_tepat_waktu' || kolom_order || kolom_kalender",
            trail_measure=counted, row_count='tepat_waktu_row_count', hash_sum='tepat_waktu_hash_sum'
        ) }}
    from sla
    where layanan <> 'semua'
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'persen'", layanan='layanan_kunci',
            bulan='bulan_kunci', alternatif='alternatif', label="'Persentase tepat waktu' || label_sel",
            value='gabungan_pct', unit="'Persen'", decimals='2', period_basis=period, operation="'percent'",
            formula="'tepat_waktu_per_jatuh_tempo'", numerator='tepat_waktu_count', denominator='jatuh_tempo_count',
            policy='kebijakan', reason=nothing_due, trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || kolom_kalender || bulan_predikat",
            row_count='jatuh_tempo_row_count', hash_sum='jatuh_tempo_hash_sum'
        ) }}
    from sla
    where bulan > 0
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'persen_gabungan'", layanan='layanan_kunci',
            label="'Persentase tepat waktu, seluruh bulan digabung,' || label_sel", value='gabungan_pct',
            unit="'Persen'", decimals='2', period_basis=period, operation="'percent'",
            formula="'tepat_waktu_per_jatuh_tempo'", numerator='tepat_waktu_count', denominator='jatuh_tempo_count',
            policy='kebijakan', reason=nothing_due
        ) }}
    from sla
    where bulan = 0 and alternatif = ''
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'persen_masuk'", layanan='layanan_kunci',
            label="'Persentase tepat waktu terhadap order masuk' || label_sel", value='tepat_waktu_masuk_pct',
            unit="'Persen'", decimals='2', period_basis=period, operation="'percent'", formula="'tepat_waktu_per_masuk'",
            numerator='tepat_waktu_count', denominator='masuk_count', policy='kebijakan', reason="'tidak ada order masuk'"
        ) }}
    from sla
    where bulan = 0 and alternatif = ''
    {%- for measure, label in [
        ('masuk', 'Order masuk'), ('jatuh_tempo', 'Order jatuh tempo'), ('tepat_waktu', 'Order selesai tepat waktu'),
        ('tanpa_sla', 'Order tanpa jatuh tempo')
    ] %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'" ~ measure ~ "'",
            label="'" ~ label ~ ", seluruh layanan'", value=measure ~ '_count', unit=unit, period_basis="'tahun_berjalan'",
            operation="'sum'", formula="'jumlah_layanan'", policy='kebijakan'
        ) }}
    from sla
    where layanan = 'semua' and alternatif = ''
    {%- endfor %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'backlog'", layanan='layanan_kunci',
            bulan='bulan_kunci', label="'Tunggakan kumulatif (order masuk dikurangi jatuh tempo)' || label_sel",
            value='backlog_count', unit=unit, period_basis="'tahun_berjalan'",
            operation="case layanan when 'semua' then 'sum' else 'difference' end",
            formula="case
                when layanan = 'semua' then 'jumlah_layanan'
                when bulan = 0 then 'backlog'
                else 'backlog_bulan'
            end",
            policy='kebijakan'
        ) }}
    from sla
    where alternatif = ''
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'rata_hk'", layanan='layanan_kunci',
            bulan='bulan_kunci', label="'Rata-rata hari kerja' || label_sel", value='rata_rata_hk',
            unit="'Hari kerja'", period_basis=period, operation="'row_mean'", numerator='terpakai_hk_sum',
            denominator='terpakai_row_count', policy='kebijakan',
            reason="'tidak ada order selesai yang jatuh tempo'", trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || bulan_predikat || ' and terpakai_hk is not null'",
            trail_measure="'terpakai_hk'", row_count='terpakai_row_count', hash_sum='terpakai_hash_sum'
        ) }}
    from sla
    where bulan > 0 and alternatif = ''
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'tanpa_sla'", layanan='layanan_kunci',
            label="'Order tanpa jatuh tempo' || label_sel", value='tanpa_sla_count', unit=unit,
            period_basis="'tahun_berjalan'", operation=count_of, policy='kebijakan', trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_masuk' || kolom_order || ' is not null and is_tanpa_sla' || kolom_order",
            trail_measure=counted, row_count='tanpa_sla_row_count', hash_sum='tanpa_sla_hash_sum'
        ) }}
    from sla
    where layanan <> 'semua' and bulan = 0 and alternatif = ''
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'realisasi'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Rata-rata bulanan tepat waktu' || label_sel",
            value='rata_rata_bulan_pct', unit="'Persen'", decimals='2', period_basis="'tahun_berjalan'", operation="'mean'",
            formula="'rata_persen_bulan'", numerator='pembilang', denominator='penyebut', policy='kebijakan',
            reason=nothing_due
        ) }}
    from sla
    where layanan <> 'semua' and bulan = 0
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'realisasi'", alternatif='alternatif_kunci',
            label="'Persentase pelayanan tepat waktu sesuai SLA'",
            value="case cara when 'rata_rata_bulan' then rata_rata_bulan_pct else gabungan_pct end",
            unit='satuan_indikator', decimals='desimal', period_basis="'tahun_berjalan'",
            operation="case cara when 'rata_rata_bulan' then 'mean' else 'percent' end",
            formula="case cara when 'rata_rata_bulan' then 'rata_realisasi_layanan' else 'tepat_waktu_semua_layanan' end || case when alternatif_kunci = sla_gabungan_lain then '_utama' else '' end",
            numerator="case cara when 'rata_rata_bulan' then pembilang else tepat_waktu_count end",
            denominator="case cara when 'rata_rata_bulan' then penyebut else jatuh_tempo_count end",
            policy="'sla_gabungan=' || cara || '; ' || kebijakan", reason=nothing_due,
            trail_relation="'marts.fct_order'",
            trail_predicate="layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || kolom_kalender || ' is not null'",
            row_count='jatuh_tempo_row_count', hash_sum='jatuh_tempo_hash_sum'
        ) }}
    from headlines
)

{{ finished_figures('measured') }}
