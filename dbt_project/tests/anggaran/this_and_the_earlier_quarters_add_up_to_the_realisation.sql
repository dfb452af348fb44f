with earlier as (
    select coalesce(sum(realisasi_sd_rp), 0) as earlier_rp
    from {{ ref('fct_realisasi') }}
    where not is_periode_ini
)

select
    anggaran.realisasi_rp,
    anggaran.realisasi_tw_rp,
    earlier.earlier_rp
from {{ ref('mart_anggaran') }} as anggaran
cross join earlier
where
    anggaran.sumber_dana = 'semua'
    and anggaran.realisasi_rp <> anggaran.realisasi_tw_rp + earlier.earlier_rp
