"""Whether `laporan.docx` and `tabel.xlsx` print the figures they name, and all that the HTML prints beside them.

Belongs here: the comparison with figures and HTML. Not here: reading the files (docx_reader.py, workbook_reader.py) and
whether a figure is right (restatement.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination, Link
from orchestration.audit.proof import succession
from orchestration.audit.proof.docx_reader import DocxText, DocxTextError, read_docx
from orchestration.audit.proof.printed_pages import HTML, NUMERAL, Passage, Texts, check_sequence, numerals_of
from orchestration.audit.proof.published_reference import printed_rows
from orchestration.audit.proof.workbook_reader import Entry, Sheet, Workbook, WorkbookError, read_workbook

_MARK = re.compile(r" ?\(R\)")
DOCX, XLSX = "laporan.docx", "tabel.xlsx"


def check_docx(seen: Examination, release: Path, passages: list[Passage] | None, texts: Texts) -> None:
    """Every figure has its text, and every numeral is the one the HTML has at that place."""
    try:
        document = read_docx(release / DOCX)
    except DocxTextError as error:
        seen.broken("docx", DOCX, "a report", error, f"{DOCX}: {error}")
        return
    _check_controls(seen, document, texts)
    if passages is None:
        seen.omitted.append(f"{DOCX} was not compared, {HTML} cannot be read")
        return
    printed = [passage for passage in passages if not passage.trail]
    found = [
        (numeral, figure_id, f"in '{line.place}'")
        for line in document.lines
        for numeral, figure_id in numerals_of(line.pieces)
    ]
    check_sequence(seen, "docx", DOCX, [(numeral, where) for numeral, _, where in found], printed, texts)
    wanted = [numeral for passage in printed for numeral in passage.numerals]
    if len(found) == len(wanted):
        for numeral, (text, figure_id, where) in zip(wanted, found, strict=True):
            if figure_id != numeral.figure_id and text == numeral.text:
                named, right = figure_id or "no figure", numeral.figure_id or "no figure"
                message = f"{DOCX}, {where}: '{text}' is {named} where {HTML} has {right}"
                seen.broken("docx", f"{DOCX}, {where}", right, named, message)
    _check_beside(seen, document, printed)


def _check_controls(seen: Examination, document: DocxText, texts: Texts) -> None:
    for line in document.lines:
        for text, figure_id in line.pieces:
            if figure_id:
                seen.counts["printed_docx"] += 1
                _check_text(seen, f"{DOCX}: {figure_id} in '{line.place}'", figure_id, text, texts)


def _check_text(seen: Examination, where: str, figure_id: str, text: str, texts: Texts) -> None:
    link: Link = "docx" if where.startswith(DOCX) else "xlsx"
    printed = texts.printed(figure_id)
    if not printed:
        seen.broken(link, where, "a figure", figure_id, f"{where}: there is no such figure")
    elif text not in printed:
        seen.broken(link, where, printed[-1], text, f"{where}: prints '{text}'; the figure is '{printed[-1]}'")


def _check_beside(seen: Examination, document: DocxText, passages: list[Passage]) -> None:
    """Numerals of contents, running heads and feet are declared constants of the report, or the page of a new file."""
    known = {numeral.text for passage in passages for numeral in passage.numerals if not numeral.figure_id} | {"1"}
    for line in document.beside:
        for numeral in NUMERAL.findall(line.text):
            if numeral not in known:
                words = " ".join(line.text.split())
                message = f"{DOCX}: '{numeral}' in '{words}' is no figure"
                seen.broken("docx", f"{DOCX}: {words}", "a page number", numeral, message)


def check_xlsx(
    seen: Examination,
    release: Path,
    passages: list[Passage] | None,
    texts: Texts,
    figures: Mapping[str, Mapping[str, str]],
    revised: frozenset[str] = frozenset(),
) -> None:
    """Every figure of a sheet shows its text, every table of the HTML has its sheet, and every figure its trace."""
    try:
        book = read_workbook(release / XLSX)
    except WorkbookError as error:
        seen.broken("xlsx", XLSX, "a workbook", error, f"{XLSX}: {error}")
        return
    for sheet in book.tables:
        for entry in sheet.entries:
            seen.counts["printed_xlsx"] += len(entry.figure_ids)
            _check_entry(seen, sheet, entry, texts)
    if passages is None:
        seen.omitted.append(f"{XLSX} was not compared, {HTML} cannot be read")
    else:
        _check_tables(seen, book, passages)
        _check_published(seen, book, printed_rows((release / HTML).read_text(encoding="utf-8")))
    succession.check_sheets(seen, XLSX, book.tables, revised)
    _check_trace(seen, book, figures, texts, _told_beside(release))


def _check_entry(seen: Examination, sheet: Sheet, entry: Entry, texts: Texts) -> None:
    where = f"{XLSX}, {sheet.name}!{entry.cell}"
    if len(entry.figure_ids) == 1 and NUMERAL.fullmatch(entry.text):
        _check_text(seen, f"{where}: {entry.figure_ids[0]}", entry.figure_ids[0], entry.text, texts)
        return
    numerals = iter(NUMERAL.findall(entry.text))
    for figure_id in entry.figure_ids:
        printed = texts.printed(figure_id)
        if not any(numeral in printed for numeral in numerals):
            wanted = (printed or ["no such figure"])[-1]
            message = f"{where}: '{entry.text}' does not print {figure_id} = {wanted}"
            seen.broken("xlsx", f"{where}: {figure_id}", wanted, entry.text, message)
            return


def _check_tables(seen: Examination, book: Workbook, passages: list[Passage]) -> None:
    wanted: dict[str, list[str]] = {}
    for passage in passages:
        if passage.table and not passage.trail:
            ids = wanted.setdefault(passage.table, [])
            ids += [numeral.figure_id for numeral in passage.numerals if numeral.figure_id]
    sheets = {sheet.title: sheet for sheet in book.tables}
    for title, ids in wanted.items():
        if title not in sheets:
            if ids:
                seen.broken("xlsx", XLSX, title, "no sheet", f"{XLSX}: no sheet holds '{title}'")
            continue
        have = [figure_id for entry in sheets[title].entries for figure_id in entry.figure_ids]
        if have != ids:
            at = next((n for n, pair in enumerate(zip(ids, have, strict=False)) if pair[0] != pair[1]), None)
            at = min(len(ids), len(have)) if at is None else at
            expected, found = (part[at] if at < len(part) else "nothing" for part in (ids, have))
            where = f"{XLSX}, {sheets[title].name}"
            message = f"{where}: figure {at + 1} is {found} where {HTML} has {expected}"
            seen.broken("xlsx", where, expected, found, message)
    for title in sheets.keys() - wanted.keys():
        if sheets[title].entries:
            seen.broken("xlsx", XLSX, "a table of the report", title, f"{XLSX}: {HTML} has no table '{title}'")


def _check_published(seen: Examination, book: Workbook, wanted: Mapping[str, list[list[str]]]) -> None:
    """The published figures of the comparison stand in the sheet as in the HTML, row by row; it repeats no id."""
    sheets = {sheet.title: sheet for sheet in book.tables}
    for title, rows in wanted.items():
        if title not in sheets:
            continue  # has been reported, it has figures
        sheet = sheets[title]
        # A mark stands with the id in the sheet and with the number on the page; it is looked at elsewhere.
        found = [[" ".join(_MARK.sub("", cell).split()) for cell in row] for row in sheet.rows]
        rows = [[_MARK.sub("", cell) for cell in row] for row in rows]
        for at, row in enumerate(rows):
            # Its own columns beside, e.g. the ids, may stand between; what the page prints comes in its order.
            if at >= len(found) or not _in_order([cell for cell in row if cell], found[at]):
                where = f"{XLSX}, {sheet.name}"
                have = ", ".join(found[at]) if at < len(found) else "nothing"
                message = f"{where}: row {at + 1} is '{have}' where {HTML} has '{', '.join(row)}'"
                seen.broken("xlsx", where, ", ".join(row), have, message)
                break


def _in_order(wanted: list[str], cells: list[str]) -> bool:
    rest = iter(cells)
    return all(any(text == cell for cell in rest) for text in wanted)


def _check_trace(
    seen: Examination,
    book: Workbook,
    figures: Mapping[str, Mapping[str, str]],
    texts: Texts,
    beside: Mapping[str, Mapping[str, Any]],
) -> None:
    listed = {trace.figure_id for trace in book.traces}
    for figure_id in sorted(texts.public.keys() - listed):
        seen.broken("xlsx", XLSX, figure_id, "nothing", f"{XLSX}: the trace of {figure_id} is missing")
    for trace in book.traces:
        seen.counts["traced_xlsx"] += 1
        where = f"{XLSX}, {trace.sheet}!{trace.cell}: {trace.figure_id}"
        _check_text(seen, where, trace.figure_id, trace.printed, texts)
        values = texts.values(trace.figure_id)
        if values and not any(_same(trace.value, value, trace.printed) for value in values):
            message = f"{where}: the value is '{trace.value}'; the figure's is '{values[-1]}'"
            seen.broken("xlsx", where, values[-1], trace.value, message)
        for name in ("label", "unit", "formula", "row_count", "row_digest"):
            sides = [side[trace.figure_id] for side in (figures, beside) if trace.figure_id in side]
            right = [_text(name, side[name]) for side in sides if name in side]
            text = getattr(trace, name)
            # A file that is wrong itself has been reported.
            if right and text not in right:
                message = f"{where}: {name} is '{text}'; it should be '{right[-1]}'"
                seen.broken("xlsx", where, right[-1], text, message)


def _text(name: str, content: object) -> str:
    """What a sheet says of a figure; one that nothing was counted for has no rows."""
    if name == "row_count":
        return str(content or 0)
    return "" if content is None else str(content)


def _same(found: str | Decimal, value: str, printed: str) -> bool:
    if isinstance(found, Decimal):
        return value != "" and found == Decimal(value)
    return found == (value or printed)


def _told_beside(release: Path) -> dict[str, Mapping[str, Any]]:
    """What `jejak.json` says of each figure; whether that is right is examined with it."""
    try:
        told: dict[str, Any] = json.loads((release / "jejak.json").read_text(encoding="utf-8"))
        return {entry["figure_id"]: entry for entry in told["figures"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
