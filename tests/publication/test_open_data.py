"""What programs read of the tables: ids in the workbook that lead to their rows, CSV files that describe themselves."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pikepdf
import pytest

from orchestration.publication.document.document import FigureRun, Row, TextRun
from orchestration.publication.formats import open_data, xlsx
from orchestration.publication.release import Draft
from tests.publication.office import xlsx_figures
from tests.publication.test_office_files import cell, document, figure, material, table

pytestmark = pytest.mark.slow


def test_an_id_leads_to_its_trace_and_that_to_its_rows(clean: Draft) -> None:
    book = openpyxl.load_workbook(io.BytesIO(clean.files["tabel.xlsx"]))
    told = json.loads(clean.files["jejak.json"])
    figures = {entry["figure_id"]: entry for entry in told["figures"]}
    links = [
        (cell.value, cell.hyperlink.location.rpartition("!A"))
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert len(links) > 900
    for named, (sheet, _, row) in links:
        first = named.partition("; ")[0].removesuffix(" (R)")
        assert book[sheet.strip("'")].cell(int(row), 1).value == first
    head, *rows = book["Jejak"][book["Jejak"].tables["Jejak"].ref]
    assert head[-1].value == "Baris sumber"
    whole = {row[0].value: row[-1].value or "" for row in rows}
    assert whole.keys() == figures.keys()
    for name, text in whole.items():
        trail, parts = figures[name].get("trail"), [part["figure_id"] for part in figures[name]["components"]]
        if trail:
            assert text == "; ".join(
                f"{one['file_name']}{', ' * bool(one['sheet'])}{one['sheet']}: {one['row_ranges']}"
                for one in told["trails"][trail]["rows"]
            )
        else:
            assert text == ("lewat angka: " + "; ".join(dict.fromkeys(parts)) if parts else ""), name


def test_a_long_list_of_rows_ends_with_where_the_whole_is(monkeypatch: pytest.MonkeyPatch) -> None:
    words = SimpleNamespace(lewat="lewat", dan_seterusnya="...")
    stretch = SimpleNamespace(file_name="a.csv", sheet="", listed=lambda: ", ".join(map(str, range(2, 4000))))
    text = xlsx.source_rows(SimpleNamespace(trail=SimpleNamespace(stretches=[stretch])), words)  # type: ignore[arg-type]
    assert len(text) <= xlsx.LONGEST_LIST + len(" ...")
    assert re.fullmatch(r"a\.csv: 2, 3, .*\d \.\.\.", text)


def test_every_table_of_the_report_opens_without_arguments(clean: Draft) -> None:
    """One row of heads, as many cells in every row, and the same figures with the same values as in the workbook."""
    public = {row["figure_id"]: row for row in csv.DictReader(io.StringIO(clean.files["figures.csv"].decode()))}
    descriptor = json.loads(clean.files["datapackage.json"])
    resources = {item["path"]: item for item in descriptor["resources"]}
    tables = {name for name in clean.files if name.startswith("data/")}
    assert tables | {"figures.csv", "components.csv", "findings.csv", "revisions.csv"} == resources.keys()
    assert len({item["name"] for item in resources.values()}) == len(resources)
    seen = Counter[str]()
    for path, item in resources.items():
        content = clean.files[path]
        assert item["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert item["bytes"] == len(content)
        frame = pd.read_csv(io.BytesIO(content))
        fields = item["schema"]["fields"]
        assert [field["name"] for field in fields] == list(frame.columns)
        assert not [name for name in frame.columns if name.startswith("Unnamed")]
        for field in fields:
            if field["type"] in ("number", "integer"):
                texts = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)[field["name"]]
                pd.to_numeric(texts[~texts.isin(item["schema"]["missingValues"])])
        if path in tables:
            for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")):
                for head, ids in row.items():
                    if not head.endswith(" (id angka)") or not ids:
                        continue
                    names = [name.removesuffix(" (R)") for name in ids.split("; ")]
                    seen.update(names)
                    value, printed = row[head.removesuffix(" (id angka)")], public[names[0]]["printed"]
                    spoken = printed.replace(".", "").replace(",", ".")
                    assert printed in value or Decimal(value) == Decimal(spoken), (path, names)
    assert seen == Counter(name for _, ids, _ in xlsx_figures(clean.files["tabel.xlsx"]) for name in ids_in(ids))


def ids_in(listed: str) -> list[str]:
    return [name.removesuffix(" (R)") for name in listed.split("; ")]


def test_what_would_run_as_a_formula_is_guarded_in_csv_files_too() -> None:
    rows = [Row((cell(TextRun("=1+1")), cell(FigureRun(figure("a", "-2.50", 2)))))]
    files = open_data.render(document(table("2.1", ["Nama", "Nilai"], rows)), material(SimpleNamespace(by_id={})), {})
    assert files["data/tabel-2.1.csv"].decode() == "Nama,Nilai,Nilai (id angka)\n'=1+1,-2.5,a\n"
    fields = json.loads(files["datapackage.json"])["resources"][-1]["schema"]["fields"]
    assert [field["type"] for field in fields] == ["string", "number", "string"]


# ---- the PDF ------------------------------------------------------------------------------------------------------


def test_a_figure_of_the_pdf_leads_to_its_trace_and_back_to_where_it_is_printed_first(clean: Draft) -> None:
    """Every id of the appendix is a link to a figure, and that figure one to the row of the id."""
    with pikepdf.open(io.BytesIO(clean.files["laporan.pdf"])) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}
        links = [
            (
                number,
                [float(side) for side in note.Rect],
                numbers[note.Dest[0].objgen],
                [float(at) for at in note.Dest[2:4]],
            )
            for number, page in enumerate(document.pages)
            for note in page.get("/Annots", [])
            if "/Dest" in note
        ]
        with document.open_outline() as outline:
            begins = {str(item.title)[:10]: numbers[pikepdf.Array(item.destination)[0].objgen] for item in outline.root}
    leading = {(number, target) for number, _, target, _ in links}
    back = [link for link in links if begins["Lampiran 4"] <= link[0] < begins.get("Lampiran 5", len(numbers))]
    rows = list(csv.DictReader(io.StringIO(clean.files["figures.csv"].decode("utf-8"), newline="")))
    assert len(rows) / 2 < len(back) <= len(rows)
    by_page: dict[int, list[tuple[list[float], int, list[float]]]] = {}
    for number, box, target, place in links:
        by_page.setdefault(number, []).append((box, target, place))
    for number, box, target, (_, y) in back:
        assert (target, number) in leading
        there = [
            led
            for (_, low, _, high), page, led in by_page[target]
            # It leads to the line of the figure, or to the end of the line before.
            if page == number and low - 3 < y < high + 20
        ]
        assert any(abs(led[1] - box[3]) < 15 for led in there), (number, box)
