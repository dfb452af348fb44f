select
    spent._source_row_id,
    spent.kunci_item,
    spent.realisasi_sd_rp
from {{ ref('fct_realisasi') }} as spent
where
    spent.is_periode_ini
    and spent.realisasi_sd_rp <> 0
    and not exists (
        select 1
        from {{ ref('fct_pagu') }} as lines
        where lines.is_berlaku and lines.kunci_item = spent.kunci_item
    )
