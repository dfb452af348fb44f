-- What the realisasi of every indicator is made of, in cells as small as its formula knows: parts such that the sum
-- of `pembilang` over the sum of `penyebut` is its value, in its own unit (a per cent is in `pembilang` already). A
-- formula that only adds has no `penyebut`. So every change of the value is one of its cells, whatever way they are
-- added up.
{%- set shared_with = '(timely.bulan_count * timely_services.layanan_count)' %}
with indikator as (
    select * from {{ ref('dim_indikator') }}
),

volumes as (
    select
        indikator.kode_satker,
        indikator.kode,
        catalogue.layanan_volume as layanan,
        orders.bulan_masuk as bulan_ke,
        sum(orders.jumlah_count) as pembilang
    from indikator
    inner join {{ source('reference', 'cakupan') }} as scopes
        on indikator.kode_satker = scopes.kode_satker and indikator.kode = scopes.kode
    inner join {{ source('reference', 'layanan') }} as catalogue
        on indikator.kode_satker = catalogue.kode_satker and scopes.layanan = catalogue.layanan
    inner join {{ ref('fct_order') }} as orders
        on indikator.kode_satker = orders.kode_satker and scopes.layanan = orders.layanan
    where indikator.rumus = 'volume' and orders.bulan_masuk is not null
    group by indikator.kode_satker, indikator.kode, catalogue.layanan_volume, orders.bulan_masuk
),

-- A customer counts in the month of the first order of the year: once in each service, or once over all of them.
first_orders as (
    select
        indikator.kode_satker,
        indikator.kode,
        case choices.nilai when 'entitas_unik' then '' else orders.layanan end as layanan,
        orders.kode_pelanggan,
        min(orders.bulan_masuk) as bulan_ke
    from indikator
    inner join {{ source('reference', 'kebijakan_indikator') }} as choices
        on
            indikator.kode_satker = choices.kode_satker
            and indikator.kode = choices.kode
            and choices.kebijakan = 'pengguna'
    inner join {{ source('reference', 'cakupan') }} as scopes
        on indikator.kode_satker = scopes.kode_satker and indikator.kode = scopes.kode
    inner join {{ ref('fct_order') }} as orders
        on indikator.kode_satker = orders.kode_satker and scopes.layanan = orders.layanan
    where indikator.rumus = 'pengguna' and orders.bulan_masuk is not null and orders.kode_pelanggan is not null
    group by
        indikator.kode_satker,
        indikator.kode,
        case choices.nilai when 'entitas_unik' then '' else orders.layanan end,
        orders.kode_pelanggan
),

timely as (
    select
        sla.kode_satker,
        sla.kode,
        sla.layanan,
        sla.bulan as bulan_ke,
        sla.gabungan_pct,
        sla.tepat_waktu_count,
        sla.jatuh_tempo_count,
        choices.nilai as penggabungan,
        count(sla.gabungan_pct) over (partition by sla.kode_satker, sla.kode, sla.layanan) as bulan_count
    from {{ ref('mart_sla') }} as sla
    inner join {{ source('reference', 'kebijakan_indikator') }} as choices
        on sla.kode_satker = choices.kode_satker and sla.kode = choices.kode and choices.kebijakan = 'sla_gabungan'
    where sla.alternatif = '' and sla.layanan <> 'semua' and sla.bulan > 0 and sla.gabungan_pct is not null
),

timely_services as (
    select
        kode_satker,
        kode,
        count(distinct layanan) as layanan_count -- a service stands once a month
    from timely
    group by kode_satker, kode
),

surveyed as (
    select
        ikm.kode_satker,
        ikm.kode,
        ikm.layanan,
        ikm.unsur,
        ikm.penggabungan,
        ikm.indeks as rata_rata,
        ikm.jawaban_count,
        unsur.bobot,
        sum(ikm.jawaban_count) over (partition by ikm.kode_satker, ikm.kode, ikm.unsur) as seluruh_count,
        min(case when ikm.indeks is null then 0 else 1 end) over (partition by ikm.kode_satker, ikm.kode, ikm.layanan)
            as is_lengkap
    from {{ ref('mart_ikm') }} as ikm
    inner join {{ source('reference', 'unsur') }} as unsur
        on ikm.kode_satker = unsur.kode_satker and ikm.unsur = unsur.unsur
    where ikm.alternatif = '' and ikm.layanan <> 'semua'
),

