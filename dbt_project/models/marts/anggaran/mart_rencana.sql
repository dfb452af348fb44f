-- What the budget in force plans to have withdrawn by the end of each month (POK_NILAI, cumulative).
{%- for month in range(1, 13) %}
{{ 'union all' if not loop.first }}
select
    cast({{ month }} as integer) as bulan,
    cast(sum(rencana_sd_{{ '%02d' % month }}_rp) as decimal(38, 2)) as rencana_rp,
    count(_row_hash) as row_count,
    {{ hash_sum('_row_hash') }} as hash_sum
from {{ ref('fct_pagu') }}
where is_berlaku
{%- endfor %}
