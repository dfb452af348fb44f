"""Whether the PDF says what its document says: every text in reading order, running heads, lists, drawings, its name.

Belongs here: the comparison. Not here: reading the file (pdf_reader.py), its numbers beside those of the HTML
(printed_pdf.py), and what it should say (journey/remaking.py).

Setting the pages again would take longer than all the rest of a proof. So they are read strictly: a page that is made
of anything but what the typesetter writes, a text that nobody can see, and a drawing with other lines are breaks too.
Where a text stands on its page, and how its letters look, is compared by `verify --rebuild` alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, zip_longest

from orchestration.audit.chain import Examination
from orchestration.audit.proof.pdf_content import drawing
from orchestration.audit.proof.pdf_reader import PdfText
from orchestration.audit.proof.printed_pages import INVISIBLE

PDF = "laporan.pdf"

_AROUND = 40
_READ = 200
"""Characters shown of what is read aloud."""
_NEAR = 0.05
"""Points by which the place of a line may differ, from rounding."""

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ENTRIES = (
    "/AcroForm /Lang /MarkInfo /Metadata /Outlines /OutputIntents /PageLabels /Pages /StructTreeRoot /Type"
    " /ViewerPreferences"
)
"""What the catalog of a report has; anything more may act or carry a file. Its form is the fields for signatures."""


@dataclass(frozen=True)
class Item:
    """A text of the report; see `publication.formats.pdf_words.Said`."""

    text: str
    kind: str = ""
    listed: str = ""
    bookmark: str = ""


@dataclass(frozen=True)
class Part:
    """A section as it is laid out.

    Attributes:
        running: what stands above and below the text of each of its pages, without the page number; empty for a cover.
        numbering: `romawi`, or any other for plain numbers.
        prefix: what its page numbers begin with.
    """

    running: tuple[str, ...]
    numbering: str
    prefix: str


@dataclass(frozen=True)
class Pdf:
    """What the PDF has to say.

    Attributes:
        items: its texts in reading order.
        parts: its sections in order.
        lists: kinds of its lists of contents, in order.
        drawn: contents of its drawings, in order.
        drawn_texts: the words in each of them.
        alternatives: what is read aloud in place of each.
        about: what the file says of itself, by name; see `pdf_reader`.
        mark: stands behind the text of every page of a konsep; empty for a release.
    """

    items: Sequence[Item] = ()
    parts: Sequence[Part] = ()
    lists: Sequence[str] = ()
    drawn: Sequence[bytes] = ()
    drawn_texts: Sequence[str] = ()
    alternatives: Sequence[str] = ()
    about: dict[str, str] = field(default_factory=dict)
    mark: str = ""


def check_pdf_words(seen: Examination, document: PdfText, pdf: Pdf) -> None:
    """Holds a PDF against its document; the first difference of each kind is told."""
    seen.counts["words_pdf"] += len(pdf.items)
    # Cells of tables and drawings lie on the mark of a konsep, which stands behind them.
    odd = [(page, what) for page, what in document.strange if what != f"'{pdf.mark}' is painted over"]
    odd += [(page, f"'{text}' beside the structure") for page, text in document.stray]
    for page, what in odd[:3]:
        _broken(seen, f"page {page}", "what the typesetter writes", what)
    body = [block for block in document.blocks if "TOC" not in block.roles and block.role not in ("Figure", "Lbl")]
    found = [squeezed(block.text) for block in body]
    wanted = [squeezed(item.text) for item in pdf.items]
    if (have := "".join(found)) != (want := "".join(wanted)):
        at = next(
            (n for n, pair in enumerate(zip(want, have, strict=False)) if pair[0] != pair[1]), min(len(want), len(have))
        )
        ends = list(accumulate(map(len, found)))
        page = body[min(bisect_right(ends, at), len(body) - 1)].page if body else 0
        begin = max(0, at - _AROUND)
        _broken(seen, f"page {page}", want[begin : at + _AROUND], have[begin : at + _AROUND])
        return
    labels = _check_running(seen, document, pdf, {*wanted})
    _check_lists(seen, document, pdf, labels, [block.page for block in body], found, wanted)
    _check_drawn(seen, document, pdf)
    for name, value in {**pdf.about, "entries": _ENTRIES}.items():
        if (told := document.about.get(name, "nothing")) != value:
            _broken(seen, name, value, told)


def squeezed(text: str) -> str:
    """A text without white space and places where a line may break: those are the layout's."""
    return "".join(text.translate(INVISIBLE).split())


def _broken(seen: Examination, where: str, expected: str, found: str) -> None:
    place = f"{PDF}, {where}"
    seen.broken("words", place, expected, found, f"{place}: '{found}' where the same evidence gives '{expected}'")


