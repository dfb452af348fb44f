select
    responses.kode_satker,
    responses._source_row_id
from {{ ref('fct_survei') }} as responses
inner join {{ source('reference', 'survei') }} as survei on responses.kode_satker = survei.kode_satker
where
    {%- for number in range(1, 21) %}
    responses.u{{ number }} not between 1 and survei.skala
    or
    {%- endfor %}
    responses.rekomendasi not between 0 and 10
