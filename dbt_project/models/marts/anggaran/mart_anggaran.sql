with lines as (
    {{ budget_and_realisation() }}
),

sources as (
    {{ budget_sources() }}
),

totals as (
    select
        case when grouping(lines.sumber_dana) = 1 then 'semua' else lines.sumber_dana end as sumber_dana,
        case when grouping(lines.jenis_belanja) = 1 then 'semua' else lines.jenis_belanja end as jenis_belanja,
        {{ budget_sums() }}
    from lines
    cross join sources
    group by grouping sets ((), (lines.sumber_dana), (lines.sumber_dana, lines.jenis_belanja))
),

effective as (
    select
        totals.*,
        totals.pagu_rp - totals.blokir_rp as efektif_rp,
        max(case when totals.sumber_dana = 'semua' then totals.pagu_rp - totals.blokir_rp end) over ()
            as efektif_semua_rp
    from totals
)

select
    sumber_dana,
    jenis_belanja,
    pagu_awal_rp,
    pagu_rp,
    pagu_rp - pagu_awal_rp as perubahan_rp,
    blokir_rp,
    efektif_rp,
    efektif_semua_rp,
    realisasi_rp,
    realisasi_tw_rp,
    {{ ratio('realisasi_rp', 'pagu_rp', 2, 2, 100) }} as realisasi_pagu_pct,
    {{ ratio('realisasi_rp', 'efektif_rp', 2, 2, 100) }} as realisasi_efektif_pct,
    {{ ratio('efektif_rp', 'efektif_semua_rp', 2, 2, 100) }} as porsi_efektif_pct,
    awal_row_count,
    awal_hash_sum,
    pagu_row_count,
    pagu_hash_sum,
    realisasi_row_count,
    realisasi_hash_sum,
    realisasi_tw_row_count,
    realisasi_tw_hash_sum
from effective
