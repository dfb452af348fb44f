"""The neutral document as a Word file that staff can go on editing.

Belongs here: blocks to WordprocessingML. Not here: the looks (reports/templates/docx/), the words, and the archive
(office_package.py, docx_parts.py).

Each figure is a content control whose tag is the figure id: it survives editing and copying, and its text is locked
against a slip of the hand, while the sentence around it stays free. Captions number themselves, references follow them,
and page numbers are fields that Word fills when the file is opened.

The appendix of trails is left out: a row for every figure is of use where one can search, in HTML and workbook.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from orchestration.publication.document.document import (
    REVISED,
    Block,
    Cell,
    Chart,
    Column,
    ConstantRun,
    Cover,
    Document,
    FigureRun,
    FootnoteRun,
    Formula,
    Heading,
    KeyFigures,
    ListBlock,
    Listing,
    Note,
    Paragraph,
    Row,
    Run,
    Runs,
    Section,
    Signature,
    Table,
    TextRun,
    plain_text,
)
from orchestration.publication.formats import docx_parts
from orchestration.publication.formats.office_package import xml_text

TAG_LENGTH = 64
"""Characters that the tag of a content control may have; Word refuses a file with a longer one."""

LONG_CELL = 900
"""Characters from which on a row may break across pages."""

CONTENTS_DEPTH = 3

_TWIPS_PER_CM = 1440 / 2.54
_EMU_PER_TWIP = 635
_PAGE = (round(21 * _TWIPS_PER_CM), round(29.7 * _TWIPS_PER_CM))
_MARGINS = {"tegak": (2.5, 2.5, 2.3), "lanskap": (1.8, 2.2, 1.9)}
"""Side, top and bottom in cm."""

_ROLES = {"isi": "BodyText", "pengantar": "Pengantar", "subjudul": "Subjudul", "tengah": "Tengah", "kanan": "Kanan"}
_SIZES = {"biasa": "TabelIsi", "kecil": "TabelKecil", "renik": "TabelRenik", "halus": "TabelHalus"}
_CELL_MARGIN = {"biasa": 70, "kecil": 45, "renik": 32, "halus": 32}
"""Left and right of a cell, in twips: a narrow column needs its room for the number."""

_ALIGN = {"kiri": "left", "kanan": "right", "tengah": "center"}
_FILL = {"kelompok": "E9EFF6", "subjumlah": "F6F8FB", "jumlah": "E9EFF6"}
_OPERATOR = re.compile(r" [+−×·/-] ")
_SLASH = re.compile(r"/(?=[^\W\d])")
_CAPTION_NUMBER = re.compile(r"(.*?)(\d+)([a-z]*)")
"""Chapter, number and letter of a caption, e.g. `3.`, `6` and `a`."""


class DocxError(RuntimeError):
    """The document cannot be written so that Word opens it."""


def render(document: Document, templates: Path, fonts: Path, day: dt.date, words: Mapping[str, Any]) -> bytes:
    """Renders the document.

    Args:
        document: the neutral document.
        templates: folder of the report's templates.
        fonts: folder of the shipped fonts.
        day: the date the file carries.
        words: labels of tables, charts and what stands in place of the trails (laporan.yaml, `berkas_olah`).

    Raises:
        DocxError: a figure id is too long for a tag.
    """
    writer = _Writer(document, words)
    body = "".join(writer.section(section, last=section is document.sections[-1]) for section in document.sections)
    return docx_parts.assemble(
        templates=templates / "docx",
        fonts=fonts,
        document=document,
        day=day,
        body=body,
        footnotes=writer.footnotes,
        pictures=writer.pictures,
        numbered_lists=writer.numbered_lists,
        edges=[_edges(document, section) for section in document.sections],
    )


def _edges(document: Document, section: Section) -> tuple[str, str]:
    """Running head and foot of a section, as paragraphs."""
    if section.numbering == "tanpa":
        return "<w:p/>", "<w:p/>"
    tab = f'<w:pPr><w:pStyle w:val="%s"/><w:tabs><w:tab w:val="right" w:pos="{_width(section)}"/></w:tabs></w:pPr>'
    look = '<w:rStyle w:val="NomorHalaman"/>'
    page = _run(_page_prefix(section), look) + _field("PAGE", _run("1", look), look)
    return (
        f"<w:p>{tab % 'Header'}{_run(document.subtitle)}<w:r><w:tab/></w:r>{_run(section.running)}</w:p>",
        f"<w:p>{tab % 'Footer'}{_run(document.footer)}<w:r><w:tab/></w:r>{page}</w:p>",
    )


def _page_prefix(section: Section) -> str:
    return f"{section.prefix}-" if section.numbering == "bab" and section.prefix else ""


def _width(section: Section) -> int:
    """Width of the text in twips."""
    page = _PAGE[1] if section.orientation == "lanskap" else _PAGE[0]
    return page - 2 * round(_MARGINS[section.orientation][0] * _TWIPS_PER_CM)


def _run(text: str, properties: str = "") -> str:
    if not text:
        return ""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{xml_text(text)}</w:t></w:r>'


def _field(instruction: str, result: str, look: str = "") -> str:
    """A field; its own marks carry the look too, for what an application puts there takes after them."""
    run = f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}%s</w:r>"
    return (
        run % '<w:fldChar w:fldCharType="begin"/>'
        + run % f'<w:instrText xml:space="preserve"> {xml_text(instruction)} </w:instrText>'
        + run % '<w:fldChar w:fldCharType="separate"/>'
        + result
        + run % '<w:fldChar w:fldCharType="end"/>'
    )


def _paragraph(style: str, content: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


class _Writer:
    """Blocks to markup; remembers what other parts of the file have to hold.

    Attributes:
        footnotes: content of each footnote, numbered from 1.
        pictures: drawings as PNG, numbered from 1.
        numbered_lists: the style of each numbered list, each of which starts anew.
    """

    def __init__(self, document: Document, words: Mapping[str, Any]) -> None:
        self.document = document
        self.words = words
        self.footnotes: list[str] = []
        self.pictures: list[bytes] = []
        self.numbered_lists: list[str] = []
        self.ids = 0
        self.width = 0
        self.last_number: dict[str, tuple[str, int]] = {}
        self.bookmarks: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.headings: dict[str, str] = {}
        for number, block in enumerate(document.blocks(), 1):
            if isinstance(block, Heading):
                self.bookmarks[block.anchor] = f"_Toc{number:08}"
                self.headings.setdefault(block.number.rstrip(".").casefold(), block.anchor)
            elif isinstance(block, Table | Chart) and not _is_trail(block):
                self.bookmarks[block.anchor] = f"_Ref{number:08}"
                self.labels[f"{self._label(block)} {block.number}"] = block.anchor

    def section(self, section: Section, last: bool) -> str:
        self.width = _width(section)
        made = []
        for number, block in enumerate(section.blocks):
            if isinstance(block, Heading) and block.level == 1:
                made.append(self.heading(block, new_page=number > 0))
            else:
                made.append(self.block(block))
        layout = self._layout(section)
        # Word ends a section in a paragraph; one of its own stays when the last sentence is deleted.
        made.append(layout if last else _paragraph("AkhirBagian", "", layout))
        return "".join(made)

    def _layout(self, section: Section) -> str:
        number = self.document.sections.index(section) + 1
        side, top, bottom = (round(size * _TWIPS_PER_CM) for size in _MARGINS[section.orientation])
        wide = section.orientation == "lanskap"
        width, height = _PAGE[::-1] if wide else _PAGE
        form = ' w:fmt="lowerRoman"' if section.numbering == "romawi" else ' w:fmt="decimal"'
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="kepala{number}"/>'
            f'<w:footerReference w:type="default" r:id="kaki{number}"/>'
            '<w:footnotePr><w:numFmt w:val="lowerLetter"/></w:footnotePr><w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{width}" w:h="{height}"{" w:orient=" + chr(34) + "landscape" + chr(34) if wide else ""}/>'
            f'<w:pgMar w:top="{top}" w:right="{side}" w:bottom="{bottom}" w:left="{side}" w:header="680" w:footer="600"'
            f' w:gutter="0"/><w:pgNumType{form} w:start="1"/></w:sectPr>'
        )

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                return self.heading(block)
            case Paragraph():
                return _paragraph(_ROLES.get(block.role, "BodyText"), self.runs(block.runs))
            case ListBlock():
                return self.list_block(block)
            case Table():
                return self.table(block) if not _is_trail(block) else self.elsewhere()
            case Chart():
                return self.chart(block)
            case KeyFigures():
                return self.cards(block)
            case Formula():
                return self.formula(block)
            case Note():
                return self.note(block)
            case Signature():
                return (
                    _paragraph("TandaTangan", self.runs(block.place), '<w:spacing w:before="360"/>')
                    + _paragraph("TandaTangan", self.runs(block.office) + _run(","))
                    + _paragraph("RuangTandaTangan", "")
                )
            case Listing():
                return self.contents() if block.kind == "isi" else self.captions(block.kind)
            case Cover():
                return self.cover(block)

    def cover(self, cover: Cover) -> str:
        parts = (
            ("SampulKementerian", cover.ministry),
            ("Title", cover.title),
            ("Subtitle", cover.period),
            ("SampulUnit", cover.unit),
            ("SampulKeterangan", cover.parent),
            ("SampulKeterangan", cover.place),
        )
        return "".join(_paragraph(style, self.runs(runs)) for style, runs in parts)

    def heading(self, heading: Heading, new_page: bool = False) -> str:
        number = _run(f"{heading.number} " if heading.number else "", self._number_style(heading))
        content = self.bookmarked(heading.anchor, number + self.runs(heading.runs))
        return _paragraph(f"Heading{min(heading.level, 6)}", content, "<w:pageBreakBefore/>" if new_page else "")

    @staticmethod
    def _number_style(heading: Heading) -> str:
        return '<w:rStyle w:val="NomorBab"/>' if heading.level == 1 else ""

    def list_block(self, block: ListBlock) -> str:
        if block.style == "butir":
            return "".join(_paragraph("ListBullet", self.runs(item)) for item in block.items)
        self.numbered_lists.append(block.style)
        number = docx_parts.FIRST_NUMBERED_LIST + len(self.numbered_lists) - 1
        properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return "".join(_paragraph("ListNumber", self.runs(item), properties) for item in block.items)

    def elsewhere(self) -> str:
        """What stands in place of the trails."""
        return _paragraph("BodyText", _run(str(self.words["docx"]["jejak"])))

    # ---- tables ------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> str:
        share = self.width / sum(column.width for column in table.columns)
        widths = [round(column.width * share) for column in table.columns]
        together = table.is_short
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = "".join(
            # The last row stays with the notes below the table.
            self.row(row, widths, table.size, bool(table.notes) if number == len(table.rows) else together)
            for number, row in enumerate(table.rows, 1)
        )
        notes = "".join(_paragraph("CatatanTabel", self.runs(note)) for note in table.notes)
        return (
            self.caption(table, "Caption")
            + '<w:tbl><w:tblPr><w:tblStyle w:val="TabelLaporan"/>'
            + f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            + f'<w:left w:w="{_CELL_MARGIN[table.size]}" w:type="dxa"/>'
            + f'<w:right w:w="{_CELL_MARGIN[table.size]}" w:type="dxa"/></w:tblCellMar>'
            + '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
            + f' w:noVBand="1"/><w:tblCaption w:val="{xml_text(plain_text(table.caption))}"/></w:tblPr>'
            + f"<w:tblGrid>{grid}</w:tblGrid>{self.head(table, widths)}{rows}</w:tbl>"
            # Without a paragraph between them Word joins two tables.
            + notes
            + _paragraph("SetelahTabel", "")
        )

    def head(self, table: Table, widths: list[int]) -> str:
        grouped = any(column.group for column in table.columns)
        upper: list[str] = []
        lower: list[str] = []
        at = 0
        for group, members in groupby(table.columns, key=lambda column: column.group):
            for_group = [*zip(members, widths[at:], strict=False)]
            at += len(for_group)
            if grouped and group:
                width = sum(width for _, width in for_group)
                upper.append(self.head_cell(group, table.size, "tengah", width, span=len(for_group)))
                lower += [self.column_head(column, table.size, width) for column, width in for_group]
            else:
                begin = '<w:vMerge w:val="restart"/>' if grouped else ""
                upper += [self.column_head(column, table.size, width, begin) for column, width in for_group]
                lower += [self.head_cell((), table.size, "kiri", width, merge="<w:vMerge/>") for _, width in for_group]
        row = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>%s</w:tr>"
        return row % "".join(upper) + (row % "".join(lower) if grouped else "")

    def column_head(self, column: Column, size: str, width: int, merge: str = "") -> str:
        return self.head_cell(column.title, size, column.align, width, merge=merge)

    def head_cell(self, runs: Runs, size: str, align: str, width: int, span: int = 1, merge: str = "") -> str:
        properties = f'<w:keepNext/><w:jc w:val="{_ALIGN[align]}"/>'
        content = self.runs(runs, '<w:b/><w:color w:val="FFFFFF"/>')
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
            + merge
            + '<w:shd w:val="clear" w:color="auto" w:fill="12406B"/><w:vAlign w:val="center"/></w:tcPr>'
            + f"{_paragraph(_SIZES[size], content, properties)}</w:tc>"
        )

    def row(self, row: Row, widths: list[int], size: str, keep: bool) -> str:
        split = max(sum(len(plain_text(line)) for line in cell.lines) for cell in row.cells) > LONG_CELL
        # The name of a group stays with the row below it.
        keep = keep or row.kind == "kelompok"
        at = 0
        cells = []
        for cell in row.cells:
            cells.append(self.cell(cell, row.kind, size, sum(widths[at : at + cell.span]), keep))
            at += cell.span
        return f"<w:tr>{'' if split else '<w:trPr><w:cantSplit/></w:trPr>'}{''.join(cells)}</w:tr>"

    def cell(self, cell: Cell, kind: str, size: str, width: int, keep: bool) -> str:
        look = "" if kind == "isi" else "<w:b/>"
        if kind == "kelompok":
            look += '<w:color w:val="12406B"/>'
        properties = ("<w:keepNext/>" if keep else "") + f'<w:jc w:val="{_ALIGN[cell.align]}"/>'
        lines = "".join(
            _paragraph(_SIZES[size], self.runs(_breakable(line), look), properties) for line in cell.lines or ((),)
        )
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            + (f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else "")
            + (f'<w:shd w:val="clear" w:color="auto" w:fill="{_FILL[kind]}"/>' if kind in _FILL else "")
            + f"</w:tcPr>{lines}</w:tc>"
        )

    def cards(self, block: KeyFigures) -> str:
        width = self.width // 3
        rows = []
        for start in range(0, len(block.items), 3):
            cells = [
                "".join(
                    _paragraph(style, self.runs(runs))
                    for style, runs in (
                        ("KartuNama", item.title),
                        ("KartuNilai", item.value),
                        ("KartuKeterangan", item.remark),
                    )
                )
                for item in block.items[start : start + 3]
            ]
            cells += ["<w:p/>"] * (3 - len(cells))
            made = "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
                f'<w:shd w:val="clear" w:color="auto" w:fill="F4F7FA"/></w:tcPr>{cell}</w:tc>'
                for cell in cells
            )
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{made}</w:tr>")
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="KartuAngka"/><w:tblW w:w="{3 * width}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{f"<w:gridCol w:w={chr(34)}{width}{chr(34)}/>" * 3}'
            f"</w:tblGrid>{''.join(rows)}</w:tbl>{_paragraph('SetelahTabel', '')}"
        )

    # ---- other blocks ------------------------------------------------------------------------------------------

    def formula(self, block: Formula) -> str:
        parts = [self.runs(block.name, "<w:b/>"), _run(" = "), self.operand(block.numerator), _run(" / ")]
        parts.append(self.operand(block.denominator))
        if block.factor:
            parts += [_run(" "), self.runs(block.factor)]
        if block.result:
            parts += [_run(" = "), self.runs(block.result, "<w:b/>")]
        return _paragraph("Rumus", "".join(parts))

    def operand(self, runs: Runs) -> str:
        """A side of a fraction; on one line a sum has to be held together."""
        made = self.runs(runs)
        return f"{_run('(')}{made}{_run(')')}" if _OPERATOR.search(plain_text(runs)) else made

    def note(self, block: Note) -> str:
        made = [_paragraph("MetodeJudul", self.runs(block.title))]
        for number, (label, text) in enumerate(block.items, 1):
            # A note stays on one page; what is set apart by a bar cannot be read from its last line alone.
            keep = "<w:keepNext/>" if number < len(block.items) else ""
            line = self.runs(label, "<w:b/>") + _run(": ", "<w:b/>") + self.runs(text)
            made.append(_paragraph("Metode", line, keep))
        return "".join(made) + _paragraph("SetelahTabel", "")

    def chart(self, chart: Chart) -> str:
        from vl_convert import svg_to_png

        width, height = _drawing_size(chart.svg)
        self.pictures.append(bytes(svg_to_png(chart.svg, scale=2)))
        number = len(self.pictures)
        wide = min(self.width, round(width * 15)) * _EMU_PER_TWIP  # a pixel of the drawing is 15 twips
        high = round(wide * height / width)
        described = xml_text(plain_text(chart.alternative))
        drawing = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
            f'<wp:docPr id="{number}" name="{xml_text(chart.name)}" descr="{described}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{xml_text(chart.name)}" descr="{described}"/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="gambar{number}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
        return (
            _paragraph("Gambar", drawing)
            + self.caption(chart, "KeteranganGambar")
            + _paragraph("UraianGambar", self.runs(chart.alternative))
            + "".join(_paragraph("CatatanTabel", self.runs(note)) for note in chart.notes)
        )

    # ---- captions, contents and references ---------------------------------------------------------------------

    def _label(self, block: Table | Chart) -> str:
        return str(self.words["sebutan"]["tabel" if isinstance(block, Table) else "gambar"])

    def caption(self, block: Table | Chart, style: str) -> str:
        label = self._label(block)
        split = _CAPTION_NUMBER.fullmatch(block.number)
        if split is None:
            number = _run(block.number)
        else:
            chapter, digits, letter = split.groups()
            number = _run(chapter) + _field(self._sequence(label, chapter, int(digits)), _run(digits)) + _run(letter)
        named = self.bookmarked(block.anchor, _run(f"{label} ") + number)
        return _paragraph(style, f"{named}{_run('. ')}{self.runs(block.caption)}")

    def _sequence(self, label: str, chapter: str, number: int) -> str:
        """The field that gives a caption its number; where the report's own numbering leaps, it is set anew."""
        before = self.last_number.get(label)
        self.last_number[label] = (chapter, number)
        field = f"SEQ {label} \\* ARABIC"
        if before == (chapter, number):
            return f"{field} \\c"
        return field if before == (chapter, number - 1) else f"{field} \\r {number}"

    def bookmarked(self, anchor: str, content: str) -> str:
        self.ids += 1
        name = self.bookmarks[anchor]
        return f'<w:bookmarkStart w:id="{self.ids}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{self.ids}"/>'

    def contents(self) -> str:
        lines = []
        for section in self.document.sections:
            for block in section.blocks:
                if isinstance(block, Heading) and block.contents and block.level <= CONTENTS_DEPTH:
                    number = f"{block.number} " if block.number else ""
                    entry = _run(number + plain_text(block.runs))
                    lines.append(self.entry(f"TOC{block.level}", entry, block.anchor, section))
        return "".join(lines)

    def captions(self, kind: str) -> str:
        lines = []
        for section in self.document.sections:
            for block in section.blocks:
                if isinstance(block, Table | Chart) and isinstance(block, Table) == (kind == "tabel"):
                    if _is_trail(block):
                        continue
                    entry = _run(f"{self._label(block)} {block.number}") + "<w:r><w:tab/></w:r>"
                    entry += _run(plain_text(block.caption))
                    lines.append(self.entry("TableofFigures", entry, block.anchor, section))
        return "".join(lines)

    def entry(self, style: str, content: str, anchor: str, section: Section) -> str:
        """A line of contents. No TOC field holds it: Word would drop the chapter before the page number."""
        name = self.bookmarks[anchor]
        form = " \\* roman" if section.numbering == "romawi" else ""
        page = _run(_page_prefix(section)) + _field(f"PAGEREF {name} \\h{form}", _run("…"))
        line = f'<w:hyperlink w:anchor="{name}" w:history="1">{content}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
        return _paragraph(style, line)

    # ---- runs --------------------------------------------------------------------------------------------------

    def runs(self, runs: Runs, look: str = "") -> str:
        return "".join(self.run(run, look) for run in runs)

    def run(self, run: Run, look: str) -> str:
        if isinstance(run, FootnoteRun):
            return self.footnote(run)
        marks = ("<w:b/>" if run.bold and "<w:b/>" not in look else "") + ("<w:i/>" if run.italic else "")
        look = marks + look if marks != "<w:i/>" else look.replace("<w:b/>", "<w:b/><w:i/>") if look else marks
        match run:
            case FigureRun(figure=figure):
                text = self.figure(figure.figure_id, figure.label, figure.printed, look)
                raised = f'{look}<w:vertAlign w:val="superscript"/>'
                return text + _run(REVISED, raised) if figure.revised else text
            case ConstantRun(text=text, kind="rujukan"):
                return self.reference(text, look)
            case _:
                return _run(run.text, look)

    def figure(self, figure_id: str, label: str, text: str, look: str) -> str:
        if len(figure_id) > TAG_LENGTH:
            raise DocxError(f"the id of {figure_id} has more than {TAG_LENGTH} characters")
        self.ids += 1
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{xml_text(label[:TAG_LENGTH])}"/><w:tag w:val="{xml_text(figure_id)}"/>'
            f'<w:id w:val="{self.ids}"/><w:lock w:val="contentLocked"/><w:richText/></w:sdtPr><w:sdtContent>'
            f"{_run(text, '<w:rStyle w:val=' + chr(34) + 'Angka' + chr(34) + '/>' + look)}</w:sdtContent></w:sdt>"
        )

    def reference(self, text: str, look: str) -> str:
        """A mention of a table, a chart or a chapter leads to it."""
        if text in self.labels:
            return _field(f"REF {self.bookmarks[self.labels[text]]} \\h", _run(text, look))
        name = text.casefold()
        anchor = self.headings.get(name) or self.headings.get(name.partition(" ")[2])
        if anchor is None:
            return _run(text, look)
        return f'<w:hyperlink w:anchor="{self.bookmarks[anchor]}" w:history="1">{_run(text, look)}</w:hyperlink>'

    def footnote(self, run: FootnoteRun) -> str:
        # Its place is taken before its own runs are written, which may have notes again.
        self.footnotes.append("")
        number = len(self.footnotes)
        self.footnotes[number - 1] = self.runs(run.note)
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def _breakable(runs: Runs) -> Runs:
    """Runs whose words may break after a slash; Word would otherwise break a long one between any two letters."""
    return tuple(
        replace(run, text=_SLASH.sub("/\u200b", run.text)) if isinstance(run, TextRun | ConstantRun) else run
        for run in runs
    )


def _is_trail(block: Table | Chart) -> bool:
    return isinstance(block, Table) and any(row.figure for row in block.rows)


def _drawing_size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in pixels.

    Raises:
        DocxError: the drawing does not say how large it is.
    """
    head = svg[: svg.find(">") + 1]
    sides = [re.search(rf'\s{name}="([\d.]+)(?:px)?"', head) for name in ("width", "height")]
    if sides[0] and sides[1]:
        return float(sides[0][1]), float(sides[1][1])
    if box := re.search(r'viewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', head):
        return float(box[1]), float(box[2])
    raise DocxError("a drawing has neither width and height nor a viewBox")
