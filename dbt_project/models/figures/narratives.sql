with paragraphs as (
    select sheet_rows.*
    from {{ ref('fct_kinerja') }} as sheet_rows
    inner join {{ source('reference', 'periode') }} as periode on sheet_rows._delivery_quarter = periode.triwulan
    where sheet_rows.lembar = 'narasi'
)

select
    kode,
    bagian,
    urutan,
    teks,
    penanggung_jawab,
    target_penyelesaian,
    _source_row_id
from paragraphs
