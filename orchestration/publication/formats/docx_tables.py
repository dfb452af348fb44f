"""Tables and cards of key figures as WordprocessingML.

Belongs here: rows, heads, cells, and where a table may break. Not here: the runs within a cell (docx_runs.py), where a
table stands (docx.py), its looks (reports/templates/docx/).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from orchestration.publication.document.document import (
    Cell,
    Column,
    ConstantRun,
    KeyFigures,
    Row,
    Runs,
    Table,
    TextRun,
    plain_text,
)
from orchestration.publication.formats.docx_runs import RunWriter, paragraph
from orchestration.publication.formats.office_package import xml_text

LONG_CELL = 900
"""Characters from which on a row may break across pages."""

_SIZES = {"biasa": "TabelIsi", "kecil": "TabelKecil", "renik": "TabelRenik", "halus": "TabelHalus"}
_CELL_MARGIN = {"biasa": 70, "kecil": 45, "renik": 32, "halus": 32}
"""Left and right of a cell, in twips: a narrow column needs its room for the number."""

_ALIGN = {"kiri": "left", "kanan": "right", "tengah": "center"}
_FILL = {"kelompok": "E9EFF6", "subjumlah": "F6F8FB", "jumlah": "E9EFF6"}
_SLASH = re.compile(r"/(?=[^\W\d])")


def table(writer: RunWriter, table: Table, total: int) -> str:
    """A table with its caption and notes, as wide as the text (`total`, in twips)."""
    share = total / sum(column.width for column in table.columns)
    widths = [round(column.width * share) for column in table.columns]
    together = table.is_short
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(
        # The last row stays with the notes below the table.
        _row(writer, row, widths, table.size, bool(table.notes) if number == len(table.rows) else together)
        for number, row in enumerate(table.rows, 1)
    )
    notes = "".join(paragraph("CatatanTabel", writer.runs(note)) for note in table.notes)
    return (
        writer.caption(table, "Caption")
        + '<w:tbl><w:tblPr><w:tblStyle w:val="TabelLaporan"/>'
        + f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        + f'<w:left w:w="{_CELL_MARGIN[table.size]}" w:type="dxa"/>'
        + f'<w:right w:w="{_CELL_MARGIN[table.size]}" w:type="dxa"/></w:tblCellMar>'
        + '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        + f' w:noVBand="1"/><w:tblCaption w:val="{xml_text(plain_text(table.caption))}"/></w:tblPr>'
        + f"<w:tblGrid>{grid}</w:tblGrid>{_head(writer, table, widths)}{rows}</w:tbl>"
        # Without a paragraph between them Word joins two tables.
        + notes
        + paragraph("SetelahTabel", "")
    )


def cards(writer: RunWriter, block: KeyFigures, total: int) -> str:
    """Key figures, three beside each other, as wide as the text (`total`, in twips)."""
    width = total // 3
    rows = []
    for start in range(0, len(block.items), 3):
        cells = [
            "".join(
                paragraph(style, writer.runs(runs))
                for style, runs in (
                    ("KartuNama", item.title),
                    ("KartuNilai", item.value),
                    ("KartuKeterangan", item.remark),
                )
            )
            for item in block.items[start : start + 3]
        ]
        cells += ["<w:p/>"] * (3 - len(cells))
        made = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="F4F7FA"/></w:tcPr>{cell}</w:tc>'
            for cell in cells
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{made}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="KartuAngka"/><w:tblW w:w="{3 * width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{f"<w:gridCol w:w={chr(34)}{width}{chr(34)}/>" * 3}'
        f"</w:tblGrid>{''.join(rows)}</w:tbl>{paragraph('SetelahTabel', '')}"
    )


def _head(writer: RunWriter, table: Table, widths: list[int]) -> str:
    grouped = any(column.group for column in table.columns)
    upper: list[str] = []
    lower: list[str] = []
    at = 0
    for group, members in groupby(table.columns, key=lambda column: column.group):
        for_group = [*zip(members, widths[at:], strict=False)]
        at += len(for_group)
        if grouped and group:
            width = sum(width for _, width in for_group)
            upper.append(_head_cell(writer, group, table.size, "tengah", width, span=len(for_group)))
            lower += [_column_head(writer, column, table.size, width) for column, width in for_group]
        else:
            begin = '<w:vMerge w:val="restart"/>' if grouped else ""
            upper += [_column_head(writer, column, table.size, width, begin) for column, width in for_group]
            lower += [_head_cell(writer, (), table.size, "kiri", width, merge="<w:vMerge/>") for _, width in for_group]
    row = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>%s</w:tr>"
    return row % "".join(upper) + (row % "".join(lower) if grouped else "")


def _column_head(writer: RunWriter, column: Column, size: str, width: int, merge: str = "") -> str:
    return _head_cell(writer, column.title, size, column.align, width, merge=merge)


def _head_cell(writer: RunWriter, runs: Runs, size: str, align: str, width: int, span: int = 1, merge: str = "") -> str:
    properties = f'<w:keepNext/><w:jc w:val="{_ALIGN[align]}"/>'
    content = writer.runs(runs, '<w:b/><w:color w:val="FFFFFF"/>')
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + merge
        + '<w:shd w:val="clear" w:color="auto" w:fill="12406B"/><w:vAlign w:val="center"/></w:tcPr>'
        + f"{paragraph(_SIZES[size], content, properties)}</w:tc>"
    )


def _row(writer: RunWriter, row: Row, widths: list[int], size: str, keep: bool) -> str:
    split = max(sum(len(plain_text(line)) for line in cell.lines) for cell in row.cells) > LONG_CELL
    # The name of a group stays with the row below it.
    keep = keep or row.kind == "kelompok"
    at = 0
    cells = []
    for cell in row.cells:
        cells.append(_cell(writer, cell, row.kind, size, sum(widths[at : at + cell.span]), keep))
        at += cell.span
    return f"<w:tr>{'' if split else '<w:trPr><w:cantSplit/></w:trPr>'}{''.join(cells)}</w:tr>"


def _cell(writer: RunWriter, cell: Cell, kind: str, size: str, width: int, keep: bool) -> str:
    look = "" if kind == "isi" else "<w:b/>"
    if kind == "kelompok":
        look += '<w:color w:val="12406B"/>'
    properties = ("<w:keepNext/>" if keep else "") + f'<w:jc w:val="{_ALIGN[cell.align]}"/>'
    lines = "".join(
        paragraph(_SIZES[size], writer.runs(_breakable(line), look), properties) for line in cell.lines or ((),)
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{_FILL[kind]}"/>' if kind in _FILL else "")
        + f"</w:tcPr>{lines}</w:tc>"
    )


def _breakable(runs: Runs) -> Runs:
    """Runs whose words may break after a slash; Word would otherwise break a long one between any two letters."""
    return tuple(
        replace(run, text=_SLASH.sub("/\u200b", run.text)) if isinstance(run, TextRun | ConstantRun) else run
        for run in runs
    )
