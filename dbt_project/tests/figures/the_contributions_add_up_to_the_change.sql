-- To the last digit what is printed; the cells give the value that is published, but for the twelfth decimal of each.
with shares as (
    select
        kode_satker,
        kode,
        pembanding,
        rincian,
        sum(kontribusi) as total
    from {{ ref('contributions') }}
    group by kode_satker, kode, pembanding, rincian
),

wholes as (
    select
        kode_satker,
        kode,
        cast(sum(pembilang) as decimal(38, 12)) as pembilang,
        cast(case sum(penyebut) when 0 then 1 else sum(penyebut) end as decimal(38, 12)) as penyebut
    from {{ ref('indicator_parts') }}
    group by kode_satker, kode
)

select
    shares.kode_satker,
    shares.kode,
    shares.pembanding || ', ' || shares.rincian as tempat,
    shares.total as dijumlahkan,
    changes.perubahan as seharusnya
from shares
inner join {{ ref('indicator_changes') }} as changes
    on
        shares.kode_satker = changes.kode_satker
        and shares.kode = changes.kode
        and shares.pembanding = changes.pembanding
where changes.perubahan is null or shares.total <> changes.perubahan
union all
select
    changes.kode_satker,
    changes.kode,
    changes.pembanding as tempat,
    cast(null as decimal(38, 12)) as dijumlahkan,
    changes.perubahan as seharusnya
from {{ ref('indicator_changes') }} as changes
left join shares
    on
        changes.kode_satker = shares.kode_satker
        and changes.kode = shares.kode
        and changes.pembanding = shares.pembanding
where changes.sebab = '' and shares.kode is null
union all
select
    wholes.kode_satker,
    wholes.kode,
    'realisasi' as tempat,
    wholes.pembilang as dijumlahkan,
    figures.value as seharusnya
from wholes
inner join {{ ref('figures') }} as figures
    on wholes.kode_satker = figures.kode_satker and wholes.kode || '.realisasi' = figures.figure_id
where
    figures.value is not null
    and abs({{ part_of('wholes.pembilang', 'wholes.penyebut') }} - figures.value) > 0.00000001
union all
select
    projections.kode_satker,
    projections.kode,
    'jarak' as tempat,
    projections.jarak as dijumlahkan,
    projections.target - projections.tercetak as seharusnya
from {{ ref('projections') }} as projections
inner join {{ ref('figures') }} as figures
    on projections.kode_satker = figures.kode_satker and projections.kode || '.realisasi' = figures.figure_id
where
    abs(projections.jarak) <> abs(projections.target - projections.tercetak)
    or projections.tercetak <> figures.printed_value
