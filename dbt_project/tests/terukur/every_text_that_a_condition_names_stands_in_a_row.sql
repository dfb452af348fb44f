{{ config(severity='warn') }}

-- A text that no row has counts nothing, or leaves nothing out. It is looked for in all rows of the year of which the
-- part counts, also those after the quarter, and compared as the formula compares it. Budget and realisation are one: a
-- KRO of which nothing was spent yet is in the budget. Funds and kinds of spending are those of the profile.
with named as (
    select
        terms.kode_satker,
        terms.kode,
        terms.sumber as sumber_rumus,
        case when terms.sumber in ('realisasi', 'pagu') then 'anggaran' else terms.sumber end as sumber,
        terms.tanggal,
        conditions.kolom,
        conditions.cara,
        conditions.nilai,
        case
            when terms.masa in ('tahun_lalu', 'triwulan_tahun_lalu') then {{ add_years('periode.awal_tahun', -1) }}
            else periode.awal_tahun
        end as awal
    from {{ source('reference', 'syarat') }} as conditions
    inner join {{ source('reference', 'istilah') }} as terms
        on
            conditions.kode_satker = terms.kode_satker
            and conditions.kode = terms.kode
            and conditions.bagian = terms.bagian
    inner join {{ source('reference', 'periode') }} as periode on conditions.kode_satker = periode.kode_satker
    where
        conditions.cara in ('sama', 'bukan', 'awalan')
        and not (terms.sumber in ('realisasi', 'pagu') and conditions.kolom in ('sumber_dana', 'jenis_belanja'))
),

places as (
    select distinct -- several texts may stand in one column
        kode_satker,
        kode,
        sumber_rumus,
        sumber,
        tanggal,
        kolom,
        awal
    from named
),

standing as (
    select distinct -- a text of many rows once
        places.kode_satker,
        places.kode,
        places.sumber,
        places.kolom,
        coalesce({{ map_value('rows_listed.sel', 'places.kolom') }}, '') as teks
    from places
    inner join {{ ref('fct_sumber') }} as rows_listed
        on places.kode_satker = rows_listed.kode_satker and places.sumber_rumus = rows_listed.sumber_rumus
    where
        {{ map_has('rows_listed.sel', 'places.kolom') }} -- a column that is not there is told elsewhere
        and (
            places.sumber = 'anggaran'
            or (
                cast(left({{ map_value('rows_listed.sel', 'places.tanggal') }}, 10) as date) >= places.awal
                and cast(left({{ map_value('rows_listed.sel', 'places.tanggal') }}, 10) as date)
                < {{ add_years('places.awal', 1) }}
            )
        )
),

missing as (
    select
        named.kode_satker,
        named.kode,
        named.sumber,
        named.kolom,
        named.cara,
        named.nilai
    from named
    inner join standing
        on
            named.kode_satker = standing.kode_satker
            and named.kode = standing.kode
            and named.sumber = standing.sumber
            and named.kolom = standing.kolom
    group by named.kode_satker, named.kode, named.sumber, named.kolom, named.cara, named.nilai
    having
        max(
            case
                when named.cara = 'awalan' and left(lower(standing.teks), length(named.nilai)) = named.nilai then 1
                when named.cara <> 'awalan' and lower(standing.teks) = named.nilai then 1
                else 0
            end
        ) = 0
),

ranked as (
    select
        missing.*,
        standing.teks,
        row_number() over (
            partition by
                missing.kode_satker, missing.kode, missing.sumber, missing.kolom, missing.cara, missing.nilai
            order by levenshtein(lower(standing.teks), missing.nilai), standing.teks
        ) as urutan
    from missing
    inner join standing
        on
            missing.kode_satker = standing.kode_satker
            and missing.kode = standing.kode
            and missing.sumber = standing.sumber
            and missing.kolom = standing.kolom
    where standing.teks <> ''
)

select
    missing.kode_satker,
    missing.kode,
    missing.sumber,
    missing.kolom,
    missing.cara,
    missing.nilai,
    coalesce(
        concat_ws(
            ', ',
            max(case when ranked.urutan = 1 then ranked.teks end),
            max(case when ranked.urutan = 2 then ranked.teks end),
            max(case when ranked.urutan = 3 then ranked.teks end),
            max(case when ranked.urutan = 4 then ranked.teks end)
        ), ''
    ) as nilai_yang_ada
from missing
left join ranked
    on
        missing.kode_satker = ranked.kode_satker
        and missing.kode = ranked.kode
        and missing.sumber = ranked.sumber
        and missing.kolom = ranked.kolom
        and missing.cara = ranked.cara
        and missing.nilai = ranked.nilai
group by missing.kode_satker, missing.kode, missing.sumber, missing.kolom, missing.cara, missing.nilai
