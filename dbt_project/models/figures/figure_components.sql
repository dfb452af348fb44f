-- Which figures a derived figure is made of, by the rule of its measure. A part without a value (a service without
-- respondents, a month with nothing due) stands here too: it is a part that did not count.
with measured as (
    {{ all_domain_figures() }}
),

derived as (
    select
        measured.*,
        rules.role,
        rules.ukuran as component_measure,
        rules.berkisar,
        rules.is_seunit,
        case when rules.is_acuan then measured.acuan else measured.prefix end as component_prefix,
        case when rules.is_utama then '' else measured.alternatif end as component_alternatif
    from measured
    inner join {{ source('reference', 'komponen') }} as rules
        on measured.kode_satker = rules.kode_satker and measured.formula = rules.rumus
)

select
    derived.kode_satker,
    derived.figure_id,
    components.figure_id as component_id,
    derived.role
from derived
inner join measured as components
    on
        derived.kode_satker = components.kode_satker
        and derived.component_measure = components.measure
        and derived.component_alternatif = components.alternatif
        and derived.component_prefix = components.prefix
where
    derived.figure_id <> components.figure_id
    {%- for dimension in ['layanan', 'unsur', 'bulan', 'sumber_dana', 'jenis_belanja', 'kro', 'kode_revisi'] %}
    and case
        when derived.is_seunit then components.{{ dimension }} is null
        when derived.berkisar = '{{ dimension }}' then components.{{ dimension }} is not null
        {%- if dimension == 'bulan' %}
        when derived.berkisar = 'bulan_sd' then components.bulan <= derived.bulan
        {%- elif dimension == 'kode_revisi' %}
        when derived.berkisar = 'revisi_lalu' then components.kode_revisi = derived.kode_revisi_lalu
        {%- endif %}
        else coalesce(derived.{{ dimension }}, '') = coalesce(components.{{ dimension }}, '')
    end
    {%- endfor %}
