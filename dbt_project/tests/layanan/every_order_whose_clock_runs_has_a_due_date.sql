select
    kode_satker,
    _source_row_id,
    tanggal_mulai,
    spm_hk
from {{ ref('int_layanan__orders_due') }}
where spm_hk is not null and tanggal_mulai is not null and tanggal_jatuh_tempo is null
