"""From the templates and a book to the neutral document.

Belongs here: reading the outline, rendering the chapters (Jinja, then Markdown), the directives (`@tabel ...`) and the
numbering of headings and tables. Not here: the outline and the sentences themselves (reports/templates), figures.

A chapter is Markdown with fields `{{ unit.nama }}`, figures `{anggaran.pagu}` and directives, each on its own line:

    @indikator SK2.4            from here on `{.capaian}` is a measure of SK2.4
    @tabel sla layanan=kalibrasi
    @narasi SK2.4 kendala       what the steward wrote, or the declared words when there is nothing
    @metode SK2.4               period basis, policies with reason and basis, alternatives
    @rumus nama | pembilang | penyebut | pengali | hasil
    @angka judul | nilai | keterangan
    @grafik nps                 a chart of grafik.yaml, left out when nothing it shows has a value
    @huruf                      the next list is lettered
    @jejak                      the trail of every figure printed so far
    @daftar-isi, @daftar-tabel, @daftar-gambar, @tanda-tangan
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.checks.catalogue import STOPS, catalogue
from orchestration.checks.evidence import CheckResult, Finding, grouped
from orchestration.figures.book import Book, Figure
from orchestration.figures.numbers import ROMAN, format_number, long_date, month_name
from orchestration.publication.assembly.appendix import trail_tables
from orchestration.publication.document.charts import ChartMaker
from orchestration.publication.document.claims import Denied, denied_claims
from orchestration.publication.document.document import (
    Block,
    Chart,
    ConstantRun,
    Cover,
    Document,
    Formula,
    Heading,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Listing,
    Note,
    Paragraph,
    Run,
    Runs,
    Section,
    Signature,
    Table,
    TextRun,
    figures_in,
    plain_text,
)
from orchestration.publication.document.tables import TableMaker, TemplateError, funds, programs
from orchestration.publication.document.wording import PUBLISHED, Rules, Typed, Unresolved, Wording
from orchestration.publication.evidence.comparison import STATUSES, Compared, compare
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.evidence.privacy import small_groups
from orchestration.publication.evidence.revisions import Comparison, as_records
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from orchestration.workspace.profile import Profile


_DIRECTIVE = re.compile(r"^(@.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Outline:
    """What the template folder declares, read and checked once; `fonts` are the shipped ones, for the charts."""

    folder: Path
    fonts: Path
    report: dict[str, Any]
    tables: dict[str, dict[str, Any]]
    charts: dict[str, dict[str, Any]]
    phrases: dict[str, Any]
    methods: dict[str, Any]
    constants: list[dict[str, str]]
    traces: dict[str, Any]
    claims: list[dict[str, Any]]


@dataclass(frozen=True)
class Assembled:
    """The document and what was noticed while it was put together."""

    document: Document
    unresolved: list[Unresolved]
    typed: list[Typed]
    denied: list[Denied]
    compared: list[Compared] = field(default_factory=list)


def read_outline(folder: Path, fonts: Path) -> Outline:
    """Reads the declarations of a template folder.

    Raises:
        TemplateError: a file is missing or is not YAML.
    """
    return Outline(
        folder=folder,
        fonts=fonts,
        report=_yaml(folder / "laporan.yaml"),
        tables=_yaml(folder / "tabel.yaml"),
        charts=_yaml(folder / "grafik.yaml"),
        phrases=_yaml(folder / "frasa.yaml"),
        methods=_yaml(folder / "metode.yaml"),
        constants=_yaml(folder / "angka_tetap.yaml"),
        traces=_yaml(folder / "jejak.yaml"),
        claims=_yaml(folder / "klaim.yaml"),
    )


def assemble(
    outline: Outline,
    book: Book,
    profile: Profile,
    quarter: Quarter,
    checks: list[CheckResult],
    findings: list[Finding],
    explained: Explanations,
    comparison: Comparison,
) -> Assembled:
    """Puts the report of a quarter together.

    Args:
        outline: the declarations of the templates.
        book: the figures and the texts around them.
        profile: the unit.
        quarter: which quarter.
        checks: results of every stop before this one; the quality statement counts them.
        findings: what stewards have to read; the quality statement lists it.
        explained: what stands behind each figure, for the appendix of trails.
        comparison: what differs from the releases before.

    Raises:
        TemplateError: a template cannot be used as written.
    """
    return _Assembler(outline, book, profile, quarter, checks, findings, explained, comparison).document()


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with path.open(encoding="utf-8") as handle:
            return yaml.load(handle, Loader=loader)  # noqa: S506 -- the safe loader, in its C form
    except FileNotFoundError:
        raise TemplateError(f"{path.name}: no such file in {path.parent}") from None
    except yaml.YAMLError as error:
        raise TemplateError(f"{path.name}: not readable as YAML: {error}") from None


class IndicatorView:
    """An indicator as a chapter sees it."""

    def __init__(self, record: dict[str, Any], assembler: _Assembler) -> None:
        self.record = {**record, **_quarter_plan(record, assembler.quarter)}
        self.kode = str(record["kode"])
        self.nama = str(record["indikator"])
        self.rumus = str(record["rumus"])
        self.iku = bool(record["iku"])
        self._assembler = assembler

    def __getattr__(self, name: str) -> Any:
        try:
            return self.record[name]
        except KeyError:
            raise AttributeError(name) from None

    def figure(self, measure: str) -> Figure | None:
        """The figure of a measure of this indicator, or None."""
        return self._assembler.book.find(f"{self.kode}.{measure}")

    def ada(self, measure: str) -> bool:
        """Whether a measure exists and has a value."""
        figure = self.figure(measure)
        return figure is not None and figure.value is not None

    def selesai(self, measure: str = "realisasi") -> bool:
        """Whether a measure has been measured."""
        figure = self.figure(measure)
        return figure is not None and figure.status is None

    @property
    def terukur(self) -> bool:
        """Whether the indicator itself has been measured."""
        return self.selesai()

    @property
    def kendala(self) -> bool:
        """Whether a steward wrote about obstacles."""
        return self._written("kendala")

    @property
    def tindak_lanjut(self) -> bool:
        """Whether a steward wrote about follow-up."""
        return self._written("tindak lanjut")

    def _written(self, part: str) -> bool:
        return any(item.kode == self.kode and item.bagian == part for item in self._assembler.book.narratives)

    def layanan_berisi(self, measure: str) -> list[str]:
        """Codes of the services for which a measure is more than nothing."""
        return [
            service["kode"]
            for service in self.layanan(measure)
            if (figure := self.figure(f"{measure}.{service['kode']}")) is not None and figure.value
        ]

    def frasa(self, rule: str, measure: str, other: str = "") -> str:
        """The words a rule chooses for a measure."""
        return self._assembler.wording.phrase(rule, self.figure(measure), self.figure(other) if other else None)

    def layanan(self, measure: str) -> list[dict[str, str]]:
        """Services for which a measure exists, in catalogue order: kode and nama."""
        found = []
        for service in self._assembler.book.services:
            if f"{self.kode}.{measure}.{service['layanan']}" in self._assembler.book.figures:
                found.append({"kode": service["layanan"], "nama": service["nama"]})
        return found


def _quarter_plan(record: dict[str, Any], quarter: Quarter) -> dict[str, Any]:
    return {"rencana": record.get(f"rencana_tw{quarter.number}", "")}


@dataclass
class _Numbers:
    """Counters of headings within a section."""

    chapter: str = ""
    spoken: str = ""
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def next(self, level: int) -> str:
        if level == 1:
            self.counts = [0, 0, 0, 0]
            return self.spoken
        self.counts[level - 2] += 1
        for deeper in range(level - 1, len(self.counts)):
            self.counts[deeper] = 0
        if not self.chapter or level == 5:
            return ""
        if level == 4:
            return f"{chr(ord('A') + self.counts[2] - 1)}."
        return ".".join([self.chapter, *map(str, self.counts[: level - 1])]) + "."


class _Assembler:
    """The state of one assembly; its public face is `assemble`."""

    def __init__(
        self,
        outline: Outline,
        book: Book,
        profile: Profile,
        quarter: Quarter,
        checks: list[CheckResult],
        findings: list[Finding],
        explained: Explanations,
        comparison: Comparison,
    ) -> None:
        self.outline, self.book, self.profile, self.quarter = outline, book, profile, quarter
        self.comparison = comparison
        self.explained = explained
        self.sections: list[Section] = []
        report = outline.report
        self.wording = Wording(
            book=book,
            rules=Rules.of(
                outline.constants, outline.phrases, report["peran"], report["satuan"], report["catatan_kaki"]
            ),
            codes={str(row["rumus"]): str(row["kode"]) for row in reversed(book.indicators)},
        )
        self.indicators = {str(row["kode"]): IndicatorView(row, self) for row in book.indicators}
        self.goals = self._goals()
        self.names = {code: view.nama for code, view in self.indicators.items()} | {
            output["singkat"]: f"{output['kode']} {output['nama']}"
            for program in programs(book)
            for output in program["kro"]
        }
        self.code = ""
        self.anchors: dict[str, int] = {}
        self.numbers = _Numbers()
        self.used_numbers: set[str] = set()
        self.letters: dict[str, int] = {}
        self.compared = compare(profile.laporan_terbit.get(quarter.code, []), book)
        self.fields = self._fields(checks, findings)
        self.tables = TableMaker(
            book=book,
            wording=self.wording,
            specs=outline.tables,
            fields=self._table_fields(),
            goals=self.goals,
            records=_records(outline, book, profile, checks, findings)
            | as_records(comparison, outline.report["perubahan"])
            | self._published_rows(),
            narrative=self._narrative,
        )
        self.charts = ChartMaker(self.tables, outline.charts, outline.folder / "grafik", outline.fonts)
        self.drawn: dict[str, int] = {}
        self.environment = _environment(outline.folder, self.wording)

    def document(self) -> Assembled:
        for entry in self.outline.report["bagian"]:
            if entry.get("bila") == "laporan_terbit" and not self.compared:
                continue
            self.sections.append(self._section(entry))
        unit = self.profile.unit
        report = self.outline.report
        document = Document(
            title=self._plain(report["judul_berkas"]),
            subtitle=unit.nama,
            author=unit.nama,
            footer=self._plain(report["kaki"]),
            sections=tuple(self.sections),
        )
        denied = list(denied_claims(self.book.narratives, self.outline.claims, self.wording))
        return Assembled(document, self.wording.unresolved, self.wording.typed, denied, self.compared)

    def _published_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of the comparison with what was published: the differing ones, and the same ones place by place."""
        words = self.outline.report["laporan_terbit"]
        rows: dict[str, list[dict[str, Any]]] = {"terbit_berbeda": [], "terbit_sama": []}
        place = ""
        for item in self.compared:
            row = item.published
            values = {
                "tempat": row.tempat,
                "label": row.label,
                "terbit": ConstantRun(row.nilai, PUBLISHED),
                "satuan": row.satuan,
                "status_terbit": ConstantRun(words["status"][item.status], f"terbit_{item.status}"),
                "alasan": row.alasan or ("" if item.status == "sama" else words["tanpa_alasan"]),
            }
            if item.figure is not None:
                values["angka"] = item.figure.figure_id
            if item.status == "sama":
                if row.tempat != place:
                    rows["terbit_sama"].append({"kelompok": row.tempat, "_jenis": "kelompok"})
                place = row.tempat
            rows["terbit_sama" if item.status == "sama" else "terbit_berbeda"].append(values)
        return rows

    def _goals(self) -> list[dict[str, Any]]:
        """Tujuan and sasaran in report order, each with its indicators and how it is called."""
        found: dict[str, dict[str, Any]] = {}
        names = self.outline.report["sebutan_sasaran"]
        ordinal = 0
        for code, view in self.indicators.items():
            key = str(view.record.get("sasaran_kode") or code.split(".")[0])
            if key not in found:
                if key in names:
                    spoken = names[key]
                else:
                    ordinal += 1
                    spoken = f"{names['lainnya']} {ROMAN[ordinal - 1]}"
                found[key] = {"kode": key, "sebutan": spoken, "nama": view.record["sasaran"], "indikator": []}
            found[key]["indikator"].append(view)
        return list(found.values())

    def _fields(self, checks: list[CheckResult], findings: list[Finding]) -> dict[str, Any]:
        quarter = self.quarter
        last = month_name(quarter.months[-1])
        spans = {
            "triwulan": f"{month_name(quarter.months[0])}–{last} {quarter.year}",
            "tahun_berjalan": f"Januari–{last} {quarter.year}",
        }
        return {
            "unit": self.profile.unit,
            "fungsi": self.profile.fungsi,
            "latar_belakang": self.profile.latar_belakang,
            "dasar_hukum": self.profile.dasar_hukum,
            "tahun": quarter.year,
            "tahun_lalu": quarter.year - 1,
            "triwulan": quarter.roman,
            "periode_tahun": spans["tahun_berjalan"],
            "periode_survei": spans[self.profile.policy("periode_survei")],
            "tanggal_akhir": long_date(quarter.end),
            "bulan_terbit": _publication_month(quarter),
            "sasaran": self.goals,
            "indikator": list(self.indicators.values()),
            "program": programs(self.book),
            "dana": [{"kode": code, "nama": name} for code, name in funds(self.book)],
            "layanan": self.book.services,
            "ada": lambda figure_id: (found := self.wording.find(figure_id)) is not None and found.value is not None,
            "frasa": lambda rule, figure_id, other="": self.wording.phrase(
                rule, self.wording.find(figure_id), self.wording.find(other) if other else None
            ),
            "kebijakan": self.profile.kebijakan,
            "rangkai": _series,
            "ucap": _spoken,
            "mutu_data": _quality(self.book, checks, findings),
            "terbit": {"semua": len(self.compared)}
            | {status: sum(item.status == status for item in self.compared) for status in STATUSES},
            "perubahan": _changes(self.comparison, self.quarter),
        }

    def _table_fields(self) -> dict[str, Any]:
        names = self.book.names["unsur"]
        called = {service["layanan"]: service["nama"] for service in self.book.services}
        small = [called.get(code, code) for code in small_groups(self.book.figures.values())]
        return {
            **{key: self.fields[key] for key in ("tahun", "tahun_lalu", "triwulan")},
            "bulan_akhir": self.quarter.months[-1],
            **{key: self.fields[key] for key in ("periode_tahun", "periode_survei", "tanggal_akhir")},
            "unit": self.profile.unit.singkatan,
            "legenda_unsur": "; ".join(f"{code.upper()} {name}" for code, name in names.items()),
            "legenda_mutu": "; ".join(f"{code} {name}" for code, name in self.book.names["mutu"].items()),
            # A note that names a field which is not there is left out.
            **({"kelompok_kecil": _series(small)} if small else {}),
        }

    def _plain(self, text: str) -> str:
        return self.wording.untoken(self.environment.from_string(text).render(self.fields))

    def _section(self, entry: dict[str, Any]) -> Section:
        self.code = ""
        if entry.get("jenis") == "sampul":
            blocks: list[Block] = [self._cover(entry)]
        else:
            chapter = entry.get("bab")
            self.numbers = _Numbers()
            if chapter:
                self.numbers = _Numbers(str(chapter), f"BAB {ROMAN[int(chapter) - 1]}")
            elif entry.get("lampiran"):
                self.numbers = _Numbers("", f"Lampiran {entry['lampiran']}")
            blocks = []
            for name in entry["berkas"]:
                blocks += self._chapter(name)
        titles = [plain_text(b.runs) for b in blocks if isinstance(b, Heading) and b.level == 1]
        prefix = ROMAN[int(entry["bab"]) - 1] if entry.get("bab") else str(entry.get("awalan", ""))
        return Section(
            name=entry["nama"],
            blocks=tuple(blocks),
            prefix=prefix,
            numbering=entry.get("nomor_halaman", "bab"),
            orientation=entry.get("arah", "tegak"),
            running=titles[0] if len(titles) == 1 else "",
        )

    def _cover(self, entry: dict[str, Any]) -> Cover:
        def line(name: str) -> Runs:
            return self.wording.runs(self.environment.from_string(entry[name]).render(self.fields))

        return Cover(
            ministry=line("kementerian"),
            title=line("judul"),
            period=line("periode"),
            parent=line("induk"),
            unit=line("unit"),
            place=line("tempat"),
        )

    def _chapter(self, name: str) -> list[Block]:
        text = self.environment.get_template(name).render(self.fields)
        self.wording.place = name
        # A directive is a block of its own, also right behind a list item, which would swallow it otherwise.
        text = _DIRECTIVE.sub(r"\n\1\n", text)
        return _joined(_Chapter(self, name, _markdown().parse(text)).blocks())

    def anchor(self, wanted: str) -> str:
        """The wanted anchor, with a number behind it when it is taken."""
        seen = self.anchors.get(wanted, 0)
        self.anchors[wanted] = seen + 1
        return wanted if not seen else f"{wanted}-{seen + 1}"

    def table_number(self, name: str) -> str:
        """The official number of a table; one that is used several times gets a letter each time.

        Raises:
            TemplateError: two tables have the same number.
        """
        spec = self.outline.tables.get(name)
        if spec is None:
            raise TemplateError(f"there is no table '{name}' in tabel.yaml")
        number = str(spec["nomor"])
        if spec.get("huruf"):
            self.letters[name] = self.letters.get(name, 0) + 1
            number += chr(ord("a") + self.letters[name] - 1)
        if number in self.used_numbers:
            raise TemplateError(f"two tables have the number {number}; the second is '{name}'")
        return number

    def _narrative(self, code: str, part: str) -> list[Runs]:
        """Paragraphs a steward wrote for an indicator or a KRO under a part (hasil, kendala, tindak lanjut)."""
        return [
            self.wording.narrative_runs(item.teks, item.source_row_id, f"Narasi {code} {part} {item.urutan}")
            for item in self.book.narratives
            if item.kode == code and item.bagian == part and item.teks
        ]


