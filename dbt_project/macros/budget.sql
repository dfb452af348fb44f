{#- How budget codes of different applications are brought to one key, and how budget and realisation are added up. -#}

{#- `WA.6042` and `6042` are one kegiatan, `002.0A` and `A` one subkomponen: the last segment tells. -#}
{% macro last_segment(code) -%}
    split_part({{ code }}, '.', -1)
{%- endmacro %}

{#- The key down to the akun. Leading zeros differ between the applications (`002` and `2`), so they do not count. -#}
{% macro budget_account_key() -%}
    concat_ws(
            '.', program, kegiatan, kro, trim(leading '0' from ro), trim(leading '0' from komponen),
            trim(leading '0' from subkomponen), akun
        )
{%- endmacro %}

{#- The full item key, `000017` and `17` being one number. -#}
{% macro budget_item_key() -%}
    {{ budget_account_key() }} || '.' || trim(leading '0' from item)
{%- endmacro %}

{#- A text by its letters and digits, for comparison: case, spaces and signs do not count. -#}
{% macro text_key(text) -%}
    translate(lower({{ text }}), ' .,;:-–_/()[]"''`+&*>', '')
{%- endmacro %}

{#- Whether a condition leads from an item of a report to one line of a version, and from that line to no other item. -#}
{% macro mutual(pairs, condition) -%}
    {{ condition }}
        and sum(case when {{ condition }} then 1 else 0 end) over (
            partition by {{ pairs }}.kode_satker, {{ pairs }}.versi, {{ pairs }}.item_id
        ) = 1
        and sum(case when {{ condition }} then 1 else 0 end) over (
            partition by {{ pairs }}.kode_satker, {{ pairs }}.laporan, {{ pairs }}.versi, {{ pairs }}.line_id
        ) = 1
{%- endmacro %}

{#- The pairs whose item and whose line an earlier way of joining has left. -#}
{% macro pairs_left(pairs, taken) %}
    select remaining.*
    from {{ pairs }} as remaining
    where
        not exists (
            select 1
            from {{ taken }} as taken
            where
                taken.kode_satker = remaining.kode_satker
                and taken.item_id = remaining.item_id
                and taken.versi = remaining.versi
        )
        and not exists (
            select 1
            from {{ taken }} as taken
            where
                taken.kode_satker = remaining.kode_satker
                and taken.line_id = remaining.line_id
                and taken.laporan = remaining.laporan
                and taken.versi = remaining.versi
        )
{% endmacro %}

{#- Budget lines and realised items as one stream, so that a group that stands in only one of the two is not lost. -#}
{% macro budget_and_realisation() %}
    select
        kode_satker,
        program,
        kegiatan,
        kro,
        coalesce(sumber_dana, 'tanpa_dana') as sumber_dana,
        jenis_belanja,
        case when is_awal then pagu_rp end as pagu_awal_rp,
        case when is_awal then _row_hash end as awal_hash,
        case when is_berlaku then pagu_rp end as pagu_rp,
        case when is_berlaku then blokir_rp end as blokir_rp,
        case when is_berlaku then rencana_tw_rp end as rencana_tw_rp,
        case when is_berlaku then rencana_sd_rp end as rencana_sd_rp,
        case when is_berlaku then _row_hash end as pagu_hash,
        cast(null as decimal(20, 2)) as realisasi_rp,
        cast(null as bigint) as realisasi_hash,
        cast(null as decimal(20, 2)) as realisasi_tw_rp,
        cast(null as bigint) as realisasi_tw_hash
    from {{ ref('fct_pagu') }}
    union all
    select
        kode_satker,
        program,
        kegiatan,
        kro,
        coalesce(sumber_dana, 'tanpa_dana') as sumber_dana,
        jenis_belanja,
        cast(null as decimal(20, 2)) as pagu_awal_rp,
        cast(null as bigint) as awal_hash,
        cast(null as decimal(20, 2)) as pagu_rp,
        cast(null as decimal(20, 2)) as blokir_rp,
        cast(null as decimal(20, 2)) as rencana_tw_rp,
        cast(null as decimal(20, 2)) as rencana_sd_rp,
        cast(null as bigint) as pagu_hash,
        case when is_periode_ini then realisasi_sd_rp end as realisasi_rp,
        case when is_periode_ini then _row_hash end as realisasi_hash,
        realisasi_tw_rp,
        _row_hash as realisasi_tw_hash
    from {{ ref('fct_realisasi') }}
{% endmacro %}

{#- The sums of that stream over a group. A source that has not arrived gives null; a group without rows in a source
    that has arrived gives 0, for the source then says so. Reads the relations `lines` and `sources`. -#}
{% macro budget_sums() -%}
    case when max(sources.has_awal) = 1 then cast(coalesce(sum(lines.pagu_awal_rp), 0) as decimal(38, 2)) end as pagu_awal_rp,
        count(lines.awal_hash) as awal_row_count,
        {{ hash_sum('lines.awal_hash') }} as awal_hash_sum,
        case when max(sources.has_pagu) = 1 then cast(coalesce(sum(lines.pagu_rp), 0) as decimal(38, 2)) end as pagu_rp,
        case when max(sources.has_pagu) = 1 then cast(coalesce(sum(lines.blokir_rp), 0) as decimal(38, 2)) end as blokir_rp,
        case when max(sources.has_rencana) = 1 then cast(coalesce(sum(lines.rencana_tw_rp), 0) as decimal(38, 2)) end as rencana_tw_rp,
        case when max(sources.has_rencana) = 1 then cast(coalesce(sum(lines.rencana_sd_rp), 0) as decimal(38, 2)) end as rencana_sd_rp,
        count(lines.pagu_hash) as pagu_row_count,
        {{ hash_sum('lines.pagu_hash') }} as pagu_hash_sum,
        case when max(sources.has_realisasi) = 1 then cast(coalesce(sum(lines.realisasi_rp), 0) as decimal(38, 2)) end as realisasi_rp,
        count(lines.realisasi_hash) as realisasi_row_count,
        {{ hash_sum('lines.realisasi_hash') }} as realisasi_hash_sum,
        case
            when max(sources.has_realisasi) = 1 and max(sources.has_realisasi_lalu) = 1
                then cast(coalesce(sum(lines.realisasi_tw_rp), 0) as decimal(38, 2))
        end as realisasi_tw_rp,
        count(lines.realisasi_tw_hash) as realisasi_tw_row_count,
        {{ hash_sum('lines.realisasi_tw_hash') }} as realisasi_tw_hash_sum
{%- endmacro %}

{#- Which budget sources have arrived, one row per unit. In the first quarter there is nothing before it to subtract. -#}
{% macro budget_sources() %}
    select
        periode.kode_satker,
        budgets.has_awal,
        budgets.has_pagu,
        budgets.has_rencana,
        reports.has_realisasi,
        case when periode.triwulan_ke = 1 then 1 else reports.has_realisasi_lalu end as has_realisasi_lalu
    from {{ source('reference', 'periode') }} as periode
    left join (
        select
            kode_satker,
            max(case when is_awal then 1 else 0 end) as has_awal,
            max(case when is_berlaku then 1 else 0 end) as has_pagu,
            max(case when is_berlaku and rencana_sd_rp is not null then 1 else 0 end) as has_rencana
        from {{ ref('fct_pagu') }}
        group by kode_satker
    ) as budgets on periode.kode_satker = budgets.kode_satker
    left join (
        select
            kode_satker,
            max(case when is_periode_ini then 1 else 0 end) as has_realisasi,
            max(case when is_periode_ini then 0 else 1 end) as has_realisasi_lalu
        from {{ ref('fct_realisasi') }}
        group by kode_satker
    ) as reports on periode.kode_satker = reports.kode_satker
{% endmacro %}

{#- What the report of the quarter before shows as spent and this quarter's no longer has, as relation `told`: one row
    per unit, placed at the first item, or none. An item comes again under its own number or under that of its budget line; one
    whose akun has as much as before is only renumbered. `is_besar` where the unit, a fund or a KRO loses more than the
    threshold. -#}
{% macro lost_spending() %}
with spent as (
    select * from {{ ref('fct_realisasi') }}
),

accounts as (
    select
        kode_satker,
        kunci_akun,
        sum(case when is_periode_ini then realisasi_sd_rp else 0 end) as sekarang_rp,
        sum(case when is_periode_ini then 0 else realisasi_sd_rp end) as dahulu_rp
    from spent
    group by kode_satker, kunci_akun
),

missing as (
    select
        earlier.kode_satker,
        earlier._source_row_id,
        earlier.kunci_akun,
        earlier.kro,
        earlier.sumber_dana,
        earlier.realisasi_sd_rp as hilang_rp
    from spent as earlier
    inner join accounts on earlier.kode_satker = accounts.kode_satker and earlier.kunci_akun = accounts.kunci_akun
    where
        not earlier.is_periode_ini
        and earlier.realisasi_sd_rp > 0
        and accounts.sekarang_rp < accounts.dahulu_rp
        -- a program that is missing as a whole is told by another test
        and exists (
            select 1 from spent as present
            where
                present.kode_satker = earlier.kode_satker
                and present.is_periode_ini
                and present.program = earlier.program
        )
        and not exists (
            select 1
            from spent as again
            where
                again.kode_satker = earlier.kode_satker
                and again.is_periode_ini
                and again.kunci_akun = earlier.kunci_akun
                and (again.kunci_item = earlier.kunci_item or again.kunci_anggaran = earlier.kunci_anggaran)
        )
),

{#- the unit, each fund and each KRO: what each had spent by then, and what of it is gone -#}
shares as (
    {%- for kind, column in [('unit', "''"), ('dana', "coalesce(sumber_dana, '')"), ('kro', 'kro')] %}
    {{ 'union all' if not loop.first }}
    select
        whole.kode_satker,
        '{{ kind }}' as kelompok,
        whole.nama,
        lost.hilang_rp,
        whole.dahulu_rp
    from (
        select
            kode_satker,
            {{ column }} as nama,
            sum(realisasi_sd_rp) as dahulu_rp
        from spent
        where not is_periode_ini
        group by kode_satker, {{ column }}
    ) as whole
    inner join (
        select
            kode_satker,
            {{ column }} as nama,
            sum(hilang_rp) as hilang_rp
        from missing
        group by kode_satker, {{ column }}
    ) as lost on whole.kode_satker = lost.kode_satker and whole.nama = lost.nama
    {%- endfor %}
),

limits as (
    select
        kode_satker,
        max(batas) as batas
    from {{ source('reference', 'ambang') }}
    where pemeriksaan = 'what_this_report_lacks_moves_no_figure'
    group by kode_satker
),

judged as (
    select
        shares.kode_satker,
        max(case when shares.hilang_rp > abs(shares.dahulu_rp) * limits.batas then 1 else 0 end) as is_besar
    from shares
    inner join limits on shares.kode_satker = limits.kode_satker
    group by shares.kode_satker
),

told as (
    select
        missing.kode_satker,
        min(missing._source_row_id) as _source_row_id,
        count(distinct missing.kunci_akun) as akun_count,
        sum(missing.hilang_rp) as hilang_rp,
        max(case when shares.kelompok = 'unit' then cast(shares.hilang_rp * 100 / shares.dahulu_rp as decimal(8, 2)) end)
            as bagian_pct,
        max(judged.is_besar) = 1 as is_besar,
        'this quarter''s GLP039 to hold what this one of the quarter before shows as spent: ' || cast(count(*) as string)
        || ' items, the first of them here, are gone, ' || cast(sum(missing.hilang_rp) as string)
        || ' rupiah; export the newer report again, whole' as why,
        'GLP039 triwulan ini memuat yang sudah dibelanjakan menurut GLP039 triwulan sebelumnya: '
        || cast(count(*) as string) || ' item, yang pertama di sini, tidak ada lagi, '
        || cast(sum(missing.hilang_rp) as string) || ' rupiah; ekspor ulang laporan yang lebih baru secara utuh' as sebab
    from missing
    inner join judged on missing.kode_satker = judged.kode_satker
    inner join shares on missing.kode_satker = shares.kode_satker and shares.kelompok = 'unit'
    group by missing.kode_satker
)
{% endmacro %}
