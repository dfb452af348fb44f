"""Which files go back, in what form and under which names, and that nothing else is touched."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from orchestration.checks.asking import delivered_as, questions
from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import Finding
from orchestration.ingestion import fingerprint
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.judging.coherence.examination import RULES
from orchestration.ingestion.reading.documents import open_document
from orchestration.release import answers
from orchestration.returns import returning
from orchestration.returns.words import words_of
from orchestration.workspace.settings import PROJECT, Workspace
from tests.ingestion.deliveries import SBS_HEADER
from tests.ingestion.formats import cell, line, ods, page, table, xls, xlsx
from tests.returns.conftest import TW2, Send, book_of

SBS = SBS_HEADER.split(";")
RECEIPT = ["SBS-1", "03/02/2025", "00.1", "PT Contoh", "EC", "6077", "424113", "Uji", "1.000", "", ""]
TEXT = (
    f"{SBS_HEADER}\n{';'.join(RECEIPT)}\n"
    'SBS-2;04/02/2025;;"=HYPERLINK(1)";EC;6077;424113;"satu\ndua";0;;\n'
    "SBS-3;;;+62;;;;;7;;\n"
)


def about(name: str, row: int | None, column: str = "", severity: str = "blocking", sheet: str = "") -> Finding:
    return Finding(severity, name, sheet, row, column, "0", "batas", f"{name}: =wrong")  # type: ignore[arg-type]


def values(sheet: object) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]  # type: ignore[attr-defined]


def test_a_text_comes_back_as_a_workbook_of_texts_in_the_lines_of_the_file(send: Send) -> None:
    """The record after one with a line break keeps the number of its line; nothing is a formula, nothing a number."""
    [copy] = send(
        {"sbs.csv": TEXT.encode()},
        about("sbs.csv", 3, "JUMLAH"), about("sbs.csv", 5, "wajib_bayar", "warning"), about("sbs.csv", 5),
        about("sbs.csv", None, "TGL_SBS"), about("sbs.csv", 5, "jumlah_rp"),
    ).copies  # fmt: skip
    assert (copy.name, copy.blocking, copy.warnings, copy.marked) == ("sbs_temuan.xlsx", 4, 1, 4)
    book = book_of(copy)
    assert book.sheetnames == ["Temuan", "Kiriman"]
    sheet = book["Kiriman"]
    texts = {(row, at): text for row, cells in ((1, SBS), (2, RECEIPT)) for at, text in enumerate(cells) if text}
    assert {
        (row, at): value for row, cells in enumerate(values(sheet)[:2], 1) for at, value in enumerate(cells) if value
    } == texts
    assert sheet["D3"].value == "=HYPERLINK(1)"
    assert sheet["H3"].value == "satu\ndua"
    assert [cell.value for cell in sheet[4]] == [None] * 11
    assert [sheet["A5"].value, sheet["D5"].value, sheet["I5"].value] == ["SBS-3", "+62", "7"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value} == {"@"}
    # A name that only the models know, and none at all, are shown at the begin of the row.
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"B1", "I3", "D5", "A5"}
    assert {cell.data_type for row in book["Temuan"].iter_rows() for cell in row if cell.value} == {"s"}


def orders_in(form: str) -> bytes:
    if form == "ods":
        heads, rows = line(*map(cell, SBS)), line(*map(cell, [*RECEIPT[:8], 1250.5]))
        return ods(table("Penerimaan: daftar SBS yang namanya panjang", heads, line(cell()), rows))
    if form == "xls":

        def fill(sheet: object, _: object) -> None:
            for at, head in enumerate(SBS):
                sheet.write(0, at, head)  # type: ignore[attr-defined]
            for at, value in enumerate([*RECEIPT[:8], 1250.5]):
                sheet.write(2, at, value)  # type: ignore[attr-defined]

        return xls(fill, "Penerimaan")
    if form == "xlsx":  # of a program that writes no fonts, so that its looks cannot be added to
        heads, rows = (
            "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
            for texts in (SBS, [*RECEIPT[:8], "1250,5"])
        )
        return xlsx(f'<row r="1">{heads}</row><row r="3">{rows}</row>')
    return page(SBS, [""] * len(SBS), [*RECEIPT[:8], "1250,5"])


@pytest.mark.parametrize(
    ("form", "sheet", "shown"),
    [
        ("ods", "Penerimaan: daftar SBS yang namanya panjang", "Penerimaan_ daftar SBS yang nam"),
        ("xls", "Penerimaan", "Penerimaan"),
        ("html", "", "Kiriman"),
        ("xlsx", "S", "S"),
    ],
)
def test_other_workbooks_come_back_as_texts_too(send: Send, form: str, sheet: str, shown: str) -> None:
    name = "sbs.xls" if form == "html" else f"sbs.{form}"
    [copy] = send({name: orders_in(form)}, about(name, 3, "JUMLAH", sheet=sheet)).copies
    book = book_of(copy)
    assert book.sheetnames == ["Temuan", shown]
    assert [cell.value for cell in book[shown][3]][:9] == [*RECEIPT[:8], "1250,5"]
    assert book[shown]["I3"].comment is not None
    assert book["Temuan"]["D6"].hyperlink.location == f"'{shown}'!I3"
    assert "teks" in " ".join(str(value) for row in values(book["Temuan"])[:4] for value in row)


def test_what_cannot_be_opened_comes_back_as_the_list_alone(send: Send, workspace: Workspace) -> None:
    (workspace.landing / TW2.code / "pintas.csv").symlink_to(PROJECT / "README.md")
    found = send(
        {"rusak.xlsx": b"PK\x03\x04 nonsense", "kutip.csv": f'{SBS_HEADER}\nSBS-1;"tak tertutup;;\n'.encode()},
        *(about(name, None) for name in ("rusak.xlsx", "kutip.csv", "pintas.csv")),
    )
    assert [(copy.name, copy.is_list, copy.marked) for copy in found.copies] == [
        ("kutip_temuan.xlsx", True, 0), ("pintas_temuan.xlsx", True, 0), ("rusak_temuan.xlsx", True, 0),
    ]  # fmt: skip
    for copy in found.copies:
        book = book_of(copy)
        assert book.sheetnames == ["Temuan"]
        assert values(book["Temuan"])[-1][1] == "MENAHAN"
        open_document(copy.content)


def test_a_file_beyond_what_a_program_can_show_comes_back_as_the_list(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "MOST_CELLS", 20)
    [copy] = send({"sbs.csv": TEXT.encode()}, about("sbs.csv", 3, "JUMLAH")).copies
    assert copy.is_list


def test_only_files_with_findings_that_hold_back_or_warn_come_back(send: Send) -> None:
    found = send(
        {"a.csv": TEXT.encode(), "b.csv": TEXT.encode() + b"\n", "c.csv": b"x;y\n"},
        about("a.csv", 2, severity="info"), about("b.csv", 2, severity="warning"),
        about("", None), about("lain.csv", 1),
    )  # fmt: skip
    assert [copy.delivery for copy in found.copies] == ["2025-TW2/b.csv"]
    assert found.elsewhere == 2
    assert found.left_out == {}


def test_a_warning_that_is_answered_is_settled(send: Send, workspace: Workspace) -> None:
    """All rows of its cause are; what holds back is not, whatever is said of it."""
    found = [about("a.csv", row, "JUMLAH", severity="warning") for row in (2, 3)] + [about("a.csv", 5, "TGL_SBS")]
    assert send({"a.csv": TEXT.encode()}, *found).copies[0].warnings == 2
    [asked] = questions(found, delivered_as(fingerprint(workspace, TW2)))
    answers.add(workspace, TW2, answers.Answer(asked.key, "Ani", "2025-07-10", "Memang demikian"))
    [copy] = returning.copies(workspace, TW2).copies
    assert (copy.blocking, copy.warnings, copy.marked) == (1, 0, 1)


def test_a_file_that_is_another_by_now_does_not_come_back(send: Send, workspace: Workspace) -> None:
    landing = workspace.landing / TW2.code
    assert len(send({"a.csv": TEXT.encode(), "b.csv": b"x;y\n"}, about("a.csv", 2), about("b.csv", 1)).copies) == 2
    (landing / "a.csv").write_text(f"{TEXT}SBS-4;;;;;;;;;;\n")
    (landing / "b.csv").unlink()
    found = returning.copies(workspace, TW2)
    assert found.copies == []
    assert found.left_out == {
        "2025-TW2/a.csv": "it has changed since it was looked at; check the quarter again",
        "2025-TW2/b.csv": "it is no longer in the landing folder",
    }


def test_each_copy_has_a_name_of_its_own(send: Send, workspace: Workspace) -> None:
    """Files of one name in two quarters, and of one stem in two formats."""
    (workspace.landing / "2025-TW1").mkdir()
    (workspace.landing / "2025-TW1" / "a.csv").write_bytes(b"lain;x\n")
    files = {"a.csv": TEXT.encode(), "a.txt": f"{TEXT}\n".encode(), "A.CSV": f"{TEXT}\n\n".encode()}
    found = send(
        files, about("2025-TW1/a.csv", 1), about("2025-TW2/a.csv", 2), about("a.txt", 2), about("A.CSV", 2)
    )  # fmt: skip
    names = {copy.delivery: copy.name for copy in found.copies}
    assert names == {
        "2025-TW1/a.csv": "a_temuan.xlsx",
        "2025-TW2/A.CSV": "A_CSV_temuan.xlsx",
        "2025-TW2/a.csv": "2025-TW2_a_temuan.xlsx",
        "2025-TW2/a.txt": "a_txt_temuan.xlsx",
    }


def test_a_finding_that_names_several_files_goes_back_with_each(send: Send, workspace: Workspace) -> None:
    found = send({"a.csv": TEXT.encode(), "b.csv": f"{TEXT}\n".encode()}, about("a.csv; b.csv", None))
    assert [copy.delivery for copy in found.copies] == ["2025-TW2/a.csv", "2025-TW2/b.csv"]


def test_nothing_that_is_there_is_overwritten_or_written_twice(
    send: Send, workspace: Workspace, tmp_path: Path
) -> None:
    found = send({"a.csv": TEXT.encode()}, about("a.csv", 2))
    sent = {path: path.read_bytes() for path in workspace.sources.rglob("*") if path.is_file()}
    out = tmp_path / "keluar"
    out.mkdir()
    (out / "a_temuan.xlsx").write_bytes(b"of somebody else")
    (tmp_path / "jauh.xlsx").write_bytes(b"far away")
    (out / "a_temuan (2).xlsx").symlink_to(tmp_path / "jauh.xlsx")
    (out / "a_temuan (3).xlsx").symlink_to(tmp_path / "nirwana.xlsx")
    assert returning.write(found, out) == [out / "a_temuan (4).xlsx"]
    assert returning.write(returning.copies(workspace, TW2), out) == [out / "a_temuan (4).xlsx"]
    assert (out / "a_temuan.xlsx").read_bytes() == b"of somebody else"
    assert (tmp_path / "jauh.xlsx").read_bytes() == b"far away"
    assert sorted(path.name for path in out.iterdir()) == [
        "a_temuan (2).xlsx",
        "a_temuan (3).xlsx",
        "a_temuan (4).xlsx",
        "a_temuan.xlsx",
    ]
    assert {path: path.read_bytes() for path in workspace.sources.rglob("*") if path.is_file()} == sent


def test_a_quarter_that_nobody_looked_at_is_told(workspace: Workspace) -> None:
    with pytest.raises(returning.NotLookedAtError, match="triwulan check 2025-TW2"):
        returning.copies(workspace, TW2)


def test_every_rule_that_speaks_of_a_delivery_has_words_of_its_own() -> None:
    """Those that are written in the reading of files, of contracts' rules, and of the checks of files."""
    told = [*sorted(rules_of_reading()), *(f"padu_{name}" for name in RULES)]
    told += [item.id for item in catalogue().values() if item.stop in ("file", "raw") and item.id not in SUMMARIES]
    for rule in told:
        assert not words_of(Finding("warning", rule=rule)).problem.startswith(("Perlu", "Tidak terpenuhi")), rule