class _Chapter:
    """One Markdown file on its way to blocks."""

    def __init__(self, assembler: _Assembler, name: str, tokens: list[Token]) -> None:
        self.assembler, self.name, self.tokens = assembler, name, tokens
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
                line = (token.map or [0])[0] + 1
                raise TemplateError(f"{self.name}: line {line}: '{token.type}' is not used in chapters")
        yield from self._flush()

    def _flush(self) -> Iterator[Block]:
        if self.cards:
            yield KeyFigures(tuple(self.cards))
            self.cards = []

    def _heading(self, level: int, inline: Token) -> Block:
        assembler = self.assembler
        runs = self._runs(inline)
        if level == 6:
            return Paragraph(runs, "subjudul")
        number = assembler.numbers.next(level)
        assembler.wording.place = " ".join(part for part in (number, plain_text(runs)) if part)
        if level == 5:
            wanted = f"indikator-{assembler.code}" if assembler.code else "indikator"
        else:
            parts = re.findall(r"[A-Za-z0-9]+", f"{assembler.numbers.spoken} {number if level > 1 else ''}")
            wanted = "-".join(["bagian", *(part.lower() for part in parts)])
            if not parts:
                wanted = "bagian-" + "-".join(re.findall(r"[a-z]+", plain_text(runs).lower()))
        return Heading(level, number, runs, assembler.anchor(wanted), contents=level <= 3)

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
                raise TemplateError(f"{self.name}: line {(token.map or [0])[0] + 1}: a list within a list is not used")
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
                made += self.assembler.wording.runs(
                    child.content, self.assembler.code, bold=bool(bold), italic=bool(italic)
                )
            else:
                raise TemplateError(f"{self.name}: '{child.type}' is not used in chapters: {inline.content[:60]}")
        return tuple(made)

    def _directive(self, line: str) -> Iterator[Block]:
        name, _, rest = line[1:].partition(" ")
        if name == "angka":
            self.cards.append(KeyFigure(*(self._inline(part) for part in _parts(rest, 3, self.name))))
            return
        if name == "indikator":
            self.assembler.code = self.assembler.wording.untoken(rest.strip())
            return
        yield from self._flush()
        handler: Callable[[str], Iterator[Block]] | None = {
            "tabel": self._table,
            "grafik": self._chart,
            "narasi": self._narrative,
            "rangkuman": self._summary,
            "metode": self._method,
            "rumus": self._formula,
            "huruf": self._lettered,
            "daftar-isi": lambda _: iter((Listing("isi"),)),
            "daftar-tabel": lambda _: iter((Listing("tabel"),)),
            "daftar-gambar": lambda _: iter((Listing("gambar"),)),
            "tanda-tangan": self._signature,
            "jejak": self._trails,
        }.get(name)
        if handler is None:
            raise TemplateError(f"{self.name}: there is no directive '@{name}'")
        yield from handler(rest)

    def _inline(self, text: str) -> Runs:
        return self._runs(_markdown().parseInline(text)[0])

    def _lettered(self, _rest: str) -> Iterator[Block]:
        self.style = "huruf"
        return iter(())

    def _table(self, rest: str) -> Iterator[Block]:
        name, *pairs = (self.assembler.wording.untoken(part) for part in rest.split())
        arguments = dict(pair.split("=", 1) for pair in pairs)
        number = self.assembler.table_number(name)
        table = self.assembler.tables.make(name, arguments, number, self.assembler.code)
        if table is None:
            if self.assembler.letters.get(name):
                self.assembler.letters[name] -= 1
            return
        self.assembler.used_numbers.add(number)
        yield table

    def _chart(self, rest: str) -> Iterator[Block]:
        assembler = self.assembler
        name, *pairs = (assembler.wording.untoken(part) for part in rest.split())
        arguments = dict(pair.split("=", 1) for pair in pairs)
        chapter = assembler.numbers.chapter
        count = assembler.drawn.get(chapter, 0) + 1
        number = f"{chapter}.{count}" if chapter else str(count)
        chart = assembler.charts.make(name, arguments, number, assembler.code)
        if chart is not None:
            assembler.drawn[chapter] = count
            yield chart

    def _narrative(self, rest: str) -> Iterator[Block]:
        code, _, part = self.assembler.wording.untoken(rest).strip().partition(" ")
        written = self.assembler._narrative(code, part)
        if not written:
            text = self.assembler.outline.report["tanpa_narasi"].get(part)
            if text:
                yield Paragraph(self.assembler.wording.runs(text, self.assembler.code))
        elif len(written) == 1 or part == "hasil":
            yield from (Paragraph(runs) for runs in written)
        else:
            yield ListBlock(tuple(written), "angka")

    def _summary(self, rest: str) -> Iterator[Block]:
        """What a steward wrote, below or behind the name of the indicator or KRO it is about."""
        code, _, part = self.assembler.wording.untoken(rest).strip().partition(" ")
        written = self.assembler._narrative(code, part)
        name = self.assembler.wording.field_runs(self.assembler.names.get(code, code), bold=True)
        if len(written) == 1:
            yield Paragraph((*name, TextRun(": ", bold=True), *written[0]))
        elif written:
            yield Paragraph((*name, TextRun(":", bold=True)), "pengantar")
            yield ListBlock(tuple(written), "angka")

    def _formula(self, rest: str) -> Iterator[Block]:
        yield Formula(*(self._inline(part) for part in _parts(rest, 5, self.name)))

    def _trails(self, _rest: str) -> Iterator[Block]:
        """The trail of every figure printed in the sections before this one."""
        assembler = self.assembler
        shown = figures_in(block for section in assembler.sections for block in section.blocks)
        # The comparison with what was published stands behind this appendix; its figures have their trail all the same.
        shown |= {item.figure.figure_id: item.figure for item in assembler.compared if item.figure is not None}
        for table in trail_tables(assembler.explained, shown, assembler.names):
            assembler.used_numbers.add(table.number)
            yield table

    def _signature(self, _rest: str) -> Iterator[Block]:
        assembler = self.assembler
        place = f"{assembler.profile.unit.kota}, {assembler.fields['bulan_terbit']}"
        yield Signature(
            assembler.wording.field_runs(place),
            assembler.wording.field_runs(assembler.profile.unit.jabatan_penanda_tangan),
        )

    def _method(self, rest: str) -> Iterator[Block]:
        code = self.assembler.wording.untoken(rest).strip()
        yield _method_note(self.assembler, self.assembler.indicators[code])


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """Joins what belongs together: list items that a loop wrote one by one, a table and the sentence before it."""
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
        ):
            joined[-1] = Paragraph(last.runs, "pengantar")
        joined.append(block)
    return joined


