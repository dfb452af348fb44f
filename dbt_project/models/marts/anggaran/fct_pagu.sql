with lines as (
    select * from {{ ref('int_anggaran__budget_lines_keyed') }}
    where is_berlaku or is_awal
)

select
    lines.kode_satker,
    lines._source_row_id,
    lines._row_hash,
    lines.sumber,
    lines.kunci_item,
    lines.kunci_akun,
    lines.versi,
    lines.program,
    lines.kegiatan,
    lines.kro,
    lines.ro,
    lines.akun,
    lines.jenis_belanja,
    lines.sumber_dana,
    lines.uraian,
    lines.kode_sts_history,
    lines.is_berlaku,
    lines.is_awal,
    lines.pagu_rp,
    lines.blokir_rp,
    cast(lines.pagu_rp - lines.blokir_rp as decimal(20, 2)) as efektif_rp,
    -- The plan of the quarter's three months, and of all months of the year up to the quarter's end.
    cast(
        {%- for month in range(1, 13) %}
        case when periode.triwulan_ke = {{ (month + 2) // 3 }} then lines.pok_{{ '%02d' % month }}_rp else 0 end
        {{- ' +' if not loop.last }}
        {%- endfor %}
        as decimal(20, 2)
    ) as rencana_tw_rp,
    cast(
        {%- for month in range(1, 13) %}
        case when periode.triwulan_ke >= {{ (month + 2) // 3 }} then lines.pok_{{ '%02d' % month }}_rp else 0 end
        {{- ' +' if not loop.last }}
        {%- endfor %}
        as decimal(20, 2)
    ) as rencana_sd_rp,
    {%- for month in range(1, 13) %}
    cast(
        {%- for past in range(1, month + 1) %}
        lines.pok_{{ '%02d' % past }}_rp
        {{- ' +' if not loop.last }}
        {%- endfor %}
        as decimal(20, 2)
    ) as rencana_sd_{{ '%02d' % month }}_rp,
    {%- endfor %}
    lines._delivery_sha256,
    lines._delivery_quarter,
    lines._sheet,
    lines._row
from lines
inner join {{ source('reference', 'periode') }} as periode on lines.kode_satker = periode.kode_satker
