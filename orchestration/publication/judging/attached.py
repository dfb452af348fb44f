"""What stewards have to read about pictures, documents and tables that are not as a sheet says that names them.

Belongs here: findings. Not here: showing a picture (assembly/pictures.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orchestration.checks.evidence import Finding
from orchestration.figures.book import Book
from orchestration.language.sentences import Sentence, say
from orchestration.publication.assembly.assembly import Assembled
from orchestration.publication.assembly.documents import names_file
from orchestration.publication.judging.narratives import where

RULE = "berkas_pendukung"
_PROOF = "Dokumen Bukti"


def attached_findings(assembled: Assembled, book: Book, quarter: str) -> list[Finding]:
    """A warning for each picture, table or text that is not shown, a note for each file that nothing names."""
    deliveries = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in book.deliveries}
    pictures = assembled.pictures
    found = []
    for item in pictures.unshown:
        delivery, sheet, row = where(item.source_row_id, deliveries)
        message = say("the picture '{file}' of the narrative is not shown: {why}", file=item.name, why=item.why)
        place = {"delivery": delivery, "sheet": sheet, "row": row, "column": "Teks", "value": item.name}
        found.append(_finding("warning", message, **place))
    for table in assembled.unprinted:
        delivery, sheet, row = where(table.source_row_id, deliveries)
        message = say(
            "the table that the narrative names is not printed: no sheet '{sheet}' with a table stands in a workbook of"
            " the quarter; put it beside the sheet Narasi, or correct its name",
            sheet=table.sheet,
        )
        place = {"delivery": delivery, "sheet": sheet, "row": row, "column": "Teks", "value": table.sheet}
        found.append(_finding("warning", message, **place))
    for told in assembled.untold:
        delivery, sheet, row = where(told.source_row_id, deliveries)
        message = say(
            "what the sheet says of {code} ({part}) stands nowhere in the report, which has no place for it; correct"
            " the code or the part, or take the row out",
            code=told.kode,
            part=told.bagian,
        )
        place = {"delivery": delivery, "sheet": sheet, "row": row, "column": "Teks", "value": told.teks}
        found.append(_finding("warning", message, **place))
    for doubt in assembled.doubts:
        message = say(
            "{indicator}: the document that its assessment names ('{cell}'): {why}",
            indicator=doubt.code,
            cell=doubt.cell,
            why=doubt.why,
        )
        found.append(_finding("warning", message, column=_PROOF, value=doubt.cell))
    for assessed in book.indicators:
        cell = str(assessed["dokumen_bukti"] or "")
        if cell and not names_file(cell):
            code = str(assessed["kode"])
            message = say("{indicator}: its assessment names no file as evidence ('{cell}')", indicator=code, cell=cell)
            found.append(_finding("info", message, column=_PROOF, value=cell))
    return [*found, *_unnamed(assembled, quarter)]


def _unnamed(assembled: Assembled, quarter: str) -> Iterable[Finding]:
    """Files of the quarter itself that no sheet names."""
    pictures = assembled.pictures
    for place, one in pictures.supplied.files.items():
        if place not in assembled.shown and one.quarter == quarter:
            message = say(
                "{file}: no sheet names this picture or document, so the report does not show it", file=one.name
            )
            yield _finding("info", message, delivery=one.name)


def _finding(severity: Any, message: Sentence, **place: Any) -> Finding:
    return Finding(severity=severity, rule=RULE, message=message, **place)