def _method_note(assembler: _Assembler, view: IndicatorView) -> Note:
    """How an indicator was measured: the way, the period, each policy with its reason and basis, the alternatives."""
    methods = assembler.outline.methods
    wording = assembler.wording
    declared = methods["rumus"][view.rumus]
    items: list[tuple[Runs, Runs]] = []

    def add(label: str, text: str) -> None:
        items.append((wording.runs(methods["label"][label]), wording.runs(text, view.kode)))

    add("cara", declared["cara"])
    realised = view.figure("realisasi")
    basis = realised.period_basis if realised else ""
    if basis:
        add("periode", methods["periode"].get(basis) or wording.token(basis))
    if scale := _scale(assembler, view):
        add("skala", scale)
    for name in declared.get("kebijakan", []):
        policy = assembler.profile.kebijakan[name]
        words = methods["kebijakan"][name]
        value = words["nilai"].get(policy.nilai, policy.nilai)
        reason, basis = (wording.token(text.rstrip(".")) for text in (policy.alasan, policy.dasar))
        add("kebijakan", f"{words['nama']}: {value}. Alasan: {reason}. Dasar: {basis}.")
    alternatives = assembler.book.suffixes(f"{view.kode}.realisasi.alt")
    for value in alternatives:
        choices = [methods["kebijakan"][name]["nilai"] for name in declared.get("kebijakan", [])]
        words = next((choice[value] for choice in choices if value in choice), value)
        text = f"{words}: realisasi {{.realisasi.alt.{value}|satuan}}"
        if view.figure(f"capaian.alt.{value}"):
            text += f", capaian {{.capaian.alt.{value}|satuan}}"
        change = _attainment_change(view, value)
        add("alternatif", f"{text}{'; ' + methods['perubahan'][change] if change else ''}.")
    if view.rumus == "penilaian_luar":
        for name in ("penilai", "tanggal_penilaian", "dokumen_bukti"):
            content = view.record.get(name)
            if content:
                add(name, wording.token(_written_date(content)))
    return Note(wording.runs(methods["judul"]), tuple(items))


