select
    kode_satker,
    figure_id,
    value,
    decimals,
    printed_value
from {{ ref('figures') }}
where
    (value is null) <> (printed_value is null)
    or abs(printed_value - value) > case decimals
        when 0 then 0.5 when 1 then 0.05 when 2 then 0.005 when 3 then 0.0005 when 4 then 0.00005
        when 5 then 0.000005 else 0.0000005
    end
