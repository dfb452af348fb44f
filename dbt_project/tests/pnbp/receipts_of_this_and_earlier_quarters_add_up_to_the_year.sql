with earlier as (
    select
        receipts.jenis_penerimaan,
        sum(case when receipts.tanggal_terima < periode.tanggal_awal then receipts.jumlah_rp else 0 end) as earlier_rp
    from {{ ref('fct_penerimaan') }} as receipts
    cross join {{ source('reference', 'periode') }} as periode
    where receipts.is_akun_pnbp and receipts.is_terima_tahun_berjalan
    group by receipts.jenis_penerimaan
)

select
    pnbp.kode,
    pnbp.alternatif,
    pnbp.pnbp_rp,
    pnbp.pnbp_tw_rp,
    earlier.earlier_rp
from {{ ref('mart_pnbp') }} as pnbp
inner join earlier on pnbp.jenis_penerimaan = earlier.jenis_penerimaan
where pnbp.tanggal_pnbp = 'terima' and pnbp.pnbp_rp <> pnbp.pnbp_tw_rp + earlier.earlier_rp
