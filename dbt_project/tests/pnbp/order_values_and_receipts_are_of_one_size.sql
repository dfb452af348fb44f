{{ config(severity='warn') }}

with limits as (
    select
        kode_satker,
        max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'order_values_and_receipts_are_of_one_size'
    group by kode_satker
),

policies as (
    {{ policies(['jenis_penerimaan']) }}
),

ordered as (
    select
        kode_satker,
        bulan_masuk as bulan,
        sum(nilai_rp) as nilai_rp,
        count(*) - count(nilai_rp) as tanpa_nilai_count
    from {{ ref('fct_order') }}
    where bulan_masuk is not null
    group by kode_satker, bulan_masuk
),

received as (
    select
        receipts.kode_satker,
        extract(month from receipts.tanggal_terima) as bulan,
        sum(receipts.jumlah_rp) as penerimaan_rp
    from {{ ref('fct_penerimaan') }} as receipts
    inner join policies
        on receipts.kode_satker = policies.kode_satker and receipts.jenis_penerimaan = policies.jenis_penerimaan
    where receipts.is_akun_pnbp and receipts.is_terima_tahun_berjalan
    group by receipts.kode_satker, extract(month from receipts.tanggal_terima)
),

months as (
    select
        coalesce(ordered.kode_satker, received.kode_satker) as kode_satker,
        coalesce(ordered.bulan, received.bulan) as bulan,
        ordered.nilai_rp,
        received.penerimaan_rp,
        coalesce(ordered.tanpa_nilai_count, 0) as tanpa_nilai_count
    from ordered
    full join received on ordered.kode_satker = received.kode_satker and ordered.bulan = received.bulan
),

-- A register that leaves values out says nothing of income.
priced as (
    select
        kode_satker,
        sum(nilai_rp) as nilai_rp,
        coalesce(sum(penerimaan_rp), 0) as penerimaan_rp
    from months
    group by kode_satker
    having sum(tanpa_nilai_count) = 0 and sum(nilai_rp) > 0
)

select
    priced.kode_satker,
    'the year to date' as periode,
    'receipts are too far from the value of the orders' as alasan,
    priced.nilai_rp,
    priced.penerimaan_rp
from priced
inner join limits on priced.kode_satker = limits.kode_satker
where abs(priced.penerimaan_rp - priced.nilai_rp) > limits.batas * priced.nilai_rp
union all
select
    months.kode_satker,
    'month ' || cast(months.bulan as string) as periode,
    case when months.penerimaan_rp is null then 'orders but no receipt' else 'receipts but no order' end as alasan,
    months.nilai_rp,
    months.penerimaan_rp
from months
inner join priced on months.kode_satker = priced.kode_satker
where months.penerimaan_rp is null or months.nilai_rp is null
