with lines as (
    {{ budget_and_realisation() }}
),

sources as (
    {{ budget_sources() }}
),

totals as (
    select
        sources.kode_satker,
        case when grouping(lines.sumber_dana) = 1 then 'semua' else lines.sumber_dana end as sumber_dana,
        case when grouping(lines.jenis_belanja) = 1 then 'semua' else lines.jenis_belanja end as jenis_belanja,
        count(lines.kode_satker) as line_count,
        {{ budget_sums() }}
    from sources
    left join lines on sources.kode_satker = lines.kode_satker
    group by
        grouping sets (
            (sources.kode_satker),
            (sources.kode_satker, lines.sumber_dana),
            (sources.kode_satker, lines.sumber_dana, lines.jenis_belanja)
        )
),

effective as (
    select
        totals.*,
        totals.pagu_rp - totals.blokir_rp as efektif_rp,
        max(case when totals.sumber_dana = 'semua' then totals.pagu_rp - totals.blokir_rp end)
            over (partition by totals.kode_satker)
            as efektif_semua_rp
    from totals
    -- of a unit without any line the whole alone, of which nothing is known
    where totals.sumber_dana = 'semua' or totals.line_count > 0
)

select
    kode_satker,
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
