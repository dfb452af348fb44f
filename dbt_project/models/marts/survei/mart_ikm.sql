-- The index of a service is the mean of its unsur means, nine of weight exactly 1/9 unless the profile weighs them;
-- nothing is rounded on the way. The unit's index is the mean over services, or over respondents, as the policy says.
-- Each alternative changes one policy: the way of joining, or the period. All of it for each indicator, over the
-- services that it covers.
with policies as (
    {{ policies_by_indicator(['ikm_gabungan', 'periode_survei']) }}
),

variants as (
    select
        kode_satker,
        kode,
        '' as alternatif,
        ikm_gabungan as penggabungan,
        periode_survei
    from policies
    union all
    select
        kode_satker,
        kode,
        ikm_gabungan_lain as alternatif,
        ikm_gabungan_lain as penggabungan,
        periode_survei
    from policies
    union all
    select
        kode_satker,
        kode,
        periode_survei_lain as alternatif,
        ikm_gabungan as penggabungan,
        periode_survei_lain as periode_survei
    from policies
),

responses as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        responses.layanan,
        {%- for number in range(1, 21) %}
        responses.u{{ number }},
        {%- endfor %}
        responses._row_hash
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
),

respondents as (
    select
        kode_satker,
        kode,
        alternatif,
        case when grouping(layanan) = 1 then 'semua' else layanan end as layanan,
        count(*) as responden_count,
        {{ hash_sum() }} as responden_hash_sum
    from responses
    group by grouping sets ((kode_satker, kode, alternatif), (kode_satker, kode, alternatif, layanan))
),

answers as (
    select
        responses.kode_satker,
        responses.kode,
        responses.alternatif,
        responses.layanan,
        unsur.unsur,
        responses._row_hash,
        case unsur.unsur
            {%- for number in range(1, 21) %}
            when 'u{{ number }}' then responses.u{{ number }}
            {%- endfor %}
        end as skor
    from responses
    inner join {{ source('reference', 'unsur') }} as unsur on responses.kode_satker = unsur.kode_satker
),

answered as (
    select
        kode_satker,
        kode,
        alternatif,
        case when grouping(layanan) = 1 then 'semua' else layanan end as layanan,
        unsur,
        sum(skor) as skor_count,
        count(skor) as jawaban_count,
        {{ hash_sum() }} as jawaban_hash_sum
    from answers
    where skor is not null
    group by grouping sets ((kode_satker, kode, alternatif, unsur), (kode_satker, kode, alternatif, layanan, unsur))
),

cells as (
    select
        variants.kode_satker,
        variants.kode,
        variants.alternatif,
        variants.penggabungan,
        variants.periode_survei,
        spine.layanan,
        unsur.unsur,
        unsur.bobot,
        answered.skor_count,
        coalesce(answered.jawaban_count, 0) as jawaban_count,
        coalesce(answered.jawaban_hash_sum, 0) as jawaban_hash_sum,
        {{ ratio('answered.skor_count', 'answered.jawaban_count') }} as rata_rata
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
    inner join {{ source('reference', 'unsur') }} as unsur on variants.kode_satker = unsur.kode_satker
    left join answered
        on
            variants.kode_satker = answered.kode_satker
            and variants.kode = answered.kode
            and variants.alternatif = answered.alternatif
            and spine.layanan = answered.layanan
            and unsur.unsur = answered.unsur
),

-- Per unsur over all services: pooled when respondents weigh, else the mean of the services' means.
unsur_means as (
    select
        kode_satker,
        kode,
        alternatif,
        penggabungan,
        periode_survei,
        unsur,
        bobot,
        {{ mean_of("case when layanan <> 'semua' then rata_rata end") }} as rata_rata_layanan,
        sum(case when layanan <> 'semua' then rata_rata end) as pembilang,
        count(case when layanan <> 'semua' then rata_rata end) as penyebut,
        max(case when layanan = 'semua' then rata_rata end) as tertimbang_responden
    from cells
    group by kode_satker, kode, alternatif, penggabungan, periode_survei, unsur, bobot
),

service_indices as (
    select
        kode_satker,
        kode,
        alternatif,
        penggabungan,
        periode_survei,
        layanan,
        -- An unsur without an answer leaves the whole index undefined.
        case when count(*) = count(rata_rata) then {{ weighted_mean_of('rata_rata', 'bobot') }} end as indeks,
        {{ weighted_sum_of('rata_rata', 'bobot') }} as pembilang,
        sum(case when rata_rata is not null then bobot else 0 end) as penyebut
    from cells
    where layanan <> 'semua'
    group by kode_satker, kode, alternatif, penggabungan, periode_survei, layanan
),

