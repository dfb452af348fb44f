with spent as (
    select * from {{ ref('fct_realisasi') }}
    where is_periode_ini
),

report as (
    select
        min(total._source_row_id) as _source_row_id,
        max(total.periode) as periode
    from {{ ref('stg_sakti__glp039') }} as total
    where
        total.kelas_baris = 'total'
        and exists (
            select 1
            from spent
            where
                spent._delivery_sha256 = total._delivery_sha256
                and spent._sheet = total._sheet
                and spent.periode = total.periode
        )
),

lines as (
    select
        budget.program,
        budget.pagu_rp,
        -- An item that could not be joined may be any of its akun, so the akun is not called missing.
        case
            when exists (select 1 from spent where spent.kunci_anggaran = budget.kunci_item) then 0
            when exists (select 1 from spent where spent.kunci_akun = budget.kunci_akun and spent.cara_padan is null) then 0
            else budget.pagu_rp
        end as hilang_rp,
        exists (select 1 from spent where spent.program = budget.program) as has_program
    from {{ ref('fct_pagu') }} as budget
    where budget.is_berlaku and budget.pagu_rp > 0
),

programs as (
    select
        program,
        bool_or(has_program) as has_program,
        sum(hilang_rp) as hilang_rp,
        sum(sum(hilang_rp)) over () as hilang_semua_rp,
        sum(sum(pagu_rp)) over () as pagu_semua_rp
    from lines
    group by program
),

limits as (
    select max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'the_realisation_report_covers_the_budget_in_force'
)

select
    report._source_row_id,
    programs.program,
    programs.hilang_rp,
    programs.pagu_semua_rp,
    cast(programs.hilang_rp * 100 / programs.pagu_semua_rp as decimal(6, 2)) as bagian_pct,
    'GLP039 of ' || report.periode || ' to hold every item of the budget in force;'
    || case
        when programs.has_program then ' items of program ' || programs.program || ' are missing'
        else ' program ' || programs.program || ' is missing as a whole'
    end
    || ', ' || cast(cast(programs.hilang_rp * 100 / programs.pagu_semua_rp as decimal(6, 2)) as varchar)
    || ' % of the pagu: export GLP039 for the whole satker' as why
from programs
cross join limits
cross join report
where
    report.periode is not null
    and programs.hilang_rp > 0
    and (not programs.has_program or programs.hilang_semua_rp > programs.pagu_semua_rp * limits.batas)
