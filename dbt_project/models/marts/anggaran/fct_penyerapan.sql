-- The reports of every month of the year up to the quarter's end. A report also tells what was spent up to the month
-- before it, so a month without a report of its own is known from the next.
select
    kode_satker,
    _source_row_id,
    _row_hash,
    cast(substr(periode, 6, 2) as integer) as bulan,
    kunci_item,
    kegiatan,
    kro,
    akun,
    uraian,
    realisasi_sd_rp,
    realisasi_lalu_rp,
    _delivery_sha256,
    _delivery_quarter,
    _sheet,
    _row
from {{ ref('int_anggaran__realisations_funded') }}
where _superseded_by is null and is_tahun_berjalan
