"""What stewards wrote: the paragraphs of the sheet Narasi, and what the sheet Fisik tells was done.

Belongs here: finding a text by what it is about, its points, tables and pictures. Not here: how its words become runs
(wording.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.publication.document.document import Column, ConstantRun, Runs, plain_text
from orchestration.texts.table_sheets import TABLE, sheet_key, sheet_named

if TYPE_CHECKING:
    from orchestration.figures.book import Book, Narrative, TableRow
    from orchestration.publication.document.wording import Wording

DONE = "realisasi"
"""The part of an indicator or a KRO that the sheet Fisik tells: what was done."""

COUNTED = "nomor_butir"
"""Kind of a constant that numbers the points of a steward's text."""

OF_A_SHEET = "tabel_narasi"
"""Kind of the constants in a table of a sheet of its own: what the unit says there, no figure of the report."""

_PICTURE = "Gambar:"
_COLUMN = "Realisasi Kegiatan"
_NARROWEST, _WIDEST = 8, 40
"""Characters of a line between which the width of a column lies."""

_AMOUNT = re.compile(r"(?:Rp ?)?-?\d[\d.]*(?:,\d+)? ?%?|-|\u2013")
_NUMBER = re.compile(r"(?:^|(?<=[.;,:] ))(\d{1,2})[.)] +(?=\D)")


@dataclass(frozen=True)
class Grid:
    """A table that a steward wrote row by row: caption (empty where none stands before it), head and rows."""

    caption: Runs
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class Pictured:
    """A picture that a steward names, `Gambar: foto.jpg | keterangan | uraian`.

    Attributes:
        name: of its file.
        caption: what stands below it; empty where nothing is written.
        alternative: what it shows, for who does not see it; the caption where nothing else is written.
        source_row_id: of the row that names it.
    """

    name: str
    caption: Runs
    alternative: Runs
    source_row_id: str


Item = Runs | Grid | Pictured
"""A paragraph, a table or a picture."""


@dataclass(frozen=True)
class Unprinted:
    """A table that a narrative names and that is not there: the sheet as it is named, and the row that names it."""

    sheet: str
    source_row_id: str


