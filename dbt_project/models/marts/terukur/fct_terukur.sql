-- Which rows a part of a declared formula counts: those that fulfil all its conditions, on a day of its period.
-- What has to be finished in time is due once it is finished or its limit has passed by the end of the quarter, and on
-- time when it was finished by its limit; what is finished later than the quarter is, in this report, not finished.
with terms as (
    select * from {{ source('reference', 'istilah') }}
),

listed as (
    select
        terms.kode_satker,
        terms.kode,
        terms.bagian,
        terms.hitung,
        terms.masa,
        terms.batas_menit,
        terms.syarat_count,
        rows_listed.sumber_rumus in ('realisasi', 'pagu') as is_tanpa_tanggal,
        cast(left({{ map_value('rows_listed.sel', 'terms.tanggal') }}, 10) as date) as tanggal,
        {{ map_value('rows_listed.sel', 'terms.kolom') }} as teks,
        cast({{ map_value('rows_listed.sel', 'terms.mulai') }} as timestamp) as mulai,
        cast({{ map_value('rows_listed.sel', 'terms.selesai') }} as timestamp) as selesai,
        rows_listed.sel,
        rows_listed._source_row_id,
        rows_listed._row_hash,
        rows_listed._delivery_sha256,
        rows_listed._delivery_quarter,
        rows_listed._sheet,
        rows_listed._row
    from terms
    inner join {{ ref('fct_sumber') }} as rows_listed
        on terms.kode_satker = rows_listed.kode_satker and terms.sumber = rows_listed.sumber_rumus
),

compared as (
    select
        listed.kode_satker,
        listed.kode,
        listed.bagian,
        listed._source_row_id,
        conditions.nomor,
        conditions.cara,
        case conditions.cara
            when 'sama'
                then coalesce(lower({{ map_value('listed.sel', 'conditions.kolom') }}), '') = conditions.nilai
            when 'bukan'
                then coalesce(lower({{ map_value('listed.sel', 'conditions.kolom') }}), '') <> conditions.nilai
            when 'awalan'
                then
                    left(lower({{ map_value('listed.sel', 'conditions.kolom') }}), length(conditions.nilai))
                    = conditions.nilai
            when 'paling_sedikit'
                then
                    cast(nullif({{ map_value('listed.sel', 'conditions.kolom') }}, '') as decimal(38, 6))
                    >= cast(conditions.nilai as decimal(38, 6))
            when 'paling_banyak'
                then
                    cast(nullif({{ map_value('listed.sel', 'conditions.kolom') }}, '') as decimal(38, 6))
                    <= cast(conditions.nilai as decimal(38, 6))
            when 'terisi'
                then
                    (coalesce({{ map_value('listed.sel', 'conditions.kolom') }}, '') <> '')
                    = (conditions.nilai = 'ya')
        end as is_terpenuhi
    from listed
    inner join {{ source('reference', 'syarat') }} as conditions
        on
            listed.kode_satker = conditions.kode_satker
            and listed.kode = conditions.kode
            and listed.bagian = conditions.bagian
),

fulfilled as (
    select
        kode_satker,
        kode,
        bagian,
        _source_row_id,
        count(*) as syarat_count
    from (
        select
            kode_satker,
            kode,
            bagian,
            _source_row_id,
            nomor,
            -- none of the texts, or one of them
            case
                when max(cara) = 'bukan' then min(case when is_terpenuhi then 1 else 0 end)
                else max(case when is_terpenuhi then 1 else 0 end)
            end as is_terpenuhi
        from compared
        group by kode_satker, kode, bagian, _source_row_id, nomor
    ) as conditions
    where is_terpenuhi = 1
    group by kode_satker, kode, bagian, _source_row_id
),

timed as (
    select
        listed.*,
        periode.awal_tahun,
        periode.tanggal_awal,
        periode.tanggal_akhir,
        case when cast(listed.selesai as date) <= periode.tanggal_akhir then listed.selesai end as selesai_dilaporkan,
        {{ minutes_after('listed.mulai', 'listed.batas_menit') }} as batas
    from listed
    left join fulfilled
        on
            listed.kode_satker = fulfilled.kode_satker
            and listed.kode = fulfilled.kode
            and listed.bagian = fulfilled.bagian
            and listed._source_row_id = fulfilled._source_row_id
    inner join {{ source('reference', 'periode') }} as periode on listed.kode_satker = periode.kode_satker
    where listed.syarat_count = coalesce(fulfilled.syarat_count, 0)
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
    and case masa
        when 'tahun_berjalan' then is_tanpa_tanggal or tanggal between awal_tahun and tanggal_akhir
        when 'triwulan' then is_tanpa_tanggal or tanggal between tanggal_awal and tanggal_akhir
        when 'tahun_lalu'
            then tanggal between {{ add_years('awal_tahun', -1) }} and {{ add_years('tanggal_akhir', -1) }}
        when 'triwulan_tahun_lalu'
            then tanggal between {{ add_years('tanggal_awal', -1) }} and {{ add_years('tanggal_akhir', -1) }}
        when 'jatuh_tempo'
            then
                tanggal between awal_tahun and tanggal_akhir
                and (selesai_dilaporkan is not null or cast(batas as date) <= tanggal_akhir)
        when 'tepat_waktu'
            then tanggal between awal_tahun and tanggal_akhir and selesai_dilaporkan <= batas
    end
