select responses._source_row_id
from {{ ref('fct_survei') }} as responses
cross join {{ source('reference', 'survei') }} as survei
where
    {%- for number in range(1, 21) %}
    responses.u{{ number }} not between 1 and survei.skala
    or
    {%- endfor %}
    responses.rekomendasi not between 0 and 10
