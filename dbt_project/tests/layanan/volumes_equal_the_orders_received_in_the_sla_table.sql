with received as (
    select
        sla.kode_satker,
        sla.kode as sla_kode,
        catalogue.layanan_volume,
        sum(sla.masuk_count) as masuk_count,
        -- a volume row of several services is comparable when all of them stand in the SLA table
        count(*) as sla_layanan_count
    from {{ ref('mart_sla') }} as sla
    inner join {{ source('reference', 'layanan') }} as catalogue
        on sla.kode_satker = catalogue.kode_satker and sla.layanan = catalogue.layanan
    where sla.alternatif = '' and sla.bulan = 0
    group by sla.kode_satker, sla.kode, catalogue.layanan_volume
),

services as (
    select
        cakupan.kode_satker,
        cakupan.kode,
        catalogue.layanan_volume,
        count(*) as layanan_count
    from {{ source('reference', 'cakupan') }} as cakupan
    inner join {{ source('reference', 'layanan') }} as catalogue
        on cakupan.kode_satker = catalogue.kode_satker and cakupan.layanan = catalogue.layanan
    group by cakupan.kode_satker, cakupan.kode, catalogue.layanan_volume
)

select
    volume.kode_satker,
    volume.kode,
    received.sla_kode,
    volume.layanan_volume,
    volume.volume_count,
    received.masuk_count
from {{ ref('mart_volume') }} as volume
inner join received on volume.kode_satker = received.kode_satker and volume.layanan_volume = received.layanan_volume
inner join services
    on
        volume.kode_satker = services.kode_satker
        and volume.kode = services.kode
        and volume.layanan_volume = services.layanan_volume
        and received.sla_layanan_count = services.layanan_count
inner join ({{ policies_by_indicator(['sla_satuan']) }}) as policies
    on volume.kode_satker = policies.kode_satker and received.sla_kode = policies.kode
where policies.sla_satuan = 'jumlah' and volume.volume_count <> received.masuk_count