def _scale(assembler: _Assembler, view: IndicatorView) -> str:
    """The scale of an index in words, with its steps; empty for an indicator that has none."""
    indicator = next(item for item in assembler.profile.indikator if item.kode == view.kode)
    if indicator.skala is None:
        return ""
    words = assembler.outline.methods["skala"]

    def number(value: Decimal) -> str:
        digits = value.normalize()
        return assembler.wording.token(format_number(digits, max(0, -int(digits.as_tuple().exponent))))

    steps = [
        words["langkah"].replace("{batas}", number(step.batas_bawah)).replace("{nilai}", number(step.nilai))
        for step in indicator.tangga
    ]
    return f"{words[indicator.skala].replace('{langkah}', '; '.join(steps))}."


def _written_date(content: Any) -> str:
    """A date in words; any other content as it is."""
    if isinstance(content, dt.date):
        return long_date(content)
    try:
        return long_date(dt.date.fromisoformat(str(content)))
    except ValueError:
        return str(content)


def _attainment_change(view: IndicatorView, value: str) -> str:
    """Whether another policy would change if the target is met: `tercapai`, `tidak_tercapai` or ''."""
    now, other = view.figure("capaian"), view.figure(f"capaian.alt.{value}")
    if now is None or other is None or now.printed_value is None or other.printed_value is None:
        return ""
    met, would = now.printed_value >= 100, other.printed_value >= 100
    if met == would:
        return ""
    return "tercapai" if would else "tidak_tercapai"


