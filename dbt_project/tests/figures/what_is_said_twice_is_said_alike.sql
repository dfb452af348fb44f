with twins as (
    select listed.*
    from (
        values
        ('anggaran.realisasi', 'kro.realisasi.sd.%'),
        ('anggaran.realisasi_tw', 'kro.realisasi.tw.%'),
        ('anggaran.pagu', 'kro.pagu.%'),
        ('anggaran.pagu', 'program.pagu.%'),
        ('anggaran.pagu_awal', 'program.pagu_awal.%'),
        ('anggaran.pagu_awal', 'revisi.pagu.B00'),
        ('anggaran.efektif', 'kro.efektif.%')
    ) as listed (whole_id, part_pattern)
)

select
    wholes.kode_satker,
    twins.whole_id,
    twins.part_pattern,
    max(wholes.value) as whole_value,
    sum(parts.value) as parts_value
from twins
inner join {{ ref('figures') }} as wholes on twins.whole_id = wholes.figure_id
inner join {{ ref('figures') }} as parts
    on wholes.kode_satker = parts.kode_satker and parts.figure_id like twins.part_pattern
group by wholes.kode_satker, twins.whole_id, twins.part_pattern
having max(wholes.value) <> sum(parts.value)
