{{ config(severity='warn') }}

-- Items are numbered differently in the two applications, so they are compared by akun and amount.
with items as (
    select
        kunci_akun,
        pagu_rp,
        versi,
        1 as item_count
    from {{ ref('fct_pagu') }}
    where is_berlaku and pagu_rp <> 0
    union all
    select
        kunci_akun,
        pagu_revisi_rp as pagu_rp,
        cast(null as varchar) as versi,
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
)

select
    (select max(versi) from items) as berlaku,
    cast(sum(abs(excess_count)) as bigint) as berbeda_count,
    sum(greatest(excess_count, 0) * pagu_rp) as anggaran_rp,
    sum(greatest(-excess_count, 0) * pagu_rp) as glp039_rp,
    min(kunci_akun) as akun_pertama
from differing
where exists (select 1 from items where versi is null)
having count(*) > 0
