-- SBS (a BLU's register) and NTPN (other units) in one shape: the day the money came in, and the day it was validated
-- (SP3B for SBS, booked by the treasury for NTPN).
with sbs as (
    select
        kode_satker,
        'sbs' as jenis_penerimaan,
        no_sbs as no_bukti,
        kode_akun,
        uraian,
        jumlah_rp,
        tanggal_sbs as tanggal_terima,
        tanggal_sp3b as tanggal_sah,
        {{ superseded_by(['no_sbs', 'kode_akun']) }} as _superseded_by,
        _source_row_id,
        _row_hash,
        _delivery_sha256,
        _delivery_quarter,
        _delivery_order,
        _sheet,
        _row
    from {{ ref('stg_pnbp__sbs') }}
),

ntpn as (
    select
        kode_satker,
        'ntpn' as jenis_penerimaan,
        ntpn as no_bukti,
        kode_akun,
        cast(null as string) as uraian,
        jumlah_rp,
        tanggal_terima_bank as tanggal_terima,
        tanggal_buku as tanggal_sah,
        {{ superseded_by(['ntpn', 'kode_akun'], lines=true) }} as _superseded_by,
        _source_row_id,
        _row_hash,
        _delivery_sha256,
        _delivery_quarter,
        _delivery_order,
        _sheet,
        _row
    from {{ ref('stg_pnbp__ntpn') }}
),

receipts as (
    select * from sbs
    union all
    select * from ntpn
)

select
    receipts.kode_satker,
    receipts.jenis_penerimaan,
    receipts.no_bukti,
    receipts.kode_akun,
    receipts.uraian,
    receipts.jumlah_rp,
    receipts.tanggal_terima,
    receipts.tanggal_sah,
    coalesce(
        exists (
            select 1
            from {{ source('reference', 'akun') }} as akun
            where
                receipts.kode_satker = akun.kode_satker
                and akun.himpunan = 'pnbp'
                and receipts.kode_akun like akun.awalan || '%'
        ), false
    ) as is_akun_pnbp,
    coalesce(receipts.tanggal_terima between periode.awal_tahun and periode.tanggal_akhir, false)
        as is_terima_tahun_berjalan,
    coalesce(receipts.tanggal_terima between periode.tanggal_awal and periode.tanggal_akhir, false)
        as is_terima_triwulan,
    coalesce(receipts.tanggal_sah between periode.awal_tahun and periode.tanggal_akhir, false)
        as is_sah_tahun_berjalan,
    coalesce(receipts.tanggal_sah between periode.tanggal_awal and periode.tanggal_akhir, false)
        as is_sah_triwulan,
    coalesce(receipts.tanggal_sah <= periode.tanggal_akhir, false) as is_sah,
    receipts._superseded_by,
    receipts._source_row_id,
    receipts._row_hash,
    receipts._delivery_sha256,
    receipts._delivery_quarter,
    receipts._delivery_order,
    receipts._sheet,
    receipts._row
from receipts
inner join {{ source('reference', 'periode') }} as periode on receipts.kode_satker = periode.kode_satker
