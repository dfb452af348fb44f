select
    on_time.kode_satker,
    on_time._source_row_id,
    on_time.kode
from {{ ref('fct_terukur') }} as on_time
inner join {{ source('reference', 'istilah') }} as terms
    on on_time.kode_satker = terms.kode_satker and on_time.kode = terms.kode and on_time.bagian_rumus = terms.bagian
left join {{ ref('fct_terukur') }} as due
    on
        on_time.kode_satker = due.kode_satker
        and on_time.kode = due.kode
        and on_time._source_row_id = due._source_row_id
        and due.bagian_rumus = 'penyebut'
where terms.masa = 'tepat_waktu' and due.kode is null
