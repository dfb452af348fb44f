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

{#- A part over a whole whose cells have up to twelve decimals; those of amounts of money from a million on have two, and
    more digits of those would not fit. -#}
{% macro part_of(part, whole) -%}
    case
        when abs({{ whole }}) >= 1000000 then {{ ratio(part, whole, 2, 2) }}
        else {{ ratio(part, whole, 12, 12) }}
    end
{%- endmacro %}
