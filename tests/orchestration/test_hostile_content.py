"""One run over deliveries full of attacks and of a person's data: none works, and the person is found nowhere."""

from __future__ import annotations

import csv
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from orchestration.audit.proof.html_reader import unpacked
from orchestration.journey import proving
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.conftest import World, published
from tests.orchestration import hostile_content as planted
from tests.orchestration.test_delimited import DELIMITERS, FORMULA, NUMBER, cells

pytestmark = pytest.mark.slow
QUARTER = "2025-TW2"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The planted workspace, run once."""
    return published(tmp_path_factory, "planted", QUARTER, write=planted.plant, odd=True)


def test_a_respondent_is_found_nowhere(world: World) -> None:
    control = ("Pengujian", "contoh_survei_2025-06", "[teks disamarkan]", "identity.key")
    hits = planted.found((*planted.TRACES, *control), [world.state, world.reports])
    assert {word: hits[word] for word in planted.TRACES if hits[word]} == {}
    said = (world.state.parent / f"{QUARTER}.said").read_text(encoding="utf-8").casefold()
    assert [word for word in planted.TRACES if word.casefold() in said] == []
    # The search finds what is there: in archive, warehouse, history and every format of the report.
    everywhere = {re.sub(r".*\.", ".", name) for name in hits["Pengujian"]}
    assert everywhere >= {".csv", ".xlsx", ".duckdb", ".docx", ".html", ".pdf", ".json"}
    assert any(name.startswith("dagster/history") for name in hits["contoh_survei_2025-06"])
    assert "2025-TW2/r1/findings.csv" in hits["[teks disamarkan]"]
    assert hits["identity.key"] == ["identity.key"]


def test_the_rejected_rows_are_named_without_their_words(world: World) -> None:
    with (world.release(QUARTER) / "findings.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if "survei" in row["delivery"] and row["severity"] == "warning"]
    # Two rows shifted by one cell to the left or right, the name for the service, no moment, no score, a cell too many.
    assert len({row["row"] for row in rows}) == 6
    # What stands in a sound row is shown: its writer has to find it.
    assert {row["value"] for row in rows} == {
        "[teks disamarkan]",
        "[nomor disamarkan]",
        "18",
        "sangat sekali",
    }


def test_no_cell_of_a_csv_file_runs(world: World, tmp_path: Path) -> None:
    release = world.release(QUARTER)
    files = sorted([*release.glob("*.csv"), *release.glob("data/*.csv")])
    for figure in ("SK2.1.pnbp", "TJ.2.realisasi.pengujian"):
        files.append(tmp_path / f"{figure}.csv")
        assert world.triwulan("trace", QUARTER, figure, "--rows", str(files[-1])).code == 0
    whole = b"".join(path.read_bytes() for path in files)
    for word in ("HYPERLINK", "' C calc'!A0", "+Layanan"):
        assert word.encode() in whole, f"{word} was never put to the test"
    for path in files:
        for delimiter in DELIMITERS:
            live = [cell for cell in cells(path.read_bytes(), delimiter) if FORMULA.match(cell)]
            assert [cell for cell in live if not NUMBER.fullmatch(cell.strip())] == [], path.name


def test_no_cell_of_the_workbook_runs(world: World) -> None:
    path = world.release(QUARTER) / "tabel.xlsx"
    book = openpyxl.load_workbook(path)
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in texts if cell.data_type == "f"] == []
    assert [cell.value for cell in texts if cell.value == planted.OFFICER]
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/worksheets/" in name]
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert not any(re.search(rb"<f[ >/]", sheet) for sheet in sheets)
    assert b"TargetMode" not in relations


class _Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.text: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset")]

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        (self.scripts if self._script else self.text).append(data)


def test_no_word_of_a_delivery_acts_in_the_page(world: World) -> None:
    page = _Page()
    page.feed(unpacked((world.release(QUARTER) / "laporan.html").read_text(encoding="utf-8")))
    assert page.handlers == []
    assert not [script for script in page.scripts if "alert" in script]
    # Beside what the page has in itself, it leads to files of its own release.
    beside = {address.partition("#")[0] for address in page.addresses if not address.startswith(("#", "data:image/"))}
    assert beside
    for address in beside:
        assert (world.release(QUARTER) / unquote(address)).resolve().is_relative_to(world.release(QUARTER).resolve())
        assert (world.release(QUARTER) / unquote(address)).is_file()
    shown = " ".join(page.text)
    for word in ("<script>alert(x)</script>", "onerror=alert(x)>.csv", "@SUM(1+1)*cmd"):
        assert word in shown, f"{word} was never put to the test"


def test_no_word_of_a_delivery_leads_out_of_the_documents(world: World) -> None:
    from pypdf import PdfReader

    with zipfile.ZipFile(world.release(QUARTER) / "laporan.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"alert(x)" in parts["word/document.xml"]
    assert not [name for name, part in parts.items() if name.endswith(".rels") and b"External" in part]
    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", parts["word/document.xml"])
    assert not [field for field in fields if b"HYPERLINK" in field or b"INCLUDE" in field or b"DDE" in field]
    reader = PdfReader(world.release(QUARTER) / "laporan.pdf")
    actions = [
        annotation.get_object().get("/A", {}) for page in reader.pages for annotation in page.get("/Annots") or ()
    ]
    assert not [action for action in actions if "/URI" in action or "/JS" in action or "/F" in action]


def test_what_was_planted_verifies_like_anything_else(world: World) -> None:
    workspace = Workspace(world.sources, world.state, world.reports)
    found = proving.verify(workspace, Quarter.parse(QUARTER), world.release(QUARTER))
    assert found.holds, found.as_text()
