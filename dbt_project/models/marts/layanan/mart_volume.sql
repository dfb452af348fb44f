-- Volume is what was received in the year to date, in the service's own unit, by the volume table's service codes, for
-- each indicator over the services that it covers.
with scopes as (
    select
        cakupan.kode_satker,
        cakupan.kode,
        cakupan.layanan,
        catalogue.layanan_volume,
        catalogue.nama_volume,
        catalogue.satuan
    from {{ source('reference', 'cakupan') }} as cakupan
    inner join {{ source('reference', 'indikator') }} as indikator
        on cakupan.kode_satker = indikator.kode_satker and cakupan.kode = indikator.kode
    inner join {{ source('reference', 'layanan') }} as catalogue
        on cakupan.kode_satker = catalogue.kode_satker and cakupan.layanan = catalogue.layanan
    where indikator.rumus = 'volume'
),

sums as (
    select
        scopes.kode_satker,
        scopes.kode,
        case when grouping(scopes.layanan_volume) = 1 then 'semua' else scopes.layanan_volume end as layanan_volume,
        cast(sum(orders.jumlah_count) as decimal(38, 2)) as volume_count,
        count(*) as order_row_count,
        {{ hash_sum('orders._row_hash') }} as order_hash_sum,
        cast(coalesce(sum(case when orders.is_masuk_triwulan then orders.jumlah_count end), 0) as decimal(38, 2))
            as volume_tw_count,
        count(case when orders.is_masuk_triwulan then 1 end) as order_tw_row_count,
        {{ hash_sum('case when orders.is_masuk_triwulan then orders._row_hash end') }} as order_tw_hash_sum
    from scopes
    inner join {{ ref('fct_order') }} as orders
        on scopes.kode_satker = orders.kode_satker and scopes.layanan = orders.layanan
    where orders.bulan_masuk is not null
    group by grouping sets ((scopes.kode_satker, scopes.kode), (scopes.kode_satker, scopes.kode, scopes.layanan_volume))
),

services as (
    select
        kode_satker,
        kode,
        layanan_volume,
        max(nama_volume) as nama_volume,
        max(satuan) as satuan
    from scopes
    group by kode_satker, kode, layanan_volume
    union all
    select
        kode_satker,
        kode,
        'semua' as layanan_volume,
        cast(null as string) as nama_volume,
        cast(null as string) as satuan
    from {{ source('reference', 'indikator') }}
    where rumus = 'volume'
),

targets as (
    select
        sheet_rows.kode_satker,
        sheet_rows.kode,
        sheet_rows.target,
        sheet_rows._row_hash
    from {{ ref('fct_kinerja') }} as sheet_rows
    where sheet_rows.lembar = 'perjanjian_kinerja'
),

-- Without a single order on file nothing is known of any service; with orders, a service without one has nought.
known as (
    select
        kode_satker,
        count(*) > 0 as has_orders
    from {{ ref('fct_order') }}
    group by kode_satker
),

cells as (
    select
        services.kode_satker,
        services.kode,
        services.layanan_volume,
        services.nama_volume,
        services.satuan,
        case when known.has_orders then coalesce(sums.volume_count, 0) end as volume_count,
        case when known.has_orders then coalesce(sums.volume_tw_count, 0) end as volume_tw_count,
        coalesce(sums.order_row_count, 0) as order_row_count,
        coalesce(sums.order_hash_sum, 0) as order_hash_sum,
        coalesce(sums.order_tw_row_count, 0) as order_tw_row_count,
        coalesce(sums.order_tw_hash_sum, 0) as order_tw_hash_sum,
        targets.kode as target_kode,
        targets.target,
        targets._row_hash as _target_row_hash
    from services
    left join known on services.kode_satker = known.kode_satker
    left join sums
        on
            services.kode_satker = sums.kode_satker
            and services.kode = sums.kode
            and services.layanan_volume = sums.layanan_volume
    left join targets
        on
            services.kode_satker = targets.kode_satker
            and case
                when services.layanan_volume = 'semua' then services.kode
                else services.kode || '.' || services.layanan_volume
            end = targets.kode
)

select
    kode_satker,
    kode,
    layanan_volume,
    nama_volume,
    satuan,
    volume_count,
    volume_tw_count,
    target_kode,
    target,
    {{ ratio('volume_count', 'target', 2, 6, 100) }} as realisasi_pct,
    order_row_count,
    order_hash_sum,
    order_tw_row_count,
    order_tw_hash_sum,
    _target_row_hash
from cells
