-- Users and volumes of the services.
{%- set spans = {'realisasi': '', 'realisasi_tw': '_tw'} %}

with pengguna as (
    select
        'pengguna' as kelompok,
        pengguna.kode as prefix,
        pengguna.kode as indicator,
        nullif(pengguna.layanan, 'semua') as layanan,
        readings.alternatif,
        catalogue.nama as nama_layanan,
        indikator.satuan,
        indikator.desimal,
        case when pengguna.layanan = 'semua' then readings.nilai end as pengguna,
        case
            when pengguna.layanan <> 'semua' or readings.nilai <> 'jumlah_per_layanan' then ''
            when readings.alternatif = '' then 'jumlah'
            else 'jumlah_lain'
        end as cara,
        {{ within_scope('pengguna.layanan') }} || ' and bulan_masuk is not null' as predikat,
        {%- for suffix in spans.values() %}
        case
            when pengguna.layanan = 'semua' and readings.nilai = 'jumlah_per_layanan' then pengguna.jumlah_layanan{{ suffix }}_count
            else pengguna.pengguna{{ suffix }}_count
        end as nilai{{ suffix }},
        pengguna.order{{ suffix }}_row_count,
        pengguna.order{{ suffix }}_hash_sum{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('mart_pengguna') }} as pengguna
    inner join {{ ref('dim_indikator') }} as indikator on pengguna.kode = indikator.kode
    inner join ({{ readings('pengguna') }}) as readings on pengguna.kode = readings.kode
    left join {{ source('reference', 'layanan') }} as catalogue on pengguna.layanan = catalogue.layanan
    where pengguna.layanan = 'semua' or readings.alternatif = ''
),

volume as (
    select
        'volume' as kelompok,
        volume.kode as prefix,
        volume.kode as indicator,
        nullif(volume.layanan_volume, 'semua') as layanan,
        '' as alternatif,
        volume.nama_volume as nama_layanan,
        coalesce(volume.satuan, indikator.satuan) as satuan,
        indikator.desimal,
        case volume.layanan_volume when 'semua' then 'semua' else '' end as cara,
        volume.target,
        volume.realisasi_pct,
        indikator.cakupan_predikat || ' and bulan_masuk is not null'
        || {{ and_equals('layanan_volume', "nullif(volume.layanan_volume, 'semua')") }} as predikat,
        {{ one_row('volume._target_row_hash', 'target') }},
        {%- for suffix in spans.values() %}
        volume.volume{{ suffix }}_count,
        volume.order{{ suffix }}_row_count,
        volume.order{{ suffix }}_hash_sum{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('mart_volume') }} as volume
    inner join {{ ref('dim_indikator') }} as indikator on volume.kode = indikator.kode
),

measured_users as (
    {%- for measure, suffix in spans.items() %}
    {{ 'union all' if not loop.first }}
    select
        pengguna.*,
        {{ measured(
            measure, 'nilai' ~ suffix, 'cara', rows='order' ~ suffix,
            trail="predikat || ' and is_masuk_triwulan'" if suffix else 'predikat'
        ) }}
    from pengguna
    {%- endfor %}
),

measured_volumes as (
    {%- for measure, suffix in spans.items() %}
    select
        volume.*,
        {{ measured(
            measure, 'volume' ~ suffix ~ '_count', 'cara', rows='order' ~ suffix,
            trail="predikat || ' and is_masuk_triwulan'" if suffix else 'predikat'
        ) }}
    from volume
    union all
    {%- endfor %}
    select
        volume.*,
        {{ measured(
            'target', 'target', rows='target',
            trail="'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', "prefix || '.' || layanan")
        ) }}
    from volume
    where layanan is not null
    union all
    select
        volume.*,
        {{ measured(
            'persen', 'realisasi_pct', parts=['volume_count', 'target'],
            cause="case when volume_count is null then '' else 'target' end"
        ) }}
    from volume
)

{{ as_figures('measured_users', ['indicator', 'layanan', 'nama_layanan', 'satuan', 'desimal'], ['pengguna']) }}
union all
{{ as_figures('measured_volumes', ['indicator', 'layanan', 'nama_layanan', 'satuan', 'desimal']) }}
