"""Whether `laporan.docx` prints the figures it names, and every numeral that the HTML prints.

Belongs here: the comparison with figures and HTML. Not here: reading the file (docx_reader.py) and whether a figure is
right (restatement.py).
"""

from __future__ import annotations

from orchestration.audit.chain import Examination, Format
from orchestration.audit.proof.docx_reader import DocxText, read_docx
from orchestration.audit.proof.printed_pages import (
    HTML,
    NUMERAL,
    Passage,
    Printed,
    Reader,
    Texts,
    check_sequence,
    check_text,
    numerals_of,
)

DOCX = "laporan.docx"
_LINK = Format("docx")


def check(seen: Examination, document: DocxText, printed: Printed) -> None:
    """Every figure has its text, and every numeral is the one the HTML has at that place."""
    _check_figures(seen, document, printed.texts)
    if printed.passages is None:
        seen.omitted.append(f"{DOCX} was not compared, {HTML} cannot be read")
        return
    passages = [passage for passage in printed.passages if not passage.trail]
    found = [
        (numeral, figure_id, f"in '{line.place}'")
        for line in document.lines
        for numeral, figure_id in numerals_of(line.pieces)
    ]
    check_sequence(seen, _LINK, DOCX, [(numeral, where) for numeral, _, where in found], passages, printed.texts)
    wanted = [numeral for passage in passages for numeral in passage.numerals]
    if len(found) == len(wanted):
        for numeral, (text, figure_id, where) in zip(wanted, found, strict=True):
            if figure_id != numeral.figure_id and text == numeral.text:
                named, right = figure_id or "no figure", numeral.figure_id or "no figure"
                message = f"{DOCX}, {where}: '{text}' is {named} where {HTML} has {right}"
                seen.broken(_LINK, f"{DOCX}, {where}", right, named, message)
    _check_beside(seen, document, passages)


def _check_figures(seen: Examination, document: DocxText, texts: Texts) -> None:
    for line in document.lines:
        for text, figure_id in line.pieces:
            if figure_id:
                seen.counts["printed_docx"] += 1
                check_text(seen, _LINK, f"{DOCX}: {figure_id} in '{line.place}'", figure_id, text, texts)
    for figure_id, text in document.properties:
        check_text(seen, _LINK, f"{DOCX}: property {figure_id}", figure_id, text, texts)


def _check_beside(seen: Examination, document: DocxText, passages: list[Passage]) -> None:
    """Numerals of contents, running heads and feet are declared constants of the report, or the page of a new file."""
    known = {numeral.text for passage in passages for numeral in passage.numerals if not numeral.figure_id} | {"1"}
    for line in document.beside:
        for numeral in NUMERAL.findall(line.text):
            if numeral not in known:
                words = " ".join(line.text.split())
                message = f"{DOCX}: '{numeral}' in '{words}' is no figure"
                seen.broken(_LINK, f"{DOCX}: {words}", "a page number", numeral, message)


READER = Reader(_LINK, read_docx, check, {"printed_docx": "numbers in laporan.docx"})
