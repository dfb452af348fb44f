-- Programs, KRO and RO that the budget in force or the first DIPA holds, with the names and volumes of the DIPA sheet.
with budget as (
    select distinct -- the budget has one row per item
        kode_satker,
        program,
        kegiatan,
        kro,
        ro
    from {{ ref('fct_pagu') }}
),

kro as (
    select
        kode_satker,
        program,
        kegiatan,
        kro,
        -- Two kegiatan may use one KRO code; the code alone then names neither.
        case
            when count(*) over (partition by kode_satker, kro) > 1 then kegiatan || '.' || kro
            else kro
        end as kro_kunci
    from (
        select distinct
            kode_satker,
            program,
            kegiatan,
            kro
        from budget
    ) as distinct_kro
),

dipa as (
    select
        kode_satker,
        kode,
        uraian,
        volume,
        satuan,
        _row_hash
    from {{ ref('fct_kinerja') }}
    where lembar = 'dipa'
),

programs as (
    select
        distinct_program.kode_satker,
        distinct_program.program,
        dipa.uraian as program_nama
    from (
        select distinct
            kode_satker,
            program
        from budget
    ) as distinct_program
    left join dipa
        on
            distinct_program.kode_satker = dipa.kode_satker
            and distinct_program.program = split_part(dipa.kode, '.', -1)
            -- a program code begins with the three digits of the ministry, an RO code with the four of its kegiatan
            and length(split_part(dipa.kode, '.', 1)) = 3
),

outputs as (
    select
        programs.kode_satker,
        'program' as tingkat,
        programs.program,
        programs.program_nama,
        '' as kegiatan,
        '' as kro,
        '' as kro_kunci,
        cast(null as string) as kro_nama,
        '' as ro,
        cast(null as string) as ro_nama,
        cast(null as string) as dipa_kode,
        cast(null as decimal(20, 6)) as volume,
        cast(null as string) as volume_satuan,
        cast(null as bigint) as _dipa_row_hash
    from programs
    union all
    select
        kro.kode_satker,
        'kro' as tingkat,
        kro.program,
        programs.program_nama,
        kro.kegiatan,
        kro.kro,
        kro.kro_kunci,
        dipa.uraian as kro_nama,
        '' as ro,
        cast(null as string) as ro_nama,
        dipa.kode as dipa_kode,
        dipa.volume,
        dipa.satuan as volume_satuan,
        dipa._row_hash as _dipa_row_hash
    from kro
    inner join programs on kro.kode_satker = programs.kode_satker and kro.program = programs.program
    left join dipa on kro.kode_satker = dipa.kode_satker and kro.kegiatan || '.' || kro.kro = dipa.kode
    union all
    select
        budget.kode_satker,
        'ro' as tingkat,
        budget.program,
        programs.program_nama,
        budget.kegiatan,
        budget.kro,
        kro.kro_kunci,
        kro_dipa.uraian as kro_nama,
        budget.ro,
        dipa.uraian as ro_nama,
        dipa.kode as dipa_kode,
        dipa.volume,
        dipa.satuan as volume_satuan,
        dipa._row_hash as _dipa_row_hash
    from budget
    inner join programs on budget.kode_satker = programs.kode_satker and budget.program = programs.program
    inner join kro
        on
            budget.kode_satker = kro.kode_satker
            and budget.program = kro.program
            and budget.kegiatan = kro.kegiatan
            and budget.kro = kro.kro
    left join dipa
        on
            budget.kode_satker = dipa.kode_satker
            and budget.kegiatan || '.' || budget.kro || '.' || budget.ro = dipa.kode
    left join dipa as kro_dipa
        on budget.kode_satker = kro_dipa.kode_satker and budget.kegiatan || '.' || budget.kro = kro_dipa.kode
)

select
    kode_satker,
    tingkat,
    program,
    program_nama,
    kegiatan,
    kro,
    kro_kunci,
    kro_nama,
    ro,
    ro_nama,
    dipa_kode,
    volume,
    volume_satuan,
    _dipa_row_hash,
    cast(row_number() over (partition by kode_satker order by program, kegiatan, kro, ro) as integer) as urutan
from outputs
