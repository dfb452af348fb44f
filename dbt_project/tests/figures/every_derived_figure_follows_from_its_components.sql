with parts as (
    select
        components.kode_satker,
        components.figure_id,
        components.role,
        sum(figures.value) as total,
        count(figures.value) as present_count,
        count(*) as all_count,
        max(figures.printed_value) as printed
    from {{ ref('figure_components') }} as components
    inner join {{ ref('figures') }} as figures
        on components.kode_satker = figures.kode_satker and components.component_id = figures.figure_id
    group by components.kode_satker, components.figure_id, components.role
),

roles as (
    select
        kode_satker,
        figure_id,
        {%- for role in ['addend', 'minuend', 'subtrahend', 'numerator', 'denominator', 'base', 'target'] %}
        max(case when role = '{{ role }}' and present_count = all_count then total end) as {{ role }},
        {%- endfor %}
        max(case when role = 'part' then total end) as part_total,
        max(case when role = 'part' then present_count end) as part_count,
        max(case when role = 'part' then all_count - present_count end) as missing_part_count,
        max(case when role = 'realisasi' then printed end) as realisasi
    from parts
    group by kode_satker, figure_id
),

steps as (
    select
        roles.kode_satker,
        roles.figure_id,
        min(case when tangga.nilai >= roles.target then tangga.batas_bawah end) as batas_target,
        max(
            case when tangga.batas_bawah * nullif(roles.denominator, 0) <= 100 * roles.numerator then tangga.nilai end
        ) as poin
    from roles
    inner join {{ ref('figures') }} as figures
        on roles.kode_satker = figures.kode_satker and roles.figure_id = figures.figure_id
    inner join {{ source('reference', 'tangga') }} as tangga
        on roles.kode_satker = tangga.kode_satker and figures.indicator = tangga.kode
    where figures.operation in ('poin', 'target_poin')
    group by roles.kode_satker, roles.figure_id
),

weighted as (
    select
        components.kode_satker,
        components.figure_id,
        sum(cast(figures.value as double) * cast(unsur.bobot as double)) / sum(cast(unsur.bobot as double)) as total
    from {{ ref('figure_components') }} as components
    inner join {{ ref('figures') }} as figures
        on components.kode_satker = figures.kode_satker and components.component_id = figures.figure_id
    inner join {{ source('reference', 'unsur') }} as unsur
        on
            components.kode_satker = unsur.kode_satker
            and (
                components.component_id like '%.unsur.' || unsur.unsur
                or components.component_id like '%.unsur.' || unsur.unsur || '.%'
            )
    where components.role = 'part'
    group by components.kode_satker, components.figure_id
    having count(*) = count(figures.value)
),

again as (
    select
        figures.kode_satker,
        figures.figure_id,
        figures.operation,
        figures.value,
        coalesce(roles.missing_part_count, 0) as missing_part_count,
        cast(
            case figures.operation
                when 'sum' then cast(roles.addend as double)
                when 'mean' then cast(roles.part_total as double) / nullif(cast(roles.part_count as double), 0)
                when 'difference' then cast(roles.minuend - roles.subtrahend as double)
                when 'percent'
                    then 100 * cast(roles.numerator as double) / nullif(cast(roles.denominator as double), 0)
                when 'nps'
                    then
                        100 * cast(roles.minuend - roles.subtrahend as double)
                        / nullif(cast(roles.denominator as double), 0)
                when 'growth'
                    then
                        100 * cast(roles.numerator - roles.base as double) / nullif(cast(roles.base as double), 0)
                when 'capaian' then 100 * cast(roles.realisasi as double) / nullif(cast(roles.target as double), 0)
                when 'capaian_turun'
                    then 100 * cast(roles.target as double) / nullif(cast(roles.realisasi as double), 0)
                when 'konversi' then 25 * cast(roles.base as double)
                {%- for best in range(2, 11) %}
                when 'konversi_{{ best }}' then 100 * cast(roles.base as double) / {{ best }}
                {%- endfor %}
                when 'weighted_mean' then cast(weighted.total as double)
                when 'krejcie_morgan'
                    then
                        3.841 * cast(roles.base as double) * 0.25
                        / (0.0025 * (cast(roles.base as double) - 1) + 3.841 * 0.25)
                when 'target_pertumbuhan'
                    then cast(roles.base as double) * (1 + cast(roles.target as double) / 100)
                when 'target_indeks' then cast(roles.base as double) * cast(roles.target as double) / 100
                when 'target_rasio' then cast(roles.base as double) * cast(roles.target as double)
                when 'target_poin' then cast(roles.base as double) * cast(steps.batas_target as double) / 100
                when 'ratio' then cast(roles.numerator as double) / nullif(cast(roles.denominator as double), 0)
                when 'poin' then cast(steps.poin as double)
                {%- for months in [3, 6, 9, 12] %}
                when 'proyeksi_{{ months }}_bulan' then cast(roles.base as double) * 12 / {{ months }}
                {%- endfor %}
            end as double
        ) as recomputed
    from {{ ref('figures') }} as figures
    inner join roles on figures.kode_satker = roles.kode_satker and figures.figure_id = roles.figure_id
    left join steps on figures.kode_satker = steps.kode_satker and figures.figure_id = steps.figure_id
    left join weighted on figures.kode_satker = weighted.kode_satker and figures.figure_id = weighted.figure_id
    where coalesce(figures.status, '') <> 'on_progress'
)

select
    kode_satker,
    figure_id,
    operation,
    value,
    recomputed
from again
where
    -- a mean leaves out parts without a value, or demands them all, as the index of nine unsur does
    ((value is null) <> (recomputed is null) and not (value is null and operation = 'mean' and missing_part_count > 0))
    or abs(cast(value as double) - recomputed) > 0.000000001 * greatest(1, abs(recomputed))
