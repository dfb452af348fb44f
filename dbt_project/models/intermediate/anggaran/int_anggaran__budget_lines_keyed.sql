with versions as (
    select
        kode_satker,
        versi,
        triwulan_pertama,
        is_berlaku,
        is_awal,
        is_riwayat
    from {{ ref('int_anggaran__revisions_compared') }}
)

select
    lines.kode_satker,
    lines.sumber,
    lines.satker,
    lines.is_satker_lain,
    lines.versi,
    versions.triwulan_pertama,
    lines.kunci_akun,
    lines.kunci_item,
    lines.program,
    lines.kegiatan,
    lines.kro,
    lines.ro,
    lines.komponen,
    lines.subkomponen,
    lines.akun,
    substr(lines.akun, 1, 2) as jenis_belanja,
    lines.item,
    lines.cons_item,
    lines.kode_sumber_dana,
    funds.sumber_dana,
    coalesce(funds.biaya_operasional, false) as is_dana_operasional,
    lines.uraian,
    lines.kode_sts_history,
    lines.revisi,
    lines.revisi_pok,
    lines.is_rincian,
    lines._superseded_by is null and lines.is_rincian and not lines.is_satker_lain
    and coalesce(versions.is_berlaku, false) as is_berlaku,
    lines._superseded_by is null and lines.is_rincian and not lines.is_satker_lain
    and coalesce(versions.is_awal, false) as is_awal,
    lines._superseded_by is null and lines.is_rincian and not lines.is_satker_lain
    and coalesce(versions.is_riwayat, false) as is_riwayat,
    lines.pagu_rp,
    lines.blokir_rp,
    {%- for month in range(1, 13) %}
    lines.pok_{{ '%02d' % month }}_rp,
    {%- endfor %}
    lines._superseded_by,
    lines._source_row_id,
    lines._row_hash,
    lines._delivery_sha256,
    lines._delivery_quarter,
    lines._delivery_order,
    lines._sheet,
    lines._row
from {{ ref('int_anggaran__budget_lines_listed') }} as lines
left join versions on lines.kode_satker = versions.kode_satker and lines.versi = versions.versi
left join {{ source('reference', 'sumber_dana') }} as funds
    on lines.kode_satker = funds.kode_satker and lines.kode_sumber_dana = funds.kode
