"""Whether `tabel.xlsx` shows the figures it names, every table of the HTML, and the trace of every figure.

Belongs here: the comparison with figures and HTML. Not here: reading the file (workbook_reader.py) and whether a figure
is right (restatement.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination, Format
from orchestration.audit.proof.printed_pages import HTML, NUMERAL, Passage, Printed, Reader, Texts, check_text
from orchestration.audit.proof.published_reference import printed_rows
from orchestration.audit.proof.workbook_reader import Entry, Sheet, Workbook, read_workbook

_MARK = re.compile(r" ?\(R\)")
XLSX = "tabel.xlsx"
_LONG = 3_000
"""Characters from which on a list of rows may be told in part."""

_LINK = Format("xlsx")


def check(seen: Examination, book: Workbook, printed: Printed) -> None:
    """Every figure of a sheet shows its text, every table of the HTML has its sheet, and every figure its trace."""
    for sheet in book.tables:
        for entry in sheet.entries:
            seen.counts["printed_xlsx"] += len(entry.figure_ids)
            _check_entry(seen, sheet, entry, printed.texts)
    if printed.passages is None:
        seen.omitted.append(f"{XLSX} was not compared, {HTML} cannot be read")
    else:
        _check_tables(seen, book, printed.passages)
        _check_published(seen, book, printed_rows((printed.release / HTML).read_text(encoding="utf-8")))
    _check_marks(seen, book.tables, printed.revised)
    beside, trails = _told_beside(printed.release)
    _check_trace(seen, book, printed.figures, printed.texts, beside)
    _check_rows(seen, book, beside, trails)


def _check_entry(seen: Examination, sheet: Sheet, entry: Entry, texts: Texts) -> None:
    where = f"{XLSX}, {sheet.name}!{entry.cell}"
    if len(entry.figure_ids) == 1 and NUMERAL.fullmatch(entry.text):
        check_text(seen, _LINK, f"{where}: {entry.figure_ids[0]}", entry.figure_ids[0], entry.text, texts)
        return
    numerals = iter(NUMERAL.findall(entry.text))
    for figure_id in entry.figure_ids:
        printed = texts.printed(figure_id)
        if not any(numeral in printed for numeral in numerals):
            wanted = (printed or ["no such figure"])[-1]
            message = f"{where}: '{entry.text}' does not print {figure_id} = {wanted}"
            seen.broken(_LINK, f"{where}: {figure_id}", wanted, entry.text, message)
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
                seen.broken(_LINK, XLSX, title, "no sheet", f"{XLSX}: no sheet holds '{title}'")
            continue
        have = [figure_id for entry in sheets[title].entries for figure_id in entry.figure_ids]
        if have != ids:
            at = next((n for n, pair in enumerate(zip(ids, have, strict=False)) if pair[0] != pair[1]), None)
            at = min(len(ids), len(have)) if at is None else at
            expected, found = (part[at] if at < len(part) else "nothing" for part in (ids, have))
            where = f"{XLSX}, {sheets[title].name}"
            message = f"{where}: figure {at + 1} is {found} where {HTML} has {expected}"
            seen.broken(_LINK, where, expected, found, message)
    for title in sheets.keys() - wanted.keys():
        if sheets[title].entries:
            seen.broken(_LINK, XLSX, "a table of the report", title, f"{XLSX}: {HTML} has no table '{title}'")


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
                seen.broken(_LINK, where, ", ".join(row), have, message)
                break


def _in_order(wanted: list[str], cells: list[str]) -> bool:
    rest = iter(cells)
    return all(any(text == cell for cell in rest) for text in wanted)


def _check_marks(seen: Examination, sheets: list[Sheet], revised: frozenset[str]) -> None:
    """Every revised figure carries the mark beside its id, and no other."""
    for sheet in sheets:
        for entry in sheet.entries:
            for figure_id in {*entry.figure_ids}:
                if (figure_id in entry.revised) != (figure_id in revised):
                    where = f"{XLSX}, {sheet.name}!{entry.cell}: {figure_id}"
                    has_mark = figure_id in entry.revised
                    wanted, found = ("none", "(R)") if has_mark else ("(R)", "none")
                    text = f"{where} {'carries a' if has_mark else 'lacks its'} mark (R)"
                    seen.broken(_LINK, where, wanted, found, text)


def _check_trace(
    seen: Examination,
    book: Workbook,
    figures: Mapping[str, Mapping[str, str]],
    texts: Texts,
    beside: Mapping[str, Mapping[str, Any]],
) -> None:
    listed = {trace.figure_id for trace in book.traces}
    for figure_id in sorted(texts.public.keys() - listed):
        seen.broken(_LINK, XLSX, figure_id, "nothing", f"{XLSX}: the trace of {figure_id} is missing")
    for trace in book.traces:
        seen.counts["traced_xlsx"] += 1
        where = f"{XLSX}, {trace.sheet}!{trace.cell}: {trace.figure_id}"
        check_text(seen, _LINK, where, trace.figure_id, trace.printed, texts)
        values = texts.values(trace.figure_id)
        if values and not any(_same(trace.value, value, trace.printed) for value in values):
            message = f"{where}: the value is '{trace.value}'; the figure's is '{values[-1]}'"
            seen.broken(_LINK, where, values[-1], trace.value, message)
        for name in ("label", "unit", "formula", "row_count", "row_digest"):
            sides = [side[trace.figure_id] for side in (figures, beside) if trace.figure_id in side]
            right = [_text(name, side[name]) for side in sides if name in side]
            text = getattr(trace, name)
            # A file that is wrong itself has been reported.
            if right and text not in right:
                message = f"{where}: {name} is '{text}'; it should be '{right[-1]}'"
                seen.broken(_LINK, where, right[-1], text, message)


def _check_rows(
    seen: Examination, book: Workbook, beside: Mapping[str, Mapping[str, Any]], trails: Mapping[str, Mapping[str, Any]]
) -> None:
    """The rows that a trace names are those of `jejak.json`; of a long list its beginning stands there."""
    for trace in book.traces:
        entry = beside.get(trace.figure_id)
        if trace.rows is None or entry is None:
            continue  # has been reported, or is of a release made before rows were told
        name = str(entry.get("trail", ""))
        if name in trails:
            told = (
                f"{part['file_name']}{', ' + part['sheet'] if part['sheet'] else ''}: {part['row_ranges']}"
                for part in trails[name]["rows"]
            )
            right, found = "; ".join(told), trace.rows
        else:
            right = "; ".join(dict.fromkeys(part["figure_id"] for part in entry["components"]))
            found = trace.rows.partition(": ")[2]
        if found != right and not (len(right) > _LONG < len(found) and found[:_LONG] == right[:_LONG]):
            where = f"{XLSX}, {trace.sheet}!{trace.cell}: {trace.figure_id}"
            message = f"{where}: rows are '{found[:200]}'; they should be '{right[:200]}'"
            seen.broken(_LINK, where, right, found, message)


def _text(name: str, content: object) -> str:
    """What a sheet says of a figure; one that nothing was counted for has no rows."""
    if name == "row_count":
        return str(content or 0)
    return "" if content is None else str(content)


def _same(found: str | Decimal, value: str, printed: str) -> bool:
    if isinstance(found, Decimal):
        return value != "" and found == Decimal(value)
    return found == (value or printed)


def _told_beside(release: Path) -> tuple[dict[str, Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    """What `jejak.json` says of each figure and trail; whether that is right is examined with it."""
    try:
        told: dict[str, Any] = json.loads((release / "jejak.json").read_text(encoding="utf-8"))
        return {entry["figure_id"]: entry for entry in told["figures"]}, told["trails"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}, {}


READER = Reader(
    _LINK, read_workbook, check, {"printed_xlsx": "numbers in tabel.xlsx", "traced_xlsx": "figures in its trace"}
)
