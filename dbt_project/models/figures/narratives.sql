-- What was written for the quarter; of a revision of the DIPA, what was written last: its reason stays the same.
with written as (
    select
        *,
        max(_delivery_quarter) over (partition by kode) as triwulan_terakhir
    from {{ ref('fct_kinerja') }}
    where lembar = 'narasi'
),

paragraphs as (
    select written.*
    from written
    inner join {{ source('reference', 'periode') }} as periode
        on
            written._delivery_quarter = periode.triwulan
            or (
                written._delivery_quarter = written.triwulan_terakhir
                and written.kode in (select revisions.kode_revisi from {{ ref('mart_revisi') }} as revisions)
            )
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
