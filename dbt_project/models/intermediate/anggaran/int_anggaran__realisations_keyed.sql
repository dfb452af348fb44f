-- The items of every realisation report in the codes that budget and realisation share. An akun that is printed once
-- for each fund may number its items anew in each block, so the block belongs to the key.
with periode as (
    select
        periode.*,
        cast(periode.tahun as string)
        || '-' || lpad(cast(periode.triwulan_ke * 3 as string), 2, '0') as periode_ini,
        case
            when periode.triwulan_ke > 1
                then
                    cast(periode.tahun as string)
                    || '-' || lpad(cast((periode.triwulan_ke - 1) * 3 as string), 2, '0')
        end as periode_lalu
    from {{ source('reference', 'periode') }} as periode
),

items as (
    select
        report.kode_satker,
        report.periode,
        report.basis,
        coalesce(report.satker <> unit.kode_satker, false) as is_satker_lain,
        {{ last_segment('report.program') }} as program,
        {{ last_segment('report.kegiatan') }} as kegiatan,
        {{ last_segment('report.kro') }} as kro,
        {{ last_segment('report.ro') }} as ro,
        {{ last_segment('report.komponen') }} as komponen,
        {{ last_segment('report.subkomponen') }} as subkomponen,
        {{ last_segment('report.akun') }} as akun,
        coalesce(report.akun_ke, '1') as akun_ke,
        {{ last_segment('report.item') }} as item,
        report.uraian,
        report.pagu_revisi_rp,
        report.realisasi_sd_periode_rp,
        report.realisasi_periode_lalu_rp,
        report._source_row_id,
        report._row_hash,
        report._delivery_sha256,
        report._delivery_quarter,
        report._delivery_order,
        report._sheet,
        report._row
    from {{ ref('stg_sakti__glp039') }} as report
    inner join {{ source('reference', 'unit') }} as unit on report.kode_satker = unit.kode_satker
    where report.kelas_baris = 'item'
),

item_keys as (
    select
        items.*,
        {{ budget_account_key() }} as kunci_akun,
        {{ budget_item_key() }} || case items.akun_ke when '1' then '' else '/' || items.akun_ke end as kunci_item
    from items
),

versions as (
    select
        item_keys.*,
        {{ superseded_by(['is_satker_lain', 'periode', 'basis', 'kunci_item']) }} as _superseded_by
    from item_keys
)

select
    versions.*,
    trim(leading '0' from versions.item) as nomor,
    substr(versions.periode, 1, 4) || case
        when substr(versions.periode, 6, 2) <= '03' then '-TW1'
        when substr(versions.periode, 6, 2) <= '06' then '-TW2'
        when substr(versions.periode, 6, 2) <= '09' then '-TW3'
        else '-TW4'
    end as triwulan,
    versions.basis = 'sp2d' and not versions.is_satker_lain
    and versions.periode = periode.periode_ini as is_periode_ini,
    versions.basis = 'sp2d' and not versions.is_satker_lain
    and coalesce(versions.periode = periode.periode_lalu, false) as is_periode_lalu,
    versions.basis = 'sp2d' and not versions.is_satker_lain
    and versions.periode between cast(periode.tahun as string) || '-01' and periode.periode_ini as is_tahun_berjalan
from versions
inner join periode on versions.kode_satker = periode.kode_satker
