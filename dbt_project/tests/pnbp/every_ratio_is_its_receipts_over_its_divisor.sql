select
    kode_satker,
    kode,
    rumus,
    alternatif,
    nilai_pct
from {{ ref('mart_rasio') }}
where
    abs(cast(nilai_pct as double) * cast(pembagi_rp as double) - 100 * cast(pnbp_rp as double))
    > 0.00000001 * abs(cast(pembagi_rp as double))
