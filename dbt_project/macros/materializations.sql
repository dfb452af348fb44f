{#-
    Tables and views are replaced in place, inside one transaction.

    The adapter's own way builds beside, renames the old relation away, renames the new one in and drops the old: a
    guard for readers that this warehouse does not have, for one process writes it and readers get a published copy.
    It costs a fifth of the whole build. A model that fails rolls back and leaves what stood there before.
-#}

{% materialization table, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement("main") -%}
        drop table if exists {{ target_relation }};
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type="view") -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement("main") -%}
        create or replace view {{ target_relation }} as (
            {{ compiled_code }}
        );
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{#-
    Spark knows no transaction here and enforces neither keys nor empty cells: a table that breaks its contract is
    taken away again, and the model fails with the words of DuckDB.
-#}

{% materialization table, adapter="spark" %}
    {%- set target_relation = this.incorporate(type="table") -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement("drop") -%}
        drop table if exists {{ target_relation }}
    {%- endcall %}
    {% call statement("main") -%}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}
    {%- if config.get("contract").enforced %}{% do demand_constraints(target_relation) %}{% endif -%}
    {{ run_hooks(post_hooks) }}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{#- Not null and the primary key of a model's contract, asked of its rows. -#}
{% macro demand_constraints(relation) %}
    {%- set keys = model.constraints | selectattr("type", "equalto", "primary_key") | list -%}
    {%- set key = (keys[0].columns if keys else []) | list -%}
    {%- set never_empty = [] -%}
    {%- for name, column in model.columns.items() -%}
        {%- set kinds = column.constraints | map(attribute="type") | list -%}
        {%- if "primary_key" in kinds %}{% do key.append(name) %}{% endif -%}
        {%- if name in key or "not_null" in kinds %}{% do never_empty.append(name) %}{% endif -%}
    {%- endfor -%}
    {%- set broken = [] -%}
    {%- if never_empty -%}
        {%- set counted = run_query(
            "select count(*) - count(" ~ never_empty | join("), count(*) - count(") ~ ")"
            ~ (", count(*) - count(distinct " ~ key | join(", ") ~ ")" if key else "") ~ " from " ~ relation
        ).rows[0] -%}
        {%- for name in never_empty -%}
            {%- if counted[loop.index0] > 0 -%}
                {%- do broken.append("NOT NULL constraint failed: " ~ relation.identifier ~ "." ~ name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if key and not broken and counted[never_empty | length] > 0 -%}
            {%- for row in run_query(
                "select " ~ key | join(", ") ~ " from " ~ relation ~ " group by " ~ key | join(", ")
                ~ " having count(*) > 1 order by " ~ key | join(", ") ~ " limit 100"
            ).rows -%}
                {%- set told = [] -%}
                {%- for name in key %}{% do told.append(name ~ ": " ~ row[loop.index0]) %}{% endfor -%}
                {%- do broken.append('Duplicate key "' ~ told | join(", ") ~ '" violates primary key constraint.') -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
    {%- if broken -%}
        {%- call statement("drop_broken") %}drop table {{ relation }}{% endcall -%}
        {%- do exceptions.raise_database_error("Constraint Error: " ~ broken | join("; ")) -%}
    {%- endif -%}
{% endmacro %}
