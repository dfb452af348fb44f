-- Users are distinct customer codes among the orders received in the year to date (and, beside it, in the quarter), for
-- each indicator over the services that it covers. A customer of two services counts once in each; over all services
-- the policy says whether such a one counts twice.
with scopes as (
    select
        cakupan.kode_satker,
        cakupan.kode,
        cakupan.layanan
    from {{ source('reference', 'cakupan') }} as cakupan
    inner join {{ source('reference', 'indikator') }} as indikator
        on cakupan.kode_satker = indikator.kode_satker and cakupan.kode = indikator.kode
    where indikator.rumus = 'pengguna'
),

counts as (
    select
        scopes.kode_satker,
        scopes.kode,
        case when grouping(orders.layanan) = 1 then 'semua' else orders.layanan end as layanan,
        count(distinct orders.kode_pelanggan) as pengguna_count,
        count(*) as order_row_count,
        {{ hash_sum('orders._row_hash') }} as order_hash_sum,
        count(distinct case when orders.is_masuk_triwulan then orders.kode_pelanggan end) as pengguna_tw_count,
        count(case when orders.is_masuk_triwulan then 1 end) as order_tw_row_count,
        {{ hash_sum('case when orders.is_masuk_triwulan then orders._row_hash end') }} as order_tw_hash_sum
    from scopes
    inner join {{ ref('fct_order') }} as orders
        on scopes.kode_satker = orders.kode_satker and scopes.layanan = orders.layanan
    where orders.bulan_masuk is not null
    group by grouping sets ((scopes.kode_satker, scopes.kode), (scopes.kode_satker, scopes.kode, orders.layanan))
),

spine as (
    select
        kode_satker,
        kode,
        layanan
    from scopes
    union all
    select
        kode_satker,
        kode,
        'semua' as layanan
    from {{ source('reference', 'indikator') }}
    where rumus = 'pengguna'
),

cells as (
    select
        spine.kode_satker,
        spine.kode,
        spine.layanan,
        coalesce(counts.pengguna_count, 0) as pengguna_count,
        coalesce(counts.order_row_count, 0) as order_row_count,
        coalesce(counts.order_hash_sum, 0) as order_hash_sum,
        coalesce(counts.pengguna_tw_count, 0) as pengguna_tw_count,
        coalesce(counts.order_tw_row_count, 0) as order_tw_row_count,
        coalesce(counts.order_tw_hash_sum, 0) as order_tw_hash_sum
    from spine
    left join counts
        on spine.kode_satker = counts.kode_satker and spine.kode = counts.kode and spine.layanan = counts.layanan
)

select
    kode_satker,
    kode,
    layanan,
    cast(pengguna_count as bigint) as pengguna_count,
    cast(pengguna_tw_count as bigint) as pengguna_tw_count,
    cast(
        case
            when layanan = 'semua'
                then
                    sum(case when layanan <> 'semua' then pengguna_count else 0 end)
                        over (partition by kode_satker, kode)
            else pengguna_count
        end as bigint
    ) as jumlah_layanan_count,
    cast(
        case
            when layanan = 'semua'
                then
                    sum(case when layanan <> 'semua' then pengguna_tw_count else 0 end)
                        over (partition by kode_satker, kode)
            else pengguna_tw_count
        end as bigint
    ) as jumlah_layanan_tw_count,
    -- Krejcie-Morgan, X2 3.841, P 0.5, d 0.05, numerator and denominator in hundred-thousandths.
    {{ ratio('96025 * pengguna_count', '250 * pengguna_count + 95775') }} as sampel_minimum,
    order_row_count,
    order_hash_sum,
    order_tw_row_count,
    order_tw_hash_sum
from cells
