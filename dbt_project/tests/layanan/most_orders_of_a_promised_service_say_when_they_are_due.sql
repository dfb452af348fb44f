{{ config(severity='warn') }}

-- The catalogue promises days, but no order is judged by them: its own SPM or contract says when it is due. Where most
-- orders of the year to date have neither, the figure is that of the few others; an order has what any line has.
with limits as (
    select
        kode_satker,
        max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'most_orders_of_a_promised_service_say_when_they_are_due'
    group by kode_satker
),

promised as (
    select
        cakupan.kode_satker,
        cakupan.layanan,
        {{ texts_listed('cakupan.kode') }} as kode,
        max(catalogue.spm_hk) as spm_hk
    from {{ source('reference', 'cakupan') }} as cakupan
    inner join {{ source('reference', 'indikator') }} as indikator
        on cakupan.kode_satker = indikator.kode_satker and cakupan.kode = indikator.kode
    inner join {{ source('reference', 'layanan') }} as catalogue
        on cakupan.kode_satker = catalogue.kode_satker and cakupan.layanan = catalogue.layanan
    where indikator.rumus = 'sla' and catalogue.spm_hk is not null
    group by cakupan.kode_satker, cakupan.layanan
),

lines as (
    select
        kode_satker,
        layanan,
        coalesce(no_order, _source_row_id) as no_order,
        _delivery_sha256,
        _sheet,
        _row,
        max(dasar_jatuh_tempo) over (
            partition by kode_satker, layanan, coalesce(no_order, _source_row_id)
        ) as dasar_jatuh_tempo
    from {{ ref('fct_order') }}
    where bulan_masuk is not null
),

counted as (
    select
        kode_satker,
        layanan,
        count(distinct no_order) as order_count,
        count(distinct case when dasar_jatuh_tempo is null then no_order end) as tanpa_jatuh_tempo_count
    from lines
    group by kode_satker, layanan
),

placed as (
    select
        lines.kode_satker,
        lines.layanan,
        deliveries.file_name || case when lines._sheet = '' then '' else ' ' || lines._sheet end
        || ' ' || cast(lines._row as string) as tempat,
        row_number() over (
            partition by lines.kode_satker, lines.layanan
            order by deliveries.delivery_order, lines._sheet, lines._row
        ) as urutan
    from lines
    inner join {{ source('raw_ingestion', 'deliveries') }} as deliveries
        on lines.kode_satker = deliveries.kode_satker and lines._delivery_sha256 = deliveries._delivery_sha256
    where lines.dasar_jatuh_tempo is null
),

first_rows as (
    select
        kode_satker,
        layanan,
        concat_ws(
            ', ',
            max(case when urutan = 1 then tempat end),
            max(case when urutan = 2 then tempat end),
            max(case when urutan = 3 then tempat end)
        ) as baris_pertama
    from placed
    group by kode_satker, layanan
)

select
    promised.kode_satker,
    promised.kode,
    promised.layanan,
    promised.spm_hk,
    counted.order_count,
    counted.tanpa_jatuh_tempo_count,
    first_rows.baris_pertama
from promised
inner join counted on promised.kode_satker = counted.kode_satker and promised.layanan = counted.layanan
inner join limits on promised.kode_satker = limits.kode_satker
left join first_rows on promised.kode_satker = first_rows.kode_satker and promised.layanan = first_rows.layanan
where counted.tanpa_jatuh_tempo_count > limits.batas * counted.order_count