class Written:
    """The texts of stewards by what they are about, each read once."""

    def __init__(self, book: Book, wording: Wording) -> None:
        self._book, self._wording = book, wording
        self._activities: dict[str, dict[str, Any]] = {
            **{str(row["kro"]): row for row in book.outputs},
            **{str(row["kode"]): row for row in book.indicators},
        }
        self._read: dict[tuple[str, str], list[Item]] = {}
        self.unprinted: list[Unprinted] = []

    def __call__(self, code: str, part: str) -> list[Runs]:
        """Paragraphs that a steward wrote, without tables and pictures.

        Args:
            code: of the indicator, the KRO or the revision of the DIPA, `anggaran` or `umum`.
            part: hasil, kendala or tindak lanjut of the sheet Narasi, or `DONE`.
        """
        return [item for item in self.items(code, part) if isinstance(item, tuple)]

    def items(self, code: str, part: str) -> list[Item]:
        """The same with the tables and pictures among them, in the order in which they were written."""
        if (code, part) not in self._read:
            found = self._done(code) if part == DONE else self._told(code, part)
            self._read[code, part] = found
        return self._read[code, part]

    def untold(self) -> list[Narrative]:
        """What stewards wrote that nothing has asked for."""
        return [item for item in self._book.narratives if item.teks and (item.kode, item.bagian) not in self._read]

    def _told(self, code: str, part: str) -> list[Item]:
        """Paragraphs; rows `| ... | ... |` that follow each other are a table, the first its head.

        A paragraph `Tabel: ...` right before them is the caption; `Tabel: sheet | caption` names a sheet whose table
        stands here, `Gambar: file | caption | what it shows` a picture.
        """
        found: list[Item] = []
        lines: list[tuple[Runs, ...]] = []
        caption: Runs = ()

        def end() -> None:
            nonlocal caption
            if lines:
                head, *rows = lines
                whole = [(*row, *[()] * (len(head) - len(row)))[: len(head)] for row in rows]
                found.append(Grid(caption, head, tuple(whole)))
            elif caption:
                found.append(caption)
            lines.clear()
            caption = ()

        for item in self._book.narratives:
            if item.kode != code or item.bagian != part or not item.teks:
                continue
            place = f"Narasi {code} {part} {item.urutan}"
            if item.teks.startswith("|"):
                cells = item.teks.strip("| ").split("|")
                lines.append(tuple(self._wording.narrative_runs(c.strip(), item.source_row_id, place) for c in cells))
                continue
            end()
            if item.teks.startswith(_PICTURE):
                found.append(self._pictured(item, place))
                continue
            if (named := sheet_named(item.teks)) is not None:
                found += self._of_sheet(item, *named, place)
                continue
            text, titled = item.teks.removeprefix(TABLE), item.teks.startswith(TABLE)
            runs = self._wording.narrative_runs(text.strip(), item.source_row_id, place)
            if titled:
                caption = runs
            else:
                found.append(runs)
        end()
        return found

    def _of_sheet(self, item: Narrative, sheet: str, caption: str, place: str) -> list[Item]:
        """The table of a sheet that a narrative names; nothing where there is none, which is remembered."""
        table = self._book.tables.get(sheet_key(sheet))
        if table is None:
            self.unprinted.append(Unprinted(sheet, item.source_row_id))
            return []
        head, *rows = table
        places = [at for at, text in enumerate(head.cells) if text]

        def cells(row: TableRow) -> tuple[Runs, ...]:
            return tuple(
                self._wording.narrative_runs(
                    row.cells[at] or "", row.source_row_id, f"{place}, {sheet}", head.cells[at] or "", OF_A_SHEET
                )
                for at in places
            )

        title = self._wording.narrative_runs(caption, item.source_row_id, place) if caption else ()
        return [Grid(title, cells(head), tuple(map(cells, rows)))]

    def _pictured(self, item: Narrative, place: str) -> Pictured:
        name, *told = (part.strip() for part in item.teks.removeprefix(_PICTURE).split("|"))
        runs = [self._wording.narrative_runs(text, item.source_row_id, place) for text in told[:2] if text]
        return Pictured(name, runs[0] if runs else (), runs[-1] if runs else (), item.source_row_id)

    def _done(self, code: str) -> list[Item]:
        row = self._activities.get(code, {})
        return [
            (*number, *self._wording.narrative_runs(text, str(row["_fisik_source_row_id"]), f"Fisik {code}", _COLUMN))
            for number, text in points(str(row.get("realisasi_kegiatan") or ""))
        ]


def grid_columns(grid: Grid) -> tuple[Column, ...]:
    """The columns of such a table: as wide as what stands in them asks for, numbers to the right."""
    columns = []
    for at, title in enumerate(grid.head):
        texts = [text for row in grid.rows if at < len(row) and (text := plain_text(row[at]).strip())]
        longest = max(map(len, (plain_text(title), *texts)))
        counts = bool(texts) and all(map(_AMOUNT.fullmatch, texts))
        columns.append(
            Column(
                title, align="kanan" if counts else "kiri", width=min(max(longest, _NARROWEST), _WIDEST) / _NARROWEST
            )
        )
    return tuple(columns)


def points(text: str) -> list[tuple[Runs, str]]:
    """The points of a text that counts them, `1. ... 2. ...`, each behind its number; any other text as it is.

    A number counts where it is the next one, has a point or a bracket behind it, and stands at the beginning or behind
    the end of a sentence or clause.
    """
    found: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        if int(match[1]) == len(found) + 1 and (found or match.start() == 0):
            found.append(match)
    if len(found) < 2:
        return [((), text)] if text else []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        ((ConstantRun(f"{match[1]}. ", COUNTED),), text[match.end() : end].strip(" ;,"))
        for match, end in zip(found, ends, strict=True)
    ]
