{{ config(
    meta={
        'dimension': 'validity',
        'reason': 'a misspelt policy would otherwise count as its alternative',
        'dagster': {'ref': {'name': 'dim_indikator'}},
    }
) }}

with known as (
    {{ policy_choices() }}
)

select distinct
    known.kebijakan,
    policies.nilai
from known
left join {{ source('reference', 'kebijakan') }} as policies on known.kebijakan = policies.kebijakan
where not exists (
    select 1
    from known as choices
    where choices.kebijakan = policies.kebijakan and choices.nilai = policies.nilai
)
