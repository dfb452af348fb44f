-- What the Perjanjian Kinerja says of each indicator of the profile, with the rows of this quarter that say what others
-- measured and how far the work stands.
with agreements as (
    select * from {{ ref('fct_kinerja') }}
    where lembar = 'perjanjian_kinerja'
),

assessments as (
    select sheet_rows.*
    from {{ ref('fct_kinerja') }} as sheet_rows
    inner join {{ source('reference', 'periode') }} as periode
        on sheet_rows.kode_satker = periode.kode_satker and sheet_rows.triwulan = periode.triwulan
    where sheet_rows.lembar = 'penilaian_luar'
),

progress as (
    select sheet_rows.*
    from {{ ref('fct_kinerja') }} as sheet_rows
    inner join {{ source('reference', 'periode') }} as periode
        on sheet_rows.kode_satker = periode.kode_satker and sheet_rows.triwulan = periode.triwulan
    where sheet_rows.lembar = 'fisik'
),

-- The services that an indicator covers, as a condition on atomic rows.
scopes as (
    select
        kode_satker,
        kode,
        'layanan in (' || {{ texts_listed("'''' || layanan || ''''") }} || ')' as cakupan_predikat
    from {{ source('reference', 'cakupan') }}
    group by kode_satker, kode
)

select
    indikator.kode_satker,
    indikator.kode,
    indikator.urutan,
    indikator.rumus,
    indikator.desimal,
    indikator.iku,
    indikator.skala,
    indikator.faktor,
    indikator.menunggu,
    indikator.proyeksi,
    indikator.pnbp_dari,
    indikator.pengguna_dari,
    indikator.dasar_kode,
    coalesce(scopes.cakupan_predikat, 'false') as cakupan_predikat,
    -- A row that names a tujuan and no sasaran serves the tujuan; a sheet with one column for both does not say.
    case
        when agreements.sasaran is null and agreements.tujuan is not null then 'tujuan'
        else coalesce(indikator.tingkat, 'sasaran')
    end as jenjang,
    agreements.tujuan,
    coalesce(agreements.sasaran, agreements.tujuan) as sasaran,
    agreements.indikator,
    agreements.satuan,
    coalesce(agreements.arah, 'naik') as arah,
    agreements.target,
    agreements.target_tw1,
    agreements.target_tw2,
    agreements.target_tw3,
    agreements.target_tw4,
    agreements.rencana_tw1,
    agreements.rencana_tw2,
    agreements.rencana_tw3,
    agreements.rencana_tw4,
    agreements.penanggung_jawab,
    agreements._row_hash as _target_row_hash,
    case when assessments.status_penilaian <> 'belum diukur' then assessments.nilai end as nilai_penilaian,
    assessments.status_penilaian,
    assessments.penilai,
    assessments.tanggal_penilaian,
    assessments.dokumen_bukti,
    assessments._row_hash as _penilaian_row_hash,
    progress.sasaran_fisik_tw_pct,
    progress.fisik_tw_pct,
    progress.sasaran_fisik_sd_pct,
    progress.fisik_sd_pct,
    progress.realisasi_kegiatan,
    progress._row_hash as _fisik_row_hash,
    progress._source_row_id as _fisik_source_row_id
from {{ source('reference', 'indikator') }} as indikator
left join scopes on indikator.kode_satker = scopes.kode_satker and indikator.kode = scopes.kode
left join agreements on indikator.kode_satker = agreements.kode_satker and indikator.kode = agreements.kode
left join assessments on indikator.kode_satker = assessments.kode_satker and indikator.kode = assessments.kode
left join progress on indikator.kode_satker = progress.kode_satker and indikator.kode = progress.kode
