{#-
    Everything that DuckDB and Spark write differently, in one place.

    Each macro dispatches on the adapter and has no default branch: on an engine whose answer has not been written
    and tested here, the build stops instead of computing something else. All other SQL of the project keeps to the
    subset that both engines read the same way.
-#}

{#- The integer a text begins with: `04` is 4. -#}
{% macro leading_integer(text) -%}
    {{ return(adapter.dispatch('leading_integer', 'triwulan')(text)) }}
{%- endmacro %}

{% macro duckdb__leading_integer(text) -%}
    cast(nullif(regexp_extract({{ text }}, '^[0-9]+'), '') as integer)
{%- endmacro %}

{% macro spark__leading_integer(text) -%}
    cast(nullif(regexp_extract({{ text }}, '^[0-9]+', 0), '') as integer)
{%- endmacro %}

{#- Every day from first to last, both included, as DATE: in the list of a select, which gives a row for each. -#}
{% macro each_day(first, last) -%}
    {{ return(adapter.dispatch('each_day', 'triwulan')(first, last)) }}
{%- endmacro %}

{% macro duckdb__each_day(first, last) -%}
    cast(unnest(range({{ first }}, {{ last }} + interval 1 day, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__each_day(first, last) -%}
    explode(sequence({{ first }}, {{ last }}, interval 1 day))
{%- endmacro %}

{#- A date some years earlier or later. -#}
{% macro add_years(date, years) -%}
    {{ return(adapter.dispatch('add_years', 'triwulan')(date, years)) }}
{%- endmacro %}

{% macro duckdb__add_years(date, years) -%}
    cast({{ date }} + interval '{{ years }} years' as date)
{%- endmacro %}

{% macro spark__add_years(date, years) -%}
    add_months({{ date }}, {{ 12 * years }})
{%- endmacro %}

{#- Monday 1 ... Sunday 7. -#}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch('iso_weekday', 'triwulan')(date)) }}
{%- endmacro %}

{% macro duckdb__iso_weekday(date) -%}
    isodow({{ date }})
{%- endmacro %}

{% macro spark__iso_weekday(date) -%}
    weekday({{ date }}) + 1
{%- endmacro %}

{#- The hash of one source row, BIGINT from 0 to 2^63 - 1: the first eight bytes of the MD5 of `_source_row_id`,
    read little-endian, without the sign bit. -#}
{% macro row_hash(source_row_id='_source_row_id') -%}
    {{ return(adapter.dispatch('row_hash', 'triwulan')(source_row_id)) }}
{%- endmacro %}

{% macro duckdb__row_hash(source_row_id) -%}
    cast(md5_number_upper({{ source_row_id }}) & 9223372036854775807 as bigint)
{%- endmacro %}

{% macro spark__row_hash(source_row_id) -%}
    cast(
        cast(
            conv(
                concat(
                    {%- for place in range(15, 0, -2) %}
                    substr(md5({{ source_row_id }}), {{ place }}, 2){{ ',' if not loop.last }}
                    {%- endfor %}
                ), 16, 10
            ) as decimal(20, 0)
        ) % 9223372036854775808 as bigint
    )
{%- endmacro %}

{#- Sum of row hashes, DECIMAL(38, 0): the order of the rows does not matter, and sums of disjoint sets add up. -#}
{% macro hash_sum(row_hash='_row_hash') -%}
    {{ return(adapter.dispatch('hash_sum', 'triwulan')(row_hash)) }}
{%- endmacro %}

{% macro duckdb__hash_sum(row_hash) -%}
    cast(coalesce(sum({{ row_hash }}), 0) as decimal(38, 0))
{%- endmacro %}

{#- Spark adds up BIGINTs in 64 bits. -#}
{% macro spark__hash_sum(row_hash) -%}
    cast(coalesce(sum(cast({{ row_hash }} as decimal(38, 0))), 0) as decimal(38, 0))
{%- endmacro %}

{#- A sum of row hashes as it is published: modulo 2^63, sixteen lower-case hexadecimal digits. -#}
{% macro row_digest(hash_sum) -%}
    {{ return(adapter.dispatch('row_digest', 'triwulan')(hash_sum)) }}
{%- endmacro %}

{% macro duckdb__row_digest(hash_sum) -%}
    format('{:016x}', cast(cast({{ hash_sum }} as hugeint) % 9223372036854775808 as bigint))
{%- endmacro %}

{% macro spark__row_digest(hash_sum) -%}
    lower(lpad(hex(cast(cast({{ hash_sum }} as decimal(38, 0)) % 9223372036854775808 as bigint)), 16, '0'))
{%- endmacro %}

{#- numerator / denominator * factor as DECIMAL(38, 18), rounded half up at the last digit; null when either is null
    or the denominator is zero. The scales say how many decimals the two carry; more than those are lost.
    Integers all the way: DuckDB's `/` turns decimals into doubles, whose last digits depend on the machine. What is
    left over is divided on its own, for the whole of a large numerator times 10^18 would not fit a HUGEINT. -#}
{% macro ratio(numerator, denominator, numerator_scale=0, denominator_scale=0, factor=1) -%}
    {{ return(adapter.dispatch('ratio', 'triwulan')(
        numerator, denominator, numerator_scale, denominator_scale, factor
    )) }}
{%- endmacro %}

{% macro duckdb__ratio(numerator, denominator, numerator_scale, denominator_scale, factor) -%}
    {%- set scale = [numerator_scale, denominator_scale] | max -%}
    {%- set n = 'abs(' ~ duckdb__scaled_integer(numerator, scale) ~ ') * ' ~ factor -%}
    {%- set d = 'abs(' ~ duckdb__scaled_integer(denominator, denominator_scale) ~ ')' -%}
    {%- set shift = 'cast(' ~ 10 ** (18 - scale + denominator_scale) ~ ' as hugeint)' -%}
    case
        when ({{ denominator }}) <> 0
            then cast(
                cast(
                    sign({{ numerator }}) * sign({{ denominator }}) * (
                        ({{ n }} // {{ d }}) * {{ shift }} + (2 * ({{ n }} % {{ d }}) * {{ shift }} + {{ d }}) // (2 * {{ d }})
                    ) as decimal(38, 0)
                ) * cast(0.000000000000000001 as decimal(18, 18)) as decimal(38, 18)
            )
    end
{%- endmacro %}

{#- There is no HUGEINT: integers are DECIMAL(38, 0). Each argument stands once, for the planner takes more than a
    minute over means of means whose arguments stand ten times in every ratio. -#}
{% macro spark__ratio(numerator, denominator, numerator_scale, denominator_scale, factor) -%}
    {%- set scale = [numerator_scale, denominator_scale] | max -%}
    {%- set shift = 'cast(' ~ 10 ** (18 - scale + denominator_scale) ~ ' as decimal(38, 0))' -%}
    {%- set n = 'abs(parts.n) * cast(' ~ factor ~ ' as decimal(38, 0))' -%}
    {%- set d = 'abs(parts.d)' -%}
    transform(
        array(
            named_struct(
                'n', {{ spark__scaled_integer(numerator, scale) }},
                'd', {{ spark__scaled_integer(denominator, denominator_scale) }}
            )
        ),
        parts -> case
            when parts.d <> 0
                then cast(
                    cast(sign(parts.n) * sign(parts.d) as decimal(38, 0)) * (
                        {{ spark__whole_quotient('(' ~ n ~ ')', d) }} * {{ shift }}
                        + {{ spark__whole_quotient('(2 * ((' ~ n ~ ') % ' ~ d ~ ') * ' ~ shift ~ ' + ' ~ d ~ ')', '(2 * ' ~ d ~ ')') }}
                    ) as decimal(38, 0)
                ) * cast(0.000000000000000001 as decimal(18, 18))
        end
    )[0]
{%- endmacro %}

{#- n / d rounded down, of whole numbers from 0, DECIMAL(38, 0). -#}
{% macro whole_quotient(n, d) -%}
    {{ return(adapter.dispatch('whole_quotient', 'triwulan')('(' ~ n ~ ')', '(' ~ d ~ ')')) }}
{%- endmacro %}

{% macro duckdb__whole_quotient(n, d) -%}
    cast(cast({{ n }} as hugeint) // cast({{ d }} as hugeint) as decimal(38, 0))
{%- endmacro %}

{#- `div` keeps to 64 bits and `/` to twenty digits before the comma, so that what n has above them is divided on its
    own. -#}
{% macro spark__whole_quotient(n, d) -%}
    {%- set high = '(' ~ d ~ ' * cast(1000000000000000000 as decimal(38, 0)))' -%}
    {%- set rest = '(' ~ n ~ ' % ' ~ high ~ ')' -%}
    (
        cast(({{ n }} - {{ rest }}) / {{ high }} as decimal(38, 0)) * cast(1000000000000000000 as decimal(38, 0))
        + cast(({{ rest }} - {{ rest }} % {{ d }}) / {{ d }} as decimal(38, 0))
    )
{%- endmacro %}

{#- x * 10^scale as DECIMAL(38, 0), by its text: a product would not have room for all of its digits. -#}
{% macro spark__scaled_integer(x, scale) -%}
    cast(concat(cast({{ x }} as string), 'E{{ scale }}') as decimal(38, 0))
{%- endmacro %}

{#- x * 10^scale as HUGEINT. A value with 18 decimals is split first, for x * 10^18 would not fit a DECIMAL. -#}
{% macro duckdb__scaled_integer(x, scale) -%}
    {%- if scale == 0 -%}
        cast({{ x }} as hugeint)
    {%- elif scale <= 6 -%}
        cast(({{ x }}) * {{ 10 ** scale }} as hugeint)
    {%- else -%}
        (
            cast(trunc({{ x }}) as hugeint) * cast({{ 10 ** scale }} as hugeint)
            + cast(cast(({{ x }}) - trunc({{ x }}) as decimal(38, 18)) * cast({{ 10 ** scale }} as bigint) as hugeint)
        )
    {%- endif -%}
{%- endmacro %}

{#- The mean of DECIMAL(38, 18) values over a group; nulls do not count. -#}
{% macro mean_of(x) -%}
    {{ ratio('sum(' ~ x ~ ')', 'count(' ~ x ~ ')', numerator_scale=18) }}
{%- endmacro %}

{#- The sum of DECIMAL(38, 18) values up to 10, each times its weight DECIMAL(12, 6), over a group. -#}
{% macro weighted_sum_of(x, weight) -%}
    cast(sum(cast({{ x }} as decimal(20, 18)) * {{ weight }}) as decimal(38, 18))
{%- endmacro %}

{#- The mean of such values, each with its weight, over a group; nulls do not count. -#}
{% macro weighted_mean_of(x, weight) -%}
    {{ ratio(weighted_sum_of(x, weight), 'sum(case when ' ~ x ~ ' is not null then ' ~ weight ~ ' end)', 18, 6) }}
{%- endmacro %}

{#- Rounds half up (away from zero) to as many decimals, 0 to 6, as the row says; DECIMAL(38, 12). -#}
{% macro round_half_up(x, decimals) -%}
    case {{ decimals }}
        {%- for places in range(7) %}
        when {{ places }} then cast(round(cast({{ x }} as decimal(38, 12)), {{ places }}) as decimal(38, 12))
        {%- endfor %}
        else cast({{ raised('decimals must be 0 to 6') }} as decimal(38, 12))
    end
{%- endmacro %}

{#- Ends the statement with a message, in the place of a value. -#}
{% macro raised(message) -%}
    {{ return(adapter.dispatch('raised', 'triwulan')(message)) }}
{%- endmacro %}

{% macro duckdb__raised(message) -%} error('{{ message }}') {%- endmacro %}

{% macro spark__raised(message) -%} raise_error('{{ message }}') {%- endmacro %}

{#- The texts of a group in their order, parted by a comma. -#}
{% macro texts_listed(x) -%}
    {{ return(adapter.dispatch('texts_listed', 'triwulan')(x)) }}
{%- endmacro %}

{% macro duckdb__texts_listed(x) -%}
    string_agg({{ x }}, ', ' order by {{ x }})
{%- endmacro %}

{% macro spark__texts_listed(x) -%}
    case when count({{ x }}) > 0 then array_join(sort_array(collect_list({{ x }})), ', ') end
{%- endmacro %}

{#- A text with another in each place where a pattern fits; no backslash in either, which Spark reads otherwise. -#}
{% macro replaced_throughout(text, pattern, by) -%}
    {{ return(adapter.dispatch('replaced_throughout', 'triwulan')(text, pattern, by)) }}
{%- endmacro %}

{% macro duckdb__replaced_throughout(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g')
{%- endmacro %}

{% macro spark__replaced_throughout(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}')
{%- endmacro %}

{#- A row's columns as texts by their names, and others under names of their own: MAP(STRING, STRING). -#}
{% macro text_map(columns, relation, others={}) -%}
    {{ return(adapter.dispatch('text_map', 'triwulan')(columns, relation, others)) }}
{%- endmacro %}

{% macro duckdb__text_map(columns, relation, others) -%}
    map {
        {%- for column in columns %}
        '{{ column }}': cast({{ relation }}.{{ column }} as string),
        {%- endfor %}
        {%- for name, value in others.items() %}
        '{{ name }}': cast({{ value if value == 'null' else relation ~ '.' ~ value }} as string){{ ',' if not loop.last }}
        {%- endfor %}
    }
{%- endmacro %}

{% macro spark__text_map(columns, relation, others) -%}
    map(
        {%- for column in columns %}
        '{{ column }}', cast({{ relation }}.{{ column }} as string),
        {%- endfor %}
        {%- for name, value in others.items() %}
        '{{ name }}', cast({{ value if value == 'null' else relation ~ '.' ~ value }} as string){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- The text of a name in such a map; null where it has none. -#}
{% macro map_value(map, key) -%}
    {{ return(adapter.dispatch('map_value', 'triwulan')(map, key)) }}
{%- endmacro %}

{% macro duckdb__map_value(map, key) -%}
    map_extract_value({{ map }}, {{ key }})
{%- endmacro %}

{% macro spark__map_value(map, key) -%}
    try_element_at({{ map }}, {{ key }})
{%- endmacro %}

{#- Whether such a map has a name. -#}
{% macro map_has(map, key) -%}
    {{ return(adapter.dispatch('map_has', 'triwulan')(map, key)) }}
{%- endmacro %}

{% macro duckdb__map_has(map, key) -%}
    map_contains({{ map }}, {{ key }})
{%- endmacro %}

{% macro spark__map_has(map, key) -%}
    map_contains_key({{ map }}, {{ key }})
{%- endmacro %}

{#- Every name of such a map: in the list of a select, which gives a row for each. -#}
{% macro each_name(map) -%}
    {{ return(adapter.dispatch('each_name', 'triwulan')(map)) }}
{%- endmacro %}

{% macro duckdb__each_name(map) -%}
    unnest(map_keys({{ map }}))
{%- endmacro %}

{% macro spark__each_name(map) -%}
    explode(map_keys({{ map }}))
{%- endmacro %}

{#- A TIMESTAMP so many minutes, DECIMAL, later. -#}
{% macro minutes_after(moment, minutes) -%}
    {{ return(adapter.dispatch('minutes_after', 'triwulan')(moment, minutes)) }}
{%- endmacro %}

{% macro duckdb__minutes_after(moment, minutes) -%}
    {{ moment }} + to_seconds(cast({{ minutes }} * 60 as bigint))
{%- endmacro %}

{% macro spark__minutes_after(moment, minutes) -%}
    {{ moment }} + make_dt_interval(0, 0, 0, cast(cast({{ minutes }} * 60 as bigint) as decimal(18, 6)))
{%- endmacro %}

{#- Whole seconds from one TIMESTAMP to a later one. -#}
{% macro seconds_between(earlier, later) -%}
    {{ return(adapter.dispatch('seconds_between', 'triwulan')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    date_diff('second', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    timestampdiff(second, {{ earlier }}, {{ later }})
{%- endmacro %}

{#- What dbt compares a contract with: one row of nulls in the types of its columns. -#}
{% macro spark__get_empty_schema_sql(columns) -%}
    {%- set typed = {} -%}
    {%- for name, column in columns.items() -%}
        {%- set data_type = (column.data_type or '') | replace('map(string, string)', 'map<string, string>') -%}
        {%- set _ = typed.update({name: dict(column, data_type=data_type)}) -%}
    {%- endfor -%}
    {{ return(dbt.default__get_empty_schema_sql(typed)) }}
{%- endmacro %}
