-- Promoters answer 9 or 10, passives 7 or 8, detractors 0 to 6. The unit's NPS is the mean over services or, pooled,
-- that of all respondents, as the policy says; for each indicator, over the services that it covers.
with policies as (
    {{ policies_by_indicator(['nps_gabungan', 'periode_survei']) }}
),

variants as (
    select
        kode_satker,
        kode,
        '' as alternatif,
        nps_gabungan as penggabungan,
        periode_survei
    from policies
    union all
    select
        kode_satker,
        kode,
        nps_gabungan_lain as alternatif,
        nps_gabungan_lain as penggabungan,
        periode_survei
    from policies
    union all
    select
        kode_satker,
        kode,
        periode_survei_lain as alternatif,
        nps_gabungan as penggabungan,
        periode_survei_lain as periode_survei
    from policies
),

answers as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        responses.layanan,
        responses._row_hash,
        case when responses.rekomendasi >= 9 then 1 end as promoter,
        case when responses.rekomendasi between 7 and 8 then 1 end as passive,
        case when responses.rekomendasi <= 6 then 1 end as detractor
    from variants
    inner join {{ source('reference', 'cakupan') }} as cakupan
        on variants.kode_satker = cakupan.kode_satker and variants.kode = cakupan.kode
    inner join {{ ref('fct_survei') }} as responses
        on
            variants.kode_satker = responses.kode_satker
            and cakupan.layanan = responses.layanan
            and case variants.periode_survei
                when 'triwulan' then responses.is_triwulan
                else responses.is_tahun_berjalan
            end
    where responses.rekomendasi is not null
),

counts as (
    select
        kode_satker,
        kode,
        alternatif,
        case when grouping(layanan) = 1 then 'semua' else layanan end as layanan,
        {%- for group_name in ['promoter', 'passive', 'detractor'] %}
        count({{ group_name }}) as {{ group_name }}_count,
        {{ hash_sum('case when ' ~ group_name ~ ' = 1 then _row_hash end') }} as {{ group_name }}_hash_sum,
        {%- endfor %}
        count(*) as responden_count,
        {{ hash_sum() }} as responden_hash_sum
    from answers
    group by grouping sets ((kode_satker, kode, alternatif), (kode_satker, kode, alternatif, layanan))
),

cells as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        variants.penggabungan,
        variants.periode_survei,
        spine.layanan,
        {%- for measure in ['responden', 'promoter', 'passive', 'detractor'] %}
        coalesce(counts.{{ measure }}_count, 0) as {{ measure }}_count,
        coalesce(counts.{{ measure }}_hash_sum, 0) as {{ measure }}_hash_sum,
        {%- endfor %}
        {%- for group_name in ['promoter', 'passive', 'detractor'] %}
        {{ ratio('counts.' ~ group_name ~ '_count', 'counts.responden_count', factor=100) }} as {{ group_name }}_pct,
        {%- endfor %}
        {{ ratio('counts.promoter_count - counts.detractor_count', 'counts.responden_count', factor=100) }} as nps
    from variants
    inner join (
        select
            kode_satker,
            kode,
            layanan
        from {{ source('reference', 'cakupan') }}
        union all
        select
            kode_satker,
            kode,
            'semua' as layanan
        from {{ source('reference', 'indikator') }}
    ) as spine on variants.kode_satker = spine.kode_satker and variants.kode = spine.kode
    left join counts
        on
            variants.kode_satker = counts.kode_satker
            and variants.kode = counts.kode
            and variants.alternatif = counts.alternatif
            and spine.layanan = counts.layanan
),

means as (
    select
        kode_satker,
        kode,
        alternatif,
        {%- for measure in ['promoter_pct', 'passive_pct', 'detractor_pct', 'nps'] %}
        {{ mean_of(measure) }} as {{ measure }},
        sum({{ measure }}) as {{ measure }}_sum,
        {%- endfor %}
        count(nps) as layanan_count
    from cells
    where layanan <> 'semua'
    group by kode_satker, kode, alternatif
)

select
    cells.kode_satker,
    cells.kode,
    cells.alternatif,
    cells.penggabungan,
    cells.periode_survei,
    cells.layanan,
    {%- for measure in ['responden', 'promoter', 'passive', 'detractor'] %}
    cells.{{ measure }}_count,
    cells.{{ measure }}_hash_sum,
    {%- endfor %}
    {%- for measure in ['promoter_pct', 'passive_pct', 'detractor_pct', 'nps'] %}
    case
        when cells.layanan = 'semua' and cells.penggabungan = 'rata_rata_layanan' then means.{{ measure }}
        else cells.{{ measure }}
    end as {{ measure }},
    case
        when cells.layanan = 'semua' and cells.penggabungan = 'rata_rata_layanan' then means.{{ measure }}_sum
        {%- if measure == 'nps' %}
        else cells.promoter_count - cells.detractor_count
        {%- else %}
        else cells.{{ measure | replace('_pct', '_count') }}
        {%- endif %}
    end as {{ measure }}_pembilang,
    {%- endfor %}
    cast(
        case
            when cells.layanan = 'semua' and cells.penggabungan = 'rata_rata_layanan' then means.layanan_count
            else cells.responden_count
        end as decimal(38, 2)
    ) as penyebut
from cells
left join means
    on cells.kode_satker = means.kode_satker and cells.kode = means.kode and cells.alternatif = means.alternatif
