"""What stewards wrote: the paragraphs of the sheet Narasi, and what the sheet Fisik tells was done.

Belongs here: finding a text by what it is about, and its points. Not here: how its words become runs (wording.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from orchestration.publication.document.document import ConstantRun, Runs

if TYPE_CHECKING:
    from orchestration.figures.book import Book
    from orchestration.publication.document.wording import Wording

DONE = "realisasi"
"""The part of an indicator or a KRO that the sheet Fisik tells: what was done."""

COUNTED = "nomor_butir"
"""Kind of a constant that numbers the points of a steward's text."""

_COLUMN = "Realisasi Kegiatan"
_NUMBER = re.compile(r"(?:^|(?<=[.;,:] ))(\d{1,2})[.)] +(?=\D)")


class Written:
    """The texts of stewards by what they are about, each read once."""

    def __init__(self, book: Book, wording: Wording) -> None:
        self._book, self._wording = book, wording
        self._activities: dict[str, dict[str, Any]] = {
            **{str(row["kro"]): row for row in book.outputs},
            **{str(row["kode"]): row for row in book.indicators},
        }
        self._read: dict[tuple[str, str], list[Runs]] = {}

    def __call__(self, code: str, part: str) -> list[Runs]:
        """Paragraphs that a steward wrote.

        Args:
            code: of the indicator or the KRO, or `umum`.
            part: hasil, kendala or tindak lanjut of the sheet Narasi, or `DONE`.
        """
        if (code, part) not in self._read:
            self._read[code, part] = self._done(code) if part == DONE else self._told(code, part)
        return self._read[code, part]

    def _told(self, code: str, part: str) -> list[Runs]:
        return [
            self._wording.narrative_runs(item.teks, item.source_row_id, f"Narasi {code} {part} {item.urutan}")
            for item in self._book.narratives
            if item.kode == code and item.bagian == part and item.teks
        ]

    def _done(self, code: str) -> list[Runs]:
        row = self._activities.get(code, {})
        return [
            (*number, *self._wording.narrative_runs(text, str(row["_fisik_source_row_id"]), f"Fisik {code}", _COLUMN))
            for number, text in points(str(row.get("realisasi_kegiatan") or ""))
        ]


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
