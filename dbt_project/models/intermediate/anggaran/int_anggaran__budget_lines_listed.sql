-- The budget comes item by item from dataAng, with its revisions (B00 the first DIPA, B01 and on its revisions, C01 and
-- on revisions of the POK; proposals and RKAKL rows never count). Where a unit delivers no dataAng, its Rincian Kertas
-- Kerja stands in: every delivery is one version of the whole, without revision history and monthly plan.
with dataang as (
    select
        kode_satker,
        'dataang' as sumber,
        kdsatker as satker,
        {{ last_segment('kode_program') }} as program,
        {{ last_segment('kode_kegiatan') }} as kegiatan,
        {{ last_segment('kode_kro') }} as kro,
        {{ last_segment('kode_ro') }} as ro,
        {{ last_segment('kode_komponen') }} as komponen,
        {{ last_segment('kode_subkomponen') }} as subkomponen,
        {{ last_segment('kode_akun') }} as akun,
        {{ last_segment('nomor_item') }} as item,
        trim(leading '0' from cons_item) as cons_item,
        kode_sumber_dana,
        uraian_item as uraian,
        case when kode_sts_history like 'B%' then {{ leading_integer('substr(kode_sts_history, 2)') }} end as revisi,
        case when kode_sts_history like 'C%' then {{ leading_integer('substr(kode_sts_history, 2)') }} end
            as revisi_pok,
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
        kode_satker,
        upper(nama) as tag,
        min(kode) as kode
    from {{ source('reference', 'sumber_dana') }}
    group by kode_satker, upper(nama)
),

-- The fund tag of the akun row is RM, PNP or BLU.
tagged as (
    select
        rkk.*,
        funds_by_tag.kode as kode_sumber_dana
    from {{ ref('stg_rkk__rincian_kertas_kerja') }} as rkk
    left join funds_by_tag
        on
            rkk.kode_satker = funds_by_tag.kode_satker
            and case rkk.tag_sumber_dana when 'PNP' then 'PNBP' else rkk.tag_sumber_dana end = funds_by_tag.tag
),

rkk as (
    select
        kode_satker,
        'rkk' as sumber,
        satker,
        {{ last_segment('program') }} as program,
        {{ last_segment('kegiatan') }} as kegiatan,
        {{ last_segment('kro') }} as kro,
        {{ last_segment('ro') }} as ro,
        {{ last_segment('komponen') }} as komponen,
        {{ last_segment('subkomponen') }} as subkomponen,
        {{ last_segment('akun') }} as akun,
        {{ last_segment('nomor_item') }} as item,
        cast(null as string) as cons_item,
        kode_sumber_dana,
        uraian,
        cast(null as integer) as revisi,
        cast(null as integer) as revisi_pok,
        kelas_baris = 'item' as is_rincian,
        cast(null as string) as kode_sts_history,
        jumlah_rp as pagu_rp,
        case when kode_blokir is null then 0 else jumlah_rp end as blokir_rp,
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
        coalesce(lines.satker <> unit.kode_satker, false) as is_satker_lain,
        -- What is one whole of the budget: a revision of dataAng, or a delivered RKK.
        case
            when lines.revisi is not null or lines.revisi_pok is not null then lines.kode_sts_history
            when lines.sumber = 'rkk' then 'RKK ' || lpad(cast(lines._delivery_order as string), 4, '0')
        end as versi,
        {{ budget_account_key() }} as kunci_akun,
        {{ budget_item_key() }} as kunci_item
    from lines
    inner join {{ source('reference', 'unit') }} as unit on lines.kode_satker = unit.kode_satker
)

select
    item_keys.*,
    -- Header rows carry no amount; only rows that do can replace one another.
    case
        when item_keys.is_rincian
            then {{ superseded_by(
                ['sumber', 'satker', 'kode_sts_history', 'versi', 'kunci_item', 'kode_sumber_dana', 'is_rincian']
            ) }}
    end as _superseded_by
from item_keys
