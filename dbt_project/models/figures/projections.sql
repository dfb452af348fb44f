-- How far each indicator is from its target, and where it would end if the quarters left went on as those so far: what
-- grows over the year by the mean of its quarters, a level by the mean of its steps since the first report of the year.
-- Neither goes beyond the bounds of its formula. A plain projection, which no figure of the unit is made of.
with periode as (
    select * from {{ source('reference', 'periode') }}
),

headlines as (
    select
        indikator.kode_satker,
        indikator.kode,
        indikator.arah,
        indikator.proyeksi as cara,
        indikator.target,
        batas.bawah,
        batas.atas,
        realisasi.value as nilai,
        realisasi.printed_value as tercetak,
        realisasi.decimals as desimal,
        periode.triwulan,
        periode.tahun,
        periode.triwulan_ke
    from {{ ref('dim_indikator') }} as indikator
    inner join periode on indikator.kode_satker = periode.kode_satker
    left join {{ source('reference', 'batas') }} as batas
        on
            indikator.kode_satker = batas.kode_satker
            and indikator.kode = batas.kode
            and batas.besaran = 'realisasi'
            and (batas.satuan is null or lower(indikator.satuan) = batas.satuan)
    inner join {{ ref('figures') }} as realisasi
        on indikator.kode_satker = realisasi.kode_satker and indikator.kode || '.realisasi' = realisasi.figure_id
    where realisasi.value is not null
),

-- The first report of the year that has a value.
openings as (
    select
        headlines.kode_satker,
        headlines.kode,
        min(former.triwulan) as triwulan
    from headlines
    inner join {{ source('reference', 'angka_lalu') }} as former
        on headlines.kode_satker = former.kode_satker and headlines.kode || '.realisasi' = former.figure_id
    where
        former.value is not null
        and left(former.triwulan, 4) = cast(headlines.tahun as string)
        and former.triwulan < headlines.triwulan
    group by headlines.kode_satker, headlines.kode
),

opened as (
    select
        headlines.*,
        former.value as nilai_awal,
        openings.triwulan as triwulan_awal,
        cast(right(openings.triwulan, 1) as integer) as awal_ke
    from headlines
    left join openings on headlines.kode_satker = openings.kode_satker and headlines.kode = openings.kode
    left join {{ source('reference', 'angka_lalu') }} as former
        on
            headlines.kode_satker = former.kode_satker
            and openings.triwulan = former.triwulan
            and headlines.kode || '.realisasi' = former.figure_id
),

projected as (
    select
        *,
        case
            when cara = 'kumulatif' then {{ ratio('nilai', 'triwulan_ke', 12, 0, 4) }}
            when cara = 'tingkat' and nilai_awal is null then cast(nilai as decimal(38, 18))
            when cara = 'tingkat'
                then
                    cast(nilai as decimal(38, 18))
                    + {{ ratio('(nilai - nilai_awal) * (4 - triwulan_ke)', '(triwulan_ke - awal_ke)', 12, 0) }}
        end as nilai_proyeksi
    from opened
),

bounded as (
    select
        *,
        case
            when nilai_proyeksi < bawah then cast(bawah as decimal(38, 18))
            when nilai_proyeksi > atas then cast(atas as decimal(38, 18))
            else nilai_proyeksi
        end as nilai_terbatas
    from projected
),

printed as (
    select
        *,
        {{ round_half_up('nilai_terbatas', 'desimal') }} as proyeksi
    from bounded
)

select
    kode_satker,
    kode,
    cara,
    coalesce(triwulan_awal, triwulan) as triwulan_awal,
    cast(desimal as integer) as desimal,
    cast(target as decimal(38, 12)) as target,
    cast(tercetak as decimal(38, 12)) as tercetak,
    cast(case arah when 'turun' then tercetak - target else target - tercetak end as decimal(38, 12)) as jarak,
    cast(proyeksi as decimal(38, 12)) as proyeksi_akhir,
    cast(case arah when 'turun' then proyeksi - target else target - proyeksi end as decimal(38, 12)) as jarak_proyeksi
from printed
