"""What the report prints, by its HTML: its figures and nothing else, and the order in which they stand.

Belongs here: `laporan.html`, numerals as they stand on the page, and what a reader of another format is given to hold
it against. Not here: those readers (readers.py), and whether a figure is right (restatement.py).

All formats are the same report, so the numerals of another one, read in the order of its structure, have to be those of
the HTML, one by one: a changed digit, and two figures that changed places, show where they stand. Only the parts of a
fraction may be read in another order. A drawing has the same texts in all, and each number in it is that of the figure
its label names.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.chain import Examination, Format
from orchestration.audit.numerals import read_printed
from orchestration.audit.proof.html_reader import PANEL, HtmlText, read_html

HTML = "laporan.html"
SHOWN = 25
"""Differing numerals reported one by one; where more differ, the rest is counted."""

NUMERAL = re.compile(
    r"\(R\)|On progress|(?<![^\s(])-(?![^\s)(])|(?:(?:(?<![^\s(])|(?<=\bRp))-)?\d+(?:[.,]\d+)*", re.ASCII
)
"""A number (`Rp-5.000` is a negative one), what is printed in place of one, or the mark of a revised one."""

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
"""Places where a line may break; a number may be cut there and is one number all the same."""

_DRAWING = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')


if TYPE_CHECKING:
    from orchestration.audit.proof.pdf_words import Pdf


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


@dataclass(frozen=True)
class Printed:
    """What another format has to print.

    Attributes:
        release: its folder, for what is told beside the report.
        passages: the numerals of the HTML in reading order; None when it cannot be read.
        texts: what each figure may be printed as.
        figures: rows of `figures.csv` by id.
        revised: ids of the figures that carry the mark of a revised one.
        quarter: of the release, as `2025-TW2`.
        trends: rows of the tables of trends, by table.
        pdf: what the PDF has to say beside; None where nobody tells.
    """

    release: Path
    passages: list[Passage] | None
    texts: Texts
    figures: Mapping[str, Mapping[str, str]]
    revised: frozenset[str]
    quarter: str = ""
    trends: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    pdf: Pdf | None = None


@dataclass(frozen=True)
class Reader:
    """How a format is read back.

    Attributes:
        link: what its broken links are called.
        read: from the file to its content; raises ValueError, saying why, when it cannot be read whole.
        check: holds the content against what it has to print.
        counted: name of each count that `check` keeps, to its words.
    """

    link: Format
    read: Callable[[Path], Any]
    check: Callable[[Examination, Any, Printed], None]
    counted: Mapping[str, str]


def check_html(seen: Examination, release: Path, texts: Texts) -> list[Passage] | None:
    """Every number printed in the HTML belongs to a figure and equals it; returns the numerals in reading order."""
    try:
        page = (release / HTML).read_text(encoding="utf-8")
        reading = read_html(page)
    except (OSError, ValueError) as error:
        seen.broken("html", HTML, "a report", error, f"{HTML} cannot be read ({error})")
        return None
    seen.counts["printed_html"] += len(reading.printed) + len(reading.full)
    in_panels = sum(item.panel for item in reading.printed) + len(reading.full)
    seen.counts["figures_in_panels"], seen.counts["figures_led"] = in_panels, len(reading.printed)
    seen.counts["anchors"], seen.counts["links"] = len(reading.anchors), len(reading.links)
    seen.counts["panels"] = sum(anchor.startswith(PANEL) for anchor in reading.anchors)
    seen.counts["words_html"] += sum(
        any(character.isalpha() for text, _ in line.pieces for character in text) for line in reading.lines
    )
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


def drawn_text(svg: str) -> str:
    """The words of a drawing, in reading order."""
    reader = _Drawing()
    reader.feed(svg)
    reader.close()
    return "".join(words for words, _ in reader.texts)


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


def check_text(seen: Examination, link: Format, where: str, figure_id: str, text: str, texts: Texts) -> None:
    """A text that names a figure is the text of that figure."""
    printed = texts.printed(figure_id)
    if not printed:
        seen.broken(link, where, "a figure", figure_id, f"{where}: there is no such figure")
    elif text not in printed:
        seen.broken(link, where, printed[-1], text, f"{where}: prints '{text}'; the figure is '{printed[-1]}'")


def check_sequence(
    seen: Examination, link: Format, name: str, found: list[tuple[str, str]], passages: list[Passage], texts: Texts
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
