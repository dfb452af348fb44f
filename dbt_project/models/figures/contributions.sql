-- What each service, unsur, month or account gives to the change of an indicator; by each of them apart, they add up to
-- the change of what is printed, to the last digit.
--
-- With N and D the sums of `pembilang` and `penyebut` over the cells of a quarter and V = N / D, a cell gives
-- (dN - (V0 + V1) / 2 * dD) / ((D0 + D1) / 2): the symmetric decomposition of a difference by T. L. Bennet (The theory
-- of measurement of changes in cost of living, Journal of the Royal Statistical Society 83, 1920), here of N = V * D.
-- It needs no order of the parts, leaves nothing over, and turned round in time it changes its sign alone. Of what only
-- adds it is the plain difference.
--
-- Rounding: every contribution is rounded down to `desimal_rinci` digits, and the units that the change of the
-- unrounded values has left over go one each to the largest remainders (Hare-Niemeyer), the first key at a tie. What
-- the rounding of the two printed realisasi adds is a line of its own, `pembulatan`.
with changes as (
    select * from {{ ref('indicator_changes') }}
    where sebab = ''
),

sides as (
    select
        changes.kode_satker,
        changes.kode,
        changes.pembanding,
        parts.suku,
        parts.layanan,
        parts.unsur,
        parts.bulan,
        parts.akun,
        parts.pembilang as pembilang_kini,
        parts.penyebut as penyebut_kini,
        cast(0 as decimal(38, 12)) as pembilang_lalu,
        cast(0 as decimal(38, 12)) as penyebut_lalu
    from changes
    inner join {{ ref('indicator_parts') }} as parts
        on changes.kode_satker = parts.kode_satker and changes.kode = parts.kode
    union all
    select
        changes.kode_satker,
        changes.kode,
        changes.pembanding,
        parts.suku,
        parts.layanan,
        parts.unsur,
        parts.bulan,
        parts.akun,
        cast(0 as decimal(38, 12)) as pembilang_kini,
        cast(0 as decimal(38, 12)) as penyebut_kini,
        parts.pembilang as pembilang_lalu,
        parts.penyebut as penyebut_lalu
    from changes
    inner join {{ source('reference', 'bagian_lalu') }} as parts
        on changes.kode_satker = parts.kode_satker and changes.kode = parts.kode and changes.triwulan = parts.triwulan
),

wholes as (
    select
        kode_satker,
        kode,
        pembanding,
        sum(penyebut_lalu) as penyebut_lalu,
        sum(penyebut_kini) as penyebut_kini,
        max(case when layanan <> '' then 1 else 0 end) as has_layanan,
        max(case when unsur <> '' then 1 else 0 end) as has_unsur,
        max(case when bulan <> '' then 1 else 0 end) as has_bulan,
        max(case when akun <> '' then 1 else 0 end) as has_akun
    from sides
    group by kode_satker, kode, pembanding
),

keyed as (
    {{ cells_by_each_way() }}
),

summed as (
    select
        kode_satker,
        kode,
        pembanding,
        rincian,
        suku,
        kunci,
        cast(sum(pembilang_lalu) as decimal(38, 12)) as pembilang_lalu,
        cast(sum(penyebut_lalu) as decimal(38, 12)) as penyebut_lalu,
        cast(sum(pembilang_kini) as decimal(38, 12)) as pembilang_kini,
        cast(sum(penyebut_kini) as decimal(38, 12)) as penyebut_kini
    from keyed
    group by kode_satker, kode, pembanding, rincian, suku, kunci
),

measured as (
    select
        summed.*,
        changes.desimal_rinci,
        changes.perubahan_rinci,
        changes.nilai_lalu + changes.nilai_kini as nilai_dua,
        2 * (summed.pembilang_kini - summed.pembilang_lalu) as beda_dua,
        summed.penyebut_kini - summed.penyebut_lalu as beda_penyebut,
        -- what only adds is divided by nothing, which is by one in both quarters
        cast(
            case
                when wholes.penyebut_lalu + wholes.penyebut_kini = 0 then 2
                else wholes.penyebut_lalu + wholes.penyebut_kini
            end as decimal(38, 12)
        ) as penyebut_dua
    from summed
    inner join wholes
        on
            summed.kode_satker = wholes.kode_satker
            and summed.kode = wholes.kode
            and summed.pembanding = wholes.pembanding
    inner join changes
        on
            summed.kode_satker = changes.kode_satker
            and summed.kode = changes.kode
            and summed.pembanding = changes.pembanding
),

given as (
    select
        *,
        cast({{ part_of('beda_dua', 'penyebut_dua') }} as decimal(38, 12))
        - {{ share_of(part_of('beda_penyebut', 'penyebut_dua'), 'nilai_dua') }} as sumbangan
    from measured
),

shared as (
    select
        *,
        {{ units_below('sumbangan', 'desimal_rinci') }} as satuan,
        {{ units_below('perubahan_rinci', 'desimal_rinci') }} as satuan_perubahan
    from given
),

ranked as (
    select
        *,
        satuan_perubahan - sum(satuan) over (partition by kode_satker, kode, pembanding, rincian) as sisa,
        row_number() over (
            partition by kode_satker, kode, pembanding, rincian
            order by
                sumbangan - {{ of_units('satuan', 'desimal_rinci') }} desc nulls last,
                suku asc nulls last,
                kunci asc nulls last
        ) as urutan_sisa
    from shared
)

select
    kode_satker,
    kode,
    pembanding,
    rincian,
    suku,
    kunci,
    desimal_rinci,
    pembilang_lalu,
    penyebut_lalu,
    pembilang_kini,
    penyebut_kini,
    {{ of_units('(satuan + case when urutan_sisa <= sisa then 1 else 0 end)', 'desimal_rinci') }} as kontribusi
from ranked
union all
select distinct -- one line for each way of sharing out
    ranked.kode_satker,
    ranked.kode,
    ranked.pembanding,
    ranked.rincian,
    'pembulatan' as suku,
    '' as kunci,
    ranked.desimal_rinci,
    cast(0 as decimal(38, 12)) as pembilang_lalu,
    cast(0 as decimal(38, 12)) as penyebut_lalu,
    cast(0 as decimal(38, 12)) as pembilang_kini,
    cast(0 as decimal(38, 12)) as penyebut_kini,
    changes.pembulatan as kontribusi
from ranked
inner join changes
    on
        ranked.kode_satker = changes.kode_satker
        and ranked.kode = changes.kode
        and ranked.pembanding = changes.pembanding
where changes.pembulatan <> 0