def _environment(folder: Path, wording: Wording) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        finalize=wording.token,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 -- chapters are Markdown; HTML is escaped by its renderer
    )
    environment.filters["cacah"] = _count
    environment.filters["terbit"] = lambda number: wording.token(_count(number), PUBLISHED)
    return environment


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["code", "fence", "html_block", "html_inline", "entity"])


def _parts(text: str, count: int, name: str) -> list[str]:
    parts = [part.strip() for part in text.split("|")]
    # A figure with its unit is written {id|satuan}: its bar does not separate.
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1].count("{") > joined[-1].count("}"):
            joined[-1] += f"|{part}"
        else:
            joined.append(part)
    if len(joined) != count:
        raise TemplateError(f"{name}: expected {count} parts separated by '|', found {len(joined)}: {text[:80]}")
    return joined


def _series(names: list[str]) -> str:
    """A list in a sentence: `a, b, dan c`."""
    if len(names) < 3:
        return " dan ".join(names)
    return f"{', '.join(names[:-1])}, dan {names[-1]}"


_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


def _spoken(number: int) -> str:
    """A small count in words, as official texts repeat it: 17 is `tujuh belas`."""
    if number < len(_UNITS):
        return _UNITS[number] or "nol"
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    if number < 100:
        return f"{_UNITS[number // 10]} puluh {_UNITS[number % 10]}".strip()
    return str(number)


