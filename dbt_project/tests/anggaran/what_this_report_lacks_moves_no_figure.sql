{{ lost_spending() }}

select
    kode_satker,
    _source_row_id,
    akun_count,
    hilang_rp,
    bagian_pct,
    why,
    sebab
from told
where is_besar
