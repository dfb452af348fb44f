-- Users are distinct customer codes among the orders received in the year to date (and, beside it, in the quarter). A
-- customer of two services counts once in each; over all services the policy says whether such a one counts twice.
with orders as (
    select * from {{ ref('fct_order') }}
    where di_pengguna and bulan_masuk is not null
),

counts as (
    select
        case when grouping(layanan) = 1 then 'semua' else layanan end as layanan,
        count(distinct kode_pelanggan) as pengguna_count,
        count(*) as order_row_count,
        {{ hash_sum() }} as order_hash_sum,
        count(distinct case when is_masuk_triwulan then kode_pelanggan end) as pengguna_tw_count,
        count(case when is_masuk_triwulan then 1 end) as order_tw_row_count,
        {{ hash_sum('case when is_masuk_triwulan then _row_hash end') }} as order_tw_hash_sum
    from orders
    group by grouping sets ((), (layanan))
),

cells as (
    select
        spine.layanan,
        coalesce(counts.pengguna_count, 0) as pengguna_count,
        coalesce(counts.order_row_count, 0) as order_row_count,
        coalesce(counts.order_hash_sum, 0) as order_hash_sum,
        coalesce(counts.pengguna_tw_count, 0) as pengguna_tw_count,
        coalesce(counts.order_tw_row_count, 0) as order_tw_row_count,
        coalesce(counts.order_tw_hash_sum, 0) as order_tw_hash_sum
    from (
        select layanan
        from {{ source('reference', 'layanan') }}
        where di_pengguna
        union all
        select 'semua' as layanan
    ) as spine
    left join counts on spine.layanan = counts.layanan
)

select
    layanan,
    cast(pengguna_count as bigint) as pengguna_count,
    cast(pengguna_tw_count as bigint) as pengguna_tw_count,
    cast(
        case
            when layanan = 'semua' then sum(case when layanan <> 'semua' then pengguna_count end) over ()
            else pengguna_count
        end as bigint
    ) as jumlah_layanan_count,
    cast(
        case
            when layanan = 'semua' then sum(case when layanan <> 'semua' then pengguna_tw_count end) over ()
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
