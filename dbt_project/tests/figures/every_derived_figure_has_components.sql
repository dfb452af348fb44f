select
    figures.kode_satker,
    figures.figure_id,
    figures.operation
from {{ ref('figures') }} as figures
where
    figures.operation not like 'row%'
    and figures.value is not null
    and not exists (
        select 1
        from {{ ref('figure_components') }} as components
        where components.kode_satker = figures.kode_satker and components.figure_id = figures.figure_id
    )
