-- Financial percentages of a KRO are over the base that the policy names, its plan S over the same base.
with lines as (
    {{ budget_and_realisation() }}
),

sources as (
    {{ budget_sources() }}
),

policies as (
    {{ policies(['basis_kro']) }}
),

totals as (
    select
        lines.kode_satker,
        case when grouping(lines.kro) = 1 then 'program' else 'kro' end as tingkat,
        lines.program,
        case when grouping(lines.kegiatan) = 1 then '' else lines.kegiatan end as kegiatan,
        case when grouping(lines.kro) = 1 then '' else lines.kro end as kro,
        {{ budget_sums() }}
    from lines
    inner join sources on lines.kode_satker = sources.kode_satker
    group by
        grouping sets (
            (lines.kode_satker, lines.program), (lines.kode_satker, lines.program, lines.kegiatan, lines.kro)
        )
),

progress as (
    select sheet_rows.*
    from {{ ref('fct_kinerja') }} as sheet_rows
    inner join {{ source('reference', 'periode') }} as periode
        on sheet_rows.kode_satker = periode.kode_satker and sheet_rows.triwulan = periode.triwulan
    where sheet_rows.lembar = 'fisik'
),

based as (
    select
        totals.*,
        totals.pagu_rp - totals.blokir_rp as efektif_rp,
        case policies.basis_kro when 'pagu' then totals.pagu_rp else totals.pagu_rp - totals.blokir_rp end as dasar_rp,
        case policies.basis_kro_lain when 'pagu' then totals.pagu_rp else totals.pagu_rp - totals.blokir_rp end
            as dasar_alternatif_rp
    from totals
    inner join policies on totals.kode_satker = policies.kode_satker
)

select
    based.kode_satker,
    based.tingkat,
    based.program,
    based.kegiatan,
    based.kro,
    case based.tingkat when 'program' then '' else coalesce(outputs.kro_kunci, based.kro) end as kro_kunci,
    coalesce(outputs.kro_nama, outputs.program_nama) as nama,
    outputs.dipa_kode,
    outputs.volume,
    outputs.volume_satuan,
    outputs._dipa_row_hash,
    based.pagu_awal_rp,
    based.pagu_rp,
    based.pagu_rp - based.pagu_awal_rp as perubahan_rp,
    based.blokir_rp,
    based.efektif_rp,
    based.dasar_rp,
    based.dasar_alternatif_rp,
    based.realisasi_rp,
    based.realisasi_tw_rp,
    based.rencana_tw_rp,
    based.rencana_sd_rp,
    {{ ratio('based.realisasi_tw_rp', 'based.dasar_rp', 2, 2, 100) }} as realisasi_tw_pct,
    {{ ratio('based.realisasi_rp', 'based.dasar_rp', 2, 2, 100) }} as realisasi_sd_pct,
    {{ ratio('based.rencana_tw_rp', 'based.dasar_rp', 2, 2, 100) }} as rencana_tw_pct,
    {{ ratio('based.rencana_sd_rp', 'based.dasar_rp', 2, 2, 100) }} as rencana_sd_pct,
    {{ ratio('based.realisasi_tw_rp', 'based.dasar_alternatif_rp', 2, 2, 100) }} as realisasi_tw_alternatif_pct,
    {{ ratio('based.realisasi_rp', 'based.dasar_alternatif_rp', 2, 2, 100) }} as realisasi_sd_alternatif_pct,
    {{ ratio('based.rencana_tw_rp', 'based.dasar_alternatif_rp', 2, 2, 100) }} as rencana_tw_alternatif_pct,
    {{ ratio('based.rencana_sd_rp', 'based.dasar_alternatif_rp', 2, 2, 100) }} as rencana_sd_alternatif_pct,
    progress.kode as fisik_kode,
    progress.sasaran_fisik_tw_pct,
    progress.fisik_tw_pct,
    progress.sasaran_fisik_sd_pct,
    progress.fisik_sd_pct,
    progress._row_hash as _fisik_row_hash,
    based.awal_row_count,
    based.awal_hash_sum,
    based.pagu_row_count,
    based.pagu_hash_sum,
    based.realisasi_row_count,
    based.realisasi_hash_sum,
    based.realisasi_tw_row_count,
    based.realisasi_tw_hash_sum
from based
left join {{ ref('dim_output') }} as outputs
    on
        based.kode_satker = outputs.kode_satker
        and based.tingkat = outputs.tingkat
        and based.program = outputs.program
        and based.kegiatan = outputs.kegiatan
        and based.kro = outputs.kro
left join progress
    on
        based.kode_satker = progress.kode_satker
        and based.tingkat = 'kro'
        and progress.kode in (outputs.kro_kunci, based.kegiatan || '.' || based.kro)
