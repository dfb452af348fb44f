with whole as (
    select
        kro.kode_satker,
        sum(kro.rencana_sd_rp) as rencana_rp,
        max(periode.triwulan_ke) * 3 as bulan
    from {{ ref('mart_kro') }} as kro
    inner join {{ source('reference', 'periode') }} as periode on kro.kode_satker = periode.kode_satker
    where kro.tingkat = 'kro'
    group by kro.kode_satker
)

select
    whole.kode_satker,
    whole.bulan,
    whole.rencana_rp as rencana_kro_rp,
    months.rencana_rp as rencana_bulan_rp
from whole
inner join {{ ref('mart_rencana') }} as months on whole.kode_satker = months.kode_satker and whole.bulan = months.bulan
where coalesce(whole.rencana_rp, -1) <> coalesce(months.rencana_rp, -1)