def _publication_month(quarter: Quarter) -> str:
    """The month after the quarter, in which the report is due."""
    month, year = (1, quarter.year + 1) if quarter.number == 4 else (quarter.months[-1] + 1, quarter.year)
    return f"{month_name(month)} {year}"


def _quality(book: Book, checks: list[CheckResult], findings: list[Finding]) -> dict[str, Any]:
    """Counts for the sentences of the quality statement."""
    return {
        "pemeriksaan": len(checks),
        "lulus": sum(check.passed for check in checks),
        "peringatan": sum(not check.passed and check.severity == "warn" for check in checks),
        "kiriman": len(book.deliveries),
        "baris_diterima": sum(int(row["rows_accepted"]) for row in book.deliveries),
        "baris_ditolak": sum(int(row["rows_rejected"]) for row in book.deliveries),
        "pengecualian": sum(rows for _, _, rows in book.excluded),
        "temuan": sum(finding.severity != "info" for finding in grouped(findings)),
        "angka": len(book.figures),
    }


def _changes(comparison: Comparison, quarter: Quarter) -> dict[str, Any]:
    """Counts and names for the sentences on what changed."""
    counts = {name: len(rows) for name, rows in comparison.by_table().items()}
    own = comparison.named.get(quarter.code)
    return {
        **counts,
        "terbitan": own["release"] if own else "",
        "baru": len(comparison.of("baru")),
        "hilang": len(comparison.of("hilang")),
    }


