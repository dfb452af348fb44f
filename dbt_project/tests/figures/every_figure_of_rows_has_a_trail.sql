{{ config(
    meta={
        'dimension': 'completeness',
        'reason': 'an auditor gets from the figure to its rows by relation, predicate and measure',
    }
) }}

select
    figure_id,
    operation
from {{ ref('figures') }}
where
    operation like 'row%'
    and (trail_relation is null or trail_predicate is null or trail_measure is null)
