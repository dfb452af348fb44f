"""A working paper (kertas kerja): a figure as live formulas over the rows it was made of, for an auditor's spreadsheet.

Belongs here: the workbook, its sheets and words (Indonesian). Not here: which rows (paper_rows.py) and which formulas
(paper_formulas.py).

What a formula comes to is written beside it, so that readers that do not calculate show it; a program that calculates
works every cell out again, down to the cells as they were received. The same release gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from orchestration.audit.following import paper_formulas, paper_rows
from orchestration.audit.following.naming import UnknownFigureError as UnknownFigureError
from orchestration.audit.following.naming import meant
from orchestration.audit.following.paper_book import DARK, Book, letters
from orchestration.audit.following.paper_formulas import Listed, Part
from orchestration.audit.following.paper_rows import Rows, measure_of, rows_of
from orchestration.audit.following.paper_rows import UnreadableError as UnreadableError
from orchestration.audit.following.row_names import RowNames
from orchestration.audit.following.trail import Evidence
from orchestration.audit.numerals import print_number, round_half_up
from orchestration.figures.formulas import INDONESIAN, LEAF_OPERATIONS, ROLES, terms, text
from orchestration.figures.formulas import Part as Spoken
from orchestration.release import store

SUMMARY, FILES = "Hitungan", "Berkas"
"""Sheets of every paper; those of rows follow."""

HEADS = (
    *("Tingkat", "Peran", "Tanda pengenal", "Uraian", "Cara hitung", "Hasil", "Desimal", "Dibulatkan"),
    *("Tercetak", "Cocok", "Satuan", "Baris dihitung", "Baris menurut rilis"),
)
"""Columns of the table of figures; the figure itself stands in its first row."""

BEYOND = ("Baris di luar daftar", "Nilainya")
"""Columns after them, in a paper that has no room for all rows."""

AGREES, DIFFERS = "cocok", "BEDA"

_AT = {head: at for at, head in enumerate((*HEADS, *BEYOND))}
_DIVISORS = ("denominator", "target", "base")
_WIDTHS = {"Tanda pengenal": 30, "Uraian": 48, "Cara hitung": 44, "Hasil": 22, "Dibulatkan": 17, "Tercetak": 17}


@dataclass
class Line:
    """A figure in the table.

    Attributes:
        figure: its row of `figures.figures`.
        level: 0 for the figure itself, more for what it is made of.
        role: what it is to the figure above.
        row: its row in the sheet, 1 = first.
        parts: (component, role).
    """

    figure: Mapping[str, Any]
    level: int
    role: str
    row: int = 0
    parts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def printed(self) -> str:
        """Its text in the report."""
        return str(self.figure["printed"])

    @property
    def is_leaf(self) -> bool:
        """Whether it is made of rows."""
        own = self.figure["operation"] in LEAF_OPERATIONS and self.figure["trail_relation"]
        return bool(own) and not self.parts

    def cell(self, head: str) -> str:
        """The cell of one of its columns."""
        return f"{letters(_AT[head])}{self.row}"


@dataclass(frozen=True)
class Written:
    """A paper that was written.

    Attributes:
        path: the workbook.
        figure_id: the figure.
        printed: its text in the report.
        figures: how many figures it works out.
        rows: how many rows it lists.
        beyond: how many rows that count it does not list.
    """

    path: Path
    figure_id: str
    printed: str
    figures: int
    rows: int
    beyond: int

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        told = {"paper": str(self.path), "figure_id": self.figure_id, "printed": self.printed}
        return {**told, "figures": self.figures, "rows": self.rows, "rows_not_listed": self.beyond}


def write(release: Path, archive: Path, asked: str, out: Path) -> Written:
    """Writes the working paper of a figure as a workbook, in place of a file of that name.

    Args:
        release: the release.
        archive: received files by SHA-256.
        asked: the figure by its id, by words of its name or by its printed number, see `naming.meant`.
        out: the workbook.

    Raises:
        UnknownFigureError: the release has no such figure, or several.
        UnreadableError: a received file is missing or not what the release was made from.
        OSError: the release has no evidence, or the workbook cannot be written.
    """
    return write_together(release, archive, [asked], out)


def write_together(release: Path, archive: Path, asked: Sequence[str], out: Path) -> Written:
    """Writes one paper of several figures over the same rows, headed as that of the first; else as `write`."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    with store.read(release) as connection:
        evidence = Evidence(connection)
        for figure in evidence.figures.values():
            figure["printed"] = print_number(_places(figure), figure["status"])
        lines = _lines(evidence, [meant(one, evidence.figures).figure_id for one in asked])
        leaves = [line.figure for line in lines if line.is_leaf]
        made = rows_of(evidence, leaves, release, archive)
        out.write_bytes(_Paper(evidence, manifest, lines, made, RowNames(archive)).write())
    listed, beyond = sum(len(rows.rows) for rows in made), sum(rows.missing for rows in made)
    return Written(out, lines[0].figure["figure_id"], lines[0].printed, len(lines), listed, beyond)


