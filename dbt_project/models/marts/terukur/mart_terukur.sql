-- What a unit measures by a formula that it declares: one sum or count over another. Where nothing of a source was ever
-- delivered nothing is known of it; where something was, a part that nothing fulfils is nought. Durations are summed in
-- seconds and told in minutes or hours.
{%- set pembilang = 'parts.pembilang_dasar * parts.penyebut_pembagi' %}
{%- set penyebut = 'parts.penyebut_dasar * parts.pembilang_pembagi' %}
with known as (
    select
        kode_satker,
        sumber_rumus,
        count(*) as row_count
    from {{ ref('fct_sumber') }}
    group by kode_satker, sumber_rumus
),

sums as (
    select
        kode_satker,
        kode,
        bagian_rumus,
        sum(nilai_baris) as nilai_count,
        count(distinct nullif(teks_sel, '')) as unik_count,
        count(*) as row_count,
        {{ hash_sum() }} as hash_sum
    from {{ ref('fct_terukur') }}
    group by kode_satker, kode, bagian_rumus
),

measured as (
    select
        terms.kode_satker,
        terms.kode,
        terms.bagian,
        cast(
            case
                when known.row_count is null then null
                when terms.hitung = 'unik' then coalesce(sums.unik_count, 0)
                else coalesce(sums.nilai_count, 0)
            end as decimal(38, 6)
        ) as nilai,
        case terms.hitung when 'menit' then 60 when 'jam' then 3600 else 1 end as pembagi,
        coalesce(sums.row_count, 0) as row_count,
        coalesce(sums.hash_sum, 0) as hash_sum
    from {{ source('reference', 'istilah') }} as terms
    left join known on terms.kode_satker = known.kode_satker and terms.sumber = known.sumber_rumus
    left join sums
        on terms.kode_satker = sums.kode_satker and terms.kode = sums.kode and terms.bagian = sums.bagian_rumus
    union all
    -- the value of the year before, where the sheet DIPA gives it
    select
        indikator.kode_satker,
        indikator.kode,
        'penyebut' as bagian,
        cast(sheet_rows.volume as decimal(38, 6)) as nilai,
        1 as pembagi,
        count(sheet_rows._row_hash) over (partition by indikator.kode_satker, indikator.kode) as row_count,
        coalesce(sheet_rows._row_hash, 0) as hash_sum
    from {{ ref('dim_indikator') }} as indikator
    left join {{ ref('fct_kinerja') }} as sheet_rows
        on
            indikator.kode_satker = sheet_rows.kode_satker
            and indikator.dasar_kode = sheet_rows.kode
            and sheet_rows.lembar = 'dipa'
    where indikator.dasar_kode is not null
),

parts as (
    select
        kode_satker,
        {%- for bagian in ['pembilang', 'penyebut'] %}
        max(case when bagian = '{{ bagian }}' then nilai end) as {{ bagian }}_dasar,
        max(case when bagian = '{{ bagian }}' then pembagi end) as {{ bagian }}_pembagi,
        cast(max(case when bagian = '{{ bagian }}' then row_count end) as bigint) as {{ bagian }}_row_count,
        cast(max(case when bagian = '{{ bagian }}' then hash_sum end) as decimal(38, 0)) as {{ bagian }}_hash_sum,
        {%- endfor %}
        kode
    from measured
    group by kode_satker, kode
)

select
    parts.kode_satker,
    parts.kode,
    indikator.rumus,
    {%- for bagian in ['pembilang', 'penyebut'] %}
    cast(
        {{ ratio('parts.' ~ bagian ~ '_dasar', 'parts.' ~ bagian ~ '_pembagi', 6, 0) }} as decimal(38, 12)
    ) as {{ bagian }},
    {%- endfor %}
    -- divided before anything is told in minutes or hours, which may have no end behind the comma
    case
        when indikator.rumus = 'pertumbuhan'
            then {{ ratio(pembilang ~ ' - ' ~ penyebut, penyebut, 6, 6, 100) }}
        when indikator.faktor = 1 then {{ ratio(pembilang, penyebut, 6, 6) }}
        else {{ ratio(pembilang, penyebut, 6, 6, 100) }}
    end as nilai_terukur,
    parts.pembilang_row_count,
    parts.pembilang_hash_sum,
    parts.penyebut_row_count,
    parts.penyebut_hash_sum
from parts
inner join {{ ref('dim_indikator') }} as indikator
    on parts.kode_satker = indikator.kode_satker and parts.kode = indikator.kode
