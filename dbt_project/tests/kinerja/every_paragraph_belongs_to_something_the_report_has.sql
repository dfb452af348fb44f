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
    and kode not in (select kode from {{ ref('indicators') }})
    and kode not in (select kro from {{ ref('outputs') }})
