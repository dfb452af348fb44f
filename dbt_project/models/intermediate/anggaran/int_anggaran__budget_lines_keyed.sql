-- The budget comes item by item from dataAng, with its revisions (B00 the first DIPA, B01 and on its revisions; POK
-- revisions, proposals and RKAKL rows never count). Where a unit delivers no dataAng, its Rincian Kertas Kerja stands
-- in: one version, no revision history, no monthly plan.
with dataang as (
    select
        'dataang' as sumber,
        {{ last_segment('kode_program') }} as program,
        {{ last_segment('kode_kegiatan') }} as kegiatan,
        {{ last_segment('kode_kro') }} as kro,
        {{ last_segment('kode_ro') }} as ro,
        {{ last_segment('kode_komponen') }} as komponen,
        {{ last_segment('kode_subkomponen') }} as subkomponen,
        {{ last_segment('kode_akun') }} as akun,
        {{ last_segment('nomor_item') }} as item,
        kode_sumber_dana,
        uraian_item as uraian,
        case when kode_sts_history like 'B%' then {{ leading_integer('substr(kode_sts_history, 2)') }} end as revisi,
        coalesce(header1, '0') = '0' and coalesce(header2, '0') = '0' as is_rincian,
        kode_sts_history,
        pagu_rp,
        coalesce(blokir_rp, 0) as blokir_rp,
        {%- for month in range(1, 13) %}
        coalesce(pok_{{ '%02d' % month }}_rp, 0) as pok_{{ '%02d' % month }}_rp,
        {%- endfor %}
        _source_row_id,
        _row_hash,
        _delivery_sha256,
        _delivery_quarter,
        _delivery_order,
        _sheet,
        _row
    from {{ ref('stg_monsakti__dataang') }}
),

funds_by_tag as (
    select
        upper(nama) as tag,
        min(kode) as kode
    from {{ source('reference', 'sumber_dana') }}
    group by upper(nama)
),

-- The fund tag of the akun row is RM, PNP or BLU.
tagged as (
    select
        rkk.*,
        funds_by_tag.kode as kode_sumber_dana
    from {{ ref('stg_rkk__rincian_kertas_kerja') }} as rkk
    left join funds_by_tag
        on case rkk.tag_sumber_dana when 'PNP' then 'PNBP' else rkk.tag_sumber_dana end = funds_by_tag.tag
),

rkk as (
    select
        'rkk' as sumber,
        {{ last_segment('program') }} as program,
        {{ last_segment('kegiatan') }} as kegiatan,
        {{ last_segment('kro') }} as kro,
        {{ last_segment('ro') }} as ro,
        {{ last_segment('komponen') }} as komponen,
        {{ last_segment('subkomponen') }} as subkomponen,
        {{ last_segment('akun') }} as akun,
        {{ last_segment('nomor_item') }} as item,
        kode_sumber_dana,
        uraian,
        cast(null as integer) as revisi,
        kelas_baris = 'item' as is_rincian,
        cast(null as varchar) as kode_sts_history,
        jumlah_rp as pagu_rp,
        case when kode_blokir like '%*%' then jumlah_rp else 0 end as blokir_rp,
        {%- for month in range(1, 13) %}
        cast(null as decimal(20, 2)) as pok_{{ '%02d' % month }}_rp,
        {%- endfor %}
        _source_row_id,
        _row_hash,
        _delivery_sha256,
        _delivery_quarter,
        _delivery_order,
        _sheet,
        _row
    from tagged
),

lines as (
    select * from dataang
    union all
    select * from rkk
),

item_keys as (
    select
        lines.*,
        {{ budget_item_key() }} as kunci_item
    from lines
),

keyed as (
    select
        item_keys.*,
        -- Header rows carry no amount; only rows that do can replace one another.
        case
            when item_keys.is_rincian
                then {{ superseded_by(
                    ['sumber', 'kode_sts_history', 'kunci_item', 'kode_sumber_dana', 'is_rincian']
                ) }}
        end as _superseded_by
    from item_keys
),

revisions as (
    select
        max(revisi) as revisi_berlaku,
        count(revisi) as revisi_count,
        max(case when sumber = 'rkk' then _delivery_quarter end) as triwulan_rkk
    from keyed
    where _superseded_by is null and is_rincian
)

select
    keyed.sumber,
    keyed.kunci_item,
    keyed.program,
    keyed.kegiatan,
    keyed.kro,
    keyed.ro,
    keyed.komponen,
    keyed.subkomponen,
    keyed.akun,
    substr(keyed.akun, 1, 2) as jenis_belanja,
    keyed.item,
    keyed.kode_sumber_dana,
    funds.sumber_dana,
    coalesce(funds.biaya_operasional, false) as is_dana_operasional,
    keyed.uraian,
    keyed.kode_sts_history,
    keyed.revisi,
    keyed.is_rincian,
    keyed._superseded_by is null and keyed.is_rincian and coalesce(
        keyed.revisi = revisions.revisi_berlaku
        -- An RKK is the whole budget: an item that the newer one no longer has is gone.
        or (
            revisions.revisi_count = 0 and keyed.sumber = 'rkk' and keyed._delivery_quarter = revisions.triwulan_rkk
        ),
        false
    ) as is_berlaku,
    keyed._superseded_by is null and keyed.is_rincian and coalesce(keyed.revisi = 0, false) as is_awal,
    keyed.pagu_rp,
    keyed.blokir_rp,
    {%- for month in range(1, 13) %}
    keyed.pok_{{ '%02d' % month }}_rp,
    {%- endfor %}
    keyed._superseded_by,
    keyed._source_row_id,
    keyed._row_hash,
    keyed._delivery_sha256,
    keyed._delivery_quarter,
    keyed._delivery_order,
    keyed._sheet,
    keyed._row
from keyed
cross join revisions
left join {{ source('reference', 'sumber_dana') }} as funds on keyed.kode_sumber_dana = funds.kode
