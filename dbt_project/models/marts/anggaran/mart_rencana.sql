-- What the budget in force plans to have withdrawn by the end of each month (POK_NILAI, cumulative).
{%- for month in range(1, 13) %}
{{ 'union all' if not loop.first }}
select
    unit.kode_satker,
    cast({{ month }} as integer) as bulan,
    cast(sum(lines.rencana_sd_{{ '%02d' % month }}_rp) as decimal(38, 2)) as rencana_rp,
    count(lines._row_hash) as row_count,
    {{ hash_sum('lines._row_hash') }} as hash_sum
from {{ source('reference', 'unit') }} as unit
left join {{ ref('fct_pagu') }} as lines on unit.kode_satker = lines.kode_satker and lines.is_berlaku
group by unit.kode_satker
{%- endfor %}
