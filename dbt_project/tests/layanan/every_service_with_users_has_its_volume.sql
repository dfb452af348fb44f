with users as (
    select
        catalogue.layanan_volume,
        max(pengguna.pengguna_count) as terbanyak_count,
        sum(pengguna.pengguna_count) as pengguna_count,
        count(*) as layanan_count
    from {{ ref('mart_pengguna') }} as pengguna
    inner join {{ source('reference', 'layanan') }} as catalogue on pengguna.layanan = catalogue.layanan
    where catalogue.di_volume
    group by catalogue.layanan_volume
),

services as (
    select
        layanan_volume,
        count(*) as layanan_count
    from {{ source('reference', 'layanan') }}
    where di_volume
    group by layanan_volume
)

select
    volume.layanan_volume,
    case when users.terbanyak_count > volume.volume_count then 'more users than volume' else 'volume but no user' end
        as alasan,
    users.terbanyak_count,
    volume.volume_count
from {{ ref('mart_volume') }} as volume
inner join users on volume.layanan_volume = users.layanan_volume
inner join services on volume.layanan_volume = services.layanan_volume
where
    users.terbanyak_count > volume.volume_count
    -- a volume row of several services has users where all of them stand in the table of users
    or (volume.volume_count > 0 and users.pengguna_count = 0 and users.layanan_count = services.layanan_count)
