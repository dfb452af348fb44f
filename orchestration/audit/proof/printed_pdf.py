"""Whether `laporan.pdf` prints what the HTML prints, numeral by numeral in the order of its structure.

Belongs here: the comparison of the words with those of the HTML. Not here: reading the file (pdf_reader.py), and
whether a figure is right (restatement.py).

Lists of contents, running heads and repeated table heads have no counterpart; their numerals have to be declared
constants of the report or page numbers.
"""

from __future__ import annotations

from orchestration.audit.chain import Examination, Format
from orchestration.audit.proof.pdf_reader import PdfText, read_pdf
from orchestration.audit.proof.pdf_words import check_pdf_words
from orchestration.audit.proof.printed_pages import (
    HTML,
    INVISIBLE,
    NUMERAL,
    Passage,
    Printed,
    Reader,
    check_sequence,
)

PDF = "laporan.pdf"
_LINK = Format("pdf")


def check(seen: Examination, document: PdfText, printed: Printed) -> None:
    """Every word is that of its document; where nobody tells those, every numeral is the one that the HTML has."""
    if printed.pdf is not None:
        before = len(seen.breaks)
        check_pdf_words(seen, document, printed.pdf)
        if len(seen.breaks) == before:
            return
        # The words tell that it is another report; the numerals tell which figures are.
        told = seen.breaks[before:]
        del seen.breaks[before:]
        _check_numerals(seen, document, printed)
        if len(seen.breaks) == before:
            seen.breaks += told
        return
    _check_numerals(seen, document, printed)


def _check_numerals(seen: Examination, document: PdfText, printed: Printed) -> None:
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
            seen.broken(_LINK, place, "no such text", text, f"{place}: '{text}' is no part of the report's structure")
    passages = printed.passages
    if passages is None:
        seen.omitted.append(f"{PDF} was not compared, {HTML} cannot be read")
        return
    seen.counts["printed_pdf"] += len(found)
    check_sequence(seen, _LINK, PDF, found, passages, printed.texts)
    _check_drawn(seen, drawn, [passage.drawing for passage in passages if passage.drawing])
    _check_beside(seen, beside, passages, document)


def _check_drawn(seen: Examination, drawn: list[tuple[str, int]], expected: list[str]) -> None:
    """The drawings of the PDF show the texts of those of the HTML, one by one."""
    if len(drawn) != len(expected):
        text = f"{PDF} has {len(drawn)} drawings; {HTML} has {len(expected)}"
        seen.broken(_LINK, PDF, len(expected), len(drawn), text)
    for count, ((text, page), wanted) in enumerate(zip(drawn, expected, strict=False), start=1):
        if text != wanted:
            place = f"{PDF}, page {page}: drawing {count}"
            seen.broken(_LINK, place, wanted, text, f"{place}: its texts differ from those of {HTML}")


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
                seen.broken(_LINK, place, "a page number", numeral, f"{place}: '{numeral}' in '{words}' is no figure")


READER = Reader(
    _LINK,
    read_pdf,
    check,
    {"printed_pdf": "numerals in laporan.pdf", "printed_beside": "numerals in its lists and running heads"},
)
