{#- What two quarters differ in, shared out over the cells that an indicator is made of. -#}

{#- x in units of the last of as many decimals, 0 to 6, as the row says, rounded down; DECIMAL(38, 0). -#}
{% macro units_below(x, decimals) -%}
    case {{ decimals }}
        {%- for places in range(7) %}
        when {{ places }} then cast(floor(cast({{ x }} as decimal(38, 12)) * {{ 10 ** places }}) as decimal(38, 0))
        {%- endfor %}
    end
{%- endmacro %}

{#- So many units of the last of as many decimals, 0 to 6; DECIMAL(38, 12). -#}
{% macro of_units(units, decimals) -%}
    case {{ decimals }}
        {%- for places in range(7) %}
        when {{ places }}
            then cast(cast({{ units }} as decimal(32, 0)) * cast({{ '%.6f' % (10 ** -places) }} as decimal(7, 6)) as decimal(38, 12))
        {%- endfor %}
    end
{%- endmacro %}

{#- A part over a whole whose cells have up to twelve decimals, DECIMAL(38, 18). Of a large whole as many of them count as
    fit a HUGEINT: six from a million on, two, which is what money has, from a million million on. -#}
{% macro part_of(part, whole) -%}
    case
        when abs({{ whole }}) >= 1000000000000 then {{ ratio(part, whole, 2, 2) }}
        when abs({{ whole }}) >= 1000000 then {{ ratio(part, whole, 6, 6) }}
        else {{ ratio(part, whole, 12, 12) }}
    end
{%- endmacro %}

{#- A share below 100 of a value DECIMAL(38, 12), as DECIMAL(38, 12). What the value has before the comma and behind it
    is multiplied apart: with all thirty decimals of the product, no more than eight digits before the comma would fit. -#}
{% macro share_of(share, value) -%}
    cast(
        cast(cast({{ share }} as decimal(20, 18)) * cast(floor({{ value }}) as decimal(18, 0)) as decimal(38, 18))
        + cast(
            cast({{ share }} as decimal(20, 18)) * cast({{ value }} - floor({{ value }}) as decimal(13, 12))
            as decimal(38, 18)
        ) as decimal(38, 12)
    )
{%- endmacro %}

{#- The cells of both sides once for each way of sharing out that their indicator knows, with their key; by the terms of
    the formula where it knows none. Needs the relations `sides` and `wholes`. -#}
{% macro cells_by_each_way() %}
    {%- for way in ['layanan', 'unsur', 'bulan', 'akun', 'suku'] %}
    {{ 'union all' if not loop.first }}
    select
        sides.*,
        '{{ way }}' as rincian,
        {{ "''" if way == 'suku' else 'sides.' ~ way }} as kunci
    from sides
    inner join wholes
        on
            sides.kode_satker = wholes.kode_satker
            and sides.kode = wholes.kode
            and sides.pembanding = wholes.pembanding
    {%- if way == 'suku' %}
    where wholes.has_layanan + wholes.has_unsur + wholes.has_bulan + wholes.has_akun = 0
    {%- else %}
    where wholes.has_{{ way }} = 1
    {%- endif %}
    {%- endfor %}
{% endmacro %}

{#- The day that a receipt counts on, by the policy of whom it is counted for. -#}
{% macro day_of_receipt() -%}
    case choices.tanggal_pnbp when 'terima' then receipts.tanggal_terima else receipts.tanggal_sah end
{%- endmacro %}
