{{ config(severity='warn') }}

select
    paragraphs.kode_satker,
    paragraphs._source_row_id,
    paragraphs.kode
from {{ ref('narratives') }} as paragraphs
left join {{ ref('indicators') }} as indicators
    on paragraphs.kode_satker = indicators.kode_satker and paragraphs.kode = indicators.kode
left join {{ ref('mart_revisi') }} as revisions
    on paragraphs.kode_satker = revisions.kode_satker and paragraphs.kode = revisions.kode_revisi
where
    paragraphs.kode not in ('umum', 'anggaran')
    and indicators.kode is null
    and revisions.kode_revisi is null
    and not exists (
        select 1
        from {{ ref('outputs') }} as outputs
        where outputs.kode_satker = paragraphs.kode_satker and outputs.kro = paragraphs.kode
    )
