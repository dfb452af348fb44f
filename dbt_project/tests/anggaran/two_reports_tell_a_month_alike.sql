{{ config(severity='warn') }}

with months as (
    select distinct
        kode_satker,
        bulan
    from {{ ref('fct_penyerapan') }}
),

own as (
    select spent.*
    from {{ ref('fct_penyerapan') }} as spent
    inner join months on spent.kode_satker = months.kode_satker and spent.bulan + 1 = months.bulan
),

later as (
    select spent.*
    from {{ ref('fct_penyerapan') }} as spent
    inner join months on spent.kode_satker = months.kode_satker and spent.bulan - 1 = months.bulan
)

select
    coalesce(later.kode_satker, own.kode_satker) as kode_satker,
    coalesce(later._source_row_id, own._source_row_id) as _source_row_id,
    coalesce(later.kunci_item, own.kunci_item) as kunci_item,
    own.realisasi_sd_rp,
    later.realisasi_lalu_rp
from own
full outer join later
    on own.kode_satker = later.kode_satker and own.bulan + 1 = later.bulan and own.kunci_item = later.kunci_item
where
    coalesce(own.realisasi_sd_rp, 0) <> coalesce(later.realisasi_lalu_rp, 0)
    and (later._source_row_id is null or later.realisasi_lalu_rp is not null)
