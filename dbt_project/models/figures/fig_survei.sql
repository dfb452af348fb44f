-- IKM and NPS: index and unsur per service and for the unit, respondents, quality band, sample size.
{%- set answers = {
    'promoter': 'rekomendasi >= 9', 'passive': 'rekomendasi between 7 and 8', 'detractor': 'rekomendasi <= 6'
} %}

with ikm as (
    select
        'ikm' as kelompok,
        ikm.kode as prefix,
        ikm.kode as indicator,
        indikator.pengguna_dari as acuan,
        nullif(ikm.layanan, 'semua') as layanan,
        nullif(ikm.unsur, 'semua') as unsur,
        ikm.alternatif,
        unsur.nama,
        catalogue.nama as nama_layanan,
        indikator.satuan,
        indikator.desimal,
        ikm.periode_survei as masa,
        case when ikm.layanan = 'semua' then ikm.penggabungan end as ikm_gabungan,
        ikm.periode_survei,
        -- of the unit: of all answers, or of the services; in the other way these have no figures of their own
        case
            when ikm.layanan = 'semua' and ikm.penggabungan <> 'tertimbang_responden' and ikm.alternatif = policies.ikm_gabungan_lain
                then 'layanan_lain'
            when ikm.layanan = 'semua' and ikm.penggabungan <> 'tertimbang_responden' then 'layanan'
            when ikm.unsur <> 'semua' then ''
            else
                case ikm.layanan when 'semua' then 'gabungan' else 'tiap_layanan' end
                || case when survei.is_berbobot then '_berbobot' else '' end
        end as cara,
        case when ikm.responden_count > 0 then 'sebagian' else '' end as sebab_indeks,
        cast(survei.skala as varchar) as skala,
        ikm.alternatif <> policies.ikm_gabungan_lain as is_sendiri,
        'is_' || ikm.periode_survei || ' and ' || {{ within_scope('ikm.layanan') }} as predikat,
        ikm.indeks,
        ikm.pembilang,
        ikm.penyebut,
        ikm.konversi,
        ikm.mutu,
        pengguna.sampel_minimum,
        ikm.responden_count,
        ikm.responden_count as responden_row_count,
        ikm.responden_hash_sum,
        ikm.jawaban_count as jawaban_row_count,
        ikm.jawaban_hash_sum
    from {{ ref('mart_ikm') }} as ikm
    inner join {{ ref('dim_indikator') }} as indikator on ikm.kode = indikator.kode
    inner join ({{ policies_by_indicator(['ikm_gabungan']) }}) as policies on ikm.kode = policies.kode
    cross join {{ source('reference', 'survei') }} as survei
    left join {{ source('reference', 'layanan') }} as catalogue on ikm.layanan = catalogue.layanan
    left join {{ source('reference', 'unsur') }} as unsur on ikm.unsur = unsur.unsur
    left join {{ ref('mart_pengguna') }} as pengguna
        on indikator.pengguna_dari = pengguna.kode and ikm.layanan = pengguna.layanan
    -- the other way of joining the services changes nothing within one
    where ikm.layanan = 'semua' or ikm.alternatif <> policies.ikm_gabungan_lain
),

nps as (
    select
        'nps' as kelompok,
        nps.kode as prefix,
        nps.kode as indicator,
        nullif(nps.layanan, 'semua') as layanan,
        nps.alternatif,
        catalogue.nama as nama_layanan,
        indikator.satuan,
        indikator.desimal,
        nps.periode_survei as masa,
        case when nps.layanan = 'semua' then nps.penggabungan end as nps_gabungan,
        nps.periode_survei,
        case when nps.layanan = 'semua' and nps.penggabungan = 'rata_rata_layanan' then 'layanan' else '' end as cara,
        nps.alternatif <> policies.nps_gabungan_lain as is_sendiri,
        'is_' || nps.periode_survei || ' and ' || {{ within_scope('nps.layanan') }} || ' and rekomendasi is not null'
            as predikat,
        nps.nps,
        nps.nps_pembilang,
        nps.penyebut,
        {%- for group in answers %}
        nps.{{ group }}_pct,
        nps.{{ group }}_pct_pembilang,
        {%- endfor %}
        {%- for group in ['responden'] + answers.keys() | list %}
        nps.{{ group }}_count,
        nps.{{ group }}_count as {{ group }}_row_count,
        nps.{{ group }}_hash_sum{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('mart_nps') }} as nps
    inner join {{ ref('dim_indikator') }} as indikator on nps.kode = indikator.kode
    inner join ({{ policies_by_indicator(['nps_gabungan']) }}) as policies on nps.kode = policies.kode
    left join {{ source('reference', 'layanan') }} as catalogue on nps.layanan = catalogue.layanan
    where nps.layanan = 'semua' or nps.alternatif <> policies.nps_gabungan_lain
),

measured_ikm as (
    select
        ikm.*,
        {{ measured(
            'unsur', 'indeks', 'cara', ['pembilang', 'penyebut'], "predikat || ' and ' || unsur || ' is not null'", 'jawaban'
        ) }}
    from ikm
    where unsur is not null
    union all
    select
        ikm.*,
        {{ measured(
            'realisasi', 'indeks', 'cara', ['pembilang', 'penyebut'], 'predikat', 'responden', cause='sebab_indeks'
        ) }}
    from ikm
    where unsur is null
    union all
    select
        ikm.*,
        {{ measured('responden', 'responden_count', trail='predikat', rows='responden') }}
    from ikm
    where unsur is null and is_sendiri
    union all
    select
        ikm.*,
        {{ measured('konversi', 'konversi', 'skala', ['indeks', 'null'], note='mutu', cause='sebab_indeks') }}
    from ikm
    where unsur is null and alternatif = ''
    union all
    select
        ikm.*,
        {{ measured('sampel_minimum', 'sampel_minimum') }}
    from ikm
    where unsur is null and layanan is not null and alternatif = '' and acuan is not null
),

measured_nps as (
    select
        nps.*,
        {{ measured('responden', 'responden_count', trail='predikat', rows='responden') }}
    from nps
    where is_sendiri
    {%- for group, answer in answers.items() %}
    union all
    select
        nps.*,
        {{ measured(group, group ~ '_count', trail="predikat || ' and " ~ answer ~ "'", rows=group) }}
    from nps
    where is_sendiri
    union all
    select
        nps.*,
        {{ measured(
            'persen_' ~ group, group ~ '_pct', 'cara', [group ~ '_pct_pembilang', 'penyebut'], 'predikat', 'responden'
        ) }}
    from nps
    where alternatif = ''
    {%- endfor %}
    union all
    select
        nps.*,
        {{ measured(
            'realisasi', 'nps',
            "case
                when layanan is not null then 'tiap_layanan'
                when is_sendiri then cara
                else concat_ws('_', nullif(cara, ''), 'lain')
            end",
            ['nps_pembilang', 'penyebut'], 'predikat', 'responden'
        ) }}
    from nps
)

{{ as_figures(
    'measured_ikm', ['indicator', 'acuan', 'layanan', 'unsur', 'nama', 'nama_layanan', 'satuan', 'desimal', 'masa'],
    ['ikm_gabungan', 'periode_survei']
) }}
union all
{{ as_figures(
    'measured_nps', ['indicator', 'layanan', 'nama_layanan', 'satuan', 'desimal', 'masa'],
    ['nps_gabungan', 'periode_survei']
) }}