received as (
    select
        choices.kode_satker,
        choices.kode,
        receipts.kode_akun as akun,
        {{ month_to_date(day_of_receipt()) }} as bulan_ke,
        sum(receipts.jumlah_rp) as jumlah_rp
    from ({{ policies_by_indicator(['tanggal_pnbp', 'jenis_penerimaan']) }}) as choices
    inner join {{ source('reference', 'pnbp') }} as carried
        on choices.kode_satker = carried.kode_satker and choices.kode = carried.kode
    inner join {{ ref('fct_penerimaan') }} as receipts
        on
            choices.kode_satker = receipts.kode_satker
            and choices.jenis_penerimaan = receipts.jenis_penerimaan
            and receipts.is_akun_pnbp
    inner join {{ source('reference', 'periode') }} as periode on choices.kode_satker = periode.kode_satker
    where
        case choices.tanggal_pnbp
            when 'terima' then receipts.is_terima_tahun_berjalan
            else receipts.is_sah_tahun_berjalan
        end
    group by
        choices.kode_satker,
        choices.kode,
        receipts.kode_akun,
        {{ month_to_date(day_of_receipt()) }}
),

divisors as (
    select
        kode_satker,
        'roa' as rumus,
        'aset' as suku,
        akun,
        sum(nilai_rp) as jumlah_rp
    from {{ ref('fct_neraca') }}
    where is_aset_tahun_lalu
    group by kode_satker, akun
    union all
    select
        kode_satker,
        'pobo' as rumus,
        'biaya_operasional' as suku,
        akun,
        sum(realisasi_sd_rp) as jumlah_rp
    from {{ ref('fct_realisasi') }}
    where is_periode_ini and is_biaya_operasional
    group by kode_satker, akun
),

growth as (
    select
        pnbp.kode_satker,
        pnbp.kode,
        pnbp.rumus,
        pnbp.skala,
        pnbp.tahun_lalu_rp,
        pnbp.hasil_pnbp
    from {{ ref('mart_pnbp') }} as pnbp
    where pnbp.alternatif = '' and pnbp.rumus is not null and pnbp.is_final
),

