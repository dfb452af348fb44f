with progress as (
    select sheet_rows.*
    from {{ ref('fct_kinerja') }} as sheet_rows
    inner join {{ source('reference', 'periode') }} as periode
        on sheet_rows.kode_satker = periode.kode_satker and sheet_rows.triwulan = periode.triwulan
    where sheet_rows.lembar = 'fisik'
)

select
    outputs.kode_satker,
    outputs.program,
    outputs.program_nama,
    outputs.kegiatan,
    outputs.kro_kunci as kro,
    outputs.kro_nama,
    outputs.volume_satuan,
    progress.realisasi_kegiatan,
    outputs.urutan,
    progress._source_row_id as _fisik_source_row_id
from {{ ref('dim_output') }} as outputs
left join progress
    on
        outputs.kode_satker = progress.kode_satker
        and progress.kode in (outputs.kro_kunci, outputs.kegiatan || '.' || outputs.kro)
where outputs.tingkat = 'kro'
