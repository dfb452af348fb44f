"""GLP039: rows read by class, amounts by order, in both variants and as text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingestion import load_contracts
from orchestration.ingestion.reading.documents import Sheet
from orchestration.ingestion.reading.glp039 import AMOUNTS, read
from orchestration.ingestion.reading.layouts import Batch, LayoutError, Recognised
from orchestration.workspace.settings import PROJECT
from tests.ingestion.deliveries import Unit, check_named, findings, workbook

CONTRACT = load_contracts([PROJECT / "sources" / "contracts"])["glp039"]
TOTALS = "control_totals_equal_the_sum_of_their_rows"
CODE_AT = {"program": 1, "kegiatan": 1, "kro": 2, "ro": 2, "komponen": 4, "subkomponen": 5, "akun": 7, "item": 13}
TEXT_AT = {"program": 3, "kegiatan": 8, "kro": 6, "ro": 10, "komponen": 9, "subkomponen": 11, "akun": 12}
DETAIL_AT = (16, 18, 22, 23, 25, 28, 30)  # Q S W X Z AC AE
TOTAL_AT = (16, 18, 22, 23, 24, 28, 29)  # the total row: Y and AD instead of Z and AE
NAME = "glp039_sp2d_juni.xlsx"


def grid_row(cells: dict[int, Any]) -> list[Any]:
    return [cells.get(at, "") for at in range(max(cells, default=-1) + 1)]


def amounts(pagu: int, before: int, now: int) -> list[Any]:
    """Pagu, lock (none), before, now, to date, share and what is left."""
    return [pagu, 0, before, now, before + now, round((before + now) / pagu, 4) if pagu else 0, pagu - before - now]


def line(level: str, code: str, text: str, values: Sequence[Any], left: int = 0) -> list[Any]:
    cells: dict[int, Any] = dict(zip(DETAIL_AT, values, strict=True))
    if level == "item":
        cells[CODE_AT[level]] = f"{code}. {text}"
    else:
        cells[CODE_AT[level]], cells[TEXT_AT[level]] = code, text
    return grid_row({at - left: value for at, value in cells.items()})


def total(values: Sequence[Any], left: int = 0) -> list[Any]:
    cells = {1: "JUMLAH SELURUHNYA", **dict(zip(TOTAL_AT, values, strict=True))}
    return grid_row({at - left: value for at, value in cells.items()})


def titles(left: int = 0, period: str = "Periode Juni 2025") -> list[list[Any]]:
    texts = (
        "LAPORAN KETERSEDIAAN DANA DETAIL TA 2025",
        "Per Program; Kegiatan; Output; SubOutput; Komponen; SubKomponen; Akun; Item;",
        period,
        "Kementerian : 019 KEMENTERIAN PERINDUSTRIAN",
        "Unit Organisasi : 07 BSKJI",
        "Satuan Kerja : 999119 BALAI BESAR",
    )
    head = {1: "Uraian", 16: "Pagu Revisi", 18: "Lock Pagu", 22: "Realisasi TA 2025", 28: "%", 30: "SISA ANGGARAN"}
    under = {22: "Periode Lalu", 23: "Periode Ini", 25: "s.d. Periode"}
    rows = [grid_row({1 - left: text}) for text in texts]
    return [*rows, *(grid_row({at - left: text for at, text in cells.items()}) for cells in (head, under))]


def small_report(left: int = 0) -> list[list[Any]]:
    """Two items of 600 and 400, one akun twice (once per fund source), a page break and a wrapped text.

    Rows: 1-6 titles, 7-8 header, 9 total, 10 WA ... 15 subkomponen, 16 akun, 17 item, 18 its wrapped text,
    19 page title, 20-21 header, 22 akun again, 23 item, 24 blank, 25 footnote.
    """
    whole, one, two = amounts(1000, 300, 200), amounts(600, 250, 150), amounts(400, 50, 50)
    parents = (
        ("program", "WA", "Program Dukungan"),
        ("kegiatan", "WA.6042", "Layanan"),
        ("kro", "EBA", "Layanan Dukungan"),
        ("ro", "EBA.994", "Layanan Perkantoran"),
        ("komponen", "002", "Operasional"),
        ("subkomponen", "002.0A", "Tanpa Subkomponen"),
    )
    return [
        *titles(left),
        total(whole, left),
        *(line(level, code, text, whole, left) for level, code, text in parents),
        line("akun", "521111", "Belanja Keperluan Perkantoran", one, left),
        line("item", "000017", "Langganan", one, left),
        grid_row({13 - left: "ATK dan surat kabar"}),
        grid_row({1 - left: "LAPORAN KETERSEDIAAN DANA DETAIL TA 2025"}),
        *titles(left)[6:],
        line("akun", "521111", "Belanja Keperluan Perkantoran", two, left),
        line("item", "000018", "Honor", two, left),
        [],
        grid_row({1 - left: "*Lock Pagu: sedang direvisi"}),
    ]


def as_workbook(rows: list[list[Any]], inline: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": inline}) as book:
        sheet = book.add_worksheet("GLP039_LAPORAN REALISASI SUPER ")
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if value != "":
                    sheet.write(number, at, value)
    return out.getvalue()


def as_csv(rows: list[list[Any]]) -> str:
    """The same layout as text: points group thousands, a comma starts decimals, texts with `;` are quoted."""

    def text(value: Any) -> str:
        if isinstance(value, int):
            return f"{value:,}".replace(",", ".")
        if isinstance(value, float):
            return str(value).replace(".", ",")
        return f'"{value}"' if ";" in value else value

    width = max(len(row) for row in rows)
    return "".join(";".join([*map(text, row), *[""] * (width - len(row))]) + "\n" for row in rows)


WANTED = [
    ("total", None, None, "1000", "500", 9),
    ("program", None, None, "1000", "500", 10),
    ("kegiatan", None, None, "1000", "500", 11),
    ("kro", None, None, "1000", "500", 12),
    ("ro", None, None, "1000", "500", 13),
    ("komponen", None, None, "1000", "500", 14),
    ("subkomponen", None, None, "1000", "500", 15),
    ("akun", "521111", None, "600", "400", 16),
    ("item", "521111", "000017", "600", "400", 17),
    ("akun", "521111", None, "400", "100", 22),
    ("item", "521111", "000018", "400", "100", 23),
]


@pytest.mark.parametrize("left", [0, 1], ids=["variant from column B", "variant from column A"])
@pytest.mark.parametrize("inline", [False, True], ids=["shared texts", "inlineStr"])
def test_both_variants_are_read_by_class(unit: Unit, left: int, inline: bool) -> None:
    content = as_workbook(small_report(left), inline)
    if inline:
        assert b'"inlineStr"' in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    unit.deliver(NAME, content)
    result = unit.ingest()
    assert result.rejections == []
    columns = "kelas_baris, akun, item, pagu_revisi, realisasi_sd_periode, _row"
    assert unit.rows("raw_sakti.glp039", columns) == WANTED
    [delivery] = result.deliveries
    # 25 rows: 11 with amounts; without data 7 titles, 4 header rows, 1 wrapped text, 1 blank, 1 footnote
    assert (delivery.rows_total, delivery.rows_accepted, delivery.rows_empty) == (25, 11, 14)
    classes = dict(unit.query("SELECT row_class, row_count FROM raw_ingestion.row_classes"))
    assert classes == {"accepted": 11, "title": 7, "header": 4, "wrap": 1, "blank": 1, "footnote": 1}
    check = check_named(result, TOTALS)
    # 9 rows have children or are the total (total, 6 parents, 2 akun), each with 6 amounts
    assert (check.passed, check.counts["compared"]) == (True, 54)


def test_an_item_carries_the_codes_of_its_parents(unit: Unit) -> None:
    unit.deliver(NAME, as_workbook(small_report()))
    unit.ingest()
    row = unit.rows("raw_sakti.glp039")[8]
    assert row[:23] == (
        "999119",
        "999119", "2025-06", "sp2d", "item", "WA", "WA.6042", "EBA", "EBA.994", "002", "002.0A", "521111", "1",
        "000017", "Langganan", "600", "0", "250", "150", "400", "0.6667", "200",
        '{"uraian_lanjutan": "ATK dan surat kabar"}',
    )  # fmt: skip


def test_the_text_form_reads_the_same_rows(unit: Unit) -> None:
    rows = small_report()
    rows[8] = total(amounts(1_000_000_000, 300, 200))
    rows = [
        [1_000_000 * value if isinstance(value, int) and at != 28 else value for at, value in enumerate(row)]
        for row in small_report()
    ]
    unit.deliver("glp039_sp2d.csv", as_csv(rows))
    result = unit.ingest()
    assert result.rejections == []
    columns = "kelas_baris, akun, item, pagu_revisi, realisasi_sd_periode, _row"
    assert unit.rows("raw_sakti.glp039", columns) == [
        (*row[:3], f"{row[3]}000000", f"{row[4]}000000", row[5]) for row in WANTED
    ]
    assert unit.query("SELECT DISTINCT persen FROM raw_sakti.glp039 WHERE item = '000017'") == [("0,6667",)]
    assert check_named(result, TOTALS).passed


def test_amounts_stored_as_text_or_in_scientific_form_are_numbers(unit: Unit) -> None:
    rows = small_report()
    rows[16] = line("item", "000017", "Langganan", ["6E2", "0", "250", "1.5E2", "400", "0.6667", "200"])
    rows[21] = line("akun", "521111", "Belanja", amounts(400, 50, 50))
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    assert result.rejections == []
    assert check_named(result, TOTALS).passed
    assert unit.rows("raw_sakti.glp039", "pagu_revisi, realisasi_periode_ini")[8] == ("600", "150")


def test_an_akun_printed_again_because_its_text_wraps_is_one_row(unit: Unit) -> None:
    rows = small_report()
    rows.insert(16, line("akun", "521111", "dan Rumah Tangga", amounts(600, 250, 150)))
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    assert len(unit.rows("raw_sakti.glp039")) == 11
    assert check_named(result, TOTALS).passed


def test_an_empty_amount_stays_missing_and_the_others_keep_their_places(unit: Unit) -> None:
    rows = small_report()
    values = amounts(600, 250, 150)
    values[1] = ""
    rows[16] = line("item", "000017", "Langganan", values)
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    assert result.rejections == []
    assert unit.rows("raw_sakti.glp039", "pagu_revisi, lock_pagu, realisasi_periode_lalu, sisa")[8] == (
        "600",
        None,
        "250",
        "200",
    )


@pytest.mark.parametrize(
    ("column", "value", "rule", "name"),
    [
        (4, "400x", "angka", "realisasi_sd_periode"),
        (0, "", "wajib", "pagu_revisi"),
        (4, 400.5, "angka", "realisasi_sd_periode"),
    ],
)
def test_an_amount_that_does_not_fit_is_rejected(unit: Unit, column: int, value: Any, rule: str, name: str) -> None:
    rows = small_report()
    values = amounts(600, 250, 150)
    values[column] = value
    rows[16] = line("item", "000017", "Langganan", values)
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    [rejection] = result.rejections
    assert (rejection.row, rejection.rule, rejection.column) == (17, rule, CONTRACT.column(name).label)
    assert rejection.letter == {"pagu_revisi": "Q", "realisasi_sd_periode": "Z"}[name]
    assert not check_named(result, TOTALS).passed


def test_a_lost_item_shows_in_its_akun_and_in_the_grand_total(unit: Unit) -> None:
    rows = small_report()
    del rows[22]
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    assert not check_named(result, TOTALS).passed
    found = {(f.row, f.column) for f in findings(result, "control_totals_equal_the_sum_of_their_rows")}
    # the akun of row 22 states 400, 50, 50, 100 and 300 (lock is 0) but has no item; the leaves lack them in row 9
    names = ("pagu_revisi", "realisasi_periode_lalu", "realisasi_periode_ini", "realisasi_sd_periode", "sisa")
    assert found == {(row, name) for row in (9, 22) for name in names}


def test_a_changed_item_shows_in_its_akun_and_in_the_grand_total(unit: Unit) -> None:
    rows = small_report()
    rows[22] = line("item", "000018", "Honor", amounts(401, 50, 50))
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    found = {(f.row, f.column, f.value) for f in findings(result, "control_totals_equal_the_sum_of_their_rows")}
    # pagu 401 instead of 400 and so sisa 301 instead of 300: in the akun of row 22 and in JUMLAH SELURUHNYA of row 9
    assert found == {(22, "pagu_revisi", "400"), (22, "sisa", "300"), (9, "pagu_revisi", "1000"), (9, "sisa", "500")}
    assert not check_named(result, TOTALS).passed


def test_a_row_that_is_nothing_known_is_rejected(unit: Unit) -> None:
    rows = small_report()
    rows.insert(17, grid_row({7: "52111", 12: "kode salah", **dict(zip(DETAIL_AT, amounts(5, 1, 1), strict=True))}))
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    assert [(r.row, r.rule) for r in result.rejections] == [(18, "kelas_baris")]


def test_a_row_without_its_parent_is_rejected(unit: Unit) -> None:
    rows = small_report()
    del rows[13]  # the komponen
    unit.deliver(NAME, as_workbook(rows))
    assert {(r.row, r.rule) for r in unit.ingest().rejections} >= {(15, "induk")}


def test_an_akun_printed_once_for_each_fund_may_number_its_items_anew(unit: Unit) -> None:
    rows = small_report()
    rows[22] = line("item", "000017", "Honor", amounts(400, 50, 50))
    unit.deliver(NAME, as_workbook(rows))
    assert unit.ingest().rejections == []
    items = unit.query(
        "SELECT akun_ke, item, pagu_revisi FROM raw_sakti.glp039 WHERE kelas_baris = 'item' ORDER BY _row"
    )
    assert items == [("1", "000017", "600"), ("2", "000017", "400")]


def test_an_item_twice_in_one_block_of_an_akun_is_rejected(unit: Unit) -> None:
    rows = small_report()
    rows[21] = line("item", "000018", "Honor", amounts(100, 20, 20))
    rows[22] = line("item", "000018", "Honor", amounts(300, 30, 30))
    rows[15] = line("akun", "521111", "Belanja Keperluan Perkantoran", amounts(1000, 300, 200))
    unit.deliver(NAME, as_workbook(rows))
    [rejection] = unit.ingest().rejections
    assert (rejection.row, rejection.rule) == (23, "unique")
    assert "row 22 has the same" in rejection.message


@pytest.mark.parametrize("share", [0.889, 88.9, "88,9%", "88.90 %", "1.000,5"])
def test_the_share_holds_nothing_back_in_whatever_form_it_is_printed(unit: Unit, share: object) -> None:
    rows = small_report()
    for row in rows[8:]:
        if len(row) > 28 and row[28] not in ("", None):
            row[28] = share
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    assert result.rejections == []
    columns = "kelas_baris, akun, item, pagu_revisi, realisasi_sd_periode, _row"
    assert unit.rows("raw_sakti.glp039", columns) == WANTED
    assert check_named(result, TOTALS).passed


def test_a_report_of_another_satker_in_place_of_the_own_is_named_once_and_holds_back(unit: Unit) -> None:
    rows = small_report()
    rows[5] = grid_row({1: "Satuan Kerja : 999220 BALAI LAIN"})
    unit.deliver(NAME, as_workbook(rows))
    result = unit.ingest()
    [told] = findings(result, "satker")
    assert (told.severity, told.value, NAME in told.message) == ("blocking", "999220", True)
    assert "landing/2025-TW2 has no such file of the unit's own" in told.message
    missing = findings(result, "every_needed_kind_has_been_delivered")
    assert "glp039" not in [found.value for found in missing if found.severity == "blocking"]  # told already
    # Beside the unit's own it only warns.
    unit.deliver(f"a_{NAME}", as_workbook(small_report()))
    [told] = findings(unit.ingest(), "satker")
    assert told.severity == "warning"


def test_two_satker_in_one_sheet_are_refused(unit: Unit) -> None:
    rows = small_report()
    rows[18] = grid_row({1: "Satuan Kerja : 999220 BALAI LAIN"})
    unit.deliver(NAME, as_workbook(rows))
    [finding] = findings(unit.ingest(), "tata_letak")
    assert "row 19 begins the report of satker 999220 below that of 999119" in finding.message


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        (
            "glp039_juni.xlsx",
            small_report(),
            "put 'sp2d' or 'akrual' into the file name, for example 'glp039_juni_sp2d.xlsx'",
        ),
        ("glp039_sp2d_akrual.xlsx", small_report(), "declare both 'sp2d' and 'akrual'"),
        (NAME, small_report()[:2] + small_report()[3:], "no title row names the period"),
        (NAME, small_report()[:8] + small_report()[9:], "no row JUMLAH SELURUHNYA"),
        (NAME, small_report()[:9], "no row has a code followed by 7 amounts"),
    ],
)
def test_a_report_that_cannot_be_trusted_is_refused(unit: Unit, name: str, rows: list[list[Any]], said: str) -> None:
    unit.deliver(name, as_workbook(rows))
    [finding] = findings(unit.ingest(), "tata_letak")
    assert finding.severity == "blocking"
    assert said in finding.message


def test_the_basis_may_stand_in_the_title(unit: Unit) -> None:
    rows = small_report()
    rows[0] = [*rows[0], "", "Basis: Akrual"]
    unit.deliver("glp.xlsx", as_workbook(rows))
    unit.ingest()
    assert unit.query("SELECT DISTINCT basis, periode FROM raw_sakti.glp039") == [("akrual", "2025-06")]


def test_a_basis_in_an_uraian_is_no_declaration(unit: Unit) -> None:
    rows = small_report()
    rows[16] = line("item", "000017", "Biaya akrual", amounts(600, 250, 150))
    unit.deliver(NAME, as_workbook(rows))
    unit.ingest()
    assert unit.query("SELECT DISTINCT basis FROM raw_sakti.glp039") == [("sp2d",)]


CODES = st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True)
MONEY = st.integers(0, 10**12)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.integers(100000, 999999), st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=3), min_size=1, max_size=4
    ),
    st.integers(0, 1),
    st.booleans(),
)
def test_what_is_printed_is_read_back(accounts: dict[int, list[tuple[int, int]]], left: int, wraps: bool) -> None:
    def summed(pairs: list[tuple[int, int]]) -> list[Any]:
        return amounts(10**13, sum(p[0] for p in pairs), sum(p[1] for p in pairs))

    pairs = [pair for items in accounts.values() for pair in items]
    parents = (
        ("program", "EC"),
        ("kegiatan", "EC.6077"),
        ("kro", "BAD"),
        ("ro", "BAD.001"),
        ("komponen", "051"),
        ("subkomponen", "051.0A"),
    )
    whole = summed(pairs)
    whole[0] = 10**13 * len(pairs)
    whole[6] = whole[0] - whole[4]
    rows = [*titles(left), total(whole, left), *(line(level, code, "uraian", whole, left) for level, code in parents)]
    wanted = []
    for code, items in accounts.items():
        values = summed(items)
        values[0] = 10**13 * len(items)
        values[6] = values[0] - values[4]
        rows.append(line("akun", str(code), "akun", values, left))
        for number, (before, now) in enumerate(items, start=1):
            one = amounts(10**13, before, now)
            rows.append(line("item", f"{number:06d}", "barang", one, left))
            wanted.append((str(code), f"{number:06d}", str(before), str(now), str(before + now), len(rows)))
            if wraps:
                rows.append(grid_row({13 - left: "lanjutan"}))
    sheet = Sheet("GLP039", "xlsx", list(range(1, len(rows) + 1)), rows, counted=len(rows))
    batch = read(Recognised(CONTRACT, sheet, None), NAME)
    assert batch.problems == []
    assert batch.differences == []
    names = ("akun", "item", "realisasi_periode_lalu", "realisasi_periode_ini", "realisasi_sd_periode")
    read_rows = list(zip(*(batch.columns[name] for name in names), batch.numbers, strict=True))
    assert [row for row in read_rows if row[1] is not None] == wanted
    assert len(batch.numbers) + batch.classes.total() == len(rows)
    assert set(AMOUNTS) <= set(batch.columns)


def test_a_sheet_of_the_right_name_without_content_is_refused() -> None:
    sheet = Sheet("GLP039", "xlsx", [1, 2], [["Periode Juni 2025"], ["SP2D"]], counted=2)
    with pytest.raises(LayoutError, match="no row has a code"):
        read(Recognised(CONTRACT, sheet, None), "a.xlsx")


def test_the_quarter_before_is_missed_for_the_amounts_of_the_quarter_alone(unit: Unit) -> None:
    unit.deliver(NAME, as_workbook(small_report()))
    [told] = [
        found for found in findings(unit.ingest(), "every_needed_kind_has_been_delivered") if found.value == "glp039"
    ]
    assert told.severity == "warning"
    assert "for 2025-TW1; nothing tells 2025-TW2 alone from the year to date" in told.message
    before = [*titles(period="Periode Maret 2025"), *small_report()[8:18]]
    unit.deliver("glp039_sp2d_maret.xlsx", as_workbook(before), "2025-TW1")
    assert [
        found for found in findings(unit.ingest(), "every_needed_kind_has_been_delivered") if found.value == "glp039"
    ] == []


@pytest.mark.parametrize(("period", "told"), [("Periode Juni 2025", []), ("Periode Juni 2024", ["2024-06"])])
def test_a_report_of_another_year_is_told(unit: Unit, period: str, told: list[str]) -> None:
    rows = titles(period=period) + small_report()[len(titles()) :]
    unit.deliver("glp039_sp2d.xlsx", as_workbook(rows))
    found = findings(unit.ingest(), "naskah_tahun_lain")
    assert [(finding.severity, finding.value) for finding in found] == [("blocking", value) for value in told]


def broken(cells: dict[tuple[int, int], str], rows: list[list[Any]] | None = None) -> Batch:
    """The small report with cells (physical row, column) that hold an error or no result."""
    kept = [list(row) for row in (rows or small_report())]
    for row, at in cells:
        kept[row - 1][at] = ""
    sheet = Sheet("GLP039", "xlsx", list(range(1, len(kept) + 1)), kept, dict(cells), len(kept))
    return read(Recognised(CONTRACT, sheet, None), NAME)


def test_an_item_whose_amounts_all_failed_is_no_wrapped_text() -> None:
    batch = broken({(23, at): "#REF!" for at in DETAIL_AT})
    told = [(batch.numbers[p.index], p.column, p.value, p.rule) for p in batch.problems if p.rule == "rumus"]
    assert told == [(23, name, "#REF!", "rumus") for name in AMOUNTS]


def test_a_row_whose_code_failed_is_told_and_a_blank_one_with_an_error_too() -> None:
    rows = small_report()
    rows[23] = [""] * 31
    batch = broken({(24, 7): "#N/A"}, rows)
    assert [(batch.numbers[p.index], p.column, p.value) for p in batch.problems] == [(24, "", "#N/A")]


def test_a_failed_amount_of_the_total_row_is_named() -> None:
    batch = broken({(9, 24): "#VALUE!"})
    assert ("", "#VALUE!", "rumus") in [(p.column, p.value, p.rule) for p in batch.problems]


def test_a_report_that_was_never_calculated_says_so(unit: Unit) -> None:
    rows = [
        [f"={cell}" if isinstance(cell, int) and number >= 8 else cell for cell in row]
        for number, row in enumerate(small_report())
    ]
    unit.deliver(NAME, workbook({"GLP039_LAPORAN REALISASI SUPER ": rows}))
    [finding] = findings(unit.ingest(), "tata_letak")
    assert "of its cells hold no value (Q9: formula without a stored result)" in finding.message
    assert "save it there" in finding.message
