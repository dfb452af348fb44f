with users as (
    select
        pengguna.kode_satker,
        pengguna.kode as pengguna_kode,
        catalogue.layanan_volume,
        max(pengguna.pengguna_count) as terbanyak_count,
        sum(pengguna.pengguna_count) as pengguna_count,
        count(*) as layanan_count
    from {{ ref('mart_pengguna') }} as pengguna
    inner join {{ source('reference', 'layanan') }} as catalogue
        on pengguna.kode_satker = catalogue.kode_satker and pengguna.layanan = catalogue.layanan
    group by pengguna.kode_satker, pengguna.kode, catalogue.layanan_volume
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
    users.pengguna_kode,
    volume.layanan_volume,
    case when users.terbanyak_count > volume.volume_count then 'more users than volume' else 'volume but no user' end
        as alasan,
    users.terbanyak_count,
    volume.volume_count
from {{ ref('mart_volume') }} as volume
inner join users on volume.kode_satker = users.kode_satker and volume.layanan_volume = users.layanan_volume
inner join services
    on
        volume.kode_satker = services.kode_satker
        and volume.kode = services.kode
        and volume.layanan_volume = services.layanan_volume
-- comparable where all services of the volume row stand in the table of users
where
    users.layanan_count = services.layanan_count
    and (
        users.terbanyak_count > volume.volume_count
        or (volume.volume_count > 0 and users.pengguna_count = 0)
    )
