"""Documents that prove what others assessed: the file that a cell names, with its page, and what is wrong with it.

Belongs here: reading the cell, finding the file, and the words that lead to it. Not here: what is told of it
(judging/attached.py).

A cell of the column Dokumen Bukti says what the document is, and may name its file in brackets:
`Lembar hasil evaluasi [evaluasi.pdf hlm. 3, berlaku s.d. 31-12-2025]`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from orchestration.language.sentences import NOTHING, Sentence, said, say
from orchestration.publication.document.document import FileRun, Runs
from orchestration.publication.document.supplied import Supplied
from orchestration.texts.dates import DateFormat
from orchestration.workspace.attachments import Attachment, named, not_there
from orchestration.workspace.pictures import PictureError, picture_in

_NAMED = re.compile(
    r"\s*\[\s*(?P<file>[^\[\]]+?\.(?:pdf|png|jpe?g|svg))"
    r"(?:\s*,?\s*(?:hlm|hal|halaman)\.?\s*(?P<page>\d{1,4}))?"
    r"(?:\s*[,;]?\s*berlaku\s+(?:s\.?\s?d\.?|sampai(?:\s+dengan)?)\s+(?P<until>[^\[\]]+?))?\s*\]",
    re.IGNORECASE,
)
_DAYS = DateFormat("dd/mm/yyyy")


@dataclass(frozen=True)
class Doubt:
    """What is wrong with a document: of which indicator, the cell, and why."""

    code: str
    cell: str
    why: Sentence


@dataclass
class Documents:
    """The documents of one report.

    Attributes:
        supplied: what the unit gave.
        day: on which the quarter ends; a document that was good until before it proves nothing any more.
        words: gives the runs of a text whose digits are declared.
        used: places of those that a cell names.
        doubts: what is wrong with one.
    """

    supplied: Supplied
    day: dt.date
    words: Callable[[str], Runs]
    used: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)

    def __call__(self, code: str, cell: str) -> Runs:
        """The words of a cell, with the file that it names as a link; a file that is not there is named alone."""
        found = _NAMED.search(cell)
        if found is None:
            return self.words(cell)
        one = named(self.supplied.files, found["file"])
        page = int(found["page"]) if found["page"] else None
        doubt = self._doubt(one, page, found["until"])
        if doubt and not any(other.code == code for other in self.doubts):
            self.doubts.append(Doubt(code, cell, doubt))
        told = found["file"] + (f", hlm. {page}" if page else "")
        runs: Runs = self.words(told)
        if one is not None:
            self.used.add(one.place)
            runs = (FileRun(told, f"inputs/{one.place}" + (f"#page={page}" if page else "")),)
        before, after = cell[: found.start()].strip(), cell[found.end() :].strip()
        return (*self.words(f"{before}: " if before else ""), *runs, *self.words(f" {after}" if after else ""))

    def _doubt(self, one: Attachment | None, page: int | None, until: str | None) -> Sentence:
        if one is None:
            return not_there()
        if until is not None:
            day = _DAYS.date(until)
            if day is None:
                return say("'{text}' is no date; write it like 31-12-2025", text=until)
            if day < self.day:
                return say("it was good until {day}, before the end of the quarter; get the one that holds", day=day)
        return _unread(one, page)


def names_file(cell: str) -> bool:
    """Whether a cell names a file."""
    return _NAMED.search(cell) is not None


def _unread(one: Attachment, page: int | None) -> Sentence:
    """Why a document cannot be read, or has no such page; nothing for one that can and has."""
    import pikepdf

    if one.kind != "pdf":
        try:
            picture_in(one.path)
        except PictureError as error:
            return said(error)
        pages = 1
    else:
        try:
            with pikepdf.open(one.path) as document:
                pages = len(document.pages)
        except pikepdf.PasswordError:
            return say("it asks for a password; save it without one")
        except Exception as error:
            # A damaged file fails in whatever way its damage has.
            return say("it is damaged or not whole ({why}); save it again", why=type(error).__name__)
    if page is not None and not 1 <= page <= pages:
        return say("it has {pages} pages, not {page}; correct the page", pages=pages, page=page)
    return NOTHING
