"""What the chapters of one report share.

Belongs here: the names that templates use, and the counters that run through the report. Not here: the reading of a
chapter (chapters.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import CheckResult, Finding
from orchestration.declarations import ConfigurationError
from orchestration.declarations.strict import Place
from orchestration.figures.book import Book
from orchestration.figures.numbers import long_date, roman, spoken
from orchestration.publication.assembly import quality_statement
from orchestration.publication.assembly.documents import Documents
from orchestration.publication.assembly.indicator_view import IndicatorView
from orchestration.publication.assembly.numbering import WRITTEN, Drawings, Numbers, TableNumbers, tables_called
from orchestration.publication.assembly.pictures import Pictures
from orchestration.publication.assembly.spoken import count, head_of, leader, publication_month, series, span
from orchestration.publication.assembly.written import Grid, Written
from orchestration.publication.document.charts import ChartMaker
from orchestration.publication.document.document import ConstantRun, Section, Table
from orchestration.publication.document.outline import Outline
from orchestration.publication.document.supplied import Supplied
from orchestration.publication.document.tables import Goal, TableMaker, funds, programs
from orchestration.publication.document.wording import PUBLISHED, Rules, Wording
from orchestration.publication.evidence.comparison import STATUSES, compare
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.evidence.privacy import small_groups
from orchestration.publication.evidence.revisions import Comparison
from orchestration.publication.evidence.revisions_told import as_records
from orchestration.publication.evidence.trends import Trends
from orchestration.release.answers import Answered
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from jinja2 import Environment

    from orchestration.publication.document.declared_words import SectionSpec
    from orchestration.workspace.profile import Profile


class Context:
    """What the chapters of one report share: figures and words, and what was numbered, drawn and used so far."""

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
        answered: Answered,
        supplied: Supplied,
        trends: Trends,
    ) -> None:
        self.outline, self.book, self.profile, self.quarter = outline, book, profile, quarter
        self.comparison, self.supplied, self.trends = comparison, supplied, trends
        self.explained = explained
        self.sections: list[Section] = []
        report = outline.report
        self.wording = Wording(
            book=book,
            rules=Rules.of(outline.constants, outline.phrases, report),
            codes={str(row["rumus"]): str(row["kode"]) for row in reversed(book.indicators)},
            table=lambda name: self.table_numbers.of(name),
        )
        declared = {indicator.kode: indicator for indicator in profile.indikator}
        self.indicators = {
            code: IndicatorView(
                row, book, self.wording, quarter, own := declared.get(code), profile.policies_of(own) if own else None
            )
            for row in book.indicators
            for code in [str(row["kode"])]
        }
        self.goals = self._goals()
        self.names = {code: view.nama for code, view in self.indicators.items()} | {
            output.singkat: f"{output.kode} {output.nama}" for program in programs(book) for output in program.kro
        }
        self.code = ""
        self.anchors: dict[str, int] = {}
        self.numbers = Numbers()
        official = report.nomor_tabel == "baku"
        self.table_numbers = TableNumbers(outline.tables, official=official)
        self.numbered_otherwise = TableNumbers(outline.tables, official=not official)
        self._filled: dict[str, str] = {}
        self.compared = compare(profile.laporan_terbit.get(quarter.code, []), book)
        self.fields = self._fields(checks, findings, answered)
        self.written = Written(book, self.wording)
        self.documents = Documents(supplied, quarter.end, self.wording.field_runs)
        self.tables = TableMaker(
            book=book,
            wording=self.wording,
            outline=outline,
            fields=self._table_fields(),
            own={code: view.medan() | self._small_groups(code) for code, view in self.indicators.items()},
            goals=self.goals,
            records=quality_statement.records(outline, book, profile, checks, findings, answered)
            | as_records(comparison, report.perubahan)
            | {"pendukung": quality_statement.attachments(supplied, report.mutu_data)}
            | self._published_rows(),
            narrative=self.written,
            proof=self.documents,
        )
        self.charts = ChartMaker(self.tables, outline)
        self.drawings = Drawings()
        self.pictures = Pictures(supplied)
        self.environment = environment(outline.folder, self.wording)

    def _published_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of the comparison with what was published: the differing ones, and the same ones place by place."""
        words = self.outline.report.laporan_terbit
        rows: dict[str, list[dict[str, Any]]] = {"terbit_berbeda": [], "terbit_sama": []}
        place = ""
        for item in self.compared:
            row = item.published
            values = {
                "tempat": row.tempat,
                "label": row.label,
                "terbit": ConstantRun(row.nilai, PUBLISHED),
                "satuan": row.satuan,
                "status_terbit": ConstantRun(words.status[item.status], f"terbit_{item.status}"),
                "alasan": row.alasan or ("" if item.status == "sama" else words.tanpa_alasan),
            }
            if item.figure is not None:
                values["angka"] = item.figure.figure_id
            if item.status == "sama":
                if row.tempat != place:
                    rows["terbit_sama"].append({"kelompok": row.tempat, "_jenis": "kelompok"})
                place = row.tempat
            rows["terbit_sama" if item.status == "sama" else "terbit_berbeda"].append(values)
        return rows

    def _goals(self) -> list[Goal]:
        """Tujuan and sasaran in report order, each with its indicators and how it is called.

        What a sheet words alike is one of them, whatever the codes of its indicators; a tujuan that is the only one
        has no number.
        """
        found: dict[tuple[str, str], list[IndicatorView]] = {}
        for view in self.indicators.values():
            found.setdefault((str(view.record["jenjang"]), str(view.record["sasaran"])), []).append(view)
        levels = Counter(level for level, _ in found)
        seen: Counter[str] = Counter()
        goals = []
        for (level, name), views in found.items():
            seen[level] += 1
            called = self.outline.report.sebutan_sasaran[level]
            if level == "sasaran" or levels[level] > 1:
                called += f" {roman(seen[level])}"
            goals.append(Goal(f"{level}-{seen[level]}", called, name, views))
        return goals

    def _fields(self, checks: list[CheckResult], findings: list[Finding], answered: Answered) -> dict[str, Any]:
        quarter = self.quarter
        return {
            "unit": self.profile.unit,
            "pimpinan": self._heads(),
            "organisasi": self.profile.organisasi,
            "fungsi": self.profile.fungsi,
            "latar_belakang": self.profile.latar_belakang,
            "dasar_hukum": self.profile.dasar_hukum,
            "pegawai": self._staff(),
            "dinilai": [view for view in self.indicators.values() if view.dinilai],
            "fisik_berbeda": sum(view.fisik_berbeda for view in self.indicators.values()),
            "tahun": quarter.year,
            "tahun_lalu": quarter.year - 1,
            "triwulan": quarter.roman,
            "periode_tahun": span(quarter, "tahun_berjalan"),
            "tanggal_akhir": long_date(quarter.end),
            "bulan_terbit": publication_month(quarter),
            "sasaran": self.goals,
            "indikator": list(self.indicators.values()),
            "program": programs(self.book, self.profile.kegunaan_kro),
            "revisi": self.book.suffixes("revisi.pagu"),
            "dana": [{"kode": code, "nama": name} for code, name in funds(self.book)],
            "layanan": self.book.services,
            "unsur": self.profile.unsur,
            "skala_unsur": self.profile.skala_unsur,
            "ada": lambda figure_id: (found := self.wording.find(figure_id)) is not None and found.value is not None,
            "frasa": lambda rule, figure_id, other="": self.wording.phrase(
                rule, self.wording.find(figure_id), self.wording.find(other) if other else None
            ),
            "kebijakan": self.profile.kebijakan,
            "rangkai": series,
            "ucap": spoken,
            "mutu_data": quality_statement.counts(self.book, checks, findings, answered, self.outline.report.mutu_data),
            "terbit": {"semua": len(self.compared)}
            | {status: sum(item.status == status for item in self.compared) for status in STATUSES},
            "perubahan": quality_statement.changes(self.comparison, self.quarter),
        }

    def _heads(self) -> dict[str, str]:
        """Who leads the unit and the office above it, in full and as short as that office is called for short."""
        unit = self.profile.unit
        above = head_of(unit.induk)
        short = head_of(unit.singkatan_induk) if above == f"{leader(above)} {unit.induk}" else above
        return {"unit": leader(unit.jabatan_penanda_tangan), "induk": above, "induk_singkat": short}

    def _staff(self) -> dict[str, Any] | None:
        """The staff by status, as sentences name it; none that was counted after the quarter."""
        staff = self.profile.pegawai
        if staff is None or staff.per > self.quarter.end:
            return None
        parts = [f"{count(status.jumlah)} {status.nama}" for status in staff.status]
        return {"per": long_date(staff.per), "jumlah": staff.jumlah, "rincian": parts, "catatan": staff.catatan}

    def _table_fields(self) -> dict[str, Any]:
        names = self.book.names["unsur"]
        return {
            **{key: self.fields[key] for key in ("tahun", "tahun_lalu", "triwulan")},
            "bulan_akhir": self.quarter.months[-1],
            **{key: self.fields[key] for key in ("periode_tahun", "tanggal_akhir")},
            "unit": self.profile.unit.singkatan,
            "cara_konversi": _conversion(self.profile.skala_unsur),
            "legenda_unsur": "; ".join(f"{code.upper()} {name}" for code, name in names.items()),
            "legenda_mutu": "; ".join(f"{code} {name}" for code, name in self.book.names["mutu"].items()),
        }

    def _small_groups(self, code: str) -> dict[str, str]:
        """The services of which few people answered; without one, a note that names them is left out."""
        called = {service["layanan"]: service["nama"] for service in self.book.services}
        found = [called.get(name, name) for own, name in small_groups(self.book.figures.values()) if own == code]
        return {"kelompok_kecil": series(found)} if found else {}

    def filled(self, file: str, place: Place, text: str) -> str:
        """A declared text with the fields that it names.

        Raises:
            ConfigurationError: it names one that does not exist, or is no Jinja.
        """
        from jinja2 import TemplateError

        try:
            return self.environment.from_string(text).render(self.fields)
        except TemplateError as error:
            raise self.outline.wrong(file, place, f"cannot be filled: {error.message}") from None

    def chapter(self, name: str) -> str:
        """A chapter file with the fields that it names.

        Raises:
            ConfigurationError: it names a field or a file that does not exist, or is no Jinja.
        """
        from jinja2 import TemplateError, TemplateSyntaxError

        if name in self._filled:
            return self._filled[name]
        try:
            self._filled[name] = self.environment.get_template(name).render(self.fields)
            return self._filled[name]
        except TemplateSyntaxError as error:
            raise ConfigurationError([f"{error.filename}:{error.lineno}: is no Jinja: {error.message}"]) from None
        except TemplateError as error:
            # Frames of a template bear its file and its lines.
            frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".md")]
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else f"{self.outline.folder / name}:1"
            raise ConfigurationError([f"{place}: cannot be filled: {error.message}"]) from None

    def anchor(self, wanted: str) -> str:
        """The wanted anchor, with a number behind it when it is taken."""
        seen = self.anchors.get(wanted, 0)
        self.anchors[wanted] = seen + 1
        return wanted if not seen else f"{wanted}-{seen + 1}"

    def _grids(self, code: str, part: str) -> int:
        return sum(isinstance(item, Grid) for item in self.written.items(code, part))

    def numbered(self, table: Table, name: str) -> Table:
        """A table that stands, whose number is used; with the one that it has otherwise."""
        other = self.numbered_otherwise.next(name)
        for numbers in (self.table_numbers, self.numbered_otherwise):
            numbers.used(name)
        return replace(table, otherwise=other)

    def number_tables(self, sections: Iterable[SectionSpec]) -> None:
        """Gives every table that the chapters ask for its number.

        Raises:
            ConfigurationError: two tables have the same official number.
        """
        for section in sections:
            called = [
                call
                for name in section.berkas
                for call in tables_called(self.chapter(name), self.wording.untoken, self._grids)
                if call.name == WRITTEN
                or (call.name in self.outline.tables and self.tables.stands(call.name, call.arguments, call.code))
            ]
            for numbers in (self.table_numbers, self.numbered_otherwise):
                numbers.count(str(section.bab or section.awalan), [call.name for call in called])
        if (twice := self.table_numbers.twice()) is not None:
            name, number = twice
            said = f"table '{name}' has the number {number} of another; expected one of its own, or `huruf: true`"
            raise self.outline.wrong("tabel.yaml", (name, "nomor"), said)


def _conversion(best: int) -> str:
    """What an index on a scale up to `best` is converted by, to per cent of the best."""
    return f"dikalikan {100 // best}" if 100 % best == 0 else f"dikalikan 100 dan dibagi {best}"


def environment(folder: Path, wording: Wording) -> Environment:
    """Jinja over a template folder; what it puts into a text is marked as a field by the wording."""
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
    environment.filters["cacah"] = count
    environment.filters["terbit"] = lambda number: wording.token(count(number), PUBLISHED)
    return environment
