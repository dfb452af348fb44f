-- GLP039 says what was spent on an item and not from which fund: the budget line of the same item tells. The two number
-- their items differently, so lines of one akun are tried in this order, and a way counts only where it leads from one
-- item to one line and back:
--   cons_item      the report's number is CONS_ITEM, which runs through the whole satker;
--   nomor_item     it is NOMOR_ITEM, which counts within the akun. Which of the two a report uses is told by which
--                  meets more of its items; neither holds where an akun is printed again and numbered anew;
--   uraian_jumlah  text and pagu are those of the line;
--   jumlah, uraian the pagu, or the text, is that of one line only;
--   urutan         what is left is as much on both sides and of one fund, so it pairs in the order of print.
-- An RKK has no numbers of its own. Versions are tried from the one in force at the time of the report on.
with items as (
    select
        kode_satker,
        _source_row_id as item_id,
        periode || ' ' || basis as laporan,
        triwulan,
        kunci_akun,
        nomor,
        pagu_revisi_rp,
        {{ text_key('uraian') }} as teks,
        count(*) over (partition by kode_satker, periode, basis, kunci_akun, nomor) as nomor_count,
        row_number() over (
            partition by kode_satker, periode, basis, kunci_akun
            order by _delivery_order asc nulls last, _sheet asc nulls last, _row asc nulls last
        ) as urutan
    from {{ ref('int_anggaran__realisations_keyed') }}
    where _superseded_by is null and not is_satker_lain
),

printed as (
    select
        items.*,
        max(items.nomor_count) over (partition by items.kode_satker, items.laporan, items.kunci_akun) > 1
            as is_nomor_berulang
    from items
),

lines as (
    select
        kode_satker,
        _source_row_id as line_id,
        sumber,
        versi,
        triwulan_pertama,
        revisi,
        revisi_pok,
        is_berlaku,
        kunci_akun,
        kunci_item,
        trim(leading '0' from item) as nomor,
        nullif(cons_item, '') as cons_item,
        sumber_dana,
        is_dana_operasional,
        pagu_rp,
        {{ text_key('uraian') }} as teks,
        row_number() over (
            partition by kode_satker, versi, kunci_akun
            order by _delivery_order asc nulls last, _sheet asc nulls last, _row asc nulls last
        ) as urutan
    from {{ ref('int_anggaran__budget_lines_keyed') }}
    where _superseded_by is null and is_rincian and not is_satker_lain and versi is not null
),

pairs as (
    select
        printed.kode_satker,
        printed.item_id,
        printed.laporan,
        lines.line_id,
        lines.sumber,
        lines.versi,
        lines.kunci_akun,
        coalesce(lines.cons_item = printed.nomor, false) as is_cons,
        lines.sumber = 'dataang' and lines.nomor = printed.nomor and not printed.is_nomor_berulang as is_nomor,
        coalesce(lines.pagu_rp = printed.pagu_revisi_rp, false) as is_jumlah,
        -- A long text is broken over several rows, of which each side may hold the first only.
        coalesce(
            substr(lines.teks, 1, least(length(lines.teks), length(printed.teks)))
            = substr(printed.teks, 1, least(length(lines.teks), length(printed.teks)))
            and least(length(lines.teks), length(printed.teks)) > 0, false
        ) as is_uraian,
        printed.urutan as item_urutan,
        lines.urutan as line_urutan,
        lines.sumber_dana
    from printed
    inner join lines on printed.kode_satker = lines.kode_satker and printed.kunci_akun = lines.kunci_akun
),

numbered as (
    select
        pairs.*,
        {{ mutual('pairs', 'pairs.is_cons') }} as is_padan_cons,
        {{ mutual('pairs', 'pairs.is_nomor') }} as is_padan_nomor
    from pairs
),

numbering as (
    select
        kode_satker,
        laporan,
        versi,
        case
            when sum(case when is_padan_cons then 1 else 0 end) >= sum(case when is_padan_nomor then 1 else 0 end)
                then 'cons_item'
            else 'nomor_item'
        end as penomoran
    from numbered
    group by kode_satker, laporan, versi
),

by_number as (
    select
        numbered.kode_satker,
        numbered.item_id,
        numbered.laporan,
        numbered.versi,
        numbered.line_id,
        numbering.penomoran as cara_padan
    from numbered
    inner join numbering
        on
            numbered.kode_satker = numbering.kode_satker
            and numbered.laporan = numbering.laporan
            and numbered.versi = numbering.versi
    where
        case numbering.penomoran
            when 'cons_item' then numbered.is_padan_cons
            else numbered.is_padan_nomor
        end
),

unnumbered as (
    {{ pairs_left('pairs', 'by_number') }}
),

