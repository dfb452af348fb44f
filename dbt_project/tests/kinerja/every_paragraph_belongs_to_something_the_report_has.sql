{{ config(
    severity='warn',
    meta={
        'dimension': 'validity',
        'reason': 'a paragraph under an unknown code is not printed anywhere; its writer has to see it',
        'dagster': {'ref': {'name': 'narratives'}},
    }
) }}

select
    _source_row_id,
    kode
from {{ ref('narratives') }}
where
    kode <> 'umum'
    and kode not in (select indicators.kode from {{ ref('indicators') }} as indicators)
    and kode not in (select outputs.kro from {{ ref('outputs') }} as outputs)
