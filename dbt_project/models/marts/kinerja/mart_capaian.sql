-- The scorecard. Capaian divides what is printed, the realisasi rounded half up to the indicator's decimals, by the
-- target: 3.79 / 3.72 is 101.88, the unrounded index would give 102.01. Where lower is better it is target over
-- realisasi. What nobody has measured yet is "on progress" and has no capaian.
with policies as (
    {{ policies(['pengguna', 'sla_gabungan']) }}
),

measured as (
    select
        'ikm' as rumus,
        alternatif,
        layanan,
        0 as bulan,
        indeks as nilai
    from {{ ref('mart_ikm') }}
    where layanan = 'semua' and unsur = 'semua'
    union all
    select
        'nps' as rumus,
        alternatif,
        layanan,
        0 as bulan,
        nps as nilai
    from {{ ref('mart_nps') }}
    where layanan = 'semua'
    union all
    select
        'pengguna' as rumus,
        readings.alternatif,
        pengguna.layanan,
        0 as bulan,
        cast(
            case readings.nilai
                when 'jumlah_per_layanan' then pengguna.jumlah_layanan_count
                else pengguna.pengguna_count
            end as decimal(38, 18)
        ) as nilai
    from {{ ref('mart_pengguna') }} as pengguna
    cross join (
        select
            '' as alternatif,
            pengguna as nilai
        from policies
        union all
        select
            pengguna_lain as alternatif,
            pengguna_lain as nilai
        from policies
    ) as readings
    where pengguna.layanan = 'semua'
    union all
    select
        'sla' as rumus,
        sla.alternatif,
        sla.layanan,
        sla.bulan,
        case
            when sla.layanan <> 'semua' or policies.sla_gabungan = 'rata_rata_bulan' then sla.rata_rata_bulan_pct
            else sla.gabungan_pct
        end as nilai
    from {{ ref('mart_sla') }} as sla
    cross join policies
    where sla.layanan = 'semua' or sla.alternatif = ''
    union all
    select
        'sla' as rumus,
        policies.sla_gabungan_lain as alternatif,
        sla.layanan,
        sla.bulan,
        case policies.sla_gabungan_lain when 'gabungan' then sla.gabungan_pct else sla.rata_rata_bulan_pct end as nilai
    from {{ ref('mart_sla') }} as sla
    cross join policies
    where sla.layanan = 'semua' and sla.alternatif = ''
    union all
    select
        rumus,
        alternatif,
        'semua' as layanan,
        0 as bulan,
        case when is_final then hasil_pnbp end as nilai
    from {{ ref('mart_pnbp') }}
    where alternatif = '' and rumus is not null
    union all
    select
        'volume' as rumus,
        '' as alternatif,
        'semua' as layanan,
        0 as bulan,
        cast(volume_count as decimal(38, 18)) as nilai
    from {{ ref('mart_volume') }}
    where layanan_volume = 'semua'
    union all
    select
        rumus,
        alternatif,
        'semua' as layanan,
        0 as bulan,
        nilai_pct as nilai
    from {{ ref('mart_rasio') }}
),

scored as (
    select
        indikator.kode,
        indikator.rumus,
        indikator.desimal,
        indikator.arah,
        indikator.target,
        coalesce(measured.alternatif, '') as alternatif,
        coalesce(measured.layanan, 'semua') as layanan,
        coalesce(measured.bulan, 0) as bulan,
        cast(
            case
                when indikator.rumus = 'penilaian_luar' then indikator.nilai_penilaian
                else measured.nilai
            end as decimal(38, 18)
        ) as realisasi,
        -- Growth is known when the year has closed, not before.
        indikator.rumus = 'penilaian_luar'
        or (indikator.rumus in ('pertumbuhan_pnbp', 'indeks_pnbp') and periode.triwulan_ke < 4) as is_menunggu
    from {{ ref('dim_indikator') }} as indikator
    cross join {{ source('reference', 'periode') }} as periode
    left join measured on indikator.rumus = measured.rumus
),

printed as (
    select
        scored.*,
        {{ round_half_up('realisasi', 'desimal') }} as realisasi_cetak
    from scored
)

select
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
