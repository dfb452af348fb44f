-- GLP039 says what was spent on an item and not from which fund. The fund comes from the budget line with the same
-- full item key: the latest revision known in the quarter of the report row, else the latest that has the item. An
-- akun alone would not do, for one akun can stand twice under a subkomponen, once per fund.
with periode as (
    select
        periode.*,
        cast(periode.tahun as varchar)
        || '-' || lpad(cast(periode.triwulan_ke * 3 as varchar), 2, '0') as periode_ini,
        case
            when periode.triwulan_ke > 1
                then
                    cast(periode.tahun as varchar)
                    || '-' || lpad(cast((periode.triwulan_ke - 1) * 3 as varchar), 2, '0')
        end as periode_lalu
    from {{ source('reference', 'periode') }} as periode
),

items as (
    select
        periode,
        basis,
        {{ last_segment('program') }} as program,
        {{ last_segment('kegiatan') }} as kegiatan,
        {{ last_segment('kro') }} as kro,
        {{ last_segment('ro') }} as ro,
        {{ last_segment('komponen') }} as komponen,
        {{ last_segment('subkomponen') }} as subkomponen,
        {{ last_segment('akun') }} as akun,
        {{ last_segment('item') }} as item,
        uraian,
        pagu_revisi_rp,
        realisasi_sd_periode_rp,
        realisasi_periode_lalu_rp,
        _source_row_id,
        _row_hash,
        _delivery_sha256,
        _delivery_quarter,
        _delivery_order,
        _sheet,
        _row
    from {{ ref('stg_sakti__glp039') }}
    where kelas_baris = 'item'
),

item_keys as (
    select
        items.*,
        {{ budget_item_key() }} as kunci_item
    from items
),

versions as (
    select
        item_keys.*,
        substr(item_keys.periode, 1, 4) || case
            when substr(item_keys.periode, 6, 2) <= '03' then '-TW1'
            when substr(item_keys.periode, 6, 2) <= '06' then '-TW2'
            when substr(item_keys.periode, 6, 2) <= '09' then '-TW3'
            else '-TW4'
        end as triwulan,
        {{ superseded_by(['periode', 'basis', 'kunci_item']) }} as _superseded_by
    from item_keys
),

-- The quarter in which a revision first arrived, whatever was delivered again since.
revisions as (
    select
        sumber,
        kunci_item,
        sumber_dana,
        is_dana_operasional,
        -- An RKK has no revision number; the later quarter's is the later version.
        coalesce(revisi, cast(substr(_delivery_quarter, 8, 1) as integer)) as revisi,
        min(_delivery_quarter) over (
            partition by sumber, coalesce(revisi, cast(substr(_delivery_quarter, 8, 1) as integer))
        ) as triwulan_pertama,
        _superseded_by
    from {{ ref('int_anggaran__budget_lines_keyed') }}
    where is_rincian and (revisi is not null or sumber = 'rkk')
),

candidates as (
    select
        versions._source_row_id,
        revisions.sumber_dana,
        revisions.is_dana_operasional,
        row_number() over (
            partition by versions._source_row_id
            order by
                case when revisions.triwulan_pertama <= versions.triwulan then 0 else 1 end asc nulls last,
                case revisions.sumber when 'dataang' then 0 else 1 end asc nulls last,
                revisions.revisi desc nulls last,
                revisions.sumber_dana asc nulls last
        ) as urutan,
        -- Two funds on one item key in one revision cannot be told apart: the item then has no fund at all.
        count(*) over (partition by versions._source_row_id, revisions.sumber, revisions.revisi) as dana_count
    from versions
    inner join revisions on versions.kunci_item = revisions.kunci_item
    where revisions._superseded_by is null
)

select
    versions.periode,
    versions.basis,
    versions.kunci_item,
    versions.program,
    versions.kegiatan,
    versions.kro,
    versions.ro,
    versions.komponen,
    versions.subkomponen,
    versions.akun,
    substr(versions.akun, 1, 2) as jenis_belanja,
    versions.item,
    case when candidates.dana_count = 1 then candidates.sumber_dana end as sumber_dana,
    versions.uraian,
    versions.pagu_revisi_rp,
    versions.realisasi_sd_periode_rp as realisasi_sd_rp,
    versions.realisasi_periode_lalu_rp as realisasi_lalu_rp,
    versions.basis = 'sp2d' and versions.periode = periode.periode_ini as is_periode_ini,
    versions.basis = 'sp2d' and coalesce(versions.periode = periode.periode_lalu, false) as is_periode_lalu,
    versions.basis = 'sp2d'
    and versions.periode between cast(periode.tahun as varchar) || '-01' and periode.periode_ini as is_tahun_berjalan,
    coalesce(candidates.dana_count = 1 and candidates.is_dana_operasional, false) and exists (
        select 1
        from {{ source('reference', 'akun') }} as akun
        where akun.himpunan = 'biaya_operasional' and versions.akun like akun.awalan || '%'
    ) as is_biaya_operasional,
    versions._superseded_by,
    versions._source_row_id,
    versions._row_hash,
    versions._delivery_sha256,
    versions._delivery_quarter,
    versions._delivery_order,
    versions._sheet,
    versions._row
from versions
cross join periode
left join candidates on versions._source_row_id = candidates._source_row_id and candidates.urutan = 1
