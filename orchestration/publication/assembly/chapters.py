"""A chapter of the report on its way to blocks: Jinja, then Markdown, then the directives.

Belongs here: the directives and the numbering of headings and tables. Not here: the sentences (reports/templates).

A chapter is Markdown with fields `{{ unit.nama }}`, figures `{anggaran.pagu}` and directives, each on its own line:

    @indikator SK2.4            from here on `{.capaian}` is a measure of SK2.4
    @tabel sla layanan=kalibrasi
    @narasi SK2.4 kendala       what the steward wrote, or the declared words when there is nothing
    @metode SK2.4               period basis, policies with reason and basis, alternatives
    @rumus nama | pembilang | penyebut | pengali | hasil
    @angka judul | nilai | keterangan
    @grafik nps                 a chart of grafik.yaml, left out when nothing it shows has a value
    @bagan                      the organisation chart, left out when the profile declares none
    @tren                       the indicators over the quarters, left out where no earlier report tells of them
    @huruf                      the next list is lettered
    @jejak                      the trail of every figure printed so far
    @daftar-isi, @daftar-tabel, @daftar-gambar
    @tanda-tangan               who signs this page; `@tanda-tangan elektronik` where the head's electronic one goes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from orchestration.declarations import ConfigurationError
from orchestration.publication.assembly.appendix import trail_tables
from orchestration.publication.assembly.method_notes import method_note
from orchestration.publication.assembly.numbering import WRITTEN, about
from orchestration.publication.assembly.trend_chart import trend_chart
from orchestration.publication.assembly.written import Grid, Pictured, grid_columns
from orchestration.publication.document.document import (
    Block,
    Cell,
    Chart,
    Formula,
    Heading,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Listing,
    Paragraph,
    Row,
    Run,
    Runs,
    Signatory,
    Signature,
    Table,
    TextRun,
    figures_in,
    plain_text,
)
from orchestration.publication.document.organisation_chart import organisation_chart

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from orchestration.publication.assembly.context import Context


ELECTRONIC = "elektronik"
HEAD = "kepala"
"""Name of the field for the head's electronic signature; others are called `penanda_tangan_2` and so on."""

INTRODUCTION = 280
"""Characters, about three lines, up to which a paragraph before a table or a chart moves to the next page with it."""

_DIRECTIVE = re.compile(r"^(@.*)$", re.MULTILINE)


def read_chapter(context: Context, name: str) -> list[Block]:
    """The blocks of a chapter file of the template folder.

    Raises:
        ConfigurationError: it cannot be used as written.
    """
    text = context.chapter(name)
    context.wording.place = name
    # A directive is a block of its own, also right behind a list item, which would swallow it otherwise.
    text = _DIRECTIVE.sub(r"\n\1\n", text)
    return _joined(_Chapter(context, name, _markdown().parse(text)).blocks())


