"""Files that would cost more than they are worth are refused before they do, each with its reason."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from orchestration.ingestion import fingerprint
from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.documents import DocumentError, open_document
from orchestration.workspace import limits
from orchestration.workspace.quarters import Quarter
from tests.ingestion.deliveries import Unit, findings, workbook

HARMLESS = {"Order": [["a", "b"], ["x", 1.0]]}
SHEET = "xl/worksheets/sheet1.xml"


def repacked(content: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part, **more: bytes) -> bytes:
    """A workbook whose parts went through a change, with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


def with_cell(reference: str) -> bytes:
    """A workbook with one cell besides A1."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 1
    book.worksheets[0][reference] = 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_package_that_unpacks_to_too_much_is_refused_without_unpacking_it() -> None:
    bomb = repacked(workbook(HARMLESS), bomb=bytes(64 * 1024**2) * 17)
    assert len(bomb) < 2 * 1024**2
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError, match=r"unpacks to 1,14\d,\d+,\d+ bytes"):
            open_document(bomb)
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_package_that_declares_less_than_it_holds_is_refused() -> None:
    whole = repacked(workbook(HARMLESS), bomb=bytes(8 * 1024**2))
    size = struct.pack("<I", 8 * 1024**2)
    assert whole.count(size) == 2  # in the part's own head and in the directory
    with pytest.raises(DocumentError, match="damaged"):
        open_document(whole.replace(size, struct.pack("<I", 100)))


def test_a_package_of_very_many_parts_is_refused() -> None:
    many = repacked(workbook(HARMLESS), **{f"xl/media/{number}": b"" for number in range(hostile.MOST_PARTS)})
    with pytest.raises(DocumentError, match="parts; more than 10,000"):
        open_document(many)


@pytest.mark.parametrize(
    ("reference", "said"),
    [("XFD1048576", r"row 1,048,576, column 16,384; more than 20,000,000 cells"), ("ZZ900000", "more than 20,000,000")],
)
def test_a_cell_at_the_end_of_the_world_is_refused(reference: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        open_document(with_cell(reference))


def test_a_cell_outside_every_worksheet_is_refused() -> None:
    beyond = repacked(with_cell("B7"), lambda name, part: part.replace(b'"B7"', b'"B99999999"'))
    with pytest.raises(DocumentError, match="which no worksheet has"):
        open_document(beyond)


def test_a_column_filled_to_its_end_is_no_attack() -> None:
    # Spreadsheet programs write such a sheet when somebody has formatted a column.
    assert open_document(with_cell("H1048576"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("padding", [0, hostile._PIECE - 5])
def test_entities_are_refused_wherever_they_stand_and_however_they_are_written(padding: int, encoding: str) -> None:
    def declare(name: str, part: bytes) -> bytes:
        head = " " * padding + '<!DOCTYPE x [<!ENTITY a "b">]>'
        return (head + part.decode()).encode(encoding) if name == SHEET else part

    with pytest.raises(DocumentError, match="declares a document type"):
        open_document(repacked(workbook(HARMLESS), declare))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_tag_that_does_not_match_is_damage_and_no_cell_less(part: str) -> None:
    def spoil(name: str, content: bytes) -> bytes:
        return content.replace(b"</", b"</x", 1) if name == part else content

    with pytest.raises(DocumentError, match=f"{part} is no well-formed XML: mismatched tag"):
        open_document(repacked(workbook(HARMLESS), spoil))


def test_macros_are_refused() -> None:
    with pytest.raises(DocumentError, match="carries macros"):
        open_document(repacked(workbook(HARMLESS), **{"xl/vbaProject.bin": b"Attribute VB_Name"}))


def test_what_is_no_file_is_refused_and_not_opened(unit: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "rahasia.csv"
    secret.write_text("No Order;Rahasia\n")
    folder = unit.workspace.landing / "2025-TW2"
    folder.mkdir()
    (folder / "tautan.csv").symlink_to(secret)
    (folder / "putus.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipa.csv")
    with (folder / "besar.csv").open("wb") as sparse:
        sparse.truncate(limits.FILE.now + 1)
    opened: list[Path] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path) or read(path))  # type: ignore[func-returns-value]
    refused = {finding.delivery: finding.message for finding in findings(unit.ingest(), "berkas")}
    assert {name: text.split(": ")[1].split(";")[0] for name, text in refused.items()} == {
        "besar.csv": "it has 536,870,913 bytes",
        "pipa.csv": "it is no file but a device or a pipe",
        "putus.csv": "it is a link to another place",
        "tautan.csv": "it is a link to another place",
    }
    hashes = fingerprint(unit.workspace, Quarter.parse("2025-TW2"))
    assert set(hashes.values()) == {"unreadable"}
    assert [path for path in opened if path.is_relative_to(tmp_path)] == []
