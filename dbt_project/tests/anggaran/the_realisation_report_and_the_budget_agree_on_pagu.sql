{{ config(severity='warn') }}

-- Items are numbered differently in the two applications, so they are compared by akun and amount. A program that the
-- report lacks as a whole is told by another test.
with items as (
    select
        budget.kode_satker,
        budget.kunci_akun,
        budget.pagu_rp,
        budget.versi,
        1 as item_count
    from {{ ref('fct_pagu') }} as budget
    where
        budget.is_berlaku
        and budget.pagu_rp <> 0
        and exists (
            select 1 from {{ ref('fct_realisasi') }} as spent
            where
                spent.kode_satker = budget.kode_satker
                and spent.program = budget.program
                and spent.is_periode_ini
        )
    union all
    select
        kode_satker,
        kunci_akun,
        pagu_revisi_rp as pagu_rp,
        cast(null as string) as versi,
        -1 as item_count
    from {{ ref('fct_realisasi') }}
    where is_periode_ini and pagu_revisi_rp <> 0
),

differing as (
    select
        kode_satker,
        kunci_akun,
        pagu_rp,
        sum(item_count) as excess_count
    from items
    group by kode_satker, kunci_akun, pagu_rp
    having sum(item_count) <> 0
),

whole as (
    select
        kode_satker,
        max(versi) as versi,
        count(case when versi is null then 1 end) as reported_count
    from items
    group by kode_satker
)

select
    differing.kode_satker,
    max(whole.versi) as berlaku,
    cast(sum(abs(differing.excess_count)) as bigint) as berbeda_count,
    sum(greatest(differing.excess_count, 0) * differing.pagu_rp) as anggaran_rp,
    sum(greatest(-differing.excess_count, 0) * differing.pagu_rp) as glp039_rp,
    min(differing.kunci_akun) as akun_pertama
from differing
inner join whole on differing.kode_satker = whole.kode_satker
where whole.reported_count > 0
group by differing.kode_satker