class _Chapter:
    """One Markdown file on its way to blocks."""

    def __init__(self, context: Context, name: str, tokens: list[Token]) -> None:
        self.context, self.name, self.tokens = context, name, tokens
        self.style = "butir"
        self.cards: list[KeyFigure] = []

    def blocks(self) -> Iterator[Block]:
        position = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            if token.type == "heading_open":
                yield from self._flush()
                yield self._heading(int(token.tag[1:]), self.tokens[position + 1])
                position += 3
            elif token.type == "paragraph_open":
                yield from self._paragraph(self.tokens[position + 1])
                position += 3
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield from self._flush()
                block, position = self._list(position)
                yield block
            else:
                near = next((inner.content for inner in self.tokens[position:] if inner.content), token.content)
                raise self._wrong(near, f"'{token.type}' is not used in chapters")
        yield from self._flush()

    def _flush(self) -> Iterator[Block]:
        if self.cards:
            yield KeyFigures(tuple(self.cards))
            self.cards = []

    def _heading(self, level: int, inline: Token) -> Block:
        context = self.context
        runs = self._runs(inline)
        if level == 6:
            return Paragraph(runs, "subjudul")
        number = context.numbers.next(level)
        context.wording.place = " ".join(part for part in (number, plain_text(runs)) if part)
        if level == 5:
            wanted = f"indikator-{context.code}" if context.code else "indikator"
        else:
            parts = re.findall(r"[A-Za-z0-9]+", f"{context.numbers.spoken} {number if level > 1 else ''}")
            wanted = "-".join(["bagian", *(part.lower() for part in parts)])
            if not parts:
                wanted = "bagian-" + "-".join(re.findall(r"[a-z]+", plain_text(runs).lower()))
        return Heading(level, number, runs, context.anchor(wanted), contents=level <= 3)

    def _paragraph(self, inline: Token) -> Iterator[Block]:
        lines = inline.content.splitlines()
        if all(line.startswith("@") for line in lines):
            for line in lines:
                yield from self._directive(line)
            return
        yield from self._flush()
        runs = self._runs(inline)
        text = plain_text(runs).rstrip()
        yield Paragraph(runs, "pengantar" if text.endswith(":") else "isi")

    def _list(self, position: int) -> tuple[Block, int]:
        opening = self.tokens[position]
        style = self.style if self.style != "butir" else ("angka" if opening.type.startswith("ordered") else "butir")
        self.style = "butir"
        closing = opening.type.replace("_open", "_close")
        items: list[Runs] = []
        position += 1
        while self.tokens[position].type != closing:
            token = self.tokens[position]
            if token.type == "inline":
                items.append(self._runs(token))
            elif token.type.endswith("list_open"):
                raise self._wrong(self.tokens[position + 3].content, "a list within a list is not used")
            position += 1
        return ListBlock(tuple(items), style), position + 1  # type: ignore[arg-type]

    def _runs(self, inline: Token) -> Runs:
        made: list[Run] = []
        bold = italic = 0
        for child in inline.children or []:
            if child.type in ("strong_open", "strong_close"):
                bold += child.nesting
            elif child.type in ("em_open", "em_close"):
                italic += child.nesting
            elif child.type in ("softbreak", "hardbreak"):
                made.append(TextRun(" "))
            elif child.type in ("text", "text_special", "code_inline"):
                made += self.context.wording.runs(
                    child.content, self.context.code, bold=bool(bold), italic=bool(italic)
                )
            else:
                raise self._wrong(inline.content, f"'{child.type}' is not used in chapters: {inline.content[:60]}")
        return tuple(made)

    def _directive(self, line: str) -> Iterator[Block]:
        name, _, rest = line[1:].partition(" ")
        if name == "angka":
            self.cards.append(KeyFigure(*(self._inline(part) for part in self._parts(line, 3))))
            return
        if name == "indikator":
            self.context.code = self.context.wording.untoken(rest.strip())
            return
        yield from self._flush()
        handlers: dict[str, Callable[[str], Iterator[Block]]] = {
            "tabel": self._table,
            "grafik": self._chart,
            "bagan": self._organisation,
            "tren": self._trends,
            "narasi": self._narrative,
            "metode": self._method,
            "rumus": lambda _: self._formula(line),
            "huruf": self._lettered,
            "daftar-isi": lambda _: iter((Listing("isi"),)),
            "daftar-tabel": lambda _: iter((Listing("tabel"),)),
            "daftar-gambar": lambda _: iter((Listing("gambar"),)),
            "tanda-tangan": self._signature,
            "jejak": self._trails_of_figures,
        }
        yield from handlers[name](rest)

    def _inline(self, text: str) -> Runs:
        return self._runs(_markdown().parseInline(text)[0])

    def _lettered(self, _rest: str) -> Iterator[Block]:
        self.style = "huruf"
        return iter(())

    def _table(self, rest: str) -> Iterator[Block]:
        name, arguments = self._named("tabel", rest, self.context.outline.tables)
        number = self.context.table_numbers.next(name)
        table = self.context.tables.make(name, arguments, number, self.context.code)
        if table is not None:
            yield self.context.numbered(table, name)

    def _chart(self, rest: str) -> Iterator[Block]:
        context = self.context
        name, arguments = self._named("grafik", rest, context.outline.charts)
        chart = context.charts.make(name, arguments, context.drawings.coming(context.numbers.chapter), context.code)
        if chart is not None:
            context.drawings.used(context.numbers.chapter)
            yield chart

    def _organisation(self, _rest: str) -> Iterator[Block]:
        context = self.context
        if (head := context.profile.organisasi) is not None:
            caption = context.wording.runs(context.filled("laporan.yaml", ("bagan",), context.outline.report.bagan))
            number = context.drawings.coming(context.numbers.chapter)
            context.drawings.used(context.numbers.chapter)
            yield organisation_chart(context.outline, head, caption, number)

    def _trends(self, _rest: str) -> Iterator[Block]:
        drawings, chapter = self.context.drawings, self.context.numbers.chapter
        if (chart := trend_chart(self.context, drawings.coming(chapter))) is not None:
            drawings.used(chapter)
            yield chart

    def _narrative(self, rest: str) -> Iterator[Block]:
        code, part = about(self.context.wording.untoken(rest))
        written = self.context.written.items(code, part)
        paragraphs = [item for item in written if isinstance(item, tuple)]
        if not written:
            text = self.context.outline.report.tanpa_narasi.get(part)
            if text:
                yield Paragraph(self.context.wording.runs(text, self.context.code))
        elif len(written) == 1 or part == "hasil" or len(paragraphs) < len(written):
            for item in written:
                if isinstance(item, Pictured):
                    yield from self._picture(code, item)
                else:
                    yield self._grid(code, item) if isinstance(item, Grid) else Paragraph(item)
        else:
            yield ListBlock(tuple(paragraphs), "angka")

    def _grid(self, code: str, grid: Grid) -> Table:
        """A table that a steward wrote; without a caption it is called as what it is about."""
        number = self.context.table_numbers.next(WRITTEN)
        columns = grid_columns(grid)
        sides = [column.align for column in columns]
        made = Table(
            name=f"narasi_{number.replace('.', '_').lower()}",
            number=number,
            caption=grid.caption or self.context.wording.field_runs(self.context.names.get(code, code)),
            columns=columns,
            rows=tuple(
                Row(tuple(Cell((cell,), align=sides[at], header=at == 0) for at, cell in enumerate(row)))
                for row in grid.rows
            ),
            anchor="-".join(["tabel", number.replace(".", "-").lower()]),
            size="kecil",
        )
        return self.context.numbered(made, WRITTEN)

    def _picture(self, code: str, item: Pictured) -> Iterator[Chart]:
        """A picture that a steward names; one that cannot be shown is left out, which is told."""
        context = self.context
        picture = context.pictures.find(item)
        if picture is None:
            return
        called = context.wording.field_runs(context.names.get(code, code))
        number = context.drawings.coming(context.numbers.chapter)
        context.drawings.used(context.numbers.chapter)
        yield Chart(
            name=f"gambar_{number.replace('.', '_')}",
            number=number,
            caption=item.caption or called,
            svg=picture,
            figures=(),
            alternative=item.alternative or called,
            anchor=f"gambar-{number.replace('.', '-')}",
        )

    def _formula(self, line: str) -> Iterator[Block]:
        yield Formula(*(self._inline(part) for part in self._parts(line, 5)))

    def _trails_of_figures(self, _rest: str) -> Iterator[Block]:
        """The trail of every figure printed in the sections before this one."""
        context = self.context
        shown = figures_in(block for section in context.sections for block in section.blocks)
        # The comparison with what was published stands behind this appendix; its figures have their trail all the same.
        shown |= {item.figure.figure_id: item.figure for item in context.compared if item.figure is not None}
        yield from trail_tables(context.explained, shown, context.names)

    def _signature(self, rest: str) -> Iterator[Block]:
        if rest.strip() not in ("", ELECTRONIC):
            raise self._wrong("@tanda-tangan", f"'@tanda-tangan {rest}': expected nothing behind it, or '{ELECTRONIC}'")
        context, unit = self.context, self.context.profile.unit
        others = [
            self._signatory(other.jabatan, other.nama, other.nip, f"penanda_tangan_{number}", other.peran)
            for number, other in enumerate(context.profile.penanda_tangan_lain, start=2)
            if f"{other.halaman}.md" == self.name
        ]
        head = self._signatory(
            unit.jabatan_penanda_tangan,
            unit.nama_penanda_tangan,
            unit.nip_penanda_tangan,
            HEAD if rest.strip() == ELECTRONIC else "",
        )
        place = f"{unit.kota}, {context.fields['bulan_terbit']}"
        yield Signature(context.wording.field_runs(place), (*others, head))

    def _signatory(self, office: str, name: str | None, nip: str | None, field: str, role: str = "") -> Signatory:
        runs = self.context.wording.field_runs
        number = runs(f"{self.context.outline.report.sebutan.nip} {nip}") if nip else ()
        return Signatory(runs(office), runs(role), runs(name or "", bold=True), number, field)

    def _method(self, rest: str) -> Iterator[Block]:
        code = self.context.wording.untoken(rest).strip()
        if code not in self.context.indicators:
            known = ", ".join(self.context.indicators)
            raise self._wrong(f"@metode {code}", f"there is no indicator '{code}'; known: {known}")
        yield method_note(self.context, self.context.indicators[code])

    def _named(self, directive: str, rest: str, known: Collection[str]) -> tuple[str, dict[str, str]]:
        """What a directive names, and the arguments behind it."""
        name, *pairs = (self.context.wording.untoken(part) for part in rest.split()) if rest.strip() else ("",)
        if name not in known or not all("=" in pair for pair in pairs):
            expected = f"@{directive} and one of {', '.join(sorted(known))}, with arguments such as layanan=kalibrasi"
            raise self._wrong(
                f"@{directive} {name}".strip(), f"'@{directive} {rest}' names nothing; expected {expected}"
            )
        return name, dict(pair.split("=", 1) for pair in pairs)

    def _parts(self, line: str, count: int) -> list[str]:
        """The parts of a directive; the bar of a figure with its unit, `{id|satuan}`, separates none."""
        directive, _, rest = line.partition(" ")
        joined: list[str] = []
        for part in (part.strip() for part in rest.split("|")):
            if joined and joined[-1].count("{") > joined[-1].count("}"):
                joined[-1] += f"|{part}"
            else:
                joined.append(part)
        if len(joined) != count:
            said = f"expected {count} parts separated by '|', found {len(joined)}"
            raise self._wrong(directive, f"{said}: {self.context.wording.untoken(line)[:80]}")
        return joined

    def _wrong(self, near: str, message: str) -> ConfigurationError:
        """What is wrong near a text of this chapter, before the fields were filled in."""
        shown = next(iter(near.splitlines()), "").partition("\ue000")[0].rstrip()
        return self.context.outline.wrong_text(self.name, shown, message)


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """Joins what belongs together: list items that a loop wrote one by one, a table and the sentences before it.

    A longer paragraph before a table stays where it is: it would leave a third of its page empty with it.
    """
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, ListBlock) and isinstance(last, ListBlock) and block.style == last.style:
            joined[-1] = ListBlock((*last.items, *block.items), block.style)
            continue
        if (
            isinstance(block, Table | Chart | KeyFigures | Formula | Signature)
            and isinstance(last, Paragraph)
            and last.role == "isi"
            and not (isinstance(block, Table | Chart) and len(plain_text(last.runs)) > INTRODUCTION)
        ):
            joined[-1] = Paragraph(last.runs, "pengantar")
        joined.append(block)
    return joined


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["code", "fence", "html_block", "html_inline", "entity"])
