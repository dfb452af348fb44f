-- A misspelt name would count nothing, and nothing looks like a zero.
with named as (
    {%- for column in ['kolom', 'tanggal', 'mulai', 'selesai'] %}
    select
        kode_satker,
        kode,
        bagian,
        sumber,
        {{ column }} as kolom
    from {{ source('reference', 'istilah') }}
    where {{ column }} is not null{% if column == 'tanggal' %} and sumber not in ('realisasi', 'pagu'){% endif %}
    union all
    {%- endfor %}
    select
        conditions.kode_satker,
        conditions.kode,
        conditions.bagian,
        terms.sumber,
        conditions.kolom
    from {{ source('reference', 'syarat') }} as conditions
    inner join {{ source('reference', 'istilah') }} as terms
        on
            conditions.kode_satker = terms.kode_satker
            and conditions.kode = terms.kode
            and conditions.bagian = terms.bagian
)

select
    named.kode_satker,
    named.kode,
    named.bagian,
    named.sumber,
    named.kolom
from named
inner join {{ ref('fct_sumber') }} as rows_listed
    on named.kode_satker = rows_listed.kode_satker and named.sumber = rows_listed.sumber_rumus
group by named.kode_satker, named.kode, named.bagian, named.sumber, named.kolom
having max(case when {{ map_has('rows_listed.sel', 'named.kolom') }} then 1 else 0 end) = 0
