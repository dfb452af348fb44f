-- An item that the report of the quarter before held is told by another test, unless its whole program is missing.
with spent as (
    select * from {{ ref('fct_realisasi') }}
    where is_periode_ini
),

earlier as (
    select distinct
        kode_satker,
        kunci_anggaran
    from {{ ref('fct_realisasi') }}
    where not is_periode_ini and realisasi_sd_rp > 0
),

report as (
    select
        total.kode_satker,
        min(total._source_row_id) as _source_row_id,
        max(total.periode) as periode
    from {{ ref('stg_sakti__glp039') }} as total
    where
        total.kelas_baris = 'total'
        and exists (
            select 1
            from spent
            where
                spent.kode_satker = total.kode_satker
                and spent._delivery_sha256 = total._delivery_sha256
                and spent._sheet = total._sheet
                and spent.periode = total.periode
        )
    group by total.kode_satker
),

lines as (
    select
        budget.kode_satker,
        budget.program,
        budget.pagu_rp,
        case when joined.kunci_anggaran is null and unjoined.kunci_akun is null then budget.pagu_rp else 0 end
            as hilang_rp,
        case
            when joined.kunci_anggaran is null and unjoined.kunci_akun is null and earlier.kunci_anggaran is null
                then budget.pagu_rp
            else 0
        end as hilang_baru_rp,
        case when programs_spent.program is null then 0 else 1 end as has_program
    from {{ ref('fct_pagu') }} as budget
    left join (
        select distinct
            kode_satker,
            kunci_anggaran
        from spent
    ) as joined
        on budget.kode_satker = joined.kode_satker and budget.kunci_item = joined.kunci_anggaran
    -- An item that could not be joined may be any of its akun, so the akun is not called missing.
    left join (
        select distinct
            kode_satker,
            kunci_akun
        from spent
        where cara_padan is null
    ) as unjoined
        on budget.kode_satker = unjoined.kode_satker and budget.kunci_akun = unjoined.kunci_akun
    left join earlier on budget.kode_satker = earlier.kode_satker and budget.kunci_item = earlier.kunci_anggaran
    left join (
        select distinct
            kode_satker,
            program
        from spent
    ) as programs_spent
        on budget.kode_satker = programs_spent.kode_satker and budget.program = programs_spent.program
    where budget.is_berlaku and budget.pagu_rp > 0
),

programs as (
    select
        kode_satker,
        program,
        max(has_program) = 1 as has_program,
        sum(hilang_rp) as hilang_rp,
        sum(sum(hilang_baru_rp)) over (partition by kode_satker) as hilang_baru_rp,
        sum(sum(pagu_rp)) over (partition by kode_satker) as pagu_semua_rp
    from lines
    group by kode_satker, program
),

limits as (
    select
        kode_satker,
        max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'the_realisation_report_covers_the_budget_in_force'
    group by kode_satker
)

select
    programs.kode_satker,
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
    || ', ' || cast(cast(programs.hilang_rp * 100 / programs.pagu_semua_rp as decimal(6, 2)) as string)
    || ' % of the pagu: export GLP039 for the whole satker' as why,
    'GLP039 ' || report.periode || ' memuat setiap item anggaran yang berlaku;'
    || case
        when programs.has_program then ' item program ' || programs.program || ' tidak ada'
        else ' program ' || programs.program || ' tidak ada seluruhnya'
    end
    || ', ' || cast(cast(programs.hilang_rp * 100 / programs.pagu_semua_rp as decimal(6, 2)) as string)
    || ' % dari pagu: ekspor GLP039 untuk seluruh satker' as sebab
from programs
inner join limits on programs.kode_satker = limits.kode_satker
inner join report on programs.kode_satker = report.kode_satker
where
    report.periode is not null
    and programs.hilang_rp > 0
    and (not programs.has_program or programs.hilang_baru_rp > programs.pagu_semua_rp * limits.batas)
