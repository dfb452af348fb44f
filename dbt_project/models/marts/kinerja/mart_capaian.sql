-- The scorecard. Capaian divides what is printed, the realisasi rounded half up to the indicator's decimals, by the
-- target: 3.79 / 3.72 is 101.88, the unrounded index would give 102.01. Where lower is better it is target over
-- realisasi. What nobody has measured yet is "on progress" and has no capaian.
with headlines as (
    select
        ikm.kode_satker,
        ikm.kode,
        ikm.alternatif,
        ikm.indeks as nilai
    from {{ ref('mart_ikm') }} as ikm
    where ikm.layanan = 'semua' and ikm.unsur = 'semua'
    union all
    select
        nps.kode_satker,
        nps.kode,
        nps.alternatif,
        nps.nps as nilai
    from {{ ref('mart_nps') }} as nps
    where nps.layanan = 'semua'
    union all
    select
        pengguna.kode_satker,
        pengguna.kode,
        readings.alternatif,
        cast(
            case readings.nilai
                when 'jumlah_per_layanan' then pengguna.jumlah_layanan_count
                else pengguna.pengguna_count
            end as decimal(38, 18)
        ) as nilai
    from {{ ref('mart_pengguna') }} as pengguna
    inner join ({{ readings('pengguna') }}) as readings
        on pengguna.kode_satker = readings.kode_satker and pengguna.kode = readings.kode
    where pengguna.layanan = 'semua'
    union all
    select
        sla.kode_satker,
        sla.kode,
        case when sla.alternatif = '' then readings.alternatif else sla.alternatif end as alternatif,
        case readings.nilai when 'gabungan' then sla.gabungan_pct else sla.rata_rata_bulan_pct end as nilai
    from {{ ref('mart_sla') }} as sla
    inner join ({{ readings('sla_gabungan') }}) as readings
        on sla.kode_satker = readings.kode_satker and sla.kode = readings.kode
    where sla.layanan = 'semua' and (sla.alternatif = '' or readings.alternatif = '')
    union all
    select
        pnbp.kode_satker,
        pnbp.kode,
        pnbp.alternatif,
        case when pnbp.is_final then pnbp.hasil_pnbp end as nilai
    from {{ ref('mart_pnbp') }} as pnbp
    where pnbp.alternatif = '' and pnbp.rumus is not null
    union all
    select
        volume.kode_satker,
        volume.kode,
        '' as alternatif,
        cast(volume.volume_count as decimal(38, 18)) as nilai
    from {{ ref('mart_volume') }} as volume
    where volume.layanan_volume = 'semua'
    union all
    select
        rasio.kode_satker,
        rasio.kode,
        rasio.alternatif,
        rasio.nilai_pct as nilai
    from {{ ref('mart_rasio') }} as rasio
    union all
    select
        terukur.kode_satker,
        terukur.kode,
        '' as alternatif,
        terukur.nilai_terukur as nilai
    from {{ ref('mart_terukur') }} as terukur
    union all
    select
        assessed.kode_satker,
        assessed.kode,
        '' as alternatif,
        cast(assessed.nilai_penilaian as decimal(38, 18)) as nilai
    from {{ ref('dim_indikator') }} as assessed
    where assessed.rumus in ('penilaian_luar', 'nilai_lembar')
),

measured as (
    select
        kode_satker,
        kode,
        alternatif,
        'semua' as layanan,
        0 as bulan,
        nilai
    from headlines
    union all
    -- the timeliness of each service, and of each of its months
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        bulan,
        rata_rata_bulan_pct as nilai
    from {{ ref('mart_sla') }}
    where layanan <> 'semua' and alternatif = ''
),

scored as (
    select
        indikator.kode_satker,
        indikator.kode,
        indikator.rumus,
        indikator.desimal,
        indikator.arah,
        indikator.target,
        coalesce(measured.alternatif, '') as alternatif,
        coalesce(measured.layanan, 'semua') as layanan,
        coalesce(measured.bulan, 0) as bulan,
        cast(measured.nilai as decimal(38, 18)) as realisasi,
        -- Growth is known when the year has closed, not before.
        coalesce(
            indikator.menunggu = 'selalu' or (indikator.menunggu = 'akhir_tahun' and periode.triwulan_ke < 4), false
        ) as is_menunggu
    from {{ ref('dim_indikator') }} as indikator
    inner join {{ source('reference', 'periode') }} as periode on indikator.kode_satker = periode.kode_satker
    left join measured on indikator.kode_satker = measured.kode_satker and indikator.kode = measured.kode
),

printed as (
    select
        scored.*,
        {{ round_half_up('realisasi', 'desimal') }} as realisasi_cetak
    from scored
)

select
    kode_satker,
    kode,
    rumus,
    alternatif,
    layanan,
    cast(bulan as integer) as bulan,
    desimal,
    arah,
    realisasi,
    realisasi_cetak,
    target,
    case arah
        when 'turun' then {{ ratio('target', 'realisasi_cetak', 6, 6, 100) }}
        else {{ ratio('realisasi_cetak', 'target', 6, 6, 100) }}
    end as capaian_pct,
    case
        when realisasi is null and is_menunggu then 'on_progress'
        when realisasi is null then 'tidak_terdefinisi'
    end as status
from printed
