select
    realised.kode_satker,
    realised.periode,
    realised.basis,
    realised.is_satker_lain,
    realised.kunci_item,
    realised.kunci_akun,
    joined.kunci_anggaran,
    joined.cara_padan,
    joined.versi as versi_anggaran,
    coalesce(joined.is_anggaran_berlaku, false) as is_anggaran_berlaku,
    coalesce(joined.kandidat_count, 0) as kandidat_count,
    realised.program,
    realised.kegiatan,
    realised.kro,
    realised.ro,
    realised.komponen,
    realised.subkomponen,
    realised.akun,
    substr(realised.akun, 1, 2) as jenis_belanja,
    realised.item,
    joined.sumber_dana,
    realised.uraian,
    realised.pagu_revisi_rp,
    realised.realisasi_sd_periode_rp as realisasi_sd_rp,
    realised.realisasi_periode_lalu_rp as realisasi_lalu_rp,
    realised.is_periode_ini,
    realised.is_periode_lalu,
    realised.is_tahun_berjalan,
    coalesce(joined.is_dana_operasional, false) and exists (
        select 1
        from {{ source('reference', 'akun') }} as akun
        where
            realised.kode_satker = akun.kode_satker
            and akun.himpunan = 'biaya_operasional'
            and realised.akun like akun.awalan || '%'
    ) as is_biaya_operasional,
    realised._superseded_by,
    realised._source_row_id,
    realised._row_hash,
    realised._delivery_sha256,
    realised._delivery_quarter,
    realised._delivery_order,
    realised._sheet,
    realised._row
from {{ ref('int_anggaran__realisations_keyed') }} as realised
left join {{ ref('int_anggaran__items_matched') }} as joined
    on realised.kode_satker = joined.kode_satker and realised._source_row_id = joined._source_row_id
