-- What each revision of the DIPA left to be spent, beside the one before it of those that were delivered.
with totals as (
    select
        kode_satker,
        revisi_ke,
        kode_revisi,
        cast(sum(pagu_rp) as decimal(38, 2)) as pagu_rp,
        cast(sum(blokir_rp) as decimal(38, 2)) as blokir_rp,
        cast(sum(pagu_rp - blokir_rp) as decimal(38, 2)) as efektif_rp,
        count(_row_hash) as row_count,
        {{ hash_sum('_row_hash') }} as hash_sum
    from {{ ref('fct_revisi') }}
    group by kode_satker, revisi_ke, kode_revisi
)

select
    kode_satker,
    revisi_ke,
    kode_revisi,
    lag(kode_revisi) over (partition by kode_satker order by revisi_ke) as kode_revisi_lalu,
    pagu_rp,
    blokir_rp,
    efektif_rp,
    efektif_rp - lag(efektif_rp) over (partition by kode_satker order by revisi_ke) as perubahan_efektif_rp,
    row_count,
    hash_sum
from totals
