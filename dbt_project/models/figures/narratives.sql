-- What was written for the quarter; of a revision of the DIPA, what was written last: its reason stays the same.
with written as (
    select
        *,
        max(_delivery_quarter) over (partition by kode_satker, kode) as triwulan_terakhir
    from {{ ref('fct_kinerja') }}
    where lembar = 'narasi'
),

paragraphs as (
    select written.*
    from written
    inner join {{ source('reference', 'periode') }} as periode on written.kode_satker = periode.kode_satker
    left join {{ ref('mart_revisi') }} as revisions
        on written.kode_satker = revisions.kode_satker and written.kode = revisions.kode_revisi
    where
        written._delivery_quarter = periode.triwulan
        or (written._delivery_quarter = written.triwulan_terakhir and revisions.kode_revisi is not null)
)

select
    kode_satker,
    kode,
    bagian,
    urutan,
    teks,
    penanggung_jawab,
    target_penyelesaian,
    _source_row_id
from paragraphs
