{#- What a declared formula counts of, as CTEs, the last of them `matched`: the rows of its source that fulfil all
    conditions of a part, on whatever day, with what the part reads of them and the days of the report. -#}
{% macro rows_that_fulfil() -%}
terms as (
    select * from {{ source('reference', 'istilah') }}
),

listed as (
    select
        terms.kode_satker,
        terms.kode,
        terms.bagian,
        terms.sumber,
        terms.hitung,
        terms.masa,
        terms.batas_menit,
        terms.syarat_count,
        terms.kolom as nama_kolom,
        terms.mulai as nama_mulai,
        terms.selesai as nama_selesai,
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

matched as (
    select
        listed.*,
        periode.awal_tahun,
        periode.tanggal_awal,
        periode.tanggal_akhir
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
{%- endmacro %}

{#- Whether a day lies in the period of a part that is told by its rows' own days. -#}
{% macro lies_in_period(day) -%}
    case masa
        when 'tahun_berjalan' then {{ day }} between awal_tahun and tanggal_akhir
        when 'triwulan' then {{ day }} between tanggal_awal and tanggal_akhir
        when 'tahun_lalu' then {{ day }} between {{ add_years('awal_tahun', -1) }} and {{ add_years('tanggal_akhir', -1) }}
        when 'triwulan_tahun_lalu'
            then {{ day }} between {{ add_years('tanggal_awal', -1) }} and {{ add_years('tanggal_akhir', -1) }}
        when 'jatuh_tempo' then {{ day }} between awal_tahun and tanggal_akhir
        when 'tepat_waktu' then {{ day }} between awal_tahun and tanggal_akhir
    end
{%- endmacro %}
