{{ config(severity='warn') }}

with amounts as (
    select
        _source_row_id,
        jenis_belanja,
        akun,
        pagu_rp,
        cast(0 as decimal(20, 2)) as realisasi_rp
    from {{ ref('fct_pagu') }}
    where is_berlaku
    union all
    select
        _source_row_id,
        jenis_belanja,
        akun,
        cast(0 as decimal(20, 2)) as pagu_rp,
        realisasi_sd_rp as realisasi_rp
    from {{ ref('fct_realisasi') }}
    where is_periode_ini
)

select
    coalesce(min(case when realisasi_rp <> 0 then _source_row_id end), min(_source_row_id)) as _source_row_id,
    jenis_belanja,
    min(akun) as akun_pertama,
    sum(realisasi_rp) as realisasi_rp,
    sum(pagu_rp) as pagu_rp
from amounts
where jenis_belanja not in (select known.kode from {{ source('reference', 'jenis_belanja') }} as known)
group by jenis_belanja
having sum(abs(realisasi_rp)) > 0 or sum(pagu_rp) > 0
