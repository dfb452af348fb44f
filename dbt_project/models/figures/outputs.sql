select
    program,
    program_nama,
    kegiatan,
    kro_kunci as kro,
    kro_nama,
    volume_satuan,
    urutan
from {{ ref('dim_output') }}
where tingkat = 'kro'