measured as (
    select
        kode_satker,
        kode,
        alternatif,
        penggabungan,
        periode_survei,
        layanan,
        unsur,
        rata_rata as indeks,
        cast(skor_count as decimal(38, 18)) as pembilang,
        jawaban_count as penyebut,
        jawaban_count,
        jawaban_hash_sum
    from cells
    where layanan <> 'semua'
    union all
    select
        unsur_means.kode_satker,
        unsur_means.kode,
        unsur_means.alternatif,
        unsur_means.penggabungan,
        unsur_means.periode_survei,
        'semua' as layanan,
        unsur_means.unsur,
        case unsur_means.penggabungan
            when 'rata_rata_layanan' then unsur_means.rata_rata_layanan
            else unsur_means.tertimbang_responden
        end as indeks,
        case unsur_means.penggabungan
            when 'rata_rata_layanan' then unsur_means.pembilang
            else cells.skor_count
        end as pembilang,
        case unsur_means.penggabungan
            when 'rata_rata_layanan' then unsur_means.penyebut
            else cells.jawaban_count
        end as penyebut,
        cells.jawaban_count,
        cells.jawaban_hash_sum
    from unsur_means
    inner join cells
        on
            unsur_means.kode_satker = cells.kode_satker
            and unsur_means.kode = cells.kode
            and unsur_means.alternatif = cells.alternatif
            and unsur_means.unsur = cells.unsur
            and cells.layanan = 'semua'
    union all
    select
        kode_satker,
        kode,
        alternatif,
        penggabungan,
        periode_survei,
        layanan,
        'semua' as unsur,
        indeks,
        pembilang,
        penyebut,
        cast(null as bigint) as jawaban_count,
        cast(null as decimal(38, 0)) as jawaban_hash_sum
    from service_indices
    union all
    select
        kode_satker,
        kode,
        alternatif,
        penggabungan,
        periode_survei,
        'semua' as layanan,
        'semua' as unsur,
        {{ mean_of('indeks') }} as indeks,
        sum(indeks) as pembilang,
        count(indeks) as penyebut,
        cast(null as bigint) as jawaban_count,
        cast(null as decimal(38, 0)) as jawaban_hash_sum
    from service_indices
    where penggabungan = 'rata_rata_layanan'
    group by kode_satker, kode, alternatif, penggabungan, periode_survei
    union all
    select
        kode_satker,
        kode,
        alternatif,
        penggabungan,
        periode_survei,
        'semua' as layanan,
        'semua' as unsur,
        case
            when count(*) = count(tertimbang_responden) then {{ weighted_mean_of('tertimbang_responden', 'bobot') }}
        end as indeks,
        {{ weighted_sum_of('tertimbang_responden', 'bobot') }} as pembilang,
        sum(case when tertimbang_responden is not null then bobot else 0 end) as penyebut,
        cast(null as bigint) as jawaban_count,
        cast(null as decimal(38, 0)) as jawaban_hash_sum
    from unsur_means
    where penggabungan <> 'rata_rata_layanan'
    group by kode_satker, kode, alternatif, penggabungan, periode_survei
),

converted as (
    select
        measured.*,
        {{ ratio('measured.indeks', 'survei.skala', 18, 0, 100) }} as konversi
    from measured
    inner join {{ source('reference', 'survei') }} as survei on measured.kode_satker = survei.kode_satker
)

select
    converted.kode_satker,
    converted.kode,
    converted.alternatif,
    converted.penggabungan,
    converted.periode_survei,
    converted.layanan,
    converted.unsur,
    converted.indeks,
    converted.pembilang,
    cast(converted.penyebut as decimal(38, 6)) as penyebut,
    case when converted.unsur = 'semua' then converted.konversi end as konversi,
    case
        when converted.unsur = 'semua'
            then (
                select max_by_band.mutu
                from (
                    select
                        bands.kode_satker,
                        bands.mutu,
                        bands.batas_bawah,
                        lead(bands.batas_bawah) over (partition by bands.kode_satker order by bands.batas_bawah)
                            as batas_berikut
                    from {{ source('reference', 'mutu') }} as bands
                ) as max_by_band
                where
                    converted.kode_satker = max_by_band.kode_satker
                    and round(converted.konversi, 2) >= max_by_band.batas_bawah
                    and (max_by_band.batas_berikut is null or round(converted.konversi, 2) < max_by_band.batas_berikut)
            )
    end as mutu,
    coalesce(respondents.responden_count, 0) as responden_count,
    coalesce(respondents.responden_hash_sum, 0) as responden_hash_sum,
    converted.jawaban_count,
    converted.jawaban_hash_sum
from converted
left join respondents
    on
        converted.kode_satker = respondents.kode_satker
        and converted.kode = respondents.kode
        and converted.alternatif = respondents.alternatif
        and converted.layanan = respondents.layanan
