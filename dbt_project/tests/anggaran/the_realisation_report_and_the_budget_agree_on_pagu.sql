{{ config(severity='warn') }}

-- Items are numbered differently in the two applications, so they are compared by akun and amount. A program that the
-- report lacks as a whole is told by another test.
with items as (
    select
        kunci_akun,
        pagu_rp,
        versi,
        1 as item_count
    from {{ ref('fct_pagu') }}
    where
        is_berlaku
        and pagu_rp <> 0
        and program in (
            select spent.program from {{ ref('fct_realisasi') }} as spent
            where spent.is_periode_ini
        )
    union all
    select
        kunci_akun,
        pagu_revisi_rp as pagu_rp,
        cast(null as string) as versi,
        -1 as item_count
    from {{ ref('fct_realisasi') }}
    where is_periode_ini and pagu_revisi_rp <> 0
),

differing as (
    select
        kunci_akun,
        pagu_rp,
        sum(item_count) as excess_count
    from items
    group by kunci_akun, pagu_rp
    having sum(item_count) <> 0
),

whole as (
    select
        max(versi) as versi,
        count(case when versi is null then 1 end) as reported_count
    from items
)

select
    max(whole.versi) as berlaku,
    cast(sum(abs(differing.excess_count)) as bigint) as berbeda_count,
    sum(greatest(differing.excess_count, 0) * differing.pagu_rp) as anggaran_rp,
    sum(greatest(-differing.excess_count, 0) * differing.pagu_rp) as glp039_rp,
    min(differing.kunci_akun) as akun_pertama
from differing
cross join whole
where whole.reported_count > 0
having count(*) > 0
