-- IKM and NPS: index and unsur per service and for the unit, respondents, quality band, sample size.
{%- set no_answers = "'tidak ada responden pada periode ini'" %}
{%- set no_index = "case when responden_count > 0 then 'ada unsur tanpa jawaban' else " ~ no_answers ~ " end" %}
{%- set ikm_rows = "periode_predikat || ' and ' || layanan_predikat" %}
{%- set nps_rows = "periode_predikat || ' and ' || layanan_predikat || ' and rekomendasi is not null'" %}

with ikm as (
    select
        ikm.*,
        nullif(ikm.layanan, 'semua') as layanan_kunci,
        nullif(ikm.unsur, 'semua') as unsur_kunci,
        indikator.pengguna_dari,
        {{ within_scope('ikm.layanan') }} as layanan_predikat,
        indikator.desimal,
        indikator.satuan,
        {{ named(', layanan ', 'catalogue.nama') }} as label_layanan,
        unsur.nama as unsur_nama,
        'is_' || ikm.periode_survei as periode_predikat,
        policies.ikm_gabungan_lain,
        survei.skala,
        case when survei.is_berbobot then 'weighted_mean' else 'mean' end as cara_rata,
        pengguna.sampel_minimum,
        'periode_survei=' || ikm.periode_survei as kebijakan_periode,
        'ikm_gabungan=' || ikm.penggabungan || '; periode_survei=' || ikm.periode_survei as kebijakan
    from {{ ref('mart_ikm') }} as ikm
    inner join {{ ref('dim_indikator') }} as indikator on ikm.kode = indikator.kode
    inner join ({{ policies_by_indicator(['ikm_gabungan']) }}) as policies on ikm.kode = policies.kode
    cross join {{ source('reference', 'survei') }} as survei
    left join {{ source('reference', 'layanan') }} as catalogue on ikm.layanan = catalogue.layanan
    left join {{ source('reference', 'unsur') }} as unsur on ikm.unsur = unsur.unsur
    left join {{ ref('mart_pengguna') }} as pengguna
        on indikator.pengguna_dari = pengguna.kode and ikm.layanan = pengguna.layanan
),

nps as (
    select
        nps.*,
        nullif(nps.layanan, 'semua') as layanan_kunci,
        {{ within_scope('nps.layanan') }} as layanan_predikat,
        indikator.desimal,
        indikator.satuan,
        {{ named(', layanan ', 'catalogue.nama') }} as label_layanan,
        'is_' || nps.periode_survei as periode_predikat,
        policies.nps_gabungan_lain,
        'periode_survei=' || nps.periode_survei as kebijakan_periode,
        'nps_gabungan=' || nps.penggabungan || '; periode_survei=' || nps.periode_survei as kebijakan
    from {{ ref('mart_nps') }} as nps
    inner join {{ ref('dim_indikator') }} as indikator on nps.kode = indikator.kode
    inner join ({{ policies_by_indicator(['nps_gabungan']) }}) as policies on nps.kode = policies.kode
    left join {{ source('reference', 'layanan') }} as catalogue on nps.layanan = catalogue.layanan
),

