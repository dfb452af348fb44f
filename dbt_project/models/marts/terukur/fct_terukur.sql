-- Which rows a part of a declared formula counts: those that fulfil all its conditions, on a day of its period.
-- What has to be finished in time is due once it is finished or its limit has passed by the end of the quarter, and on
-- time when it was finished by its limit; what is finished later than the quarter is, in this report, not finished.
with {{ rows_that_fulfil() }},

timed as (
    select
        matched.*,
        case when cast(matched.selesai as date) <= matched.tanggal_akhir then matched.selesai end as selesai_dilaporkan,
        {{ minutes_after('matched.mulai', 'matched.batas_menit') }} as batas
    from matched
)

select
    kode_satker,
    kode,
    bagian as bagian_rumus,
    hitung,
    teks as teks_sel,
    case hitung
        when 'jumlah' then coalesce(cast(nullif(teks, '') as decimal(38, 6)), 0)
        when 'menit' then cast({{ seconds_between('mulai', 'selesai') }} as decimal(38, 6))
        when 'jam' then cast({{ seconds_between('mulai', 'selesai') }} as decimal(38, 6))
        else cast(1 as decimal(38, 6))
    end as nilai_baris,
    _source_row_id,
    _row_hash,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from timed
where
    -- a row that says nothing of what is counted does not count
    (hitung <> 'unik' or coalesce(teks, '') <> '')
    and (hitung not in ('menit', 'jam') or (mulai is not null and selesai is not null))
    and ((is_tanpa_tanggal and masa in ('tahun_berjalan', 'triwulan')) or {{ lies_in_period('tanggal') }})
    and case masa
        when 'jatuh_tempo' then selesai_dilaporkan is not null or cast(batas as date) <= tanggal_akhir
        when 'tepat_waktu' then selesai_dilaporkan <= batas
        else true
    end
