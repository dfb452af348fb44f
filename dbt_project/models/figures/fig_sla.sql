-- Timeliness per service and month, per service, and for the unit.
with policies as (
    {{ policies_by_indicator(['sla_gabungan', 'sla_satuan', 'cuti_bersama']) }}
),

variants as (
    select
        sla.*,
        policies.sla_gabungan as cara_gabung,
        policies.sla_gabungan_lain as cara_gabung_lain,
        case sla.alternatif when policies.sla_satuan_lain then policies.sla_satuan_lain else policies.sla_satuan end
            as sla_satuan,
        case sla.alternatif
            when policies.cuti_bersama_lain then policies.cuti_bersama_lain else policies.cuti_bersama
        end as cuti_bersama,
        case sla.alternatif when policies.cuti_bersama_lain then '_alternatif' else '' end as kolom_kalender
    from {{ ref('mart_sla') }} as sla
    inner join policies on sla.kode = policies.kode
),

cells as (
    select
        'sla' as kelompok,
        sla.kode as prefix,
        sla.kode as indicator,
        nullif(sla.layanan, 'semua') as layanan,
        nullif(sla.bulan, 0) as bulan,
        sla.alternatif,
        catalogue.nama as nama_layanan,
        case sla.sla_satuan when 'jumlah' then coalesce(catalogue.satuan, 'Satuan layanan') else 'Order' end as satuan,
        indikator.desimal,
        case when sla.bulan = 0 then 'tahun_berjalan' else 'bulan' end as masa,
        sla.sla_satuan,
        sla.cuti_bersama,
        sla.cara_gabung,
        sla.cara_gabung_lain,
        indikator.satuan as satuan_indikator,
        case sla.layanan when 'semua' then 'semua' else sla.sla_satuan end as cara,
        -- which orders of the cell count, by the month in which they came in or are due
        case sla.sla_satuan when 'order' then '_order' else '' end as kolom_order,
        sla.kolom_kalender,
        {{ within_scope('sla.layanan') }} as layanan_predikat,
        coalesce(' = ' || cast(nullif(sla.bulan, 0) as varchar), ' is not null') as bulan_predikat,
        {%- for count in ['masuk', 'jatuh_tempo', 'tepat_waktu', 'tanpa_sla'] %}
        sla.{{ count }}_count,
        sla.{{ count }}_row_count,
        sla.{{ count }}_hash_sum,
        {%- endfor %}
        sla.backlog_count,
        sla.gabungan_pct,
        sla.tepat_waktu_masuk_pct,
        sla.rata_rata_bulan_pct,
        sla.pembilang,
        sla.penyebut,
        sla.rata_rata_hk,
        sla.terpakai_hk_sum,
        sla.terpakai_row_count,
        sla.terpakai_hash_sum
    from variants as sla
    inner join {{ ref('dim_indikator') }} as indikator on sla.kode = indikator.kode
    left join {{ source('reference', 'layanan') }} as catalogue on sla.layanan = catalogue.layanan
),

sla as (
    select
        cells.*,
        layanan_predikat || ' and bulan_masuk' || kolom_order as masuk_predikat,
        layanan_predikat || ' and bulan_jatuh_tempo' || kolom_order || kolom_kalender as jatuh_tempo_predikat
    from cells
),

-- The unit's headline once by the policy in every variant, and once by the other way of joining.
headlines as (
    {%- for alternative, way in {'alternatif': 'cara_gabung', 'cara_gabung_lain': 'cara_gabung_lain'}.items() %}
    {{ 'union all' if not loop.first }}
    select
        kelompok,
        prefix,
        indicator,
        {{ alternative }} as alternatif,
        satuan_indikator as satuan,
        desimal,
        {{ way }} as sla_gabungan,
        sla_satuan,
        cuti_bersama,
        {{ way }} || '{{ '_lain' if not loop.first }}' as cara,
        case {{ way }} when 'rata_rata_bulan' then rata_rata_bulan_pct else gabungan_pct end as nilai,
        case {{ way }} when 'rata_rata_bulan' then pembilang else tepat_waktu_count end as pembilang,
        case {{ way }} when 'rata_rata_bulan' then penyebut else jatuh_tempo_count end as penyebut,
        jatuh_tempo_predikat,
        jatuh_tempo_row_count,
        jatuh_tempo_hash_sum
    from sla
    where layanan is null{{ " and alternatif = ''" if not loop.first }}
    {%- endfor %}
),

