select
    kode_satker,
    sumber_dana,
    jenis_belanja,
    pagu_rp,
    blokir_rp,
    efektif_rp
from {{ ref('mart_anggaran') }}
where pagu_rp - blokir_rp <> efektif_rp or blokir_rp > pagu_rp
