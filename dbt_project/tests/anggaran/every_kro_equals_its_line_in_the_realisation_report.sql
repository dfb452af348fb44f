with contributing as (
    select distinct -- one row per report of this quarter that still has a say
        _delivery_sha256,
        _sheet,
        periode
    from {{ ref('fct_realisasi') }}
    where is_periode_ini
),

printed as (
    select
        report.kelas_baris,
        coalesce({{ last_segment('report.kegiatan') }}, '') as kegiatan,
        coalesce({{ last_segment('report.kro') }}, '') as kro,
        sum(report.realisasi_sd_periode_rp) as printed_rp
    from {{ ref('stg_sakti__glp039') }} as report
    inner join contributing
        on
            report._delivery_sha256 = contributing._delivery_sha256
            and report._sheet = contributing._sheet
            and report.periode = contributing.periode
    where report.kelas_baris in ('kro', 'total') and report.basis = 'sp2d'
    group by
        report.kelas_baris,
        coalesce({{ last_segment('report.kegiatan') }}, ''),
        coalesce({{ last_segment('report.kro') }}, '')
),

counted as (
    select
        'kro' as kelas_baris,
        kegiatan,
        kro,
        sum(realisasi_rp) as counted_rp
    from {{ ref('mart_kro') }}
    where tingkat = 'kro'
    group by kegiatan, kro
    union all
    select
        'total' as kelas_baris,
        '' as kegiatan,
        '' as kro,
        sum(realisasi_rp) as counted_rp
    from {{ ref('mart_kro') }}
    where tingkat = 'kro'
),

-- a report without lines by KRO is compared by its total alone
depth as (
    select count(case when kelas_baris = 'kro' then 1 end) as kro_count
    from printed
)

select
    coalesce(counted.kelas_baris, printed.kelas_baris) as kelas_baris,
    coalesce(counted.kegiatan, printed.kegiatan) as kegiatan,
    coalesce(counted.kro, printed.kro) as kro,
    counted.counted_rp,
    printed.printed_rp
from counted
full join printed
    on
        counted.kelas_baris = printed.kelas_baris
        and counted.kegiatan = printed.kegiatan
        and counted.kro = printed.kro
cross join depth
where
    coalesce(counted.counted_rp, 0) <> coalesce(printed.printed_rp, 0)
    and (coalesce(counted.kelas_baris, printed.kelas_baris) = 'total' or depth.kro_count > 0)
