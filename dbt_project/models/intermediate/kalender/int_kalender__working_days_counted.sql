-- Counting working days is a subtraction once every date knows how many there were up to and including it. Holidays
-- count as known at the end of the quarter: a decree or a withdrawal that came later moves no due date of this report.
with periode as (
    select
        kode_satker,
        tanggal_akhir,
        {{ add_years('awal_tahun', -5) }} as hari_pertama,
        {{ add_years('tanggal_akhir', 3) }} as hari_terakhir
    from {{ source('reference', 'periode') }}
),

policies as (
    {{ policies(['cuti_bersama']) }}
),

days as (
    select
        kode_satker,
        {{ each_day('hari_pertama', 'hari_terakhir') }} as tanggal
    from periode
),

holidays as (
    select
        hari_libur.kode_satker,
        hari_libur.tanggal,
        max(case when hari_libur.jenis = 'libur nasional' then 1 else 0 end) as libur_nasional,
        max(case when hari_libur.jenis = 'cuti bersama' then 1 else 0 end) as cuti_bersama
    from {{ source('reference', 'hari_libur') }} as hari_libur
    inner join periode on hari_libur.kode_satker = periode.kode_satker
    where
        hari_libur.berlaku_sejak <= periode.tanggal_akhir
        and coalesce(hari_libur.dicabut_sejak > periode.tanggal_akhir, true)
    group by hari_libur.kode_satker, hari_libur.tanggal
),

classed as (
    select
        days.kode_satker,
        days.tanggal,
        case
            when {{ iso_weekday('days.tanggal') }} >= 6 or coalesce(holidays.libur_nasional, 0) = 1 then 0
            when coalesce(holidays.cuti_bersama, 0) = 1 and policies.cuti_bersama = 'berhenti' then 0
            else 1
        end as hari_kerja,
        case
            when {{ iso_weekday('days.tanggal') }} >= 6 or coalesce(holidays.libur_nasional, 0) = 1 then 0
            when coalesce(holidays.cuti_bersama, 0) = 1 and policies.cuti_bersama_lain = 'berhenti' then 0
            else 1
        end as hari_kerja_alternatif
    from days
    inner join policies on days.kode_satker = policies.kode_satker
    left join holidays on days.kode_satker = holidays.kode_satker and days.tanggal = holidays.tanggal
)

select
    kode_satker,
    tanggal,
    cast(hari_kerja as boolean) as is_hari_kerja,
    cast(hari_kerja_alternatif as boolean) as is_hari_kerja_alternatif,
    cast(sum(hari_kerja) over (partition by kode_satker order by tanggal rows unbounded preceding) as integer)
        as nomor_hk,
    cast(
        sum(hari_kerja_alternatif) over (partition by kode_satker order by tanggal rows unbounded preceding) as integer
    ) as nomor_hk_alternatif
from classed
