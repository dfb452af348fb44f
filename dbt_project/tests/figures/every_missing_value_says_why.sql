{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'a dash in the report needs its reason, and a value must not carry one',
    }
) }}

select
    figure_id,
    value,
    status,
    keterangan
from {{ ref('figures') }}
where
    (value is null and (status is null or keterangan is null))
    or (value is not null and status is not null)