cells as (
    select
        kode_satker,
        kode,
        cast('' as string) as suku,
        layanan,
        cast('' as string) as unsur,
        bulan_ke,
        cast('' as string) as akun,
        cast(pembilang as decimal(38, 12)) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from volumes
    union all
    select
        kode_satker,
        kode,
        '' as suku,
        layanan,
        '' as unsur,
        bulan_ke,
        '' as akun,
        cast(count(*) as decimal(38, 12)) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from first_orders
    group by kode_satker, kode, layanan, bulan_ke
    union all
    select
        timely.kode_satker,
        timely.kode,
        '' as suku,
        timely.layanan,
        '' as unsur,
        timely.bulan_ke,
        '' as akun,
        case timely.penggabungan
            when 'gabungan' then cast(100 * timely.tepat_waktu_count as decimal(38, 12))
            else cast({{ ratio('timely.gabungan_pct', shared_with, 18, 0) }} as decimal(38, 12))
        end as pembilang,
        case timely.penggabungan
            when 'gabungan' then cast(timely.jatuh_tempo_count as decimal(38, 12))
            else cast({{ ratio('1', shared_with) }} as decimal(38, 12))
        end as penyebut
    from timely
    inner join timely_services
        on timely.kode_satker = timely_services.kode_satker and timely.kode = timely_services.kode
    union all
    select
        kode_satker,
        kode,
        '' as suku,
        layanan,
        unsur,
        0 as bulan_ke,
        '' as akun,
        case penggabungan
            when 'tertimbang_responden'
                then cast(bobot * {{ ratio('rata_rata * jawaban_count', 'seluruh_count', 18, 0) }} as decimal(38, 12))
            else cast(bobot * cast(rata_rata as decimal(20, 18)) as decimal(38, 12))
        end as pembilang,
        case penggabungan
            when 'tertimbang_responden'
                then cast(bobot * {{ ratio('jawaban_count', 'seluruh_count') }} as decimal(38, 12))
            else cast(bobot as decimal(38, 12))
        end as penyebut
    from surveyed
    where rata_rata is not null and (is_lengkap = 1 or penggabungan = 'tertimbang_responden')
    union all
    select
        nps.kode_satker,
        nps.kode,
        '' as suku,
        nps.layanan,
        '' as unsur,
        0 as bulan_ke,
        '' as akun,
        case nps.penggabungan
            when 'rata_rata_layanan' then cast(nps.nps as decimal(38, 12))
            else cast(100 * (nps.promoter_count - nps.detractor_count) as decimal(38, 12))
        end as pembilang,
        case nps.penggabungan
            when 'rata_rata_layanan' then cast(1 as decimal(38, 12))
            else cast(nps.responden_count as decimal(38, 12))
        end as penyebut
    from {{ ref('mart_nps') }} as nps
    where nps.alternatif = '' and nps.layanan <> 'semua' and nps.nps is not null
    union all
    select
        indikator.kode_satker,
        indikator.kode,
        'pnbp' as suku,
        '' as layanan,
        '' as unsur,
        received.bulan_ke,
        received.akun,
        cast(100 * received.jumlah_rp as decimal(38, 12)) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from indikator
    inner join received on indikator.kode_satker = received.kode_satker and indikator.pnbp_dari = received.kode
    where indikator.rumus in ('roa', 'pobo')
    union all
    select
        indikator.kode_satker,
        indikator.kode,
        divisors.suku,
        '' as layanan,
        '' as unsur,
        0 as bulan_ke,
        divisors.akun,
        cast(0 as decimal(38, 12)) as pembilang,
        cast(divisors.jumlah_rp as decimal(38, 12)) as penyebut
    from indikator
    inner join divisors on indikator.kode_satker = divisors.kode_satker and indikator.rumus = divisors.rumus
    union all
    select
        growth.kode_satker,
        growth.kode,
        'pnbp' as suku,
        '' as layanan,
        '' as unsur,
        received.bulan_ke,
        received.akun,
        cast(case growth.skala when 'rasio' then 1 else 100 end * received.jumlah_rp as decimal(38, 12)) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from growth
    inner join received on growth.kode_satker = received.kode_satker and growth.kode = received.kode
    where growth.rumus = 'pertumbuhan_pnbp' or growth.skala <> 'poin'
    union all
    select
        kode_satker,
        kode,
        'tahun_lalu' as suku,
        '' as layanan,
        '' as unsur,
        0 as bulan_ke,
        '' as akun,
        cast(case when rumus = 'pertumbuhan_pnbp' then -100 * tahun_lalu_rp else 0 end as decimal(38, 12)) as pembilang,
        cast(tahun_lalu_rp as decimal(38, 12)) as penyebut
    from growth
    where tahun_lalu_rp is not null and (rumus = 'pertumbuhan_pnbp' or skala <> 'poin')
    union all
    select
        kode_satker,
        kode,
        'tangga' as suku,
        '' as layanan,
        '' as unsur,
        0 as bulan_ke,
        '' as akun,
        cast(hasil_pnbp as decimal(38, 12)) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from growth
    where rumus <> 'pertumbuhan_pnbp' and skala = 'poin' and hasil_pnbp is not null
    union all
    select
        terukur.kode_satker,
        terukur.kode,
        'pembilang' as suku,
        '' as layanan,
        '' as unsur,
        0 as bulan_ke,
        '' as akun,
        cast(
            case when terukur.rumus <> 'pertumbuhan' and indikator.faktor = 1 then 1 else 100 end
            * cast(terukur.pembilang as decimal(34, 12)) as decimal(38, 12)
        ) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from {{ ref('mart_terukur') }} as terukur
    inner join indikator on terukur.kode_satker = indikator.kode_satker and terukur.kode = indikator.kode
    where terukur.pembilang is not null
    union all
    select
        kode_satker,
        kode,
        'penyebut' as suku,
        '' as layanan,
        '' as unsur,
        0 as bulan_ke,
        '' as akun,
        cast(
            case when rumus = 'pertumbuhan' then -100 * cast(penyebut as decimal(34, 12)) else 0 end as decimal(38, 12)
        ) as pembilang,
        penyebut
    from {{ ref('mart_terukur') }}
    where penyebut is not null
    union all
    select
        kode_satker,
        kode,
        'penilaian' as suku,
        '' as layanan,
        '' as unsur,
        0 as bulan_ke,
        '' as akun,
        cast(nilai_penilaian as decimal(38, 12)) as pembilang,
        cast(0 as decimal(38, 12)) as penyebut
    from indikator
    where rumus in ('penilaian_luar', 'nilai_lembar') and nilai_penilaian is not null
)

select
    kode_satker,
    kode,
    suku,
    layanan,
    unsur,
    case when bulan_ke = 0 then '' else lpad(cast(bulan_ke as string), 2, '0') end as bulan,
    akun,
    cast(sum(pembilang) as decimal(38, 12)) as pembilang,
    cast(sum(penyebut) as decimal(38, 12)) as penyebut
from cells
group by kode_satker, kode, suku, layanan, unsur, bulan_ke, akun
