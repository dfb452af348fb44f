with whole as (
    select
        sum(kro.rencana_sd_rp) as rencana_rp,
        max(periode.triwulan_ke) * 3 as bulan
    from {{ ref('mart_kro') }} as kro
    cross join {{ source('reference', 'periode') }} as periode
    where kro.tingkat = 'kro'
)

select
    whole.bulan,
    whole.rencana_rp as rencana_kro_rp,
    months.rencana_rp as rencana_bulan_rp
from whole
inner join {{ ref('mart_rencana') }} as months on whole.bulan = months.bulan
where coalesce(whole.rencana_rp, -1) <> coalesce(months.rencana_rp, -1)
