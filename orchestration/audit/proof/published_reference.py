"""Whether the comparison with the published report is what the archived reference file and the figures give.

Belongs here: reading the file again, judging each row again with exact fractions, and the rows and counts of
`laporan.html` and `tabel.xlsx` beside that. Not here: how the comparison is made
(publication/evidence/comparison.py). Word and PDF repeat the numerals of the HTML, which their readers (readers.py)
compare one by one.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.numerals import round_half_up
from orchestration.audit.proof.printed_pages import HTML
from orchestration.workspace.quarters import Quarter

KIND = "laporan_terbit"
"""Kind of the constants that the comparison prints."""

_SPAN = re.compile(rf'<span class="[^"]*" data-jenis="{KIND}">([^<]*)</span>')
_STATUS = re.compile(r'<span class="[^"]*" data-jenis="terbit_([a-z_]+)">([^<]*)</span>')
_TABLE = re.compile(r"<table\b[^>]*>\s*<caption\b[^>]*>((?:(?!</caption>).)*)</caption>((?:(?!</table>).)*)", re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(?:(?!</tr>).)*</tr>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p\b[^>]*>(?:(?!</p>).)*</p>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>((?:(?!</t[dh]>).)*)</t[dh]>", re.DOTALL)
_FIGURE = re.compile(r'data-figure="([^"]*)"')
_ELEMENT = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Row:
    """A row of the reference file as it is judged here; `status` is `sama`, `dikoreksi` or `...dibandingkan`."""

    label: str
    figure_id: str
    printed: str
    status: str


def check_comparison(
    seen: Examination,
    release: Path,
    quarter: Quarter,
    figures: Mapping[str, Mapping[str, str]],
) -> None:
    """Every row of the file stands in the report with its number, its figure and its status, and nothing else does.

    Args:
        seen: takes the breaks.
        release: its folder.
        quarter: that the release is of.
        figures: rows of `figures.csv` by id.
    """
    path = release / "inputs" / "reference" / KIND / f"{quarter.code}.csv"
    try:
        page = (release / HTML).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return  # has been reported
    main = page[: page.rfind("</main>")]
    if not path.is_file():
        if found := _SPAN.search(main):
            text = f"{HTML}: '{found[1]}' is said to be published, but the release holds no {path.name}"
            seen.broken("html", HTML, "a reference file", found[1], text)
        return
    try:
        rows = [_judged(row, figures) for row in _read(path)]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        place = f"inputs/reference/{KIND}/{path.name}"
        seen.broken("inputs", place, "published figures", error, f"{place} cannot be read ({error})")
        return
    seen.counts["published"] += len(rows)
    _check_rows(seen, main, rows)
    _check_counts(seen, main, rows)


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _judged(row: Mapping[str, str], figures: Mapping[str, Mapping[str, str]]) -> Row:
    text, figure_id = row["nilai"].strip(), row["figure_id"].strip()
    figure = figures.get(figure_id)
    status = "dikoreksi"
    if figure is None or row["notasi"] == "tak_terbaca":
        status = "tidak_dapat_dibandingkan"
    elif text in ("-", "On progress") or not figure["value"]:
        status = "sama" if text == figure["printed"] else "dikoreksi"
    else:
        groups, comma = (".", ",") if row["notasi"] == "id" else (",", ".")
        plain = text.replace(groups, "").replace(comma, ".")
        decimals = len(plain.partition(".")[2])
        ours = Fraction(figure["value"]) / (1000 if row["satuan"].startswith("ribu ") else 1)
        if Fraction(str(round_half_up(ours, decimals))) == Fraction(plain):
            status = "sama"
    return Row(row["label"].strip(), figure_id if figure is not None else "", text, status)


def printed_rows(page: str) -> dict[str, list[list[str]]]:
    """The rows of published figures that a page prints, cell by cell, by the title of their table."""
    found = {}
    begin = page.find("<table")
    while begin >= 0:
        end = page.find("</table>", begin)
        end = len(page) if end < 0 else end
        # Few tables have any; the others are only passed by.
        table = _TABLE.match(page, begin) if _SPAN.search(page, begin, end) else None
        if table and (rows := [_cells(row) for row in _ROW.findall(table[2]) if _SPAN.search(row)]):
            found[_words(table[1])] = rows
        begin = page.find("<table", end)
    return found


def _cells(row: str) -> list[str]:
    return [_words(cell) for cell in _CELL.findall(row)]


def _words(markup: str) -> str:
    return " ".join(unescape(_ELEMENT.sub("", markup)).split())


def _check_rows(seen: Examination, page: str, rows: list[Row]) -> None:
    """The differing rows in the order of the file, then the same ones."""
    expected = [row for row in rows if row.status != "sama"] + [row for row in rows if row.status == "sama"]
    found = [text for text in _ROW.findall(page) if _SPAN.search(text)]
    if len(found) != len(expected):
        text = f"{HTML} compares {len(found)} published figures; the reference file has {len(expected)}"
        seen.broken("html", HTML, len(expected), len(found), text)
    called: dict[str, str] = {}
    for row, text in zip(expected, found, strict=False):
        cells = _cells(text)
        printed = [unescape(value) for value in _SPAN.findall(text)]
        ids = _FIGURE.findall(text)
        named = [
            (status, called.setdefault(status, unescape(word)) == unescape(word))
            for status, word in _STATUS.findall(text)
        ]
        told = (row.label in cells, printed, ids[:1] if row.figure_id else [], named)
        if told != (True, [row.printed], [row.figure_id] if row.figure_id else [], [(row.status, True)]):
            right = f"{row.label}: {row.printed}, {row.figure_id or 'no figure'}, {row.status}"
            have = f"{', '.join(cells)} ({', '.join(ids[:1]) or 'no figure'})"
            where = f"{HTML}: published '{row.label}'"
            seen.broken("html", where, right, have, f"{where}: should be {right}; the row is {have}")
    if len(set(called.values())) < len(called):
        words = ", ".join(f"{status} '{word}'" for status, word in called.items())
        seen.broken("html", HTML, "a word for each status", words, f"{HTML}: two statuses have one word: {words}")


def _check_counts(seen: Examination, page: str, rows: list[Row]) -> None:
    """The summary says how many there are of each status."""
    counted = Counter(row.status for row in rows)
    numbers = [len(rows), counted["sama"], counted["dikoreksi"], counted["tidak_dapat_dibandingkan"]]
    expected = [f"{number:,}".replace(",", ".") for number in numbers]
    sentences = [text for text in _PARAGRAPH.findall(page) if f'data-jenis="{KIND}"' in text]
    found = [value for text in sentences for value in _SPAN.findall(text)]
    if found != expected:
        text = f"{HTML}: the comparison counts {', '.join(found)}; the reference file gives {', '.join(expected)}"
        seen.broken("html", f"{HTML}: counts of the comparison", ", ".join(expected), ", ".join(found), text)