SUMMARIES = {
    "every_file_is_of_exactly_one_known_kind", "every_needed_kind_has_been_delivered", "every_row_fits_its_contract",
    "every_paper_of_a_year_is_that_of_the_report", "rows_agree_with_each_other_and_with_earlier_deliveries",
}  # fmt: skip
"""Checks whose findings carry finer rules, or name no file."""


def rules_of_reading() -> set[str]:
    """The words by which the modules that read and judge call what is wrong with a cell, a row or a file."""
    calls = {"Problem": 3, "Refusal": 2, "_damage": 0, "_Cell": 1, "Oddity": 4, "_oddity": 0}
    found: set[str] = set()
    for folder in ("reading", "judging", "pipeline"):
        for path in (PROJECT / "orchestration" / "ingestion" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if name in calls and isinstance(node, ast.Call) and len(node.args) > calls[name]:
                    rule = node.args[calls[name]]
                    if isinstance(rule, ast.Constant) and isinstance(rule.value, str) and rule.value:
                        found.add(rule.value)
    assert {"angka", "berkas", "jenis", "wajib", "tanggal_tertukar", "tahun"} <= found
    return found


def test_every_column_of_every_contract_is_found_by_its_label(send: Send) -> None:
    """A table of heads alone: each name that a finding may use leads to the column below its head."""
    for contract in load_contracts([PROJECT / "sources" / "contracts"]).values():
        if contract.layout != "table" or "csv" not in contract.formats or contract.options.questions:
            continue
        columns = [column for column in contract.columns if column.headers]
        heads = [column.headers[0] for column in columns]
        mark = contract.delimiters[0]
        name = f"{contract.kind}_2025.csv"
        text = f"{mark.join(heads)}\n{mark.join('x' for _ in heads)}\n"
        told = [about(name, 2, named) for column in columns for named in (column.name, column.label)]
        [copy] = send({name: text.encode()}, *told).copies
        assert copy.marked == len(columns), contract.kind
