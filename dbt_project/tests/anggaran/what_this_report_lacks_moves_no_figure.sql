{{ lost_spending() }}

select
    _source_row_id,
    akun_count,
    hilang_rp,
    bagian_pct,
    why,
    sebab
from told
where is_besar
