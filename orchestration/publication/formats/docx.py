"""The neutral document as a Word file that staff can go on editing.

Belongs here: blocks to WordprocessingML. Not here: tables (docx_tables.py), what stands within a paragraph
(docx_runs.py), the looks (reports/templates/docx/), the words, and the archive (office_package.py, docx_parts.py).

Each figure is a field that shows a property of the document, and the name of the property is the figure id: it survives
editing and copying, what a slip of the hand changes is put right when fields are updated, and its text stands in a run
of the paragraph like any other, where every program that reads a Word file finds it. Captions number themselves,
references follow them, and page numbers are fields that Word fills when the file is opened.

The appendix of trails is left out: a row for every figure is of use where one can search, in HTML and workbook.
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.publication.document.declared_words import Report
from orchestration.publication.document.document import (
    Block,
    Chart,
    Cover,
    CoverPicture,
    Document,
    Formula,
    Heading,
    KeyFigures,
    ListBlock,
    Listing,
    Note,
    Paragraph,
    Runs,
    Section,
    Signatory,
    Signature,
    Table,
    plain_text,
)
from orchestration.publication.document.drawn_before import once
from orchestration.publication.formats import Material, docx_parts, docx_tables
from orchestration.publication.formats.docx_runs import DocxError, RunWriter, field, is_trail, paragraph, text_run
from orchestration.publication.formats.office_package import xml_text
from orchestration.workspace.fonts import NOWHERE, opened

CONTENTS_DEPTH = 3

_TWIPS_PER_CM = 1440 / 2.54
_EMU_PER_TWIP = 635
_PIXELS_PER_INCH = 2 * 96.0
_PAGE = (round(21 * _TWIPS_PER_CM), round(29.7 * _TWIPS_PER_CM))
_MARGINS = {"tegak": (2.5, 2.5, 2.3), "lanskap": (1.8, 2.2, 1.9)}
"""Side, top and bottom in cm."""

_ROLES = {"isi": "BodyText", "pengantar": "Pengantar", "subjudul": "Subjudul", "tengah": "Tengah", "kanan": "Kanan"}

_OPERATOR = re.compile(r" [+−×·/-] ")


def render(document: Document, material: Material) -> bytes:
    """Renders the document.

    Raises:
        DocxError: a figure id is too long for the name of a property, or a figure has two texts.
    """
    made = _BodyWriter(document, material.words, material.fonts)
    body = "".join(made.section(section, last=section is document.sections[-1]) for section in document.sections)
    return docx_parts.assemble(
        templates=material.templates / "docx",
        fonts=material.fonts,
        document=document,
        day=material.day,
        body=body,
        footnotes=made.writer.footnotes,
        figures=made.writer.figures,
        pictures=made.pictures,
        numbered_lists=made.numbered_lists,
        edges=[_edges(document, section) for section in document.sections],
    )


_MARK = '<w:b/><w:color w:val="B3261E"/><w:sz w:val="32"/>'
"""The look of the mark of a konsep."""


def _edges(document: Document, section: Section) -> tuple[str, str]:
    """Running head and foot of a section, as paragraphs."""
    mark = paragraph("Header", text_run(document.mark, _MARK), '<w:jc w:val="center"/>') if document.mark else ""
    if section.numbering == "tanpa":
        return mark or "<w:p/>", "<w:p/>"
    tab = f'<w:pPr><w:pStyle w:val="%s"/><w:tabs><w:tab w:val="right" w:pos="{_width(section)}"/></w:tabs></w:pPr>'
    look = '<w:rStyle w:val="NomorHalaman"/>'
    page = text_run(_page_prefix(section), look) + field("PAGE", text_run("1", look), look)
    return (
        f"{mark}<w:p>{tab % 'Header'}{text_run(document.subtitle)}<w:r><w:tab/></w:r>{text_run(section.running)}</w:p>",
        f"<w:p>{tab % 'Footer'}{text_run(document.footer)}<w:r><w:tab/></w:r>{page}</w:p>",
    )


def _page_prefix(section: Section) -> str:
    return f"{section.prefix}-" if section.numbering == "bab" and section.prefix else ""


def _width(section: Section) -> int:
    """Width of the text in twips."""
    page = _PAGE[1] if section.orientation == "lanskap" else _PAGE[0]
    return page - 2 * round(_MARGINS[section.orientation][0] * _TWIPS_PER_CM)


class _BodyWriter:
    """Blocks to markup; remembers what other parts of the file have to hold.

    Attributes:
        writer: of runs, which remembers the footnotes.
        pictures: drawings as PNG, numbered from 1.
        numbered_lists: the style of each numbered list, each of which starts anew.
    """

    def __init__(self, document: Document, words: Report, fonts: Path) -> None:
        self.document = document
        self.words = words
        self.fonts = fonts
        self.writer = RunWriter(document, words)
        self.pictures: list[bytes] = []
        self.numbered_lists: list[str] = []
        self.width = 0

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
        made.append(layout if last else paragraph("AkhirBagian", "", layout))
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
                return paragraph(_ROLES.get(block.role, "BodyText"), self.writer.runs(block.runs))
            case ListBlock():
                return self.list_block(block)
            case Table():
                return docx_tables.table(self.writer, block, self.width) if not is_trail(block) else self.elsewhere()
            case Chart():
                return self.chart(block)
            case KeyFigures():
                return docx_tables.cards(self.writer, block, self.width)
            case Formula():
                return self.formula(block)
            case Note():
                return self.note(block)
            case Signature():
                *others, head = block.signatories
                return "".join(self.signatory((), who) for who in others) + self.signatory(block.place, head)
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
        made = "".join(paragraph(style, self.writer.runs(runs)) for style, runs in parts)
        return (paragraph("Lambang", self.drawing("lambang", cover.emblem)) if cover.emblem else "") + made

    def heading(self, heading: Heading, new_page: bool = False) -> str:
        number = text_run(f"{heading.number} " if heading.number else "", self._number_style(heading))
        content = self.writer.bookmarked(heading.anchor, number + self.writer.runs(heading.runs))
        return paragraph(f"Heading{min(heading.level, 6)}", content, "<w:pageBreakBefore/>" if new_page else "")

    @staticmethod
    def _number_style(heading: Heading) -> str:
        return '<w:rStyle w:val="NomorBab"/>' if heading.level == 1 else ""

    def list_block(self, block: ListBlock) -> str:
        if block.style == "butir":
            return "".join(paragraph("ListBullet", self.writer.runs(item)) for item in block.items)
        self.numbered_lists.append(block.style)
        number = docx_parts.FIRST_NUMBERED_LIST + len(self.numbered_lists) - 1
        properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return "".join(paragraph("ListNumber", self.writer.runs(item), properties) for item in block.items)

    def elsewhere(self) -> str:
        """What stands in place of the trails."""
        return paragraph("BodyText", text_run(self.words.berkas_olah.docx.jejak))

    # ---- other blocks ------------------------------------------------------------------------------------------

    def signatory(self, place: Runs, who: Signatory) -> str:
        above = [self.writer.runs(part) for part in (place, who.role) if part]
        above.append(self.writer.runs(who.office) + text_run(","))
        below = [self.writer.runs(part) for part in (who.name, who.number) if part]
        # Whoever signs stands on the page that he signs.
        keep = "<w:keepNext/>" if below else ""
        made = [paragraph("TandaTangan", above[0], '<w:spacing w:before="360"/>')]
        made += [paragraph("TandaTangan", line) for line in above[1:]]
        made.append(paragraph("RuangTandaTangan", "", keep))
        made += [
            paragraph("TandaTangan", line, "" if number < len(below) else '<w:keepNext w:val="0"/>')
            for number, line in enumerate(below, 1)
        ]
        return "".join(made)

    def formula(self, block: Formula) -> str:
        parts = [
            self.writer.runs(block.name, "<w:b/>"),
            text_run(" = "),
            self.operand(block.numerator) if block.denominator else self.writer.runs(block.numerator),
        ]
        if block.denominator:
            parts += [text_run(" / "), self.operand(block.denominator)]
        if block.factor:
            parts += [text_run(" "), self.writer.runs(block.factor)]
        if block.result:
            parts += [text_run(" = "), self.writer.runs(block.result, "<w:b/>")]
        return paragraph("Rumus", "".join(parts))

    def operand(self, runs: Runs) -> str:
        """A side of a fraction; on one line a sum has to be held together, where it is not yet."""
        made, text = self.writer.runs(runs), plain_text(runs)
        held = text.startswith("(") and text.endswith(")")
        return f"{text_run('(')}{made}{text_run(')')}" if _OPERATOR.search(text) and not held else made

    def note(self, block: Note) -> str:
        made = [paragraph("MetodeJudul", self.writer.runs(block.title))]
        for number, (label, text) in enumerate(block.items, 1):
            # A note stays on one page; what is set apart by a bar cannot be read from its last line alone.
            keep = "<w:keepNext/>" if number < len(block.items) else ""
            line = self.writer.runs(label, "<w:b/>") + text_run(": ", "<w:b/>") + self.writer.runs(text)
            made.append(paragraph("Metode", line, keep))
        return "".join(made) + paragraph("SetelahTabel", "")

    def chart(self, chart: Chart) -> str:
        return (
            paragraph("Gambar", self.drawing(chart.name, chart))
            + self.writer.caption(chart, "KeteranganGambar")
            + "".join(paragraph("UraianGambar", self.writer.runs(note)) for note in chart.notes)
        )

    def drawing(self, name: str, drawn: Chart | CoverPicture) -> str:
        """A run that shows a drawing, no wider than the text."""
        width, height = _drawing_size(drawn.svg)
        picture = once("png", ("typst",), self.fonts, [drawn.svg], lambda: _picture(drawn.svg, self.fonts))
        self.pictures.append(picture)
        number = len(self.pictures)
        wide = min(self.width, round(width * 15)) * _EMU_PER_TWIP  # a pixel of the drawing is 15 twips
        high = round(wide * height / width)
        described = xml_text(plain_text(drawn.alternative))
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
            f'<wp:docPr id="{number}" name="{xml_text(name)}" descr="{described}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{xml_text(name)}" descr="{described}"/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="gambar{number}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    # ---- contents ----------------------------------------------------------------------------------------------

    def contents(self) -> str:
        lines = []
        for section in self.document.sections:
            for block in section.blocks:
                if isinstance(block, Heading) and block.contents and block.level <= CONTENTS_DEPTH:
                    number = f"{block.number} " if block.number else ""
                    entry = text_run(number + plain_text(block.runs))
                    lines.append(self.entry(f"TOC{block.level}", entry, block.anchor, section))
        return "".join(lines)

    def captions(self, kind: str) -> str:
        lines = []
        for section in self.document.sections:
            for block in section.blocks:
                if isinstance(block, Table | Chart) and isinstance(block, Table) == (kind == "tabel"):
                    if is_trail(block):
                        continue
                    entry = text_run(f"{self.writer.label(block)} {block.number}") + "<w:r><w:tab/></w:r>"
                    entry += text_run(plain_text(block.caption))
                    lines.append(self.entry("TableofFigures", entry, block.anchor, section))
        return "".join(lines)

    def entry(self, style: str, content: str, anchor: str, section: Section) -> str:
        """A line of contents. No TOC field holds it: Word would drop the chapter before the page number."""
        name = self.writer.bookmarks[anchor]
        form = " \\* roman" if section.numbering == "romawi" else ""
        page = text_run(_page_prefix(section)) + field(f"PAGEREF {name} \\h{form}", text_run("…"))
        line = f'<w:hyperlink w:anchor="{name}" w:history="1">{content}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
        return paragraph(style, line)


def _picture(svg: str, fonts: Path) -> bytes:
    """A drawing as PNG, two pixels to one of its own.

    Vega-Lite's engine paints, too, but it opens the file of a font anew for every letter, and packs a third as well.

    Raises:
        DocxError: it cannot be painted, or not in its own fonts.
    """
    import typst

    try:
        picture, warnings = typst.compile_with_warnings(
            b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.gambar))",
            root=NOWHERE,
            font_paths=opened(fonts),
            sys_inputs={"gambar": svg},
            format="png",
            ppi=_PIXELS_PER_INCH,
        )
    except typst.TypstError as error:
        raise DocxError(f"a drawing cannot be painted: {error.message}") from error
    if warnings:
        raise DocxError("\n".join(warning.message for warning in warnings))
    return bytes(picture)


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
