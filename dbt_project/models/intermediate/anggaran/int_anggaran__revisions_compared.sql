-- Which version of the budget is in force. A unit may revise its POK itself, within the pagu of the DIPA; such a
-- revision (C..) is in force where the realisation report of the quarter shows the pagu of its every item and not that
-- of the newest DIPA revision (B..). Without such a proof the DIPA revision stays. Items are numbered differently in
-- the two applications, so they are compared by akun and amount.
with lines as (
    select * from {{ ref('int_anggaran__budget_lines_listed') }}
    where _superseded_by is null and is_rincian and not is_satker_lain and versi is not null
),

versions as (
    select
        kode_satker,
        sumber,
        versi,
        max(revisi) as revisi,
        max(revisi_pok) as revisi_pok,
        min(_delivery_quarter) as triwulan_pertama,
        count(*) as item_count,
        cast(sum(pagu_rp) as decimal(38, 2)) as pagu_rp
    from lines
    group by kode_satker, sumber, versi
),

reported as (
    select
        kode_satker,
        kunci_akun,
        pagu_revisi_rp as pagu_rp,
        count(*) as item_count
    from {{ ref('int_anggaran__realisations_keyed') }}
    where _superseded_by is null and is_periode_ini and pagu_revisi_rp <> 0
    group by kode_satker, kunci_akun, pagu_revisi_rp
),

budgeted as (
    select
        kode_satker,
        versi,
        kunci_akun,
        pagu_rp,
        count(*) as item_count
    from lines
    where pagu_rp <> 0
    group by kode_satker, versi, kunci_akun, pagu_rp
),

-- Items that only one of the two has; one whose pagu moved counts on both sides.
met as (
    select
        budgeted.kode_satker,
        budgeted.versi,
        sum(least(budgeted.item_count, reported.item_count)) as met_count
    from budgeted
    inner join reported
        on
            budgeted.kode_satker = reported.kode_satker
            and budgeted.kunci_akun = reported.kunci_akun
            and budgeted.pagu_rp = reported.pagu_rp
    group by budgeted.kode_satker, budgeted.versi
),

in_budget as (
    select
        kode_satker,
        versi,
        sum(item_count) as item_count
    from budgeted
    group by kode_satker, versi
),

in_report as (
    select
        kode_satker,
        sum(item_count) as item_count
    from reported
    group by kode_satker
),

compared as (
    select
        versions.*,
        -- null where no report tells the pagu of items
        cast(
            coalesce(in_budget.item_count, 0) + in_report.item_count - 2 * coalesce(met.met_count, 0) as bigint
        ) as selisih_count
    from versions
    left join in_report on versions.kode_satker = in_report.kode_satker
    left join in_budget on versions.kode_satker = in_budget.kode_satker and versions.versi = in_budget.versi
    left join met on versions.kode_satker = met.kode_satker and versions.versi = met.versi
),

ranked as (
    select
        compared.*,
        max(compared.revisi) over (partition by compared.kode_satker) as revisi_terbaru,
        count(compared.revisi) over (partition by compared.kode_satker) as revisi_count,
        max(case when compared.selisih_count = 0 then compared.revisi_pok end)
            over (partition by compared.kode_satker)
            as revisi_pok_terbukti,
        max(case when compared.sumber = 'rkk' then compared.versi end) over (partition by compared.kode_satker)
            as rkk_terbaru,
        min(case when compared.sumber = 'rkk' then compared.versi end) over (partition by compared.kode_satker)
            as rkk_pertama
    from compared
),

judged as (
    select
        ranked.*,
        -- the newest DIPA revision shows other items than the report, and a POK revision the same
        coalesce(
            max(case when ranked.revisi = ranked.revisi_terbaru then ranked.selisih_count end)
                over (partition by ranked.kode_satker)
            > 0
            and ranked.revisi_pok_terbukti is not null, false
        ) as is_pok_berlaku
    from ranked
)

select
    kode_satker,
    sumber,
    versi,
    revisi,
    revisi_pok,
    triwulan_pertama,
    item_count,
    pagu_rp,
    selisih_count,
    coalesce(
        case
            when revisi_terbaru is null then versi = rkk_terbaru
            when is_pok_berlaku then revisi_pok = revisi_pok_terbukti
            else revisi = revisi_terbaru
        end, false
    ) as is_berlaku,
    -- Where no DIPA revision is delivered at all, the first RKK of the year is the nearest to the first DIPA.
    coalesce(case when revisi_terbaru is null then versi = rkk_pertama else revisi = 0 end, false) as is_awal,
    -- A revision tells what it changed beside another one only.
    revisi is not null and revisi_count > 1 as is_riwayat
from judged
