select
    kode_satker,
    program,
    kegiatan,
    kro_kunci as kro,
    ro,
    ro_nama,
    volume,
    volume_satuan,
    urutan
from {{ ref('dim_output') }}
where tingkat = 'ro'
