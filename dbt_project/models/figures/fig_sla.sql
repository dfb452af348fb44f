-- Timeliness per service and month, per service, and for the unit.
{%- set received = "layanan_predikat || ' and bulan_masuk' || kolom_order" %}
{%- set due = "layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || kolom_kalender" %}

with policies as (
    {{ policies_by_indicator(['sla_gabungan', 'sla_satuan', 'cuti_bersama']) }}
),

variants as (
    select
        sla.*,
        policies.sla_gabungan as gabung,
        policies.sla_gabungan_lain as gabung_lain,
        case sla.alternatif when policies.sla_satuan_lain then policies.sla_satuan_lain else policies.sla_satuan end
            as sla_satuan,
        case sla.alternatif
            when policies.cuti_bersama_lain then policies.cuti_bersama_lain else policies.cuti_bersama
        end as cuti_bersama,
        case sla.alternatif when policies.cuti_bersama_lain then '_alternatif' else '' end as kolom_kalender
    from {{ ref('mart_sla') }} as sla
    inner join policies on sla.kode_satker = policies.kode_satker and sla.kode = policies.kode
),

sla as (
    select
        sla.*,
        nullif(sla.layanan, 'semua') as layanan_kunci,
        nullif(sla.bulan, 0) as bulan_kunci,
        catalogue.nama as nama_layanan,
        indikator.desimal,
        indikator.satuan as satuan_indikator,
        case sla.sla_satuan when 'jumlah' then coalesce(catalogue.satuan, 'Satuan layanan') else 'Order' end as satuan,
        case when sla.bulan = 0 then 'tahun_berjalan' else 'bulan' end as masa,
        case sla.layanan when 'semua' then 'semua' else sla.sla_satuan end as cara,
        case sla.sla_satuan when 'order' then '_order' else '' end as kolom_order,
        {{ within_scope('sla.layanan') }} as layanan_predikat,
        coalesce(' = ' || cast(nullif(sla.bulan, 0) as string), ' is not null') as bulan_predikat
    from variants as sla
    inner join {{ ref('dim_indikator') }} as indikator
        on sla.kode_satker = indikator.kode_satker and sla.kode = indikator.kode
    left join {{ source('reference', 'layanan') }} as catalogue
        on sla.kode_satker = catalogue.kode_satker and sla.layanan = catalogue.layanan
),

-- The unit's headline once by the policy in every variant, and once by the other way of joining.
headlines as (
    select
        *,
        alternatif as alternatif_kunci,
        gabung as sla_gabungan,
        gabung as cara_gabung
    from sla
    where layanan = 'semua'
    union all
    select
        *,
        gabung_lain as alternatif_kunci,
        gabung_lain as sla_gabungan,
        gabung_lain || '_lain' as cara_gabung
    from sla
    where layanan = 'semua' and alternatif = ''
)

{{ as_figures("'sla'", 'headlines', dict(
    prefix='kode', alternatif='alternatif_kunci', satuan='satuan_indikator', desimal='desimal'
), ['sla_gabungan', 'sla_satuan', 'cuti_bersama'], [
    dict(
        measure='realisasi', variant='cara_gabung', trail=due ~ " || ' is not null'", rows='jatuh_tempo_',
        value="case sla_gabungan when 'rata_rata_bulan' then rata_rata_bulan_pct else gabungan_pct end",
        numerator="case sla_gabungan when 'rata_rata_bulan' then pembilang else cast(tepat_waktu_count as decimal(38, 18)) end",
        denominator="case sla_gabungan when 'rata_rata_bulan' then penyebut else jatuh_tempo_count end"
    )
]) }}
union all
{{ as_figures("'sla'", 'sla', dict(
    prefix='kode', layanan='layanan_kunci', bulan='bulan_kunci', alternatif='alternatif', nama_layanan='nama_layanan',
    satuan='satuan', desimal='desimal', masa='masa'
), ['sla_satuan', 'cuti_bersama'], [
    dict(
        measure='masuk', value='masuk_count', variant='cara', trail=received ~ ' || bulan_predikat', rows='masuk_',
        where="alternatif = ''"
    ),
    dict(
        measure='jatuh_tempo', value='jatuh_tempo_count', variant='cara', trail=due ~ ' || bulan_predikat',
        rows='jatuh_tempo_', where="layanan <> 'semua' or alternatif = ''"
    ),
    dict(
        measure='tepat_waktu', value='tepat_waktu_count', variant='cara', rows='tepat_waktu_',
        trail=due ~ " || bulan_predikat || ' and is_tepat_waktu' || kolom_order || kolom_kalender",
        where="layanan <> 'semua' or alternatif = ''"
    ),
    dict(
        measure='tanpa_sla', value='tanpa_sla_count', variant='cara', rows='tanpa_sla_',
        trail=received ~ " || ' is not null and is_tanpa_sla' || kolom_order", where="bulan = 0 and alternatif = ''"
    ),
    dict(
        measure='persen', value='gabungan_pct', numerator='tepat_waktu_count', denominator='jatuh_tempo_count',
        trail=due ~ ' || bulan_predikat', rows='jatuh_tempo_', where='bulan > 0'
    ),
    dict(
        measure='persen_gabungan', value='gabungan_pct', numerator='tepat_waktu_count', denominator='jatuh_tempo_count',
        where="bulan = 0 and alternatif = ''"
    ),
    dict(
        measure='persen_masuk', value='tepat_waktu_masuk_pct', numerator='tepat_waktu_count', denominator='masuk_count',
        where="bulan = 0 and alternatif = ''"
    ),
    dict(
        measure='backlog', value='backlog_count', where="alternatif = ''",
        variant="case when bulan > 0 then 'bulan' when layanan = 'semua' then 'semua' else '' end"
    ),
    dict(
        measure='rata_hk', value='rata_rata_hk', numerator='terpakai_hk_sum', denominator='terpakai_row_count',
        trail=due ~ " || bulan_predikat || ' and terpakai_hk is not null'", rows='terpakai_',
        where="bulan > 0 and alternatif = ''"
    ),
    dict(
        measure='realisasi', value='rata_rata_bulan_pct', variant="'tiap_layanan'", numerator='pembilang',
        denominator='penyebut', where="layanan <> 'semua' and bulan = 0"
    )
]) }}
