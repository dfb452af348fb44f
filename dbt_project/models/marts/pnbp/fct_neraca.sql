with balances as (
    select * from {{ ref('int_neraca__balances_flagged') }}
    where _superseded_by is null and not is_satker_lain
)

select
    kode_satker,
    _source_row_id,
    _row_hash,
    kdsatker,
    kode_periode,
    akun,
    uraian,
    is_aset_tahun_lalu,
    nilai_rp,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from balances
