{{ config(severity='warn') }}

-- A time below nothing takes from the sum what other rows have waited, and a promise is kept before it was made.
with {{ rows_that_fulfil() }}

select
    kode_satker,
    _source_row_id,
    {{ texts_listed('kode') }} as kode,
    sumber,
    nama_selesai as kolom
from (
    select distinct
        matched.kode_satker,
        matched._source_row_id,
        matched.kode,
        matched.sumber,
        matched.nama_selesai
    from matched
    where
        matched.selesai < matched.mulai
        and not matched.is_tanpa_tanggal
        and {{ lies_in_period('coalesce(matched.tanggal, cast(matched.mulai as date))') }}
) as turned
group by kode_satker, _source_row_id, sumber, nama_selesai
