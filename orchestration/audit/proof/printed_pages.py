"""Whether the report prints its figures and nothing else: `laporan.html`, and `laporan.pdf` number by number beside it.

Belongs here: numerals as they stand on the page. Not here: whether a figure is right (restatement.py).

Both documents are the same report, so the numerals of the PDF, read in the order of its structure, have to be those of
the HTML, one by one: a changed digit, and two figures that changed places, show where they stand. Only the parts of a
fraction may be read in another order. A drawing has the same texts in both, and each number in it is that of the
figure its label names. Lists of contents, running heads and repeated table heads have no counterpart;
their numerals have to be declared constants of the report or page numbers.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from orchestration.audit.chain import Examination, Link
from orchestration.audit.numerals import read_printed
from orchestration.audit.proof.html_reader import HtmlText, read_html
from orchestration.audit.proof.pdf_reader import PdfText, PdfTextError, read_pdf

HTML, PDF = "laporan.html", "laporan.pdf"
SHOWN = 25
"""Differing numerals reported one by one; where more differ, the rest is counted."""

NUMERAL = re.compile(
    r"\(R\)|On progress|(?<![^\s(])-(?![^\s)(])|(?:(?:(?<![^\s(])|(?<=\bRp))-)?\d+(?:[.,]\d+)*", re.ASCII
)
"""A number (`Rp-5.000` is a negative one), what is printed in place of one, or the mark of a revised one."""

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
"""Places where a line may break; a number may be cut there and is one number all the same."""

_DRAWING = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')


@dataclass(frozen=True)
class Numeral:
    """A numeral where the HTML has it.

    Attributes:
        text: as printed.
        figure_id: of the figure it is the text of; empty for a declared constant.
        place: heading and caption above it.
    """

    text: str
    figure_id: str
    place: str


@dataclass
class Passage:
    """Numerals that stand together.

    Attributes:
        numerals: in reading order.
        ordered: False for a fraction, whose parts two readers may take in another order.
        table: caption of the table in whose body they stand; empty elsewhere.
        trail: whether they stand in the appendix of trails, which only HTML and PDF have.
        drawing: texts of a drawing without their spaces; such a passage has no numerals.
    """

    numerals: list[Numeral]
    ordered: bool = True
    table: str = ""
    trail: bool = False
    drawing: str = ""


@dataclass(frozen=True)
class Texts:
    """What a figure may be printed as: figure id to (printed text, machine value).

    Attributes:
        public: what `figures.csv` says; empty when it cannot be read.
        again: what the recomputation says; empty when there is none.
    """

    public: Mapping[str, tuple[str, str]]
    again: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def printed(self, figure_id: str) -> list[str]:
        """Texts that need no further break: the public one, then the right one where that is another."""
        return [side[figure_id][0] for side in (self.public, self.again) if figure_id in side]

    def values(self, figure_id: str) -> list[str]:
        """The same of the machine values."""
        return [side[figure_id][1] for side in (self.public, self.again) if figure_id in side]


def check_html(seen: Examination, release: Path, texts: Texts) -> list[Passage] | None:
    """Every number printed in the HTML belongs to a figure and equals it; returns the numerals in reading order."""
    try:
        page = (release / HTML).read_text(encoding="utf-8")
        reading = read_html(page)
    except (OSError, ValueError) as error:
        seen.broken("html", HTML, "a report", error, f"{HTML} cannot be read ({error})")
        return None
    seen.counts["printed_html"] += len(reading.printed) + len(reading.full)
    for place, text in reading.untagged:
        seen.broken("html", f"{HTML}: {place}", "a figure", text, f"{HTML}, {place}: '{text}' belongs to no figure")
    _check_printed(seen, reading, texts)
    if not reading.printed:
        seen.broken("html", HTML, "printed figures", "none", f"{HTML} prints no figure")
        return None
    drawings = _drawings(page)
    passages = list(_passages(reading, drawings, texts))
    _check_drawings(seen, drawings, passages, texts)
    return passages


@contextmanager
def reading_pdf(release: Path) -> Iterator[Callable[[], PdfText]]:
    """Reads the PDF in a process of its own while the figures are worked out; gives what waits for its text."""
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        begun = pool.submit(read_pdf, release / PDF)

        def text() -> PdfText:
            try:
                return begun.result()
            except BrokenExecutor:
                return read_pdf(release / PDF)  # the process could not be had; only slower

        yield text


def check_pdf(seen: Examination, read: Callable[[], PdfText], passages: list[Passage] | None, texts: Texts) -> None:
    """Every numeral of the PDF is the one the HTML has at that place, and none is left out."""
    try:
        document = read()
    except PdfTextError as error:
        seen.broken("pdf", PDF, "a report", error, f"{PDF}: {error}")
        return
    found: list[tuple[str, str]] = []
    drawn: list[tuple[str, int]] = []
    beside: list[tuple[str, int]] = [(text, page) for page, text in document.furniture]
    for block in document.blocks:
        if "TOC" in block.roles:
            beside.append((block.text, block.page))
        elif block.role == "Figure":
            drawn.append(("".join(block.text.split()), block.page))
        elif block.role != "Lbl":  # the marks of a list are no content
            found += [(numeral, f"page {block.page}") for numeral in NUMERAL.findall(block.text.translate(INVISIBLE))]
    for page, text in document.stray:
        if NUMERAL.search(text):
            place = f"{PDF}, page {page}"
            seen.broken("pdf", place, "no such text", text, f"{place}: '{text}' is no part of the report's structure")
    if passages is None:
        seen.omitted.append(f"{PDF} was not compared, {HTML} cannot be read")
        return
    seen.counts["printed_pdf"] += len(found)
    check_sequence(seen, "pdf", PDF, found, passages, texts)
    _check_drawn(seen, drawn, [passage.drawing for passage in passages if passage.drawing])
    _check_beside(seen, beside, passages, document)


def _check_drawings(
    seen: Examination, drawings: list[list[tuple[str, str]]], passages: list[Passage], texts: Texts
) -> None:
    """Each number in a drawing is the text of the figure its label names, or a declared constant of the report."""
    known = {numeral.text for passage in passages for numeral in passage.numerals if not numeral.figure_id}
    for count, drawing in enumerate(drawings, start=1):
        for text, figure_id in drawing:
            where = f"{HTML}: drawing {count}" + (f": {figure_id}" if figure_id else "")
            if figure_id:
                printed = texts.printed(figure_id)
                if text not in printed:
                    wanted = (printed or ["no such figure"])[-1]
                    seen.broken("html", where, wanted, text, f"{where}: draws '{text}'; the figure is '{wanted}'")
                continue
            for numeral in NUMERAL.findall(text):
                if numeral not in known:
                    seen.broken("html", where, "a figure", numeral, f"{where}: '{numeral}' in '{text}' is no figure")


def _check_drawn(seen: Examination, drawn: list[tuple[str, int]], expected: list[str]) -> None:
    """The drawings of the PDF show the texts of those of the HTML, one by one."""
    if len(drawn) != len(expected):
        text = f"{PDF} has {len(drawn)} drawings; {HTML} has {len(expected)}"
        seen.broken("pdf", PDF, len(expected), len(drawn), text)
    for count, ((text, page), wanted) in enumerate(zip(drawn, expected, strict=False), start=1):
        if text != wanted:
            place = f"{PDF}, page {page}: drawing {count}"
            seen.broken("pdf", place, wanted, text, f"{place}: its texts differ from those of {HTML}")


def _drawings(page: str) -> list[list[tuple[str, str]]]:
    """Texts of the drawings of the HTML with the figure each names (empty for words), in reading order."""
    found = []
    for match in _DRAWING.finditer(page):
        reader = _Drawing()
        reader.feed(base64.b64decode(match[1]).decode("utf-8"))
        reader.close()
        found.append(reader.texts)
    return found


class _Drawing(HTMLParser):
    """The texts of an SVG; a label names its figure in `aria-label`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "text":
            self.inside = True
            self.texts.append(("", dict(attrs).get("aria-label") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "text":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            text, figure_id = self.texts[-1]
            self.texts[-1] = (text + data, figure_id)


def _check_printed(seen: Examination, reading: HtmlText, texts: Texts) -> None:
    """Text and machine value of each tagged number are those of its figure."""
    for item in reading.printed:
        where = f"{HTML}: {item.figure_id}" + (f" in '{item.place}'" if item.place else "")
        printed, values = texts.printed(item.figure_id), texts.values(item.figure_id)
        if not printed:
            text = f"{where}: there is no such figure"
            seen.broken("html", where, "a figure", item.figure_id, text)
        elif item.text not in printed:
            text = f"{where}: prints '{item.text}'; the figure is '{printed[-1]}'"
            seen.broken("html", where, printed[-1], item.text, text)
        elif item.value not in values:
            text = f"{where}: has the machine value '{item.value}'; the figure's is '{values[-1]}'"
            seen.broken("html", where, values[-1], item.value, text)
    for item in reading.full:
        where = f"{HTML}: {item.figure_id} in full"
        values = texts.values(item.figure_id)
        if item.value not in values or _machine(item.text) != item.value:
            text = (
                f"{where}: prints '{item.text}' for '{item.value}'; the figure's value is '{(values or ['none'])[-1]}'"
            )
            seen.broken("html", where, (values or ["no such figure"])[-1], item.text, text)


def _machine(text: str) -> str | None:
    """The machine text of a number printed with all its digits."""
    try:
        value = read_printed(text)
    except ValueError:
        return None
    return None if value is None else f"{value:f}"


def check_sequence(
    seen: Examination, link: Link, name: str, found: list[tuple[str, str]], passages: list[Passage], texts: Texts
) -> None:
    """Numeral by numeral; after the first one too many or too few nothing can be said of the rest.

    Args:
        seen: where a difference is kept.
        link: of the document.
        name: of its file.
        found: numerals of the document in reading order, each with where it stands.
        passages: those of the HTML that it has to print too.
        texts: what a figure may be printed as.
    """
    expected = [numeral for passage in passages for numeral in passage.numerals]
    same_length = len(found) == len(expected)
    at = 0
    differing: list[tuple[Numeral, str, str]] = []
    for passage in passages:
        part = found[at : at + len(passage.numerals)]
        at += len(passage.numerals)
        if not passage.ordered:
            part = _matched(passage.numerals, part, texts)
        for numeral, (text, where) in zip(passage.numerals, part, strict=False):
            if not _accepted(numeral, text, texts):
                differing.append((numeral, text, where))
        if differing and not same_length:
            break
    for numeral, text, where in differing[:SHOWN]:
        wanted = numeral.text
        what = f"{numeral.figure_id} = {wanted}" if numeral.figure_id else f"'{wanted}'"
        place = f"{name}, {where}: {numeral.figure_id or numeral.place}"
        seen.broken(link, place, wanted, text, f"{name}, {where}: '{text}' where {HTML} has {what} ({numeral.place})")
    if len(differing) > SHOWN:
        rest = len(differing) - SHOWN
        seen.broken(link, name, "the numerals of the HTML", f"{rest} others", f"{name}: {rest} more numerals differ")
    if not same_length:
        text = f"{name} has {len(found)} numerals; {HTML} has {len(expected)}"
        seen.broken(link, name, len(expected), len(found), text)


def _matched(numerals: list[Numeral], part: list[tuple[str, str]], texts: Texts) -> list[tuple[str, str]]:
    """The numerals of a fraction put into the order of the HTML, those that fit nowhere last."""
    rest = list(part)
    chosen: list[tuple[str, str] | None] = []
    for numeral in numerals:
        fitting = next((item for item in rest if _accepted(numeral, item[0], texts)), None)
        if fitting is not None:
            rest.remove(fitting)
        chosen.append(fitting)
    return [item if item is not None else rest.pop(0) for item in chosen if item is not None or rest]


def _accepted(numeral: Numeral, text: str, texts: Texts) -> bool:
    return text == numeral.text or (bool(numeral.figure_id) and text in texts.printed(numeral.figure_id))


def _check_beside(seen: Examination, beside: list[tuple[str, int]], passages: list[Passage], document: PdfText) -> None:
    """Numerals outside the text are declared constants of the report or page numbers."""
    known = {numeral.text for passage in passages for numeral in passage.numerals if not numeral.figure_id}
    known |= {str(number) for number in range(1, document.pages + 1)}
    for text, page in beside:
        for numeral in NUMERAL.findall(text):
            seen.counts["printed_beside"] += 1
            if numeral not in known:
                place = f"{PDF}, page {page}"
                words = " ".join(text.split())
                seen.broken("pdf", place, "a page number", numeral, f"{place}: '{numeral}' in '{words}' is no figure")


def _passages(text: HtmlText, drawings: list[list[tuple[str, str]]], texts: Texts) -> Iterator[Passage]:
    """The numerals of the report's body in reading order, then the drawings.

    A figure whose text is wrong stands here with its right one: it has been reported, and the PDF may have it right.
    """
    for line in text.lines:
        pieces = ((_right(piece, figure_id, texts), figure_id) for piece, figure_id in line.pieces)
        numerals = [Numeral(numeral, figure_id, line.place) for numeral, figure_id in numerals_of(pieces)]
        if numerals:
            yield Passage(numerals, line.ordered, line.table, line.trail)
    for drawing in drawings:
        yield Passage([], drawing="".join("".join(words for words, _ in drawing).split()))


def _right(text: str, figure_id: str, texts: Texts) -> str:
    allowed = texts.printed(figure_id) if figure_id else []
    return text if not allowed or text in allowed else allowed[-1]


def numerals_of(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The numerals of a line out of its pieces, text and figure id; each with the figure it is the whole text of."""
    text = ""
    spans: dict[tuple[int, int], str] = {}
    for piece, figure_id in pieces:
        visible = piece.translate(INVISIBLE)
        if figure_id:
            spans[len(text), len(text) + len(visible)] = figure_id
        text += visible
    for match in NUMERAL.finditer(text):
        yield match[0], spans.get(match.span(), "")
