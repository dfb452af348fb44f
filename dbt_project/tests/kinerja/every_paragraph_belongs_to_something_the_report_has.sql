{{ config(severity='warn') }}

select
    _source_row_id,
    kode
from {{ ref('narratives') }}
where
    kode not in ('umum', 'anggaran')
    and kode not in (select indicators.kode from {{ ref('indicators') }} as indicators)
    and kode not in (select outputs.kro from {{ ref('outputs') }} as outputs)
    and kode not in (select revisions.kode_revisi from {{ ref('mart_revisi') }} as revisions)
