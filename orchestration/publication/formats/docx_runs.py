"""Runs of text to WordprocessingML: figures, references, footnotes, and captions that number themselves.

Belongs here: what stands within a paragraph, and what of the whole document it has to know. Not here: tables
(docx_tables.py) and other blocks (docx.py).
"""

from __future__ import annotations

import re

from orchestration.publication.document.declared_words import Report
from orchestration.publication.document.document import (
    REVISED,
    Chart,
    ConstantRun,
    Document,
    FigureRun,
    FootnoteRun,
    Heading,
    Run,
    Runs,
    Table,
)
from orchestration.publication.formats.office_package import xml_text

NAME_LENGTH = 255
"""Characters that the name of a document property may have; Word refuses a file with a longer one."""

_CAPTION_NUMBER = re.compile(r"(.*?)(\d+)([a-z]*)")
"""Chapter, number and letter of a caption, e.g. `3.`, `6` and `a`."""


class DocxError(RuntimeError):
    """The document cannot be written so that Word opens it."""


def text_run(text: str, properties: str = "") -> str:
    """A run of one look; nothing for no text."""
    if not text:
        return ""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{xml_text(text)}</w:t></w:r>'


def field(instruction: str, result: str, look: str = "") -> str:
    """A field; its own marks carry the look too, for what an application puts there takes after them."""
    run = f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}%s</w:r>"
    return (
        run % '<w:fldChar w:fldCharType="begin"/>'
        + run % f'<w:instrText xml:space="preserve"> {xml_text(instruction)} </w:instrText>'
        + run % '<w:fldChar w:fldCharType="separate"/>'
        + result
        + run % '<w:fldChar w:fldCharType="end"/>'
    )


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph of a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def is_trail(block: Table | Chart) -> bool:
    """Whether it is a table of the appendix of trails, which is left out."""
    return isinstance(block, Table) and any(row.figure for row in block.rows)


class RunWriter:
    """Runs to markup; remembers what other parts of the file have to hold.

    Attributes:
        footnotes: content of each footnote, numbered from 1.
        figures: id of each figure in the text to what is printed of it.
        bookmarks: anchor of a heading, table or chart to the bookmark at its place.
    """

    def __init__(self, document: Document, words: Report) -> None:
        self.words = words
        self.footnotes: list[str] = []
        self.figures: dict[str, str] = {}
        self.ids = 0
        self.last_number: dict[str, tuple[str, int]] = {}
        self.bookmarks: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.headings: dict[str, str] = {}
        for number, block in enumerate(document.blocks(), 1):
            if isinstance(block, Heading):
                self.bookmarks[block.anchor] = f"_Toc{number:08}"
                self.headings.setdefault(block.number.rstrip(".").casefold(), block.anchor)
            elif isinstance(block, Table | Chart) and not is_trail(block):
                self.bookmarks[block.anchor] = f"_Ref{number:08}"
                self.labels[f"{self.label(block)} {block.number}"] = block.anchor

    def runs(self, runs: Runs, look: str = "") -> str:
        """Runs one after the other; `look` holds for all of them."""
        return "".join(self._run(run, look) for run in runs)

    def _run(self, run: Run, look: str) -> str:
        if isinstance(run, FootnoteRun):
            return self._footnote(run)
        marks = ("<w:b/>" if run.bold and "<w:b/>" not in look else "") + ("<w:i/>" if run.italic else "")
        look = marks + look if marks != "<w:i/>" else look.replace("<w:b/>", "<w:b/><w:i/>") if look else marks
        match run:
            case FigureRun(figure=figure):
                text = self._figure(figure.figure_id, figure.printed, look)
                raised = f'{look}<w:vertAlign w:val="superscript"/>'
                return text + text_run(REVISED, raised) if figure.revised else text
            case ConstantRun(text=text, kind="rujukan"):
                return self._reference(text, look)
            case _:
                return text_run(run.text, look)

    def _figure(self, figure_id: str, text: str, look: str) -> str:
        """A field that shows the document property of the figure: every place of one figure has one text."""
        if len(figure_id) > NAME_LENGTH:
            raise DocxError(f"the id of {figure_id} has more than {NAME_LENGTH} characters")
        if self.figures.setdefault(figure_id, text) != text:
            raise DocxError(f"{figure_id} is printed as {self.figures[figure_id]} and as {text}")
        look = f'<w:rStyle w:val="Angka"/>{look}'
        return field(f'DOCPROPERTY "{figure_id}" \\* MERGEFORMAT', text_run(text, look), look)

    def _reference(self, text: str, look: str) -> str:
        """A mention of a table, a chart or a chapter leads to it."""
        if text in self.labels:
            return field(f"REF {self.bookmarks[self.labels[text]]} \\h", text_run(text, look))
        name = text.casefold()
        anchor = self.headings.get(name) or self.headings.get(name.partition(" ")[2])
        if anchor is None:
            return text_run(text, look)
        return f'<w:hyperlink w:anchor="{self.bookmarks[anchor]}" w:history="1">{text_run(text, look)}</w:hyperlink>'

    def _footnote(self, run: FootnoteRun) -> str:
        # Its place is taken before its own runs are written, which may have notes again.
        self.footnotes.append("")
        number = len(self.footnotes)
        self.footnotes[number - 1] = self.runs(run.note)
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    def bookmarked(self, anchor: str, content: str) -> str:
        """Content that references to an anchor lead to."""
        self.ids += 1
        name = self.bookmarks[anchor]
        return f'<w:bookmarkStart w:id="{self.ids}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{self.ids}"/>'

    def caption(self, block: Table | Chart, style: str) -> str:
        """The caption of a table or a chart, with a number that counts itself."""
        label = self.label(block)
        split = _CAPTION_NUMBER.fullmatch(block.number)
        if split is None:
            number = text_run(block.number)
        else:
            chapter, digits, letter = split.groups()
            number = (
                text_run(chapter)
                + field(self._sequence(label, chapter, int(digits)), text_run(digits))
                + text_run(letter)
            )
        named = self.bookmarked(block.anchor, text_run(f"{label} ") + number)
        return paragraph(style, f"{named}{text_run('. ')}{self.runs(block.caption)}")

    def label(self, block: Table | Chart) -> str:
        """What stands before its number."""
        return self.words.sebutan.tabel if isinstance(block, Table) else self.words.sebutan.gambar

    def _sequence(self, label: str, chapter: str, number: int) -> str:
        """The field that gives a caption its number; where the report's own numbering leaps, it is set anew."""
        before = self.last_number.get(label)
        self.last_number[label] = (chapter, number)
        counted = f"SEQ {label} \\* ARABIC"
        if before == (chapter, number):
            return f"{counted} \\c"
        return counted if before == (chapter, number - 1) else f"{counted} \\r {number}"
