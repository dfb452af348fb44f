"""The sample workspace with words planted in its deliveries that must appear nowhere, or nowhere as what they pretend.

Belongs here: what is planted, and looking for it in everything that a workspace holds.
"""

from __future__ import annotations

import base64
import csv
import io
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from orchestration.workspace.settings import PROJECT

PERSON = ("PT Kenari Terahasia", "Zulkarnain Perkutut", "0812-9753-1864", "zulkarnain.perkutut@kenari-rahasia.example")
"""Company, name, telephone number and address of a respondent, in the order of the survey's columns."""

TRACES = ("Kenari Terahasia", "Zulkarnain", "Perkutut", "9753-1864", "97531864", "kenari-rahasia")
"""Parts of it that must be found nowhere, in any case of letters."""

COMPANY = '=HYPERLINK("http://jahat.test";"PT Rumus")<script>alert(x)</script>'
NARRATIVE = (
    "=A+A <script>alert(x)</script> <img src=x onerror=alert(x)> [klik](javascript:alert(x))"
    " ![gambar](http://jahat.test/x.png) [/]"
)
OFFICER = "@SUM(1+1)*cmd|' /C calc'!A0"
ASSESSOR = "-2+3+cmd|' /C calc'!A0"
SERVICE = "+Layanan;=cmd|' /C calc'!A0;[/]"
FILE_NAME = "=cmd|' C calc'!A0 <img src=x onerror=alert(x)>.csv"


def plant(sources: Path) -> None:
    """Copies the sample and plants everything in the deliveries of its second quarter; a rejected row is only noted."""
    shutil.copytree(PROJECT / "sources", sources)
    landing = sources / "landing" / "2025-TW2"
    profile = sources / "unit.yaml"
    text = profile.read_text(encoding="utf-8")
    assert text.count("nilai: menahan") == 1
    profile.write_text(text.replace("nilai: menahan", "nilai: dicatat"), encoding="utf-8")
    (landing / "contoh_sbs_2025-06.csv").rename(landing / FILE_NAME)
    (landing / "contoh_kendali_2025-06.csv").unlink()  # it counts the sound files
    _plant_persons(landing / "contoh_survei_2025-06.csv")
    orders = landing / "contoh_order_layanan_2025-06.xlsx"
    book = openpyxl.load_workbook(orders)
    for column in (5, 13):  # customer, unit of count
        write(book["Order Layanan"].cell(2, column), COMPANY)
    write(book["Order Layanan"].cell(3, 3), SERVICE)
    book.save(orders)
    performance = landing / "contoh_kinerja_2025-TW2.xlsx"
    book = openpyxl.load_workbook(performance)
    write(book["Narasi"].cell(3, 4), NARRATIVE)
    write(book["Perjanjian Kinerja"].cell(2, 15), OFFICER)
    write(book["Penilaian Luar"].cell(2, 6), ASSESSOR)
    book.save(performance)


def write(cell: Any, text: str) -> None:
    """A text into a cell, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"


def _plant_persons(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    company, name, phone, address = PERSON
    rows[-1][2:6] = PERSON
    rows[-1][-1] = f"Hubungi saya di {phone} atau {address}"
    rows[-2][2:6] = PERSON
    rows[-2][6] = "sangat sekali"  # rejected: no score
    rows[-3][2:6] = [f"{company} {phone}", f"{name} ({address})", name, company]
    rows[-3][0] = "kemarin"  # rejected: no moment
    rows[-4][2:6] = PERSON
    rows[-4].insert(1, "")  # shifted by one cell, so that the line is too long
    rows[-5] = [rows[-5][0], name, company, phone, address, *rows[-5][5:]]  # the name where the service belongs
    rows[-6][1:7] = [*PERSON, "4", "4"]  # shifted to the left
    rows[-7][6:10] = PERSON  # shifted to the right
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8")


def texts(path: Path) -> Iterator[bytes]:
    """What a file holds: its bytes, and those of what it holds packed, as a package, a page or a PDF does."""
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    elif path.suffix == ".duckdb":
        yield _tables_of_duckdb(path)
    elif content.startswith(b"SQLite"):
        yield _tables_of_sqlite(path)
    elif path.suffix == ".html":
        for pack in re.findall(rb'<script type="application/zlib"[^>]*>([^<]*)', content):
            yield zlib.decompress(base64.b64decode(pack))
    elif content.startswith(b"%PDF"):
        from pypdf import PdfReader

        yield "\n".join(page.extract_text() for page in PdfReader(path).pages).encode()
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield zlib.decompressobj().decompress(stream)
            except zlib.error:
                continue


def _tables_of_duckdb(path: Path) -> bytes:
    """Every cell of every table: the file keeps them compressed."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        return b"\n".join(
            repr(row).encode()
            for schema, table in names
            for row in connection.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall()
        )


def _tables_of_sqlite(path: Path) -> bytes:
    """Every cell of every table; Dagster keeps some of them compressed."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        cells = [cell for (name,) in names for row in connection.execute(f'SELECT * FROM "{name}"') for cell in row]
    texts = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells]
    return b"\n".join([*texts, *(zlib.decompress(text) for text in texts if text.startswith(b"\x78"))])


def found(words: tuple[str, ...], folders: list[Path]) -> dict[str, list[str]]:
    """Word to the files below some folders that hold it in any case, in UTF-8 or UTF-16, or that are named so."""
    hits: dict[str, list[str]] = {word: [] for word in words}
    forms = {word: (word.casefold().encode(), word.casefold().encode("utf-16-le")) for word in words}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            contents = [text.lower() for text in texts(path)] if path.is_file() else []
            for word in words:
                named = word.casefold() in path.name.casefold()
                if named or any(form in text for text in contents for form in forms[word]):
                    hits[word].append(path.relative_to(folder).as_posix())
    return hits
