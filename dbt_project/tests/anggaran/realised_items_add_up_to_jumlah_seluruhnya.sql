with contributing as (
    select distinct -- one row per report that still has a say
        kode_satker,
        _delivery_sha256,
        _sheet,
        periode
    from {{ ref('fct_realisasi') }}
),

printed as (
    select
        report.kode_satker,
        report.periode,
        sum(report.realisasi_sd_periode_rp) as printed_rp
    from {{ ref('stg_sakti__glp039') }} as report
    inner join contributing
        on
            report.kode_satker = contributing.kode_satker
            and report._delivery_sha256 = contributing._delivery_sha256
            and report._sheet = contributing._sheet
            and report.periode = contributing.periode
    where report.kelas_baris = 'total' and report.basis = 'sp2d'
    group by report.kode_satker, report.periode
),

counted as (
    select
        kode_satker,
        periode,
        sum(realisasi_sd_rp) as counted_rp
    from {{ ref('fct_realisasi') }}
    group by kode_satker, periode
)

select
    counted.kode_satker,
    counted.periode,
    counted.counted_rp,
    printed.printed_rp
from counted
left join printed on counted.kode_satker = printed.kode_satker and counted.periode = printed.periode
where printed.printed_rp is null or counted.counted_rp <> printed.printed_rp
