-- Users and volumes of the services.
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
    inner join {{ ref('dim_indikator') }} as indikator
        on pengguna.kode_satker = indikator.kode_satker and pengguna.kode = indikator.kode
    inner join ({{ readings('pengguna') }}) as readings
        on pengguna.kode_satker = readings.kode_satker and pengguna.kode = readings.kode
    left join {{ source('reference', 'layanan') }} as catalogue
        on pengguna.kode_satker = catalogue.kode_satker and pengguna.layanan = catalogue.layanan
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
    inner join {{ ref('dim_indikator') }} as indikator
        on volume.kode_satker = indikator.kode_satker and volume.kode = indikator.kode
)

{{ as_figures("'pengguna'", 'pengguna', dict(
    prefix='kode', layanan='layanan_kunci', alternatif='alternatif', nama_layanan='nama_layanan', satuan='satuan',
    desimal='desimal'
), ['pengguna'], [
    dict(
        measure='realisasi', value="case cara when '' then pengguna_count else jumlah_layanan_count end", variant='cara',
        trail='predikat', rows='order_'
    ),
    dict(
        measure='realisasi_tw', value="case cara when '' then pengguna_tw_count else jumlah_layanan_tw_count end",
        variant='cara', trail="predikat || ' and is_masuk_triwulan'", rows='order_tw_'
    )
]) }}
union all
{{ as_figures("'volume'", 'volume', dict(
    prefix='kode', layanan='layanan_kunci', nama_layanan='nama_volume', satuan='satuan_volume', desimal='desimal'
), [], [
    dict(measure='realisasi', value='volume_count', variant='cara', trail='predikat', rows='order_'),
    dict(
        measure='realisasi_tw', value='volume_tw_count', variant='cara', trail="predikat || ' and is_masuk_triwulan'",
        rows='order_tw_'
    ),
    dict(
        measure='target', value='target', rows='_target_row_hash', where="layanan_volume <> 'semua'",
        trail="'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', "kode || '.' || layanan_volume")
    ),
    dict(
        measure='persen', value='realisasi_pct', numerator='volume_count', denominator='target',
        cause="case when volume_count is null then '' else 'target' end"
    )
]) }}
