select
    kode_satker,
    figure_id,
    operation
from {{ ref('figures') }}
where
    operation like 'row%'
    and (trail_relation is null or trail_predicate is null or trail_measure is null)
