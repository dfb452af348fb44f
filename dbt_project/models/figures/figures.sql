-- Every figure of the quarter, as it is published. A derived figure whose rows lie in several facts gets the trail of
-- the nearest figures below it that have one: the rows of its parts, each set of rows once.
with recursive measured as (
    {{ all_domain_figures() }}
),

components as (
    select
        kode_satker,
        figure_id,
        component_id
    from {{ ref('figure_components') }}
),

descent as (
    select
        measured.kode_satker,
        measured.figure_id,
        components.component_id
    from measured
    inner join components on measured.kode_satker = components.kode_satker and measured.figure_id = components.figure_id
    where measured.trail_relation is null
    union all
    select
        descent.kode_satker,
        descent.figure_id,
        components.component_id
    from descent
    inner join measured on descent.kode_satker = measured.kode_satker and descent.component_id = measured.figure_id
    inner join components
        on descent.kode_satker = components.kode_satker and descent.component_id = components.figure_id
    where measured.trail_relation is null
),

row_sets as (
    select distinct -- one set of rows under two components is one set
        descent.kode_satker,
        descent.figure_id,
        measured.trail_relation,
        measured.trail_predicate,
        measured.row_count,
        measured.hash_sum
    from descent
    inner join measured on descent.kode_satker = measured.kode_satker and descent.component_id = measured.figure_id
    where measured.trail_relation is not null
),

inherited as (
    select
        kode_satker,
        figure_id,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(hash_sum) as decimal(38, 0)) as hash_sum
    from row_sets
    group by kode_satker, figure_id
)

select
    measured.kode_satker,
    measured.figure_id,
    measured.indicator,
    -- the headline of an indicator carries its official name
    coalesce(headlines.indikator, measured.label) as label,
    measured.layanan,
    measured.bulan,
    measured.sumber_dana,
    measured.jenis_belanja,
    measured.kro,
    measured.period_basis,
    measured.value,
    measured.unit,
    measured.decimals,
    {{ round_half_up('measured.value', 'measured.decimals') }} as printed_value,
    measured.numerator,
    measured.denominator,
    measured.policy,
    measured.status,
    measured.keterangan,
    measured.operation,
    measured.trail_relation,
    measured.trail_predicate,
    measured.trail_measure,
    coalesce(measured.row_count, inherited.row_count, 0) as row_count,
    {{ row_digest('coalesce(measured.hash_sum, inherited.hash_sum, 0)') }} as row_digest
from measured
left join inherited on measured.kode_satker = inherited.kode_satker and measured.figure_id = inherited.figure_id
left join {{ ref('dim_indikator') }} as headlines
    on measured.kode_satker = headlines.kode_satker and measured.figure_id = headlines.kode || '.realisasi'