measured as (
    -- mean of one unsur: of the answers for a service, of the services (or of all answers) for the unit
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'unsur'", unsur='unsur_kunci', layanan='layanan_kunci',
            alternatif='alternatif', label="'Nilai unsur ' || unsur_nama || label_layanan", value='indeks',
            unit="'Indeks'", decimals='2', period_basis='periode_survei',
            operation="case when layanan <> 'semua' or penggabungan = 'tertimbang_responden' then 'row_mean' else 'mean' end",
            formula="case
                when layanan <> 'semua' or penggabungan = 'tertimbang_responden' then null
                when alternatif = ikm_gabungan_lain then 'rata_layanan_utama'
                else 'rata_layanan'
            end",
            numerator='pembilang', denominator='penyebut',
            policy="case when layanan = 'semua' then kebijakan else kebijakan_periode end", reason=no_answers,
            trail_relation="'marts.fct_survei'", trail_predicate=ikm_rows ~ " || ' and ' || unsur || ' is not null'",
            trail_measure="case when layanan <> 'semua' or penggabungan = 'tertimbang_responden' then unsur end",
            row_count='jawaban_count', hash_sum='jawaban_hash_sum'
        ) }}
    from ikm
    where unsur <> 'semua' and (layanan = 'semua' or alternatif <> ikm_gabungan_lain)
    union all
    -- index: mean of the unsur for a service, of the services (or of the pooled unsur) for the unit
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'realisasi'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Indeks Kepuasan Masyarakat' || label_layanan", value='indeks',
            unit="case when layanan = 'semua' then satuan else 'Indeks' end", decimals='desimal', period_basis='periode_survei',
            operation="case
                when layanan <> 'semua' or penggabungan = 'tertimbang_responden' then cara_rata
                else 'mean'
            end",
            formula="case
                when layanan <> 'semua' or penggabungan = 'tertimbang_responden' then 'rata_unsur'
                when alternatif = ikm_gabungan_lain then 'rata_realisasi_layanan_utama'
                else 'rata_realisasi_layanan'
            end",
            numerator='pembilang', denominator='penyebut',
            policy="case when layanan = 'semua' then kebijakan else kebijakan_periode end", reason=no_index,
            trail_relation="'marts.fct_survei'", trail_predicate=ikm_rows,
            row_count='responden_count', hash_sum='responden_hash_sum'
        ) }}
    from ikm
    where unsur = 'semua' and (layanan = 'semua' or alternatif <> ikm_gabungan_lain)
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'responden'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Jumlah responden survei kepuasan' || label_layanan",
            value='responden_count', unit="'Responden'", period_basis='periode_survei', operation="'row_count'",
            policy='kebijakan_periode', trail_relation="'marts.fct_survei'", trail_predicate=ikm_rows, trail_measure="'1'",
            row_count='responden_count', hash_sum='responden_hash_sum'
        ) }}
    from ikm
    where unsur = 'semua' and alternatif <> ikm_gabungan_lain
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'konversi'", layanan='layanan_kunci',
            label="'Nilai konversi IKM' || label_layanan", value='konversi', unit="'Nilai'", decimals='2',
            period_basis='periode_survei', operation="case skala when 4 then 'konversi' else 'konversi_' || skala end", formula="'konversi'", numerator='indeks', denominator='null',
            policy="case when layanan = 'semua' then kebijakan else kebijakan_periode end", reason=no_index, note='mutu'
        ) }}
    from ikm
    where unsur = 'semua' and alternatif = ''
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'sampel_minimum'", acuan='pengguna_dari', layanan='layanan_kunci',
            label="'Sampel minimum (Krejcie-Morgan)' || label_layanan", value='sampel_minimum', unit="'Responden'",
            period_basis="'tahun_berjalan'", operation="'krejcie_morgan'", formula="'sampel_minimum'",
            reason="'layanan tidak ada dalam tabel pengguna'"
        ) }}
    from ikm
    where unsur = 'semua' and layanan <> 'semua' and alternatif = '' and pengguna_dari is not null
    {%- for group_name, title in {'promoter': 'Promoter', 'passive': 'Passive', 'detractor': 'Detractor'}.items() %}
    {%- set answer = {
        'promoter': 'rekomendasi >= 9', 'passive': 'rekomendasi between 7 and 8', 'detractor': 'rekomendasi <= 6'
    }[group_name] %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'" ~ group_name ~ "'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Jumlah " ~ title ~ "' || label_layanan", value=group_name ~ '_count',
            unit="'Responden'", period_basis='periode_survei', operation="'row_count'", policy='kebijakan_periode',
            trail_relation="'marts.fct_survei'", trail_predicate="(" ~ nps_rows ~ " || ' and " ~ answer ~ "')",
            trail_measure="'1'", row_count=group_name ~ '_count', hash_sum=group_name ~ '_hash_sum'
        ) }}
    from nps
    where alternatif <> nps_gabungan_lain
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'persen_" ~ group_name ~ "'", layanan='layanan_kunci',
            label="'Persentase " ~ title ~ "' || label_layanan", value=group_name ~ '_pct', unit="'Persen'",
            decimals='2', period_basis='periode_survei',
            operation="case when layanan = 'semua' and penggabungan = 'rata_rata_layanan' then 'mean' else 'percent' end",
            formula="case
                when layanan = 'semua' and penggabungan = 'rata_rata_layanan' then 'rata_layanan'
                else 'persen_" ~ group_name ~ "'
            end",
            numerator=group_name ~ '_pct_pembilang', denominator='penyebut',
            policy="case when layanan = 'semua' then kebijakan else kebijakan_periode end", reason=no_answers,
            trail_relation="'marts.fct_survei'", trail_predicate=nps_rows, row_count='responden_count',
            hash_sum='responden_hash_sum'
        ) }}
    from nps
    where alternatif = ''
    {%- endfor %}
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'responden'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Jumlah responden NPS' || label_layanan", value='responden_count',
            unit="'Responden'", period_basis='periode_survei', operation="'row_count'", policy='kebijakan_periode',
            trail_relation="'marts.fct_survei'", trail_predicate=nps_rows, trail_measure="'1'",
            row_count='responden_count', hash_sum='responden_hash_sum'
        ) }}
    from nps
    where alternatif <> nps_gabungan_lain
    union all
    select
        {{ figure(
            prefix='kode', indicator='kode', measure="'realisasi'", layanan='layanan_kunci',
            alternatif='alternatif', label="'Net Promoter Score' || label_layanan", value='nps',
            unit="case when layanan = 'semua' then satuan else 'Nilai' end", decimals='desimal', period_basis='periode_survei',
            operation="case when layanan = 'semua' and penggabungan = 'rata_rata_layanan' then 'mean' else 'nps' end",
            formula="case
                when layanan <> 'semua' then 'nps'
                when penggabungan <> 'rata_rata_layanan' and alternatif = nps_gabungan_lain then 'nps_utama'
                when penggabungan <> 'rata_rata_layanan' then 'nps'
                when alternatif = nps_gabungan_lain then 'rata_realisasi_layanan_utama'
                else 'rata_realisasi_layanan'
            end",
            numerator='nps_pembilang', denominator='penyebut',
            policy="case when layanan = 'semua' then kebijakan else kebijakan_periode end", reason=no_answers,
            trail_relation="'marts.fct_survei'", trail_predicate=nps_rows, row_count='responden_count',
            hash_sum='responden_hash_sum'
        ) }}
    from nps
    where layanan = 'semua' or alternatif <> nps_gabungan_lain
)

{{ finished_figures('measured') }}
