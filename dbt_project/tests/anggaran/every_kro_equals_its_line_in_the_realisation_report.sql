with contributing as (
    select distinct -- one row per report of this quarter that still has a say
        kode_satker,
        _delivery_sha256,
        _sheet,
        periode
    from {{ ref('fct_realisasi') }}
    where is_periode_ini
),

printed as (
    select
        report.kode_satker,
        report.kelas_baris,
        coalesce({{ last_segment('report.kegiatan') }}, '') as kegiatan,
        coalesce({{ last_segment('report.kro') }}, '') as kro,
        sum(report.realisasi_sd_periode_rp) as printed_rp
    from {{ ref('stg_sakti__glp039') }} as report
    inner join contributing
        on
            report.kode_satker = contributing.kode_satker
            and report._delivery_sha256 = contributing._delivery_sha256
            and report._sheet = contributing._sheet
            and report.periode = contributing.periode
    where report.kelas_baris in ('kro', 'total') and report.basis = 'sp2d'
    group by
        report.kode_satker,
        report.kelas_baris,
        coalesce({{ last_segment('report.kegiatan') }}, ''),
        coalesce({{ last_segment('report.kro') }}, '')
),

counted as (
    select
        kode_satker,
        'kro' as kelas_baris,
        kegiatan,
        kro,
        sum(realisasi_rp) as counted_rp
    from {{ ref('mart_kro') }}
    where tingkat = 'kro'
    group by kode_satker, kegiatan, kro
    union all
    select
        kode_satker,
        'total' as kelas_baris,
        '' as kegiatan,
        '' as kro,
        sum(realisasi_rp) as counted_rp
    from {{ ref('mart_kro') }}
    where tingkat = 'kro'
    group by kode_satker
),

-- a report without lines by KRO is compared by its total alone
depth as (
    select
        kode_satker,
        count(case when kelas_baris = 'kro' then 1 end) as kro_count
    from printed
    group by kode_satker
)

select
    coalesce(counted.kode_satker, printed.kode_satker) as kode_satker,
    coalesce(counted.kelas_baris, printed.kelas_baris) as kelas_baris,
    coalesce(counted.kegiatan, printed.kegiatan) as kegiatan,
    coalesce(counted.kro, printed.kro) as kro,
    counted.counted_rp,
    printed.printed_rp
from counted
full join printed
    on
        counted.kode_satker = printed.kode_satker
        and counted.kelas_baris = printed.kelas_baris
        and counted.kegiatan = printed.kegiatan
        and counted.kro = printed.kro
left join depth on coalesce(counted.kode_satker, printed.kode_satker) = depth.kode_satker
where
    coalesce(counted.counted_rp, 0) <> coalesce(printed.printed_rp, 0)
    and (coalesce(counted.kelas_baris, printed.kelas_baris) = 'total' or depth.kro_count > 0)
