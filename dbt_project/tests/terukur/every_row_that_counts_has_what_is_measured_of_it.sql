{{ config(severity='warn') }}

-- A row that fulfils the conditions and lacks the amount or a moment adds nothing to a sum, while a count of the same
-- rows counts it. What is not finished has no end yet where a limit is promised, and is late by it; a beginning it has.
-- A row without the day that tells its period is looked for by the other moment; a column that is not there is told
-- elsewhere.
with {{ rows_that_fulfil() }},

dated as (
    select
        matched.*,
        matched.masa = 'jatuh_tempo' as is_berjanji,
        matched.hitung in ('menit', 'jam') as is_lama,
        coalesce(matched.tanggal, cast(matched.mulai as date), cast(matched.selesai as date)) as hari
    from matched
    where not matched.is_tanpa_tanggal
),

lacking as (
    select
        kode_satker,
        kode,
        sumber,
        _source_row_id,
        nama_kolom as kolom
    from dated
    where
        hitung = 'jumlah'
        and coalesce(teks, '') = ''
        and {{ lies_in_period('hari') }}
        and {{ map_has('sel', 'nama_kolom') }}
    union
    select
        kode_satker,
        kode,
        sumber,
        _source_row_id,
        nama_mulai as kolom
    from dated
    where
        (is_lama or is_berjanji)
        and mulai is null
        and {{ lies_in_period('hari') }}
        and {{ map_has('sel', 'nama_mulai') }}
    union
    select
        kode_satker,
        kode,
        sumber,
        _source_row_id,
        nama_selesai as kolom
    from dated
    where
        is_lama
        and selesai is null
        and {{ lies_in_period('hari') }}
        and {{ map_has('sel', 'nama_selesai') }}
)

select
    kode_satker,
    _source_row_id,
    {{ texts_listed('kode') }} as kode,
    sumber,
    kolom
from lacking
group by kode_satker, _source_row_id, sumber, kolom
