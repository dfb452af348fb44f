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
),

lacking as (
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
),

asked as (
    select
        kode_satker,
        sumber
    from lacking
    group by kode_satker, sumber
),

-- the columns that may be named, of the sources of which one is wrong
columns_listed as (
    select distinct -- a column of many rows once
        rows_listed.kode_satker,
        rows_listed.sumber_rumus,
        {{ each_name('rows_listed.sel') }} as kolom
    from {{ ref('fct_sumber') }} as rows_listed
    inner join asked
        on rows_listed.kode_satker = asked.kode_satker and rows_listed.sumber_rumus = asked.sumber
),

ranked as (
    select
        lacking.kode_satker,
        lacking.kode,
        lacking.bagian,
        lacking.sumber,
        lacking.kolom,
        columns_listed.kolom as kolom_lain,
        row_number() over (
            partition by lacking.kode_satker, lacking.kode, lacking.bagian, lacking.sumber, lacking.kolom
            order by levenshtein(columns_listed.kolom, lacking.kolom), columns_listed.kolom
        ) as urutan
    from lacking
    inner join columns_listed
        on lacking.kode_satker = columns_listed.kode_satker and lacking.sumber = columns_listed.sumber_rumus
)

select
    kode_satker,
    kode,
    bagian,
    sumber,
    kolom,
    max(case when urutan = 1 then kolom_lain end) as kolom_terdekat,
    {{ texts_listed('kolom_lain') }} as kolom_yang_ada
from ranked
group by kode_satker, kode, bagian, sumber, kolom
