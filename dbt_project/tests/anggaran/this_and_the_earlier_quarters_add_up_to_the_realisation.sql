with earlier as (
    select
        kode_satker,
        sum(realisasi_sd_rp) as earlier_rp
    from {{ ref('fct_realisasi') }}
    where not is_periode_ini
    group by kode_satker
)

select
    anggaran.kode_satker,
    anggaran.realisasi_rp,
    anggaran.realisasi_tw_rp,
    coalesce(earlier.earlier_rp, 0) as earlier_rp
from {{ ref('mart_anggaran') }} as anggaran
left join earlier on anggaran.kode_satker = earlier.kode_satker
where
    anggaran.sumber_dana = 'semua'
    and anggaran.realisasi_rp <> anggaran.realisasi_tw_rp + coalesce(earlier.earlier_rp, 0)
