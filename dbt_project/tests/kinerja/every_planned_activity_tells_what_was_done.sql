{{ config(severity='warn') }}

select
    indikator.kode_satker,
    indikator.kode,
    case periode.triwulan_ke
        when 1 then indikator.rencana_tw1
        when 2 then indikator.rencana_tw2
        when 3 then indikator.rencana_tw3
        else indikator.rencana_tw4
    end as rencana,
    indikator._fisik_source_row_id as _source_row_id
from {{ ref('indicators') }} as indikator
inner join {{ source('reference', 'periode') }} as periode on indikator.kode_satker = periode.kode_satker
where
    indikator.realisasi_kegiatan is null
    and case periode.triwulan_ke
        when 1 then indikator.rencana_tw1
        when 2 then indikator.rencana_tw2
        when 3 then indikator.rencana_tw3
        else indikator.rencana_tw4
    end is not null
