-- The row to look at is that of the assessment where somebody else gave an implausible value, else that of the target.
with bounds as (
    select
        indikator.kode_satker,
        indikator.kode,
        batas.besaran,
        batas.bawah,
        batas.atas,
        batas.rentang
    from {{ ref('dim_indikator') }} as indikator
    inner join {{ source('reference', 'batas') }} as batas
        on
            indikator.kode_satker = batas.kode_satker
            and indikator.kode = batas.kode
            and (batas.satuan is null or lower(indikator.satuan) = batas.satuan)
),

judged as (
    select
        capaian.kode_satker,
        capaian.kode,
        capaian.rumus,
        capaian.realisasi_cetak,
        capaian.target,
        capaian.capaian_pct,
        of_realisasi.rentang as batas_realisasi,
        of_capaian.rentang as batas_capaian,
        coalesce(
            capaian.realisasi_cetak < of_realisasi.bawah or capaian.realisasi_cetak > of_realisasi.atas, false
        ) as is_realisasi,
        coalesce(capaian.target < of_realisasi.bawah or capaian.target > of_realisasi.atas, false) as is_target,
        coalesce(capaian.capaian_pct < of_capaian.bawah or capaian.capaian_pct > of_capaian.atas, false) as is_capaian
    from {{ ref('mart_capaian') }} as capaian
    left join bounds as of_realisasi
        on
            capaian.kode_satker = of_realisasi.kode_satker
            and capaian.kode = of_realisasi.kode
            and of_realisasi.besaran = 'realisasi'
    left join bounds as of_capaian
        on
            capaian.kode_satker = of_capaian.kode_satker
            and capaian.kode = of_capaian.kode
            and of_capaian.besaran = 'capaian'
    where capaian.alternatif = '' and capaian.layanan = 'semua' and capaian.bulan = 0
),

outside as (
    select
        judged.*,
        case
            when judged.is_realisasi and judged.rumus in ('penilaian_luar', 'nilai_lembar') then 'penilaian_luar'
            else 'perjanjian_kinerja'
        end as lembar
    from judged
    where judged.is_realisasi or judged.is_target or judged.is_capaian
)

select
    outside.kode_satker,
    sheet_rows._source_row_id,
    outside.kode,
    outside.realisasi_cetak as realisasi,
    outside.target,
    cast(outside.capaian_pct as decimal(38, 2)) as capaian,
    outside.batas_realisasi,
    outside.batas_capaian,
    'realisasi and target within batas_realisasi, capaian within batas_capaian' as why,
    'realisasi dan target dalam batas realisasi, capaian dalam batas capaian' as sebab
from outside
inner join {{ source('reference', 'periode') }} as periode on outside.kode_satker = periode.kode_satker
left join {{ ref('fct_kinerja') }} as sheet_rows
    on
        outside.kode_satker = sheet_rows.kode_satker
        and outside.kode = sheet_rows.kode
        and outside.lembar = sheet_rows.lembar
        and periode.triwulan = coalesce(sheet_rows.triwulan, periode.triwulan)
