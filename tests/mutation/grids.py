"""Deliveries as grids of cells that can be changed and written again, and the places in them worth changing.

Belongs here: reading the sample deliveries of every kind into one form, writing that form as a workbook or as delimited
text. Not here: what is changed (rules).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from orchestration.ingestion.contracts.shape import Column, Contract
from orchestration.ingestion.reading.documents import DelimitedText, column_index, column_letter, open_document
from orchestration.ingestion.reading.recognition import recognise
from orchestration.ingestion.reading.sheets import read_sheet
from orchestration.workspace import attachments


@dataclass(frozen=True)
class Formula:
    """A cell with a formula; what a spreadsheet program stored as its result may be missing or an error."""

    text: str
    result: float | str | None = None
    error: str = ""


class Percentage(float):
    """A number that a workbook stores as a fraction and shows as a percentage."""


@dataclass
class Grid:
    """A delivery taken apart.

    Attributes:
        form: `csv` or `xlsx`.
        sheets: sheet name to rows of cells; one sheet named '' for text.
        delimiter: of text.
        hidden: names of hidden sheets.
        hidden_rows: sheet name to rows, 1 = first.
        merged: sheet name to references, `A2:A3`.
    """

    form: str
    sheets: dict[str, list[list[Any]]]
    delimiter: str = ";"
    hidden: set[str] = field(default_factory=set)
    hidden_rows: dict[str, set[int]] = field(default_factory=dict)
    merged: dict[str, list[str]] = field(default_factory=dict)

    def write(self) -> bytes:
        """The file."""
        return self._text() if self.form == "csv" else self._workbook()

    def _text(self) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter, lineterminator="\n").writerows(self.sheets[""])
        return out.getvalue().encode()

    def _workbook(self) -> bytes:
        out, names = io.BytesIO(), list(self.sheets)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, text in self._parts(names).items():
                package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED, 1)
        return out.getvalue()

    def _parts(self, names: list[str]) -> dict[str, str]:
        office = "http://schemas.openxmlformats.org"
        main, package = f"{office}/spreadsheetml/2006/main", f"{office}/package/2006"
        relation = f"{office}/officeDocument/2006/relationships"
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"{" state=" + chr(34) + "hidden" + chr(34) if name in self.hidden else ""}/>'  # noqa: E501
            for n, name in enumerate(names, 1)
        )
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
                for n in range(1, len(names) + 1)
            )
            + "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{relation}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n in range(1, len(names) + 1)
            )
            + f'<Relationship Id="rId0" Type="{relation}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{main}"><fonts count="1"><font/></fonts>'
            '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
            '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/>'
            '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        }
        for n, name in enumerate(names, 1):
            parts[f"xl/worksheets/sheet{n}.xml"] = (
                f'<worksheet xmlns="{main}"><sheetData>{self._rows(name)}</sheetData>{self._merges(name)}</worksheet>'
            )
        return {name: '<?xml version="1.0" encoding="UTF-8"?>\n' + text for name, text in parts.items()}

    def _merges(self, name: str) -> str:
        found = self.merged.get(name, [])
        return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{r}{chr(34)}/>' for r in found)}</mergeCells>" * bool(
            found
        )

    def _rows(self, name: str) -> str:
        lines, hidden = [], self.hidden_rows.get(name, set())
        for number, row in enumerate(self.sheets[name], 1):
            cells = "".join(_cell(f"{column_letter(at)}{number}", value) for at, value in enumerate(row))
            lines.append(
                f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if number in hidden else ""}>{cells}</row>'
            )
        return "".join(lines)


def _cell(reference: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Formula):
        if value.error:
            return f'<c r="{reference}" t="e"><f>{escape(value.text)}</f><v>{value.error}</v></c>'
        if isinstance(value.result, str):
            return f'<c r="{reference}" t="str"><f>{escape(value.text)}</f><v>{escape(value.result)}</v></c>'
        stored = "" if value.result is None else f"<v>{value.result}</v>"
        return f'<c r="{reference}"><f>{escape(value.text)}</f>{stored}</c>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        days = (dt.datetime(value.year, value.month, value.day) - dt.datetime(1899, 12, 30)).days
        return f'<c r="{reference}" s="1"><v>{days}</v></c>'
    if isinstance(value, Percentage):
        return f'<c r="{reference}" s="2"><v>{float(value)!r}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value!r}</v></c>'


@dataclass(frozen=True)
class Target:
    """One table of a delivery, and what is where in it.

    Attributes:
        quarter: its folder.
        file: its name.
        sheet: its sheet; empty for text.
        contract: of its kind.
        content: the sound bytes.
        sound: the sound delivery taken apart.
        header: position of the header row; None where rows are not read by header.
        positions: column name to position of its cells.
        data: positions of the data rows.
        numbers: physical row of each row of the sheet.
    """

    quarter: str
    file: str
    sheet: str
    contract: Contract
    content: bytes
    sound: Grid
    header: int | None
    positions: Mapping[str, int]
    data: tuple[int, ...]
    numbers: tuple[int, ...]

    @property
    def name(self) -> str:
        """How the table of verdicts calls it."""
        basis = f" {self.file.split('_')[2]}" if self.contract.kind == "glp039" else ""
        return f"{self.contract.kind}{basis} {self.quarter[5:]}"

    def grid(self) -> Grid:
        """A copy to spoil."""
        sheets = {name: [list(row) for row in rows] for name, rows in self.sound.sheets.items()}
        return Grid(self.sound.form, sheets, self.sound.delimiter)

    def column(self, name: str) -> Column:
        return self.contract.column(name)


def targets(landing: Path, contracts: Mapping[str, Contract]) -> list[Target]:
    """Every table of every sample delivery, in the order of folders, files and sheets."""
    found = []
    for path in sorted(path for path in landing.glob("2*/*.*") if not attachments.kind_of(path)):
        content = path.read_bytes()
        document = open_document(content)
        recognition = recognise(document, contracts)
        for item in recognition.sheets:
            batch = read_sheet(item, path.name)
            if isinstance(document, DelimitedText):
                sound = Grid("csv", {"": item.sheet.rows}, _delimiter(document, item.sheet.rows))
            else:
                sound = Grid("xlsx", {sheet.name: sheet.rows for sheet in document.sheets})
            place = {number: at for at, number in enumerate(item.sheet.numbers)}
            match = item.match
            positions = (
                dict(match.positions)
                if match is not None
                else {name: column_index(letter) - 1 for name, letter in batch.letters.items()}
            )
            found.append(
                Target(
                    path.parent.name,
                    path.name,
                    item.sheet.name,
                    item.contract,
                    content,
                    sound,
                    match.index if match is not None else None,
                    positions,
                    tuple(place[number] for number in batch.numbers),
                    tuple(item.sheet.numbers),
                )
            )
    return found


def _delimiter(document: DelimitedText, rows: list[list[Any]]) -> str:
    return next(mark for mark in document.delimiters if len(document.head(mark, 1)[0]) == len(rows[0]))
