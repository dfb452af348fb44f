select _source_row_id
from {{ ref('fct_survei') }}
where
    {%- for number in range(1, 10) %}
    u{{ number }} not between 1 and 4
    or
    {%- endfor %}
    rekomendasi not between 0 and 10