def _check_running(seen: Examination, document: PdfText, pdf: Pdf, texts: set[str]) -> list[str]:
    """Heads and feet of every page, in the order of the sections; gives the label of each page."""
    by_page: dict[int, list[str]] = {}
    for page, text in document.furniture:
        line = squeezed(text)
        if line.strip("."):
            by_page.setdefault(page, []).append(line)
    labels: list[str] = []
    part, number = -1, 0
    for page in range(1, document.pages + 1):
        lines = by_page.get(page, [])
        if pdf.mark:
            if pdf.mark not in lines:
                _broken(seen, f"page {page}", f"the mark '{pdf.mark}'", "nothing")
                return labels
            lines.remove(pdf.mark)
        for at, count in ((part, number + 1), (part + 1, 1)):
            if not 0 <= at < len(pdf.parts):
                continue
            label = _label(pdf.parts[at], count)
            edges = [squeezed(text) for text in pdf.parts[at].running]
            edges[-1:] = [edges[-1] + squeezed(label)] if edges else []
            if (edges or not lines) and all(edge in lines for edge in edges):
                part, number = at, count
                labels.append(label)
                rest = [line for line in lines if line not in edges]
                break
        else:
            wanted = " / ".join(pdf.parts[min(max(part, 0), len(pdf.parts) - 1)].running)
            _broken(seen, f"page {page}", f"{wanted} {number + 1}", " / ".join(lines) or "nothing")
            return labels
        for line in rest:
            if line not in texts:  # heads of tables are repeated where a table goes on
                _broken(seen, f"page {page}", "a head of the report", line)
    if part + 1 < len(pdf.parts):
        _broken(seen, f"page {document.pages}", f"{len(pdf.parts)} sections", f"{part + 1}")
    return labels


def _label(part: Part, count: int) -> str:
    if not part.running:
        return ""
    if part.numbering != "romawi":
        return f"{part.prefix}-{count}"
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text


def _check_lists(
    seen: Examination,
    document: PdfText,
    pdf: Pdf,
    labels: list[str],
    pages: list[int],
    found: list[str],
    wanted: list[str],
) -> None:
    """The lists of contents name what stands in the report, with the label of its page; so do the bookmarks."""
    ends = list(accumulate(map(len, found)))
    listed: dict[str, list[str]] = {}
    at = 0
    for item, text in zip(pdf.items, wanted, strict=True):
        length = len(text)
        if item.kind and length:
            page = pages[bisect_right(ends, at)]
            label = labels[page - 1] if page <= len(labels) else "?"
            listed.setdefault(item.kind, []).append(squeezed(item.listed + label))
        at += length
    entries = "".join(entry for kind in pdf.lists for entry in listed.get(kind, []))
    have = "".join(squeezed(block.text) for block in document.blocks if "TOC" in block.roles)
    if have != entries:
        begin = next((n for n, pair in enumerate(zip(entries, have, strict=False)) if pair[0] != pair[1]), 0)
        begin = max(0, begin - _AROUND)
        _broken(seen, "lists of contents", entries[begin : begin + 2 * _AROUND], have[begin : begin + 2 * _AROUND])
    marks = [squeezed(item.bookmark) for item in pdf.items if item.bookmark]
    if (named := [squeezed(text) for text in document.bookmarks]) != marks:
        odd = next(
            (pair for pair in zip(marks, named, strict=False) if pair[0] != pair[1]), ("their number", "another")
        )
        _broken(seen, "bookmarks", *odd)


def _check_drawn(seen: Examination, document: PdfText, pdf: Pdf) -> None:
    """Every drawing has the lines and areas of its figures, each in its place."""
    if len(document.drawn) != len(pdf.drawn):
        _broken(seen, "drawings", str(len(pdf.drawn)), str(len(document.drawn)))
        return
    texts = [squeezed(block.text) for block in document.blocks if block.role == "Figure"]
    for text, words in zip_longest(texts, map(squeezed, pdf.drawn_texts), fillvalue="nothing"):
        if text != words:
            _broken(seen, "words of a drawing", words, text)
    for told, words in zip_longest(document.alternatives, pdf.alternatives, fillvalue="nothing"):
        if told != words:
            _broken(seen, "a drawing, read aloud", words[:_READ], told[:_READ])
    for count, ((page, content), again) in enumerate(zip(document.drawn, pdf.drawn, strict=True), 1):
        (steps, places), (right, right_places) = drawing(content), drawing(again)
        where = f"page {page}: drawing {count}"
        if steps != right:
            odd = next((p for p in zip(right, steps, strict=False) if p[0] != p[1]), (b"its lines", b"others"))
            _broken(seen, where, odd[0].decode("latin-1"), odd[1].decode("latin-1"))
        elif any(abs(one - other) > _NEAR for one, other in zip(places, right_places, strict=True)):
            _broken(seen, where, "its lines in their places", "lines elsewhere")
