with earlier as (
    select
        receipts.kode_satker,
        receipts.jenis_penerimaan,
        sum(case when receipts.tanggal_terima < periode.tanggal_awal then receipts.jumlah_rp else 0 end) as earlier_rp
    from {{ ref('fct_penerimaan') }} as receipts
    inner join {{ source('reference', 'periode') }} as periode on receipts.kode_satker = periode.kode_satker
    where receipts.is_akun_pnbp and receipts.is_terima_tahun_berjalan
    group by receipts.kode_satker, receipts.jenis_penerimaan
)

select
    pnbp.kode_satker,
    pnbp.kode,
    pnbp.alternatif,
    pnbp.pnbp_rp,
    pnbp.pnbp_tw_rp,
    earlier.earlier_rp
from {{ ref('mart_pnbp') }} as pnbp
inner join earlier on pnbp.kode_satker = earlier.kode_satker and pnbp.jenis_penerimaan = earlier.jenis_penerimaan
where pnbp.tanggal_pnbp = 'terima' and pnbp.pnbp_rp <> pnbp.pnbp_tw_rp + earlier.earlier_rp
