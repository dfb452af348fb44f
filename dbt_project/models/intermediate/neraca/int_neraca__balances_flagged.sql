-- The return on assets divides by the assets at the close of the year before; contra accounts stand negative in the
-- source and simply add up.
with balances as (
    select
        balances.*,
        {{ superseded_by(['kdsatker', 'kode_periode', 'akun']) }} as _superseded_by
    from {{ ref('stg_neraca__neraca') }} as balances
)

select
    balances.kode_satker,
    balances.kdsatker,
    balances.kode_periode,
    balances.akun,
    balances.uraian,
    balances.nilai_rp,
    balances.kdsatker <> unit.kode_satker as is_satker_lain,
    balances.kdsatker = unit.kode_satker
    and balances.kode_periode = cast(periode.tahun - 1 as string) || '-12' and exists (
        select 1
        from {{ source('reference', 'akun') }} as akun
        where
            balances.kode_satker = akun.kode_satker
            and akun.himpunan = 'aset'
            and balances.akun like akun.awalan || '%'
    ) as is_aset_tahun_lalu,
    balances._superseded_by,
    balances._source_row_id,
    balances._row_hash,
    balances._delivery_sha256,
    balances._delivery_quarter,
    balances._delivery_order,
    balances._sheet,
    balances._row
from balances
inner join {{ source('reference', 'periode') }} as periode on balances.kode_satker = periode.kode_satker
inner join {{ source('reference', 'unit') }} as unit on balances.kode_satker = unit.kode_satker
