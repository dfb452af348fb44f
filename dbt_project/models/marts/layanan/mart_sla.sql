-- On time over due, per service and month of the due date. A service's figure is the unweighted mean of its months,
-- the unit's the unweighted mean of its services; months in which nothing was due are left out of both. Beside that
-- always: everything pooled, on time over received, and the backlog, for a month in which all that was due is on time
-- says nothing of what has not come due. The policy `sla_satuan` says what is counted: what the lines hold, or the
-- order whatever its lines. Alternatives: the other unit, the other reading of the calendar. All of it for each
-- indicator, over the services that it covers.
with periode as (
    select * from {{ source('reference', 'periode') }}
),

policies as (
    {{ policies_by_indicator(['sla_satuan', 'cuti_bersama']) }}
),

variants as (
    select
        kode_satker,
        kode,
        '' as alternatif,
        sla_satuan as satuan,
        'utama' as kalender
    from policies
    union all
    select
        kode_satker,
        kode,
        sla_satuan_lain as alternatif,
        sla_satuan_lain as satuan,
        'utama' as kalender
    from policies
    union all
    select
        kode_satker,
        kode,
        cuti_bersama_lain as alternatif,
        sla_satuan as satuan,
        'lain' as kalender
    from policies
),

-- What either unit counts, by all that a variant asks of it: some rows a service, which each variant adds up. A whole
-- order has one answer to each question, so that orders add up as lines do.
counted as (
    {%- for unit, of_unit, amount in [
        ('jumlah', '', 'coalesce(sum(jumlah_count), 0)'), ('order', '_order', 'count(distinct no_order)'),
    ] %}
    {%- set asked = {
        'is_tanpa_sla': 'is_tanpa_sla' ~ of_unit,
        'bulan_masuk': 'bulan_masuk' ~ of_unit,
        'bulan_jatuh_tempo': 'bulan_jatuh_tempo' ~ of_unit,
        'bulan_jatuh_tempo_alternatif': 'bulan_jatuh_tempo' ~ of_unit ~ '_alternatif',
        'is_tepat_waktu': 'is_tepat_waktu' ~ of_unit,
        'is_tepat_waktu_alternatif': 'is_tepat_waktu' ~ of_unit ~ '_alternatif',
    } %}
    {{ 'union all' if not loop.first }}
    select
        kode_satker,
        layanan,
        '{{ unit }}' as satuan,
        {%- for name, column in asked.items() %}
        {{ column }}{{ ' as ' ~ name if column != name }},
        {%- endfor %}
        cast({{ amount }} as decimal(38, 2)) as amount_count,
        count(*) as row_count,
        {{ hash_sum() }} as hash_sum,
        cast(sum(terpakai_hk) as bigint) as terpakai_hk_sum,
        count(terpakai_hk) as terpakai_row_count,
        {{ hash_sum('case when terpakai_hk is not null then _row_hash end') }} as terpakai_hash_sum
    from {{ ref('fct_order') }}
    group by kode_satker, layanan, {{ asked.values() | join(', ') }}
    {%- endfor %}
),

orders as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        counted.layanan,
        counted.is_tanpa_sla,
        counted.bulan_masuk,
        case variants.kalender when 'lain' then counted.bulan_jatuh_tempo_alternatif else counted.bulan_jatuh_tempo end
            as bulan_jatuh_tempo,
        case variants.kalender when 'lain' then counted.is_tepat_waktu_alternatif else counted.is_tepat_waktu end
            as is_tepat_waktu,
        counted.amount_count,
        counted.row_count,
        counted.hash_sum,
        counted.terpakai_hk_sum,
        counted.terpakai_row_count,
        counted.terpakai_hash_sum
    from variants
    inner join {{ source('reference', 'cakupan') }} as cakupan
        on variants.kode_satker = cakupan.kode_satker and variants.kode = cakupan.kode
    inner join counted
        on
            variants.kode_satker = counted.kode_satker
            and variants.satuan = counted.satuan
            and cakupan.layanan = counted.layanan
),

received as (
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        bulan_masuk as bulan,
        cast(sum(amount_count) as decimal(38, 2)) as masuk_count,
        sum(row_count) as masuk_row_count,
        {{ hash_sum('hash_sum') }} as masuk_hash_sum,
        cast(sum(case when is_tanpa_sla then amount_count end) as decimal(38, 2)) as tanpa_sla_count,
        sum(case when is_tanpa_sla then row_count end) as tanpa_sla_row_count,
        {{ hash_sum('case when is_tanpa_sla then hash_sum end') }} as tanpa_sla_hash_sum
    from orders
    where bulan_masuk is not null
    group by kode_satker, kode, alternatif, layanan, bulan_masuk
),

due as (
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        bulan_jatuh_tempo as bulan,
        cast(sum(amount_count) as decimal(38, 2)) as jatuh_tempo_count,
        sum(row_count) as jatuh_tempo_row_count,
        {{ hash_sum('hash_sum') }} as jatuh_tempo_hash_sum,
        -- none on time is nought of what was due, not unknown
        cast(coalesce(sum(case when is_tepat_waktu then amount_count end), 0) as decimal(38, 2)) as tepat_waktu_count,
        sum(case when is_tepat_waktu then row_count end) as tepat_waktu_row_count,
        {{ hash_sum('case when is_tepat_waktu then hash_sum end') }} as tepat_waktu_hash_sum,
        sum(terpakai_hk_sum) as terpakai_hk_sum,
        sum(terpakai_row_count) as terpakai_row_count,
        {{ hash_sum('terpakai_hash_sum') }} as terpakai_hash_sum
    from orders
    where bulan_jatuh_tempo is not null
    group by kode_satker, kode, alternatif, layanan, bulan_jatuh_tempo
),

