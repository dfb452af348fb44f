-- IKM and NPS: index and unsur per service and for the unit, respondents, quality band, sample size.
{%- set answers = {
    'promoter': 'rekomendasi >= 9', 'passive': 'rekomendasi between 7 and 8', 'detractor': 'rekomendasi <= 6'
} %}

with ikm as (
    select
        ikm.*,
        nullif(ikm.layanan, 'semua') as layanan_kunci,
        nullif(ikm.unsur, 'semua') as unsur_kunci,
        unsur.nama as nama_unsur,
        catalogue.nama as nama_layanan,
        indikator.satuan,
        indikator.desimal,
        indikator.pengguna_dari,
        case ikm.layanan when 'semua' then ikm.penggabungan end as ikm_gabungan,
        case
            when ikm.layanan = 'semua' and ikm.penggabungan <> 'tertimbang_responden'
                then case ikm.alternatif when policies.ikm_gabungan_lain then 'layanan_lain' else 'layanan' end
            when ikm.unsur <> 'semua' then ''
            else
                case ikm.layanan when 'semua' then 'gabungan' else 'tiap_layanan' end
                || case when survei.is_berbobot then '_berbobot' else '' end
        end as cara,
        case when ikm.responden_count > 0 then 'sebagian' else '' end as sebab_indeks,
        ikm.alternatif <> policies.ikm_gabungan_lain as is_sendiri,
        'is_' || ikm.periode_survei || ' and ' || {{ within_scope('ikm.layanan') }} as predikat,
        cast(survei.skala as varchar) as skala,
        pengguna.sampel_minimum,
        ikm.jawaban_count as jawaban_row_count,
        ikm.responden_count as responden_row_count
    from {{ ref('mart_ikm') }} as ikm
    inner join {{ ref('dim_indikator') }} as indikator on ikm.kode = indikator.kode
    inner join ({{ policies_by_indicator(['ikm_gabungan']) }}) as policies on ikm.kode = policies.kode
    cross join {{ source('reference', 'survei') }} as survei
    left join {{ source('reference', 'layanan') }} as catalogue on ikm.layanan = catalogue.layanan
    left join {{ source('reference', 'unsur') }} as unsur on ikm.unsur = unsur.unsur
    left join {{ ref('mart_pengguna') }} as pengguna
        on indikator.pengguna_dari = pengguna.kode and ikm.layanan = pengguna.layanan
    -- the other way of joining services changes nothing within one
    where ikm.layanan = 'semua' or ikm.alternatif <> policies.ikm_gabungan_lain
),

nps as (
    select
        nps.*,
        nullif(nps.layanan, 'semua') as layanan_kunci,
        catalogue.nama as nama_layanan,
        indikator.satuan,
        indikator.desimal,
        case nps.layanan when 'semua' then nps.penggabungan end as nps_gabungan,
        case when nps.layanan = 'semua' and nps.penggabungan = 'rata_rata_layanan' then 'layanan' else '' end as cara,
        nps.alternatif <> policies.nps_gabungan_lain as is_sendiri,
        'is_' || nps.periode_survei || ' and ' || {{ within_scope('nps.layanan') }}
        || ' and rekomendasi is not null' as predikat,
        nps.promoter_count as promoter_row_count,
        nps.passive_count as passive_row_count,
        nps.detractor_count as detractor_row_count,
        nps.responden_count as responden_row_count
    from {{ ref('mart_nps') }} as nps
    inner join {{ ref('dim_indikator') }} as indikator on nps.kode = indikator.kode
    inner join ({{ policies_by_indicator(['nps_gabungan']) }}) as policies on nps.kode = policies.kode
    left join {{ source('reference', 'layanan') }} as catalogue on nps.layanan = catalogue.layanan
    where nps.layanan = 'semua' or nps.alternatif <> policies.nps_gabungan_lain
),

measured_ikm as (
    select
        *,
        {{ measured(
            'unsur', 'indeks', 'cara', ['pembilang', 'penyebut'],
            trail="predikat || ' and ' || unsur || ' is not null'", rows='jawaban_'
        ) }}
    from ikm
    where unsur <> 'semua'
    union all
    select
        *,
        {{ measured(
            'realisasi', 'indeks', 'cara', ['pembilang', 'penyebut'], 'predikat', 'responden_', cause='sebab_indeks'
        ) }}
    from ikm
    where unsur = 'semua'
    union all
    select
        *,
        {{ measured('responden', 'responden_count', trail='predikat', rows='responden_') }}
    from ikm
    where unsur = 'semua' and is_sendiri
    union all
    select
        *,
        {{ measured('konversi', 'konversi', 'skala', ['indeks', 'null'], note='mutu', cause='sebab_indeks') }}
    from ikm
    where unsur = 'semua' and alternatif = ''
    union all
    select
        *,
        {{ measured('sampel_minimum', 'sampel_minimum') }}
    from ikm
    where unsur = 'semua' and layanan <> 'semua' and alternatif = '' and pengguna_dari is not null
),

measured_nps as (
    select
        *,
        {{ measured('responden', 'responden_count', trail='predikat', rows='responden_') }}
    from nps
    where is_sendiri
    {%- for answer, condition in answers.items() %}
    union all
    select
        *,
        {{ measured(answer, answer ~ '_count', trail="predikat || ' and " ~ condition ~ "'", rows=answer ~ '_') }}
    from nps
    where is_sendiri
    union all
    select
        *,
        {{ measured(
            'persen_' ~ answer, answer ~ '_pct', 'cara', [answer ~ '_pct_pembilang', 'penyebut'], 'predikat', 'responden_'
        ) }}
    from nps
    where alternatif = ''
    {%- endfor %}
    union all
    select
        *,
        {{ measured(
            'realisasi', 'nps',
            "case
                when layanan <> 'semua' then 'tiap_layanan'
                when is_sendiri then cara
                else concat_ws('_', nullif(cara, ''), 'lain')
            end",
            ['nps_pembilang', 'penyebut'], 'predikat', 'responden_'
        ) }}
    from nps
)

{{ as_figures("'ikm'", 'measured_ikm', {
    'prefix': 'kode', 'acuan': 'pengguna_dari', 'unsur': 'unsur_kunci', 'layanan': 'layanan_kunci',
    'alternatif': 'alternatif', 'nama': 'nama_unsur', 'nama_layanan': 'nama_layanan', 'satuan': 'satuan',
    'desimal': 'desimal', 'masa': 'periode_survei'
}, ['ikm_gabungan', 'periode_survei']) }}
union all
{{ as_figures("'nps'", 'measured_nps', {
    'prefix': 'kode', 'layanan': 'layanan_kunci', 'alternatif': 'alternatif', 'nama_layanan': 'nama_layanan',
    'satuan': 'satuan', 'desimal': 'desimal', 'masa': 'periode_survei'
}, ['nps_gabungan', 'periode_survei']) }}
