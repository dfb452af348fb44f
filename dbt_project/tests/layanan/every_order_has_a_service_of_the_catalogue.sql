{{ config(
    meta={
        'dimension': 'validity',
        'reason': 'an order whose service name is in no crosswalk would count nowhere',
    }
) }}

select
    _source_row_id,
    jenis_layanan
from {{ ref('int_layanan__orders_due') }}
where layanan is null
