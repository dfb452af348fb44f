select
    policies.kode_satker,
    policies.kebijakan,
    policies.nilai
from {{ source('reference', 'kebijakan') }} as policies
left join {{ source('reference', 'pilihan') }} as choices
    on
        policies.kode_satker = choices.kode_satker
        and policies.kebijakan = choices.kebijakan
        and policies.nilai = choices.nilai
where choices.kebijakan is null
union all
select distinct -- a policy has a row per value it may take
    choices.kode_satker,
    choices.kebijakan,
    cast(null as string) as nilai
from {{ source('reference', 'pilihan') }} as choices
left join {{ source('reference', 'kebijakan') }} as policies
    on choices.kode_satker = policies.kode_satker and choices.kebijakan = policies.kebijakan
where policies.kebijakan is null
