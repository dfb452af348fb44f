"""The neutral document as one self-contained HTML file.

Belongs here: blocks to HTML, one element a figure with its id and machine value. Not here: the page around it and its
looks (reports/templates/laporan.html.j2 and laporan.css), and the words.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from orchestration.publication.document.declared_words import Called
from orchestration.publication.document.document import (
    REVISED,
    Block,
    Chart,
    Column,
    ConstantRun,
    Cover,
    CoverPicture,
    Document,
    FigureRun,
    FileRun,
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
    Signatory,
    Signature,
    Table,
    TypedRun,
    plain_text,
)
from orchestration.publication.evidence import panels
from orchestration.publication.evidence.panels import CONSTANT, Place, linked, row_id
from orchestration.publication.formats import Material, packed_panels

TYPED = "diketik"
"""Class of digits that a steward typed into a narrative; each is a finding."""

UNTAGGED = "tanpa-tanda"
"""Class of words with digits that are neither a figure nor declared; a report that has them is not published."""

_DIGIT = re.compile(r"\d")

_FONTS = (
    ("Noto Sans", 400, "normal", "NotoSans-Regular.latin.woff2"),
    ("Noto Sans", 700, "normal", "NotoSans-Bold.latin.woff2"),
    ("Noto Sans", 400, "italic", "NotoSans-Italic.latin.woff2"),
    ("Noto Serif", 700, "normal", "NotoSerif-Bold.latin.woff2"),
)
_LIST_TAGS = {"butir": ("<ul>", "</ul>"), "angka": ("<ol>", "</ol>"), "huruf": ('<ol type="a">', "</ol>")}


def render(document: Document, material: Material) -> bytes:
    """Renders the document, with the web fonts and a panel for each figure in it, as UTF-8."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates, explained, called = material.templates, material.explained, material.words.sebutan
    writer = _Writer(document, explained.words.lampiran.lembar, called)
    body = "".join(writer.section(section) for section in document.sections)
    script = (templates / "laporan.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(templates), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    page = environment.get_template("laporan.html.j2").render(
        title=document.title,
        subtitle=document.subtitle,
        mark=document.mark,
        called=called,
        contents=_safe(writer.contents(2)),
        body=_safe(body),
        panels=_safe(packed_panels.pack(panels.render(explained, writer.places))),
        words=explained.words,
        script=_safe(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        css=_safe((templates / "laporan.css").read_text(encoding="utf-8")),
        fonts=_safe(font_faces(material.fonts)),
    )
    return page.encode("utf-8")


def _image(drawn: Chart | CoverPicture) -> str:
    image = base64.b64encode(drawn.svg.encode("utf-8")).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{image}" alt="{escape(plain_text(drawn.alternative))}">'


def _aligned(align: str) -> str:
    """The class of a cell that is not aligned to the left, as every cell is."""
    return f' class="{align}"' if align != "kiri" else ""


def footnote_mark(number: int) -> str:
    """A letter, since a digit would pass for a number of the report: a to z, then aa."""
    whole, rest = divmod(number - 1, 26)
    return (footnote_mark(whole) if whole else "") + chr(ord("a") + rest)


def _safe(text: str) -> str:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 -- made here, every content escaped


def font_faces(folder: Path) -> str:
    """The shipped web fonts as rules of a style sheet."""
    faces = []
    for family, weight, style, name in _FONTS:
        data = base64.b64encode((folder / name).read_bytes()).decode("ascii")
        faces.append(
            f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:swap;"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "\n".join(faces)


class _Writer:
    """Blocks to markup; remembers where each figure stood, so that every id is unique and its panel leads back.

    Attributes:
        places: figure id to its places in reading order.
    """

    def __init__(self, document: Document, appendix: str, called: Called) -> None:
        self.document = document
        self.called = {name: escape(word) for name, word in called}
        self.appendix = appendix
        self.places: dict[str, list[Place]] = {}
        self.place = document.title
        self.in_trail = False
        tables = (block for block in document.blocks() if isinstance(block, Table))
        self.rows = {row.figure for table in tables for row in table.rows if row.figure}
        self.notes: list[str] = []
        self.numbered = 0

    def section(self, section: Section) -> str:
        body = "".join(self.block(block) for block in section.blocks) + self.footnotes()
        return f'<section class="bagian {section.orientation}" id="{escape(section.name)}">\n{body}</section>\n'

    def contents(self, depth: int) -> str:
        """The table of contents down to a level."""
        lines = []
        for block in self.document.blocks():
            if isinstance(block, Heading) and block.contents and block.level <= depth:
                number = f'<span class="nomor {CONSTANT}">{escape(block.number)}</span> ' if block.number else ""
                lines.append(
                    f'<li class="t{block.level}"><a href="#{block.anchor}">{number}{self.words(block.runs)}</a></li>'
                )
        return f'<ol class="isi">{"".join(lines)}</ol>\n'

    def captions(self, kind: str, listed: Iterable[Table | Chart]) -> str:
        """The list of tables or of charts."""
        lines = [
            f'<li><a href="#{block.anchor}"><span class="nomor {CONSTANT}">{self.called[kind]} '
            f"{escape(block.number)}</span> "
            f"<span>{self.words(block.caption)}</span></a></li>"
            for block in listed
        ]
        return f'<ol class="isi tabel-tabel">{"".join(lines)}</ol>\n'

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                self.place = block.number.rstrip(".") or plain_text(block.runs)
                number = f'<span class="nomor {CONSTANT}">{escape(block.number)}</span> ' if block.number else ""
                # The cover holds the h1; chapters follow as h2.
                level = min(block.level + 1, 6)
                return f'<h{level} id="{block.anchor}">{number}{self.runs(block.runs)}</h{level}>\n'
            case Paragraph():
                role = "" if block.role == "isi" else f' class="{block.role}"'
                return f"<p{role}>{self.runs(block.runs)}</p>\n"
            case ListBlock():
                opening, closing = _LIST_TAGS[block.style]
                return f"{opening}{''.join(f'<li>{self.runs(item)}</li>' for item in block.items)}{closing}\n"
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)
            case KeyFigures():
                return self.cards(block)
            case Formula():
                return self.formula(block)
            case Note():
                items = "".join(
                    f"<div><dt>{self.runs(label)}</dt><dd>{self.runs(text)}</dd></div>" for label, text in block.items
                )
                return f'<aside class="metode"><p class="judul">{self.runs(block.title)}</p><dl>{items}</dl></aside>\n'
            case Signature():
                *others, head = block.signatories
                spaces = [self.signatory((), who) for who in others] + [self.signatory(block.place, head)]
                return '<div class="tanda-tangan">{}</div>\n'.format("\n".join(spaces))
            case Listing():
                match block.kind:
                    case "isi":
                        return self.contents(3)
                    case "tabel":
                        return self.captions("tabel", (b for b in self.document.blocks() if isinstance(b, Table)))
                    case "gambar":
                        return self.captions("gambar", (b for b in self.document.blocks() if isinstance(b, Chart)))
            case Cover():
                return self.cover(block)

    def cover(self, cover: Cover) -> str:
        emblem = f'<p class="lambang">{_image(cover.emblem)}</p>' if cover.emblem else ""
        return (
            f'<header class="sampul">{emblem}<p class="kementerian">{self.runs(cover.ministry)}</p>'
            f"<h1>{self.runs(cover.title)}</h1>"
            f'<p class="periode">{self.runs(cover.period)}</p>'
            f'<p class="unit">{self.runs(cover.unit)}</p>'
            f'<p class="induk">{self.runs(cover.parent)}</p>'
            f'<p class="tempat">{self.runs(cover.place)}</p></header>\n'
        )

    def cards(self, block: KeyFigures) -> str:
        cards = "".join(
            f'<div class="kartu"><p class="nama">{self.runs(item.title)}</p>'
            f'<p class="nilai">{self.runs(item.value)}</p>'
            f'<p class="ket">{self.runs(item.remark)}</p></div>'
            for item in block.items
        )
        return f'<div class="kartu-kartu">{cards}</div>\n'

    def signatory(self, place: Runs, who: Signatory) -> str:
        above = [self.runs(part) for part in (place, who.role, who.office) if part]
        below = [self.runs(part) for part in (who.name, who.number) if part]
        lines = [*(f"<p>{part}</p>" for part in above), '<p class="ruang"></p>', *(f"<p>{part}</p>" for part in below)]
        return "<div>{}</div>".format("\n".join(lines))

    def formula(self, block: Formula) -> str:
        factor = f'<span class="kali">{self.runs(block.factor)}</span>' if block.factor else ""
        result = f'<span class="hasil">= {self.runs(block.result)}</span>' if block.result else ""
        quotient = (
            f'<span class="pecahan"><span class="atas">{self.runs(block.numerator)}</span>'
            f'<span class="garis"> / </span><span class="bawah">{self.runs(block.denominator)}</span></span>'
            if block.denominator
            else f"<span>{self.runs(block.numerator)}</span>"
        )
        return (
            f'<p class="rumus"><span class="nama">{self.runs(block.name)} =</span> {quotient} {factor} {result}</p>\n'
        )

    def table(self, table: Table) -> str:
        width = sum(column.width for column in table.columns)
        columns = "".join(f'<col style="width:{100 * column.width / width:.2f}%">' for column in table.columns)
        title = f"{table.anchor}-judul"
        above, self.place = self.place, f"{self.called['tabel']} {table.number}"
        notes = "".join(f"<p>{self.runs(note)}</p>" for note in table.notes)
        made = (
            f'<figure class="tabel {table.size}" id="{table.anchor}" data-tabel="{escape(table.name)}">'
            f'<div class="gulir" role="region" aria-labelledby="{title}" tabindex="0">'
            f'<table style="--lebar:{width:.2f}"><caption id="{title}"><span class="judul">'
            f'<span class="nomor {CONSTANT}">{self.called["tabel"]} {escape(table.number)}.</span> '
            f"{self.runs(table.caption)}</span></caption>"
            f"<colgroup>{columns}</colgroup>\n{self.head(table)}{self.bodies(table.rows)}</table></div>"
            + (f'<figcaption class="catatan">{notes}</figcaption>' if notes else "")
            + "</figure>\n"
        )
        self.place = above
        return made

    def chart(self, chart: Chart) -> str:
        """The drawing as an image, whose texts are none of the page, and below it what it says in words."""
        above, self.place = self.place, f"{self.called['gambar']} {chart.number}"
        notes = "".join(f'<p class="catatan">{self.runs(note)}</p>' for note in chart.notes)
        made = (
            f'<figure class="grafik" id="{chart.anchor}">'
            f'<div class="gulir" tabindex="0" role="group" aria-labelledby="{chart.anchor}-judul">'
            f"{_image(chart)}</div>"
            f'<figcaption><p class="judul" id="{chart.anchor}-judul">'
            f'<span class="nomor {CONSTANT}">{self.called["gambar"]} {escape(chart.number)}.</span> '
            f"{self.runs(chart.caption)}</p>"
            f"{notes}</figcaption></figure>\n"
        )
        self.place = above
        return made

    def footnote(self, run: FootnoteRun) -> str:
        """The mark in the text; its note waits for the end of the section."""
        self.numbered += 1
        number = footnote_mark(self.numbered)
        self.notes.append(
            f'<li id="catatan-{number}" value="{self.numbered}">{self.runs(run.note)} '
            f'<a href="#rujukan-{number}" class="kembali" aria-label="{self.called["kembali"]}">↩</a></li>'
        )
        return (
            f'<sup class="tanda-kaki"><a href="#catatan-{number}" id="rujukan-{number}" '
            f'role="doc-noteref">{number}</a></sup>'
        )

    def footnotes(self) -> str:
        """The notes of the section that ends here."""
        if not self.notes:
            return ""
        notes, self.notes = "".join(self.notes), []
        return f'<section class="catatan-kaki" role="doc-endnotes"><ol type="a">{notes}</ol></section>\n'

    def head(self, table: Table) -> str:
        grouped = any(column.group for column in table.columns)
        upper: list[str] = []
        lower: list[str] = []
        # Neighbours share a group head when it is the same words.
        for group, members in groupby(table.columns, key=lambda column: column.group):
            columns = list(members)
            if grouped and group:
                upper.append(f'<th scope="colgroup" colspan="{len(columns)}">{self.runs(group)}</th>')
                lower += [self.column_head(column) for column in columns]
            else:
                upper += [self.column_head(column, ' rowspan="2"' if grouped else "") for column in columns]
        second = f"<tr>{''.join(lower)}</tr>" if lower else ""
        return f"<thead><tr>{''.join(upper)}</tr>{second}</thead>\n"

    def column_head(self, column: Column, span: str = "") -> str:
        return f'<th scope="col"{span}{_aligned(column.align)}>{self.runs(column.title)}</th>'

    def bodies(self, rows: Iterable[Row]) -> str:
        parts = ["<tbody>"]
        for number, row in enumerate(rows):
            if row.kind == "kelompok" and number:
                parts.append("</tbody><tbody>")
            parts.append(self.row(row))
        parts.append("</tbody>")
        return "".join(parts)

    def row(self, row: Row) -> str:
        cells = []
        anchor = ""
        if row.figure:
            anchor = f' id="{row_id(row.figure)}"'
            self.places.setdefault(row.figure, []).append((row_id(row.figure), self.appendix))
        self.in_trail = bool(row.figure)
        for cell in row.cells:
            lines = [self.runs(line) for line in cell.lines]
            content = lines[0] if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)
            span = f' colspan="{cell.span}"' if cell.span > 1 else ""
            if cell.header:
                scope = "rowgroup" if row.kind == "kelompok" else "row"
                cells.append(f'<th scope="{scope}"{span}>{content}</th>')
            else:
                cells.append(f"<td{_aligned(cell.align)}{span}>{content}</td>")
        self.in_trail = False
        kind = "" if row.kind == "isi" else f' class="{row.kind}"'
        return f"<tr{kind}{anchor}>{''.join(cells)}</tr>\n"

    def runs(self, runs: Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def words(self, runs: Runs) -> str:
        """Runs inside a link: figures without their element, which stands where the heading stands; no footnotes."""
        return "".join(
            self.run(run) if not isinstance(run, FigureRun) else f'<span class="{CONSTANT}">{run.figure.printed}</span>'
            for run in runs
            if not isinstance(run, FootnoteRun)
        )

    def run(self, run: Run) -> str:
        match run:
            case FootnoteRun():
                return self.footnote(run)
            case FigureRun(figure=figure):
                text = linked(figure, self.anchor(figure.figure_id), row=figure.figure_id in self.rows)
                if figure.revised:
                    text += f'<sup class="revisi">{REVISED}</sup>'
            case ConstantRun():
                text = f'<span class="{CONSTANT}" data-jenis="{run.kind}">{escape(run.text)}</span>'
            case FileRun():
                kind = "berkas"
                words = f'<span class="{CONSTANT}" data-jenis="{kind}">{escape(run.text)}</span>'
                text = f'<a class="{kind}" href="{escape(quote(run.target, safe="/#=."))}">{words}</a>'
            case TypedRun():
                text = f'<span class="{TYPED}">{escape(run.text)}</span>'
            case _:
                text = escape(run.text)
                if _DIGIT.search(run.text):
                    # Fails the check on the file; the review mode shows it to whoever looks for it.
                    text = f'<span class="{UNTAGGED}">{text}</span>'
        if run.italic:
            text = f"<em>{text}</em>"
        if run.bold:
            text = f"<strong>{text}</strong>"
        return text

    def anchor(self, figure_id: str) -> str:
        """The id of the next place where a figure stands; none in the appendix, whose rows have their own."""
        if self.in_trail:
            return ""
        places = self.places.setdefault(figure_id, [])
        name = f"{figure_id}--{len(places) + 1}" if places else figure_id
        places.append((name, self.place))
        return name