def _lines(evidence: Evidence, asked: Sequence[str]) -> list[Line]:
    """The figures and all below them, each once, in the order of the tree."""
    found: dict[str, Line] = {}

    def follow(name: str, level: int, role: str) -> None:
        if name in found:
            return
        found[name] = Line(evidence.figures[name], level, role, parts=evidence.components.get(name, []))
        for part, part_role in found[name].parts:
            follow(part, level + 1, part_role)

    for figure_id in asked:
        follow(figure_id, 0, "")
    return list(found.values())


class _Paper:
    """The workbook, and the formats its sheets share."""

    def __init__(
        self,
        evidence: Evidence,
        manifest: Mapping[str, Any],
        lines: Sequence[Line],
        made: Sequence[Rows],
        names: RowNames,
    ) -> None:
        self.evidence, self.manifest, self.lines, self.made, self.names = evidence, manifest, lines, made, names
        self.by_id = {line.figure["figure_id"]: line for line in lines}
        self.listed: dict[str, tuple[Rows, Listed]] = {}
        stamp = dt.datetime.fromisoformat(manifest["created_at"]).replace(tzinfo=None)
        self.book = Book(f"Kertas kerja {lines[0].figure['figure_id']}", stamp)
        self.look = self.book.look

    def write(self) -> bytes:
        summary, files = self.book.sheet(SUMMARY), self.book.sheet(FILES)
        top = list(self.top())
        for at, line in enumerate(self.lines):
            line.row = len(top) + 3 + at
        names = {sha256: told["file_name"] for sha256, told in self.evidence.deliveries.items()}
        for rows in self.made:
            columns, firsts = self.book.rows(rows, names, self.names)
            for figure_id in rows.conditions:
                line = self.by_id[figure_id]
                beyond = (line.cell(BEYOND[0]), line.cell(BEYOND[1])) if figure_id in rows.beyond else None
                self.listed[figure_id] = (rows, Listed(columns, firsts, measure_of(line.figure), beyond))
        self.summary(summary, top)
        self.files(files)
        return self.book.content()

    def top(self) -> Iterator[str]:
        """What stands over the table."""
        figure, manifest = self.lines[0].figure, self.manifest
        yield f"{manifest['unit']['nama']}, {manifest['quarter']} {manifest['release']}"
        yield f"{figure['figure_id']} = {self.lines[0].printed} {figure['unit']} (basis {figure['period_basis']})"
        if figure["keterangan"]:
            yield f"Keterangan: {figure['keterangan']}"
        for named in filter(None, (figure["policy"] or "").split("; ")):
            name, _, value = named.partition("=")
            policy = self.evidence.policies.get(name, {})
            yield f"Kebijakan {name} = {value}: {policy.get('alasan', '')} ({policy.get('dasar', '')})"
        yield (
            "Kolom Hasil dan Dibulatkan adalah rumus hidup atas lembar Baris; Cocok membandingkannya dengan laporan."
            " Pada lembar Baris, kolom kiri adalah sel sebagaimana diterima, kolom kanan sebagaimana dibaca; angka yang"
            " dibaca dari satu sel adalah rumus atas sel itu."
        )
        for rows in self.made:
            if not rows.whole:
                yield (
                    f"{rows.relation}: lembarnya lebih dari {paper_rows.MOST_ROWS} baris; hanya baris yang dihitung"
                    f" didaftar, paling banyak {paper_rows.MOST_ROWS}. {rows.missing} baris selebihnya masuk rumus"
                    " sebagai angka; `triwulan trace --rows` menulis semuanya."
                )

    def summary(self, sheet: Any, top: Sequence[str]) -> None:
        figure = self.lines[0].figure
        title = self.look(bold=True, font_size=13, font_color=DARK)
        sheet.write_string(0, 0, f"Kertas kerja: {figure['label']}", title)
        for at, said in enumerate(top, 1):
            sheet.write_string(at, 0, said, self.look(font_color="#52606D"))
        heads = (*HEADS, *BEYOND) if any(rows.beyond for rows in self.made) else HEADS
        self.book.heads(sheet, len(top) + 1, heads, [_WIDTHS.get(head, 12) for head in heads])
        for line in self.lines:
            self.line(sheet, line)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def line(self, sheet: Any, line: Line) -> None:
        figure, at = line.figure, line.row - 1
        plain, right = self.look(), self.look(align="right")
        sheet.write_number(at, 0, line.level, plain)
        for head, said in (
            ("Peran", ROLES.get(line.role, line.role)),
            ("Tanda pengenal", figure["figure_id"]),
            ("Uraian", "   " * line.level + figure["label"]),
            ("Cara hitung", self.spoken(line)),
            ("Satuan", figure["unit"]),
        ):
            sheet.write_string(at, _AT[head], said, plain)
        value, printed = figure["value"], _places(figure)
        known = value is not None
        shown = float(value) if known else line.printed
        form = "#,##0" + (f".{'0' * figure['decimals']}" if figure["decimals"] else "")
        sheet.write_formula(
            at, _AT["Hasil"], f"={self.formula(line)}", self.look(num_format="#,##0.############"), shown
        )
        sheet.write_number(at, _AT["Desimal"], figure["decimals"], plain)
        result, decimals, rounded = line.cell("Hasil"), line.cell("Desimal"), line.cell("Dibulatkan")
        form_look = self.look(num_format=form, align="right")
        cached = float(round_half_up(Fraction(value), figure["decimals"])) if known else line.printed
        sheet.write_formula(
            at, _AT["Dibulatkan"], f"=IF(ISNUMBER({result}),ROUND({result},{decimals}),{result})", form_look, cached
        )
        if printed is None:
            sheet.write_string(at, _AT["Tercetak"], line.printed, right)
        else:
            sheet.write_number(at, _AT["Tercetak"], float(printed), form_look)
        same = AGREES if cached == (float(printed) if printed is not None else line.printed) else DIFFERS
        told = f'=IF({rounded}={line.cell("Tercetak")},"{AGREES}","{DIFFERS}")'
        sheet.write_formula(at, _AT["Cocok"], told, plain, same)
        found = self.listed.get(figure["figure_id"])
        if found is not None:
            rows, listed = found
            formula = f"={paper_formulas.counted(rows.conditions[figure['figure_id']], listed)}"
            sheet.write_formula(at, _AT["Baris dihitung"], formula, plain, figure["row_count"])
            if figure["figure_id"] in rows.beyond:
                count, value = rows.beyond[figure["figure_id"]]
                sheet.write_number(at, _AT[BEYOND[0]], count, plain)
                sheet.write_number(at, _AT[BEYOND[1]], float(value), plain)
        if figure["row_count"] is not None and figure["trail_relation"]:
            sheet.write_number(at, _AT["Baris menurut rilis"], figure["row_count"], plain)

    def formula(self, line: Line) -> str:
        """The live formula of a figure, without its sign of equality."""
        figure, missing = line.figure, f'"{line.printed}"'
        operation = figure["operation"]
        if line.parts:
            cells = [self.by_id[part].cell("Hasil") for part, _ in line.parts]
            made = paper_formulas.of_figures(operation, self.parts(line), self.steps(figure))
            if figure["value"] is not None:
                return made or f"{figure['value']:f}"
            if not made or self.waits(line):
                return missing
            counts = paper_formulas.together("COUNT", cells)
            return f"IFERROR(IF({counts}<{len(cells)},{missing},{made}),{missing})"
        if figure["figure_id"] not in self.listed:
            return missing if figure["value"] is None else f"{figure['value']:f}"
        rows, listed = self.listed[figure["figure_id"]]
        conditions = rows.conditions[figure["figure_id"]]
        made = paper_formulas.of_rows(operation, conditions, listed) or f"{figure['value']:f}"
        if figure["value"] is not None:
            return made
        if listed.measure:
            return f"IF({paper_formulas.numbers_of(conditions, listed)}=0,{missing},{made})"
        return f"IF({paper_formulas.counted(conditions, listed)}=0,{missing},{made})"

    def waits(self, line: Line) -> bool:
        """Whether a figure has no value although all it is made of is there: the report says so, not arithmetic."""
        known = [(role, self.by_id[part].figure["value"]) for part, role in line.parts]
        return all(value is not None and (value != 0 or role not in _DIVISORS) for role, value in known)

    def parts(self, line: Line) -> list[Part]:
        weights = {row["unsur"]: row["bobot"] for row in self.evidence.rows("FROM reference.unsur")}
        found = []
        for part, role in line.parts:
            below = self.by_id[part]
            element = part.partition(".unsur.")[2].partition(".")[0]
            weight = Decimal(weights.get(element) or 1).normalize()
            found.append(Part(role, below.cell("Hasil"), below.cell("Dibulatkan"), weight))
        return found

    def steps(self, figure: Mapping[str, Any]) -> list[tuple[Decimal, Decimal]]:
        if figure["operation"] not in ("poin", "target_poin"):
            return []
        query = "SELECT batas_bawah, nilai FROM reference.tangga WHERE kode = ? ORDER BY 1"
        return [
            (bound, points)
            for bound, points in self.evidence.connection.execute(query, [figure["indicator"]]).fetchall()
        ]

    def spoken(self, line: Line) -> str:
        """The rule of a figure with the printed numbers of its components put in."""
        figure = line.figure
        parts = [
            Spoken(part, role, self.by_id[part].printed, self.by_id[part].figure["value"] is not None)
            for part, role in line.parts
        ]
        return text(terms(figure["operation"], parts, figure["trail_measure"] or "", INDONESIAN))

    def files(self, sheet: Any) -> None:
        """The received files that the rows stand in."""
        used = dict.fromkeys(row.place[1] for rows in self.made for row in rows.rows)
        heads = ("Berkas", "Triwulan", "SHA-256 saat diterima", "SHA-256 yang disimpan", "Baris di kertas ini")
        self.book.heads(sheet, 0, heads, (44, 12, 68, 68, 18))
        for at, sha256 in enumerate(used, 1):
            told = self.evidence.deliveries[sha256]
            for column, said in enumerate((told["file_name"], told["quarter"], sha256, told["archived_sha256"])):
                sheet.write_string(at, column, said)
            count = sum(row.place[1] == sha256 for rows in self.made for row in rows.rows)
            sheet.write_number(at, 4, count)


def _places(figure: Mapping[str, Any]) -> Decimal | None:
    """The printed value with the decimals it is printed with."""
    printed = figure["printed_value"]
    return None if printed is None else Decimal(printed).quantize(Decimal(1).scaleb(-figure["decimals"]))