def _records(
    outline: Outline, book: Book, profile: Profile, checks: list[CheckResult], findings: list[Finding]
) -> dict[str, list[dict[str, Any]]]:
    """Rows of the quality statement, whose contents are fields and no figures."""
    words = outline.report["mutu_data"]
    stops = []
    for stop in STOPS:
        of_stop = [check for check in checks if check.stop == stop]
        if of_stop:
            stops.append(
                {
                    "tahap": words["tahap"][stop],
                    "jumlah": _count(len(of_stop)),
                    "lulus": _count(sum(check.passed for check in of_stop)),
                    "peringatan": _count(sum(not c.passed and c.severity == "warn" for c in of_stop)),
                    "menahan": _count(sum(check.blocks for check in of_stop)),
                }
            )
    if stops:
        totals = {
            name: _count(sum(int(row[name].replace(".", "")) for row in stops))
            for name in ("jumlah", "lulus", "peringatan", "menahan")
        }
        stops.append({"tahap": words["jumlah"], **totals, "_jenis": "jumlah"})
    deliveries = []
    for row in book.deliveries:
        kinds = row["kinds"]
        kinds = kinds if isinstance(kinds, list | tuple) else re.split(r"[,;\s]+", str(kinds or ""))
        deliveries.append(
            {
                "berkas": row["file_name"],
                "triwulan": row["quarter"],
                "jenis": ", ".join(words["jenis"].get(kind, kind) for kind in kinds if kind),
                "total": _count(row["rows_total"]),
                "diterima": _count(row["rows_accepted"]),
                "ditolak": _count(row["rows_rejected"]),
                "kosong": _count(row["rows_empty"]),
                "sidik": str(row["_delivery_sha256"])[:12],
            }
        )
    causes = [finding for finding in grouped(findings) if finding.severity != "info"]
    return {
        "pemeriksaan": stops,
        "daftar_pemeriksaan": _listed(checks, words),
        "kiriman": deliveries,
        "pengecualian": [
            {
                "sumber": words["sumber"].get(source, source),
                "alasan": words["alasan"].get(reason, reason),
                "baris": _count(rows),
            }
            for source, reason, rows in book.excluded
        ],
        "temuan": [
            {
                "tingkat": words["tingkat"][finding.severity],
                "berkas": finding.delivery,
                "tempat": " ".join(part for part in (finding.sheet, _rows(finding), finding.column) if part),
                "nilai": finding.value,
                "aturan": _rule(finding.rule, words["aturan"]),
            }
            for finding in causes[: int(words["temuan_terbanyak"])]
        ],
        "kebijakan": [
            {
                "kebijakan": outline.methods["kebijakan"][name]["nama"],
                "nilai": outline.methods["kebijakan"][name]["nilai"].get(policy.nilai, policy.nilai),
                "alasan": policy.alasan,
                "dasar": policy.dasar,
            }
            for name, policy in profile.kebijakan.items()
        ],
    }


def _listed(checks: list[CheckResult], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row per check that has given a result by now, the same check of several tables in one."""
    rows: dict[tuple[str, str], list[CheckResult]] = {}
    for check in checks:
        rows.setdefault((check.stop, check.name), []).append(check)
    return [
        {
            "tahap": words["tahap"][stop],
            "pemeriksaan": results[0].label or name,
            "dimensi": words["dimensi"].get(results[0].dimension, results[0].dimension),
            "sifat": words["sifat"][results[0].severity],
            "hasil": words["hasil"]["lulus" if all(result.passed for result in results) else results[0].severity],
        }
        for (stop, name), results in rows.items()
    ]


def _rows(finding: Finding) -> str:
    """The row of a finding and, of a cause, how many more there are."""
    if not finding.row:
        return ""
    return f"baris {finding.row}" + (f" dan {_count(finding.rows - 1)} lagi" if finding.rows > 1 else "")


def _rule(name: str, words: Mapping[str, str]) -> str:
    """A finding's rule in Indonesian: the name of its check, or of the finer rule that it broke."""
    entry = catalogue().get(name)
    return entry.nama if entry else words.get(name, name)


def _count(number: Any) -> str:
    return format_number(int(number or 0), 0)
