-- IKM and NPS: index and unsur per service and for the unit, respondents, quality band, sample size.
{%- set groups = [] %}
{%- for group, answer in [
    ('promoter', 'rekomendasi >= 9'), ('passive', 'rekomendasi between 7 and 8'), ('detractor', 'rekomendasi <= 6')
] %}
{%- do groups.extend([
    dict(
        measure=group, value=group ~ '_count', trail="predikat || ' and " ~ answer ~ "'", rows=group ~ '_',
        where='is_sendiri'
    ),
    dict(
        measure='persen_' ~ group, value=group ~ '_pct', variant='cara', numerator=group ~ '_pct_pembilang',
        denominator='penyebut', trail='predikat', rows='responden_', where="alternatif = ''"
    )
]) %}
{%- endfor %}

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
        cast(survei.skala as string) as skala,
        pengguna.sampel_minimum,
        ikm.jawaban_count as jawaban_row_count,
        ikm.responden_count as responden_row_count
    from {{ ref('mart_ikm') }} as ikm
    inner join {{ ref('dim_indikator') }} as indikator
        on ikm.kode_satker = indikator.kode_satker and ikm.kode = indikator.kode
    inner join ({{ policies_by_indicator(['ikm_gabungan']) }}) as policies
        on ikm.kode_satker = policies.kode_satker and ikm.kode = policies.kode
    inner join {{ source('reference', 'survei') }} as survei on ikm.kode_satker = survei.kode_satker
    left join {{ source('reference', 'layanan') }} as catalogue
        on ikm.kode_satker = catalogue.kode_satker and ikm.layanan = catalogue.layanan
    left join {{ source('reference', 'unsur') }} as unsur
        on ikm.kode_satker = unsur.kode_satker and ikm.unsur = unsur.unsur
    left join {{ ref('mart_pengguna') }} as pengguna
        on
            ikm.kode_satker = pengguna.kode_satker
            and indikator.pengguna_dari = pengguna.kode
            and ikm.layanan = pengguna.layanan
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
        case
            when nps.layanan <> 'semua' then 'tiap_layanan'
            when nps.penggabungan = 'rata_rata_layanan'
                then case nps.alternatif when policies.nps_gabungan_lain then 'layanan_lain' else 'layanan' end
            else case nps.alternatif when policies.nps_gabungan_lain then 'lain' else '' end
        end as cara_nps,
        nps.alternatif <> policies.nps_gabungan_lain as is_sendiri,
        'is_' || nps.periode_survei || ' and ' || {{ within_scope('nps.layanan') }}
        || ' and rekomendasi is not null' as predikat,
        nps.promoter_count as promoter_row_count,
        nps.passive_count as passive_row_count,
        nps.detractor_count as detractor_row_count,
        nps.responden_count as responden_row_count
    from {{ ref('mart_nps') }} as nps
    inner join {{ ref('dim_indikator') }} as indikator
        on nps.kode_satker = indikator.kode_satker and nps.kode = indikator.kode
    inner join ({{ policies_by_indicator(['nps_gabungan']) }}) as policies
        on nps.kode_satker = policies.kode_satker and nps.kode = policies.kode
    left join {{ source('reference', 'layanan') }} as catalogue
        on nps.kode_satker = catalogue.kode_satker and nps.layanan = catalogue.layanan
    where nps.layanan = 'semua' or nps.alternatif <> policies.nps_gabungan_lain
)

{{ as_figures("'ikm'", 'ikm', dict(
    prefix='kode', acuan='pengguna_dari', unsur='unsur_kunci', layanan='layanan_kunci', alternatif='alternatif',
    nama='nama_unsur', nama_layanan='nama_layanan', satuan='satuan', desimal='desimal', masa='periode_survei'
), ['ikm_gabungan', 'periode_survei'], [
    dict(
        measure='unsur', value='indeks', variant='cara', numerator='pembilang', denominator='penyebut', rows='jawaban_',
        trail="predikat || ' and ' || unsur || ' is not null'", where="unsur <> 'semua'"
    ),
    dict(
        measure='realisasi', value='indeks', variant='cara', numerator='pembilang', denominator='penyebut',
        cause='sebab_indeks', trail='predikat', rows='responden_', where="unsur = 'semua'"
    ),
    dict(
        measure='responden', value='responden_count', trail='predikat', rows='responden_',
        where="unsur = 'semua' and is_sendiri"
    ),
    dict(
        measure='konversi', value='konversi', variant='skala', numerator='indeks', note='mutu', cause='sebab_indeks',
        where="unsur = 'semua' and alternatif = ''"
    ),
    dict(
        measure='sampel_minimum', value='sampel_minimum',
        where="unsur = 'semua' and layanan <> 'semua' and alternatif = '' and pengguna_dari is not null"
    )
]) }}
union all
{{ as_figures("'nps'", 'nps', dict(
    prefix='kode', layanan='layanan_kunci', alternatif='alternatif', nama_layanan='nama_layanan', satuan='satuan',
    desimal='desimal', masa='periode_survei'
), ['nps_gabungan', 'periode_survei'], groups + [
    dict(measure='responden', value='responden_count', trail='predikat', rows='responden_', where='is_sendiri'),
    dict(
        measure='realisasi', value='nps', variant='cara_nps', numerator='nps_pembilang', denominator='penyebut',
        trail='predikat', rows='responden_'
    )
]) }}
