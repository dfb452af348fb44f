select
    terms.kode_satker,
    indikator.kode,
    indikator.rumus,
    terukur.pembilang,
    terukur.penyebut
from {{ source('reference', 'istilah') }} as terms
inner join {{ source('reference', 'indikator') }} as indikator
    on terms.kode_satker = indikator.kode_satker and terms.kode = indikator.kode
left join {{ ref('mart_terukur') }} as terukur on terms.kode_satker = terukur.kode_satker and terms.kode = terukur.kode
where
    terukur.kode is null
    or (
        terukur.nilai_terukur is null and terukur.pembilang is not null and coalesce(terukur.penyebut, 0) <> 0
    )
