{{ config(severity='warn') }}

with limits as (
    select max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'order_values_and_receipts_are_of_one_size'
),

policies as (
    {{ policies(['jenis_penerimaan']) }}
),

ordered as (
    select
        bulan_masuk as bulan,
        sum(nilai_rp) as nilai_rp,
        count(*) - count(nilai_rp) as tanpa_nilai_count
    from {{ ref('fct_order') }}
    where bulan_masuk is not null
    group by bulan_masuk
),

received as (
    select
        extract(month from receipts.tanggal_terima) as bulan,
        sum(receipts.jumlah_rp) as penerimaan_rp
    from {{ ref('fct_penerimaan') }} as receipts
    inner join policies on receipts.jenis_penerimaan = policies.jenis_penerimaan
    where receipts.is_akun_pnbp and receipts.is_terima_tahun_berjalan
    group by extract(month from receipts.tanggal_terima)
),

months as (
    select
        coalesce(ordered.bulan, received.bulan) as bulan,
        ordered.nilai_rp,
        received.penerimaan_rp,
        coalesce(ordered.tanpa_nilai_count, 0) as tanpa_nilai_count
    from ordered
    full join received on ordered.bulan = received.bulan
),

-- A register that leaves values out says nothing of income.
priced as (
    select
        sum(nilai_rp) as nilai_rp,
        coalesce(sum(penerimaan_rp), 0) as penerimaan_rp
    from months
    having sum(tanpa_nilai_count) = 0 and sum(nilai_rp) > 0
)

select
    'the year to date' as periode,
    'receipts are too far from the value of the orders' as alasan,
    priced.nilai_rp,
    priced.penerimaan_rp
from priced
cross join limits
where abs(priced.penerimaan_rp - priced.nilai_rp) > limits.batas * priced.nilai_rp
union all
select
    'month ' || cast(months.bulan as string) as periode,
    case when months.penerimaan_rp is null then 'orders but no receipt' else 'receipts but no order' end as alasan,
    months.nilai_rp,
    months.penerimaan_rp
from months
inner join priced on 1 = 1
where months.penerimaan_rp is null or months.nilai_rp is null
