select
    items.periode,
    items.basis,
    items.is_satker_lain,
    items.kunci_item,
    items.kunci_akun,
    matched.kunci_anggaran,
    matched.cara_padan,
    matched.versi as versi_anggaran,
    coalesce(matched.is_anggaran_berlaku, false) as is_anggaran_berlaku,
    coalesce(matched.kandidat_count, 0) as kandidat_count,
    items.program,
    items.kegiatan,
    items.kro,
    items.ro,
    items.komponen,
    items.subkomponen,
    items.akun,
    substr(items.akun, 1, 2) as jenis_belanja,
    items.item,
    matched.sumber_dana,
    items.uraian,
    items.pagu_revisi_rp,
    items.realisasi_sd_periode_rp as realisasi_sd_rp,
    items.realisasi_periode_lalu_rp as realisasi_lalu_rp,
    items.is_periode_ini,
    items.is_periode_lalu,
    items.is_tahun_berjalan,
    coalesce(matched.is_dana_operasional, false) and exists (
        select 1
        from {{ source('reference', 'akun') }} as akun
        where akun.himpunan = 'biaya_operasional' and items.akun like akun.awalan || '%'
    ) as is_biaya_operasional,
    items._superseded_by,
    items._source_row_id,
    items._row_hash,
    items._delivery_sha256,
    items._delivery_quarter,
    items._delivery_order,
    items._sheet,
    items._row
from {{ ref('int_anggaran__realisations_keyed') }} as items
left join {{ ref('int_anggaran__items_matched') }} as matched on items._source_row_id = matched._source_row_id