months as (
    select
        periode.kode_satker,
        numbers.bulan
    from periode
    inner join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as numbers (bulan)
        on periode.triwulan_ke * 3 >= numbers.bulan
),

{% set columns = [
    'masuk_count', 'masuk_row_count', 'masuk_hash_sum', 'tanpa_sla_count', 'tanpa_sla_row_count',
    'tanpa_sla_hash_sum', 'jatuh_tempo_count', 'jatuh_tempo_row_count', 'jatuh_tempo_hash_sum', 'tepat_waktu_count', 'tepat_waktu_row_count',
    'tepat_waktu_hash_sum', 'terpakai_hk_sum', 'terpakai_row_count', 'terpakai_hash_sum',
] -%}
cells as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        services.layanan,
        months.bulan,
        {%- for column in columns %}
        coalesce({{ column }}, 0) as {{ column }},
        {%- endfor %}
        {{ ratio('due.tepat_waktu_count', 'due.jatuh_tempo_count', 2, 2, 100) }} as tepat_waktu_pct
    from variants
    inner join {{ source('reference', 'cakupan') }} as services
        on variants.kode_satker = services.kode_satker and variants.kode = services.kode
    inner join months on variants.kode_satker = months.kode_satker
    left join received
        on
            variants.kode_satker = received.kode_satker
            and variants.kode = received.kode
            and variants.alternatif = received.alternatif
            and services.layanan = received.layanan
            and months.bulan = received.bulan
    left join due
        on
            variants.kode_satker = due.kode_satker
            and variants.kode = due.kode
            and variants.alternatif = due.alternatif
            and services.layanan = due.layanan
            and months.bulan = due.bulan
),

services as (
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        {%- for column in columns %}
        sum({{ column }}) as {{ column }},
        {%- endfor %}
        {{ mean_of('tepat_waktu_pct') }} as rata_rata_bulan_pct,
        cast(sum(tepat_waktu_pct) as decimal(38, 18)) as pembilang,
        cast(count(tepat_waktu_pct) as decimal(38, 2)) as penyebut
    from cells
    group by kode_satker, kode, alternatif, layanan
),

unit as (
    select
        kode_satker,
        kode,
        alternatif,
        {%- for column in columns %}
        sum({{ column }}) as {{ column }},
        {%- endfor %}
        {{ mean_of('rata_rata_bulan_pct') }} as rata_rata_bulan_pct,
        cast(sum(rata_rata_bulan_pct) as decimal(38, 18)) as pembilang,
        cast(count(rata_rata_bulan_pct) as decimal(38, 2)) as penyebut
    from services
    group by kode_satker, kode, alternatif
),

measured as (
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        bulan,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        tepat_waktu_pct as rata_rata_bulan_pct,
        cast(tepat_waktu_count as decimal(38, 18)) as pembilang,
        cast(jatuh_tempo_count as decimal(38, 2)) as penyebut,
        sum(masuk_count - jatuh_tempo_count) over (
            partition by kode_satker, kode, alternatif, layanan order by bulan
        ) as backlog_count
    from cells
    union all
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        0 as bulan,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        rata_rata_bulan_pct,
        pembilang,
        penyebut,
        masuk_count - jatuh_tempo_count as backlog_count
    from services
    union all
    select
        kode_satker,
        kode,
        alternatif,
        'semua' as layanan,
        0 as bulan,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        rata_rata_bulan_pct,
        pembilang,
        penyebut,
        masuk_count - jatuh_tempo_count as backlog_count
    from unit
)

select
    kode_satker,
    kode,
    alternatif,
    layanan,
    cast(bulan as integer) as bulan,
    cast(masuk_count as decimal(38, 2)) as masuk_count,
    cast(jatuh_tempo_count as decimal(38, 2)) as jatuh_tempo_count,
    cast(tepat_waktu_count as decimal(38, 2)) as tepat_waktu_count,
    cast(backlog_count as decimal(38, 2)) as backlog_count,
    cast(tanpa_sla_count as decimal(38, 2)) as tanpa_sla_count,
    rata_rata_bulan_pct,
    pembilang,
    penyebut,
    {{ ratio('tepat_waktu_count', 'jatuh_tempo_count', 2, 2, 100) }} as gabungan_pct,
    {{ ratio('tepat_waktu_count', 'masuk_count', 2, 2, 100) }} as tepat_waktu_masuk_pct,
    {{ ratio('terpakai_hk_sum', 'terpakai_row_count') }} as rata_rata_hk,
    cast(terpakai_hk_sum as bigint) as terpakai_hk_sum,
    cast(masuk_row_count as bigint) as masuk_row_count,
    cast(masuk_hash_sum as decimal(38, 0)) as masuk_hash_sum,
    cast(tanpa_sla_row_count as bigint) as tanpa_sla_row_count,
    cast(tanpa_sla_hash_sum as decimal(38, 0)) as tanpa_sla_hash_sum,
    cast(jatuh_tempo_row_count as bigint) as jatuh_tempo_row_count,
    cast(jatuh_tempo_hash_sum as decimal(38, 0)) as jatuh_tempo_hash_sum,
    cast(tepat_waktu_row_count as bigint) as tepat_waktu_row_count,
    cast(tepat_waktu_hash_sum as decimal(38, 0)) as tepat_waktu_hash_sum,
    cast(terpakai_row_count as bigint) as terpakai_row_count,
    cast(terpakai_hash_sum as decimal(38, 0)) as terpakai_hash_sum
from measured
