-- Users and volumes of the services.
{%- set spans = [('realisasi', '', 's.d. triwulan ini'), ('realisasi_tw', '_tw', 'dalam triwulan ini')] %}

with pengguna as (
    select
        pengguna.*,
        nullif(pengguna.layanan, 'semua') as layanan_kunci,
        indikator.desimal,
        indikator.satuan,
        {{ named(' layanan ', 'catalogue.nama') }} as label_layanan,
        readings.alternatif,
        readings.nilai as cara,
        'pengguna=' || readings.nilai as kebijakan,
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
        indikator.desimal,
        indikator.satuan as satuan_indikator,
        {{ named(' ', 'volume.nama_volume') }} as label_layanan,
        indikator.cakupan_predikat || ' and bulan_masuk is not null'
        || {{ and_equals('layanan_volume', "nullif(volume.layanan_volume, 'semua')") }} as predikat
    from {{ ref('mart_volume') }} as volume
    inner join {{ ref('dim_indikator') }} as indikator on volume.kode = indikator.kode
),

measured as (
    {%- for measure, suffix, title in spans %}
    {%- set period = "'triwulan'" if suffix else "'tahun_berjalan'" %}
    {%- set narrowed = " || ' and is_masuk_triwulan'" if suffix else '' %}
    {{ 'union all' if not loop.first }}
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'" ~ measure ~ "'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Pengguna' || label_layanan || ' " ~ title ~ "'",
            value="case when layanan = 'semua' and cara = 'jumlah_per_layanan' then jumlah_layanan" ~ suffix
                ~ "_count else pengguna" ~ suffix ~ "_count end",
            unit='satuan', decimals='desimal', period_basis=period,
            operation="case when layanan = 'semua' and cara = 'jumlah_per_layanan' then 'sum' else 'row_distinct' end",
            formula="case
                when layanan <> 'semua' or cara <> 'jumlah_per_layanan' then null
                when alternatif = '' then 'jumlah_layanan'
                else 'jumlah_layanan_utama'
            end",
            policy="case when layanan = 'semua' then kebijakan else '' end",
            trail_relation="'marts.fct_order'", trail_predicate='predikat' ~ narrowed,
            trail_measure="case when layanan = 'semua' and cara = 'jumlah_per_layanan' then null else 'kode_pelanggan' end",
            row_count='order' ~ suffix ~ '_row_count', hash_sum='order' ~ suffix ~ '_hash_sum'
        ) }}
    from pengguna
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'" ~ measure ~ "'", layanan='layanan_kunci',
            label="'Volume layanan' || label_layanan || ' " ~ title ~ "'", value='volume' ~ suffix ~ '_count',
            unit="coalesce(satuan, satuan_indikator)", decimals='desimal', period_basis=period,
            operation="case when layanan_volume = 'semua' then 'sum' else 'row_sum' end",
            formula="case when layanan_volume = 'semua' then 'jumlah_layanan' end", reason="'tidak ada order'",
            trail_relation="'marts.fct_order'", trail_predicate='predikat' ~ narrowed,
            trail_measure="case when layanan_volume <> 'semua' then 'jumlah_count' end",
            row_count='order' ~ suffix ~ '_row_count', hash_sum='order' ~ suffix ~ '_hash_sum'
        ) }}
    from volume
    {%- endfor %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'target'", layanan='layanan_kunci',
            label="'Target volume layanan' || label_layanan", value='target', unit='coalesce(satuan, satuan_indikator)',
            decimals='desimal', period_basis="'tahun'", operation="'row_value'",
            reason="'tidak ada target layanan dalam Perjanjian Kinerja'", trail_relation="'marts.fct_kinerja'",
            trail_predicate="'lembar = ''perjanjian_kinerja''' || " ~ and_equals('kode', "kode || '.' || layanan_volume"),
            trail_measure="'target'", row_count='case when _target_row_hash is null then 0 else 1 end',
            hash_sum='coalesce(_target_row_hash, 0)'
        ) }}
    from volume
    where layanan_volume <> 'semua'
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'persen'", layanan='layanan_kunci',
            label="'Persentase volume terhadap target' || label_layanan", value='realisasi_pct', unit="'Persen'",
            decimals='2', period_basis="'tahun_berjalan'", operation="'percent'", formula="'persen_target'",
            numerator='volume_count', denominator='target',
            reason="case when volume_count is null then 'tidak ada order' else 'target kosong atau nol' end"
        ) }}
    from volume
)

{{ finished_figures('measured') }}
