-- Users and volumes of the services.
{%- set spans = {'realisasi': '', 'realisasi_tw': '_tw'} %}

with pengguna as (
    select
        pengguna.*,
        nullif(pengguna.layanan, 'semua') as layanan_kunci,
        catalogue.nama as nama_layanan,
        indikator.satuan,
        indikator.desimal,
        readings.alternatif,
        case pengguna.layanan when 'semua' then readings.nilai end as pengguna,
        case
            when pengguna.layanan <> 'semua' or readings.nilai <> 'jumlah_per_layanan' then ''
            when readings.alternatif = '' then 'jumlah'
            else 'jumlah_lain'
        end as cara,
        {{ within_scope('pengguna.layanan') }} || ' and bulan_masuk is not null' as predikat
    from {{ ref('mart_pengguna') }} as pengguna
    inner join {{ ref('dim_indikator') }} as indikator on pengguna.kode = indikator.kode
    inner join ({{ readings('pengguna') }}) as readings on pengguna.kode = readings.kode
    left join {{ source('reference', 'layanan') }} as catalogue on pengguna.layanan = catalogue.layanan
    where pengguna.layanan = 'semua' or readings.alternatif = ''
),

volume as (
    select
        volume.*,
        nullif(volume.layanan_volume, 'semua') as layanan_kunci,
        coalesce(volume.satuan, indikator.satuan) as satuan_volume,
        indikator.desimal,
        case volume.layanan_volume when 'semua' then 'semua' else '' end as cara,
        indikator.cakupan_predikat || ' and bulan_masuk is not null'
        || {{ and_equals('layanan_volume', "nullif(volume.layanan_volume, 'semua')") }} as predikat
    from {{ ref('mart_volume') }} as volume
    inner join {{ ref('dim_indikator') }} as indikator on volume.kode = indikator.kode
),

measured_users as (
    {%- for measure, suffix in spans.items() %}
    {{ 'union all' if not loop.first }}
    select
        *,
        {{ measured(
            measure, "case cara when '' then pengguna" ~ suffix ~ "_count else jumlah_layanan" ~ suffix ~ "_count end", 'cara',
            trail="predikat || ' and is_masuk_triwulan'" if suffix else 'predikat', rows='order' ~ suffix ~ '_'
        ) }}
    from pengguna
    {%- endfor %}
),

measured_volumes as (
    {%- for measure, suffix in spans.items() %}
    select
        *,
        {{ measured(
            measure, 'volume' ~ suffix ~ '_count', 'cara',
            trail="predikat || ' and is_masuk_triwulan'" if suffix else 'predikat', rows='order' ~ suffix ~ '_'
        ) }}
    from volume
    union all
    {%- endfor %}
    select
        *,
        {{ measured(
            'target', 'target', rows='_target_row_hash',
            trail="'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', "kode || '.' || layanan_volume")
        ) }}
    from volume
    where layanan_volume <> 'semua'
    union all
    select
        *,
        {{ measured(
            'persen', 'realisasi_pct', parts=['volume_count', 'target'],
            cause="case when volume_count is null then '' else 'target' end"
        ) }}
    from volume
)

{{ as_figures("'pengguna'", 'measured_users', {
    'prefix': 'kode', 'layanan': 'layanan_kunci', 'alternatif': 'alternatif', 'nama_layanan': 'nama_layanan',
    'satuan': 'satuan', 'desimal': 'desimal'
}, ['pengguna']) }}
union all
{{ as_figures("'volume'", 'measured_volumes', {
    'prefix': 'kode', 'layanan': 'layanan_kunci', 'nama_layanan': 'nama_volume', 'satuan': 'satuan_volume',
    'desimal': 'desimal'
}) }}
