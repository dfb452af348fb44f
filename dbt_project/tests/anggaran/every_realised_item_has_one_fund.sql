-- one row per cause; the first item stands for all
with alone as (
    select
        spent.*,
        spent.kandidat_count > 0 as has_akun
    from {{ ref('fct_realisasi') }} as spent
    where spent.cara_padan is null and spent.realisasi_sd_rp <> 0
)

select
    kode_satker,
    min(_source_row_id) as _source_row_id,
    periode,
    min(kunci_item) as kunci_item,
    count(*) as item_count,
    sum(realisasi_sd_rp) as realisasi_rp,
    case
        when has_akun
            then
                'one budget line for each item, told by CONS_ITEM, NOMOR_ITEM, text, pagu or order, and with it its'
                || ' fund (sumber dana); several lines of the akun fit, or none: fill CONS_ITEM in dataAng, or deliver'
                || ' its newest revision'
        else
            'a budget line of the same akun, which no version of the budget has, so the fund (sumber dana) is not'
            || ' known; deliver the dataAng or RKK that has the item'
    end as why,
    case
        when has_akun
            then
                'satu baris anggaran untuk setiap item, dikenali dari CONS_ITEM, NOMOR_ITEM, uraian, pagu, atau'
                || ' urutan, beserta sumber dananya; beberapa baris akun itu cocok, atau tidak ada: isi CONS_ITEM dalam'
                || ' dataAng, atau kirim revisi terbarunya'
        else
            'baris anggaran akun yang sama, yang tidak ada pada versi anggaran mana pun, sehingga sumber dananya tidak'
            || ' diketahui; kirim dataAng atau RKK yang memuat item itu'
    end as sebab
from alone
group by kode_satker, periode, has_akun
