{{ config(severity='warn') }}

with amounts as (
    select
        kode_satker,
        _source_row_id,
        jenis_belanja,
        akun,
        pagu_rp,
        cast(0 as decimal(20, 2)) as realisasi_rp
    from {{ ref('fct_pagu') }}
    where is_berlaku
    union all
    select
        kode_satker,
        _source_row_id,
        jenis_belanja,
        akun,
        cast(0 as decimal(20, 2)) as pagu_rp,
        realisasi_sd_rp as realisasi_rp
    from {{ ref('fct_realisasi') }}
    where is_periode_ini
)

select
    amounts.kode_satker,
    coalesce(min(case when amounts.realisasi_rp <> 0 then amounts._source_row_id end), min(amounts._source_row_id))
        as _source_row_id,
    amounts.jenis_belanja,
    min(amounts.akun) as akun_pertama,
    sum(amounts.realisasi_rp) as realisasi_rp,
    sum(amounts.pagu_rp) as pagu_rp
from amounts
left join {{ source('reference', 'jenis_belanja') }} as known
    on amounts.kode_satker = known.kode_satker and amounts.jenis_belanja = known.kode
where known.kode is null
group by amounts.kode_satker, amounts.jenis_belanja
having sum(abs(amounts.realisasi_rp)) > 0 or sum(amounts.pagu_rp) > 0
