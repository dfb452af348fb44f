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

orders as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        orders.layanan,
        orders._row_hash,
        orders.terpakai_hk,
        case variants.satuan when 'order' then orders.no_order end as no_order,
        case variants.satuan when 'jumlah' then orders.jumlah_count end as jumlah_count,
        case variants.satuan when 'order' then orders.is_tanpa_sla_order else orders.is_tanpa_sla end as is_tanpa_sla,
        case variants.satuan when 'order' then orders.bulan_masuk_order else orders.bulan_masuk end as bulan_masuk,
        case
            when variants.satuan = 'order' and variants.kalender = 'lain' then orders.bulan_jatuh_tempo_order_alternatif
            when variants.satuan = 'order' then orders.bulan_jatuh_tempo_order
            when variants.kalender = 'lain' then orders.bulan_jatuh_tempo_alternatif
            else orders.bulan_jatuh_tempo
        end as bulan_jatuh_tempo,
        case
            when variants.satuan = 'order' and variants.kalender = 'lain' then orders.is_tepat_waktu_order_alternatif
            when variants.satuan = 'order' then orders.is_tepat_waktu_order
            when variants.kalender = 'lain' then orders.is_tepat_waktu_alternatif
            else orders.is_tepat_waktu
        end as is_tepat_waktu
    from variants
    inner join {{ source('reference', 'cakupan') }} as cakupan
        on variants.kode_satker = cakupan.kode_satker and variants.kode = cakupan.kode
    inner join {{ ref('fct_order') }} as orders
        on variants.kode_satker = orders.kode_satker and cakupan.layanan = orders.layanan
),

received as (
    select
        kode_satker,
        kode,
        alternatif,
        layanan,
        bulan_masuk as bulan,
        {{ orders_counted() }} as masuk_count,
        count(*) as masuk_row_count,
        {{ hash_sum() }} as masuk_hash_sum,
        {{ orders_counted('is_tanpa_sla') }} as tanpa_sla_count,
        count(case when is_tanpa_sla then 1 end) as tanpa_sla_row_count,
        {{ hash_sum('case when is_tanpa_sla then _row_hash end') }} as tanpa_sla_hash_sum
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
        {{ orders_counted() }} as jatuh_tempo_count,
        count(*) as jatuh_tempo_row_count,
        {{ hash_sum() }} as jatuh_tempo_hash_sum,
        {{ orders_counted('is_tepat_waktu') }} as tepat_waktu_count,
        count(case when is_tepat_waktu then 1 end) as tepat_waktu_row_count,
        {{ hash_sum('case when is_tepat_waktu then _row_hash end') }} as tepat_waktu_hash_sum,
        sum(terpakai_hk) as terpakai_hk_sum,
        count(terpakai_hk) as terpakai_row_count,
        {{ hash_sum('case when terpakai_hk is not null then _row_hash end') }} as terpakai_hash_sum
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

{% set counted = [
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
        {%- for column in counted %}
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
        {%- for column in counted %}
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
        {%- for column in counted %}
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
        {%- for column in counted %}
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
        {%- for column in counted %}
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
        {%- for column in counted %}
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