measured_headlines as (
    select
        headlines.*,
        {{ measured(
            'realisasi', 'nilai', 'cara', ['pembilang', 'penyebut'], "jatuh_tempo_predikat || ' is not null'", 'jatuh_tempo'
        ) }}
    from headlines
),

measured_cells as (
    select
        sla.*,
        {{ measured('masuk', 'masuk_count', 'cara', trail='masuk_predikat || bulan_predikat', rows='masuk') }}
    from sla
    where alternatif = ''
    union all
    select
        sla.*,
        {{ measured(
            'jatuh_tempo', 'jatuh_tempo_count', 'cara', trail='jatuh_tempo_predikat || bulan_predikat', rows='jatuh_tempo'
        ) }}
    from sla
    where layanan is not null or alternatif = ''
    union all
    select
        sla.*,
        {{ measured(
            'tepat_waktu', 'tepat_waktu_count', 'cara', rows='tepat_waktu',
            trail="jatuh_tempo_predikat || bulan_predikat || ' and is_tepat_waktu' || kolom_order || kolom_kalender"
        ) }}
    from sla
    where layanan is not null or alternatif = ''
    union all
    select
        sla.*,
        {{ measured(
            'tanpa_sla', 'tanpa_sla_count', 'cara', rows='tanpa_sla',
            trail="masuk_predikat || ' is not null and is_tanpa_sla' || kolom_order"
        ) }}
    from sla
    where bulan is null and alternatif = ''
    union all
    select
        sla.*,
        {{ measured(
            'persen', 'gabungan_pct', parts=['tepat_waktu_count', 'jatuh_tempo_count'],
            trail='jatuh_tempo_predikat || bulan_predikat', rows='jatuh_tempo'
        ) }}
    from sla
    where bulan is not null
    union all
    select
        sla.*,
        {{ measured('persen_gabungan', 'gabungan_pct', parts=['tepat_waktu_count', 'jatuh_tempo_count']) }}
    from sla
    where bulan is null and alternatif = ''
    union all
    select
        sla.*,
        {{ measured('persen_masuk', 'tepat_waktu_masuk_pct', parts=['tepat_waktu_count', 'masuk_count']) }}
    from sla
    where bulan is null and alternatif = ''
    union all
    select
        sla.*,
        {{ measured(
            'backlog', 'backlog_count',
            "case when layanan is null then 'semua' when bulan is not null then 'bulan' else '' end"
        ) }}
    from sla
    where alternatif = ''
    union all
    select
        sla.*,
        {{ measured(
            'rata_hk', 'rata_rata_hk', parts=['terpakai_hk_sum', 'terpakai_row_count'], rows='terpakai',
            trail="jatuh_tempo_predikat || bulan_predikat || ' and terpakai_hk is not null'"
        ) }}
    from sla
    where bulan is not null and alternatif = ''
    union all
    select
        sla.*,
        {{ measured('realisasi', 'rata_rata_bulan_pct', "'tiap_layanan'", ['pembilang', 'penyebut']) }}
    from sla
    where layanan is not null and bulan is null
)

{{ as_figures('measured_headlines', ['indicator', 'satuan', 'desimal'], ['sla_gabungan', 'sla_satuan', 'cuti_bersama']) }}
union all
{{ as_figures(
    'measured_cells', ['indicator', 'layanan', 'bulan', 'nama_layanan', 'satuan', 'desimal', 'masa'],
    ['sla_satuan', 'cuti_bersama']
) }}