likened as (
    select
        unnumbered.*,
        {{ mutual('unnumbered', 'unnumbered.is_jumlah and unnumbered.is_uraian') }} as is_padan_uraian_jumlah,
        {{ mutual('unnumbered', 'unnumbered.is_jumlah') }} as is_padan_jumlah,
        {{ mutual('unnumbered', 'unnumbered.is_uraian') }} as is_padan_uraian
    from unnumbered
),

-- A line may be the only one of an amount for one item and of a text for another: the surer way keeps it.
ranked as (
    select
        kode_satker,
        item_id,
        laporan,
        versi,
        line_id,
        case
            when is_padan_uraian_jumlah then 'uraian_jumlah'
            when is_padan_jumlah then 'jumlah'
            else 'uraian'
        end as cara_padan,
        row_number() over (
            partition by kode_satker, versi, item_id
            order by
                is_padan_uraian_jumlah desc nulls last, is_padan_jumlah desc nulls last, line_urutan asc nulls last
        ) as urutan_item,
        row_number() over (
            partition by kode_satker, laporan, versi, line_id
            order by
                is_padan_uraian_jumlah desc nulls last, is_padan_jumlah desc nulls last, item_urutan asc nulls last
        ) as urutan_line
    from likened
    where is_padan_uraian_jumlah or is_padan_jumlah or is_padan_uraian
),

by_likeness as (
    select
        kode_satker,
        item_id,
        laporan,
        versi,
        line_id,
        cara_padan
    from ranked
    where urutan_item = 1 and urutan_line = 1
),

unlikened as (
    {{ pairs_left('unnumbered', 'by_likeness') }}
),

placed as (
    select
        kode_satker,
        item_id,
        laporan,
        versi,
        kunci_akun,
        line_id,
        dense_rank() over (partition by kode_satker, laporan, versi, kunci_akun order by item_urutan asc nulls last)
            as item_ke,
        dense_rank() over (partition by kode_satker, laporan, versi, kunci_akun order by line_urutan asc nulls last)
            as line_ke,
        min(sumber_dana) over (partition by kode_satker, laporan, versi, kunci_akun) as dana_pertama,
        max(sumber_dana) over (partition by kode_satker, laporan, versi, kunci_akun) as dana_terakhir
    from unlikened
),

counted as (
    select
        kode_satker,
        item_id,
        laporan,
        versi,
        line_id,
        item_ke,
        line_ke,
        dana_pertama,
        dana_terakhir,
        max(item_ke) over (partition by kode_satker, laporan, versi, kunci_akun) as item_count,
        max(line_ke) over (partition by kode_satker, laporan, versi, kunci_akun) as line_count
    from placed
),

matches as (
    select * from by_number
    union all
    select * from by_likeness
    union all
    select
        kode_satker,
        item_id,
        laporan,
        versi,
        line_id,
        'urutan' as cara_padan
    from counted
    where item_ke = line_ke and item_count = line_count and dana_pertama = dana_terakhir
),

preferred as (
    select
        matches.kode_satker,
        matches.item_id,
        matches.cara_padan,
        lines.line_id,
        lines.versi,
        lines.kunci_item,
        lines.sumber_dana,
        lines.is_dana_operasional,
        lines.is_berlaku,
        row_number() over (
            partition by matches.kode_satker, matches.item_id
            order by
                case when lines.is_berlaku and items.triwulan = periode.triwulan then 0 else 1 end asc nulls last,
                case when lines.triwulan_pertama <= items.triwulan then 0 else 1 end asc nulls last,
                lines.sumber asc nulls last,
                case when lines.revisi_pok is null then 0 else 1 end asc nulls last,
                lines.revisi desc nulls last,
                lines.versi desc nulls last
        ) as urutan
    from matches
    inner join lines on matches.kode_satker = lines.kode_satker and matches.line_id = lines.line_id
    inner join items on matches.kode_satker = items.kode_satker and matches.item_id = items.item_id
    inner join {{ source('reference', 'periode') }} as periode on matches.kode_satker = periode.kode_satker
),

candidates as (
    select
        kode_satker,
        item_id,
        count(distinct line_id) as kandidat_count
    from pairs
    group by kode_satker, item_id
)

select
    items.kode_satker,
    items.item_id as _source_row_id,
    preferred.cara_padan,
    preferred.line_id as _anggaran_row_id,
    preferred.versi,
    preferred.kunci_item as kunci_anggaran,
    preferred.sumber_dana,
    preferred.is_dana_operasional,
    coalesce(preferred.is_berlaku, false) as is_anggaran_berlaku,
    coalesce(candidates.kandidat_count, 0) as kandidat_count
from items
left join preferred
    on items.kode_satker = preferred.kode_satker and items.item_id = preferred.item_id and preferred.urutan = 1
left join candidates on items.kode_satker = candidates.kode_satker and items.item_id = candidates.item_id
