{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'an order outside the calendar would never come due and so never be late',
    }
) }}

select
    _source_row_id,
    tanggal_mulai,
    spm_hk
from {{ ref('int_layanan__orders_due') }}
where spm_hk is not null and tanggal_mulai is not null and tanggal_jatuh_tempo is null
