"""Whether a release says what its makers write of the same evidence: every file made again, and the first difference.

Belongs here: holding the release's files against those made again, byte by byte, and naming the passage that differs.
Not here: making them (journey/remaking.py; this room imports nothing of publication), the numbers among the words
(printed_pages.py), the words of the PDF (pdf_words.py).

A file that has a broken link already is not told of again. Where the release was made by another program, a difference
may be the program's: it is told as what could not be examined.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.chain import Examination
from orchestration.audit.proof.html_reader import HtmlError, unpacked
from orchestration.audit.proof.pdf_words import Pdf

if TYPE_CHECKING:
    from orchestration.figures.trails import Relation
    from orchestration.workspace.quarters import Quarter

_LINKS = {"figures.csv": "figures", "components.csv": "figures", "jejak.json": "json", "laporan.html": "html"}
"""File to the link that speaks of it without naming it."""

_OPEN_DATA = ("data", "datapackage.json")
"""Where a release has the tables of the report as CSV, and what describes them."""

_AROUND = 60
"""Characters shown before and after the first difference."""

_TAG = re.compile(r"<[^>]*>?")
_PLACE = re.compile(r"<(h[1-6]|caption|figcaption)\b[^>]*>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True)
class Again:
    """A report made again.

    Attributes:
        files: name to content of every file that is compared byte by byte.
        pdf: what the PDF has to say; it is read, not made again.
        reference: tables of the evidence that the unit's files do not give: table, the row they give, the row found.
        head: what the unit's files give of what the manifest says.
        unseen: what could not be made again, and why.
        by_another_program: whether the release names other code or dependencies than those that made it again.
    """

    files: Mapping[str, bytes]
    pdf: Pdf | None = None
    reference: Sequence[tuple[str, str, str]] = ()
    head: Mapping[str, Any] = field(default_factory=dict)
    unseen: Sequence[str] = ()
    by_another_program: bool = False


MakeAgain = Callable[[Path, "Quarter", Mapping[str, Any], Mapping[str, "Relation"]], Again]
"""Release, quarter, manifest and the tables that its trails lead through to the report made again."""


def check_words(seen: Examination, release: Path, manifest: Mapping[str, Any], again: Again) -> None:
    """Every file made again has the bytes of the release's.

    Args:
        seen: takes the breaks.
        release: its folder.
        manifest: its content.
        again: the files made again.
    """
    for table, expected, actual in again.reference:
        text = f"{table}: the evidence has {actual}; the unit's files give {expected}"
        seen.broken("evidence", table, expected, actual, text)
    check_head(seen, manifest, again.head)
    seen.omitted += again.unseen
    _check_open_data(seen, manifest, again)
    for name, content in again.files.items():
        try:
            found = (release / name).read_bytes()
        except OSError:
            continue  # reported with the files
        seen.counts["again"] += 1
        if found != content and not is_told(seen, name):
            place, expected, actual = passage(name, content, found)
            if again.by_another_program:
                seen.omitted.append(
                    f"the words of {name}: the release was made by another program than the one at hand, which would"
                    f" write otherwise, first in {place}: '{expected}', not '{actual}'"
                )
            else:
                text = f"{place}: '{actual}' where the same evidence gives '{expected}'"
                seen.broken("words", place, expected, actual, text)


def check_head(seen: Examination, manifest: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """The manifest says of unit, indicators and policies what the unit's files give."""
    for name, told in given.items():
        if manifest.get(name) != told:
            place = f"manifest.json: {name}"
            text = f"{place}: '{manifest.get(name)}'; the unit's files give '{told}'"
            seen.broken("manifest", place, told, manifest.get(name), text)


def _check_open_data(seen: Examination, manifest: Mapping[str, Any], again: Again) -> None:
    """The CSV files of the tables are those that are made again: none is missing, none is beside them."""
    named, made = (
        {name for name in names if name.partition("/")[0] in _OPEN_DATA} for names in (manifest["files"], again.files)
    )
    if again.by_another_program or not again.files:
        return  # it may have other tables, or none as CSV
    for name in sorted(named ^ made):
        wanted, found = ("a file", "none") if name in made else ("none", "a file")
        text = f"{name}: the same evidence gives {'such a file' if name in made else 'none of that name'}"
        seen.broken("files", name, wanted, found, text)


def is_told(seen: Examination, name: str) -> bool:
    """Whether a break has spoken of a file."""
    return any(found.place.startswith(name) or found.link == _LINKS.get(name) for found in seen.breaks)


def passage(name: str, expected: bytes, found: bytes) -> tuple[str, str, str]:
    """Where two contents of a file differ first, and what each has there: place, expected, found."""
    if name.endswith((".docx", ".xlsx")):
        return _part(name, expected, found)
    texts = [content.decode("utf-8", "replace") for content in (expected, found)]
    if name.endswith(".html"):
        with contextlib.suppress(HtmlError):
            texts = [unpacked(text) for text in texts]
        return _in_markup(name, texts[0], texts[1])
    for number, lines in enumerate(zip_longest(*(text.splitlines() for text in texts), fillvalue="nothing"), 1):
        if lines[0] != lines[1]:
            return f"{name}, line {number}", *_beginning(lines[0], lines[1])
    return name, "the same line ends", "others"


def _part(name: str, expected: bytes, found: bytes) -> tuple[str, str, str]:
    """The first part of an office file that differs, and where in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(expected)) as right, zipfile.ZipFile(io.BytesIO(found)) as wrong:
            names = [right.namelist(), wrong.namelist()]
            for part in dict.fromkeys((*names[0], *names[1])):
                if part not in names[0] or part not in names[1]:
                    told = ("no such part", "a part") if part not in names[0] else ("a part", "no such part")
                    return f"{name}, {part}", *told
                contents = right.read(part), wrong.read(part)
                if contents[0] != contents[1]:
                    texts = [content.decode("utf-8", "replace") for content in contents]
                    if part.endswith((".xml", ".rels")):
                        return _in_markup(f"{name}, {part}", texts[0], texts[1])
                    return f"{name}, {part}", "the content made again", "another"
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        return name, "an office file", str(error)
    return name, "the same packing", "another"


def _in_markup(name: str, expected: str, found: str) -> tuple[str, str, str]:
    """The heading above the first difference, and the words around it."""
    at = _first(expected, found)
    above = [_TAG.sub("", match[2]) for match in _PLACE.finditer(expected, max(0, at - 200_000), at)]
    place = f"{name}, {' '.join(unescape(above[-1]).split())}" if above else name
    if cell := re.findall(r'<c r="([A-Z]+\d+)"', expected[max(0, at - 2000) : at]):
        place = f"{place}, cell {cell[-1]}"
    begin = max(0, at - _AROUND)
    shown = [" ".join(unescape(_TAG.sub(" ", _whole(text, begin, at))).split()) for text in (expected, found)]
    if shown[0] == shown[1]:
        shown = [text[begin : at + _AROUND] for text in (expected, found)]
    return place, shown[0], shown[1]


def _whole(text: str, begin: int, at: int) -> str:
    """A stretch of markup without the half of a tag at its beginning."""
    part = text[begin : at + _AROUND]
    close, opened = part.find(">"), part.find("<")
    return part[close + 1 :] if close >= 0 and (opened < 0 or close < opened) else part


def _beginning(expected: str, found: str) -> tuple[str, str]:
    """Two lines around their first difference."""
    begin = max(0, _first(expected, found) - _AROUND)
    return expected[begin : begin + 3 * _AROUND], found[begin : begin + 3 * _AROUND]


def _first(one: str, other: str) -> int:
    """Where two texts differ first."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
