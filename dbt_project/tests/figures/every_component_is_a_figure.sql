select
    components.kode_satker,
    components.figure_id,
    components.component_id
from {{ ref('figure_components') }} as components
left join {{ ref('figures') }} as parts
    on components.kode_satker = parts.kode_satker and components.component_id = parts.figure_id
left join {{ ref('figures') }} as wholes
    on components.kode_satker = wholes.kode_satker and components.figure_id = wholes.figure_id
where parts.figure_id is null or wholes.figure_id is null
