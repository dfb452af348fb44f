{{ config(severity='warn') }}

with reported as (
    select sum(pagu_revisi_rp) as pagu_rp
    from {{ ref('fct_realisasi') }}
    where is_periode_ini
)

select
    anggaran.pagu_rp,
    reported.pagu_rp as reported_pagu_rp
from {{ ref('mart_anggaran') }} as anggaran
cross join reported
where anggaran.sumber_dana = 'semua' and anggaran.pagu_rp <> reported.pagu_rp
