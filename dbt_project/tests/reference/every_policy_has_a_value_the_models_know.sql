with known as (
    {{ policy_choices() }}
)

select distinct -- a policy has a row per value it may take
    known.kebijakan,
    policies.nilai
from known
left join {{ source('reference', 'kebijakan') }} as policies on known.kebijakan = policies.kebijakan
left join known as choices on policies.kebijakan = choices.kebijakan and policies.nilai = choices.nilai
where choices.kebijakan is null
