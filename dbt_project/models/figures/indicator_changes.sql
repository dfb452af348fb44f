-- What became of the realisasi of every indicator since the quarter before, and since the same quarter of the year
-- before, as their last reports say: the change of what is printed, which is that of the unrounded values and what
-- rounding adds to it. `sebab` says why a change is not shared out, where it is not.
with periode as (
    select
        kode_satker,
        triwulan,
        tahun,
        triwulan_ke,
        case
            when triwulan_ke = 1 then cast(tahun - 1 as string) || '-TW4'
            else cast(tahun as string) || '-TW' || cast(triwulan_ke - 1 as string)
        end as triwulan_lalu,
        cast(tahun - 1 as string) || '-TW' || cast(triwulan_ke as string) as tahun_lalu
    from {{ source('reference', 'periode') }}
),

compared as (
    select
        periode.kode_satker,
        'triwulan_lalu' as pembanding,
        former.triwulan,
        former.rilis,
        periode.triwulan_ke = 1 as is_tahun_berganti
    from periode
    inner join {{ source('reference', 'rilis_lalu') }} as former
        on periode.kode_satker = former.kode_satker and periode.triwulan_lalu = former.triwulan
    union all
    select
        periode.kode_satker,
        'tahun_lalu' as pembanding,
        former.triwulan,
        former.rilis,
        false as is_tahun_berganti
    from periode
    inner join {{ source('reference', 'rilis_lalu') }} as former
        on periode.kode_satker = former.kode_satker and periode.tahun_lalu = former.triwulan
),

headlines as (
    select
        indikator.kode_satker,
        indikator.kode,
        figures.value as nilai,
        figures.printed_value as tercetak,
        figures.decimals as desimal,
        figures.unit,
        figures.policy,
        figures.period_basis
    from {{ ref('dim_indikator') }} as indikator
    inner join {{ ref('figures') }} as figures
        on indikator.kode_satker = figures.kode_satker and indikator.kode || '.realisasi' = figures.figure_id
),

-- Whether a quarter kept the cells of an indicator, and whether any of them divides.
kept as (
    select
        kode_satker,
        triwulan,
        kode,
        sum(penyebut) as penyebut,
        max(case when penyebut <> 0 then 1 else 0 end) as is_hasil_bagi
    from {{ source('reference', 'bagian_lalu') }}
    group by kode_satker, triwulan, kode
),

present as (
    select
        kode_satker,
        kode,
        sum(penyebut) as penyebut,
        max(case when penyebut <> 0 then 1 else 0 end) as is_hasil_bagi
    from {{ ref('indicator_parts') }}
    group by kode_satker, kode
),

sides as (
    select
        headlines.kode_satker,
        headlines.kode,
        compared.pembanding,
        compared.triwulan,
        compared.rilis,
        headlines.desimal,
        former.value as nilai_lalu,
        headlines.nilai as nilai_kini,
        -- An indicator that the earlier report did not have has no decimals there either.
        case when former.decimals is not null then {{ round_half_up('former.value', 'former.decimals') }} end
            as tercetak_lalu,
        headlines.tercetak as tercetak_kini,
        case present.is_hasil_bagi when 1 then least(6, headlines.desimal + 2) else headlines.desimal end
            as desimal_rinci,
        case
            when headlines.nilai is null or former.value is null then 'tanpa_nilai'
            when compared.is_tahun_berganti and headlines.period_basis = 'tahun_berjalan' then 'tahun_berganti'
            when
                former.unit <> headlines.unit or former.decimals <> headlines.desimal
                or former.policy <> headlines.policy or kept.is_hasil_bagi <> present.is_hasil_bagi
                then 'cara_berbeda'
            when kept.kode is null or present.kode is null then 'tanpa_rincian'
            -- Between a quotient over more and one over less than nothing lies none of which a part could have a share.
            when kept.penyebut > 0 and present.penyebut < 0 or kept.penyebut < 0 and present.penyebut > 0
                then 'tanpa_rincian'
            else ''
        end as sebab
    from headlines
    inner join compared on headlines.kode_satker = compared.kode_satker
    left join {{ source('reference', 'angka_lalu') }} as former
        on
            headlines.kode_satker = former.kode_satker
            and compared.triwulan = former.triwulan
            and headlines.kode || '.realisasi' = former.figure_id
    left join kept
        on headlines.kode_satker = kept.kode_satker and compared.triwulan = kept.triwulan and headlines.kode = kept.kode
    left join present on headlines.kode_satker = present.kode_satker and headlines.kode = present.kode
),

changes as (
    select
        *,
        case when sebab in ('', 'tanpa_rincian') then tercetak_kini - tercetak_lalu end as perubahan,
        case when sebab = '' then {{ round_half_up('nilai_kini - nilai_lalu', 'desimal_rinci') }} end as perubahan_rinci
    from sides
)

select
    kode_satker,
    kode,
    pembanding,
    triwulan,
    rilis,
    cast(desimal as integer) as desimal,
    cast(desimal_rinci as integer) as desimal_rinci,
    cast(nilai_lalu as decimal(38, 12)) as nilai_lalu,
    cast(nilai_kini as decimal(38, 12)) as nilai_kini,
    cast(tercetak_lalu as decimal(38, 12)) as tercetak_lalu,
    cast(tercetak_kini as decimal(38, 12)) as tercetak_kini,
    cast(perubahan as decimal(38, 12)) as perubahan,
    cast(perubahan_rinci as decimal(38, 12)) as perubahan_rinci,
    cast(perubahan - perubahan_rinci as decimal(38, 12)) as pembulatan,
    sebab
from changes
