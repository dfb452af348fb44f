{{ config(severity='warn') }}

select
    kode_satker,
    _source_row_id,
    tanggal_masuk,
    tanggal_selesai
from {{ ref('fct_order') }}
where tanggal_selesai < tanggal_masuk
