"""Tables as the templates declare them, filled with the figures that exist.

Belongs here: row generators (services, months, funds, KRO, indicators ... whatever the warehouse holds) and the filling
of declared columns. Not here: the declarations (reports/templates/tabel.yaml) and drawing.

A declaration binds a generator to columns. A column is filled by `angka` (a pattern of a figure id), `teks` (a pattern
over the row's fields), `narasi` (what a steward wrote) or `frasa` (words chosen by rule). A figure that a row should
have and has not is reported, unless the column is declared `boleh_kosong`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from orchestration.declarations.strict import Place
from orchestration.figures.book import Book
from orchestration.figures.numbers import format_number, month_name, roman
from orchestration.publication.document.declared_tables import Repetition, Rows, Series, TableColumn
from orchestration.publication.document.document import Cell, Column, FigureRun, Row, Runs, Table
from orchestration.publication.document.outline import Outline
from orchestration.publication.document.wording import Unresolved, Wording, fill


@dataclass(frozen=True)
class BoundRow:
    """A row before its cells exist: its kind and the fields its columns may use."""

    values: dict[str, Any]
    kind: str = "isi"


@dataclass(frozen=True)
class BoundColumn:
    """A declared column with what it is bound to where columns repeat: an element of the survey, a quarter."""

    declared: TableColumn
    column: Column
    binding: Mapping[str, Any]


@dataclass(frozen=True)
class BoundSeries:
    """A declared series with the fields of the row that it is drawn of, and its place among the series."""

    declared: Series
    values: Mapping[str, Any]
    order: int


@dataclass(frozen=True)
class Goal:
    """A goal (tujuan or sasaran): its code, how it is called, its name, and its indicators as chapters see them."""

    kode: str
    sebutan: str
    nama: str
    indikator: list[Any] = field(default_factory=list)


@dataclass
class TableMaker:
    """Makes declared tables out of a book.

    Attributes:
        outline: the declarations.
        fields: fields every declaration may use, e.g. `tahun`.
        own: fields of each indicator, by its code, for what stands below it.
        records: rows that are not figures, by generator name (deliveries, checks, policies, findings).
        narrative: gives the paragraphs a steward wrote for (code, part).
        proof: gives the words of a cell that names a document, for (code, cell).
    """

    book: Book
    wording: Wording
    outline: Outline
    fields: Mapping[str, Any]
    own: Mapping[str, Mapping[str, Any]]
    goals: list[Goal]
    records: Mapping[str, list[dict[str, Any]]]
    narrative: Callable[[str, str], list[Runs]]
    proof: Callable[[str, str], Runs]

    def make(self, name: str, arguments: Mapping[str, str], number: str, code: str) -> Table | None:
        """A table, or None when nothing it shows exists.

        Args:
            name: of the declaration.
            arguments: what the place of use binds, e.g. `layanan=pengujian`.
            number: printed in the caption.
            code: of the indicator at hand; `${I}` in patterns.

        Raises:
            ConfigurationError: a text of it names a field that does not exist.
        """
        spec = self.outline.tables[name]
        base = self.base(arguments, code)
        rows = self.rows(spec, base)
        if not any(row.kind == "isi" for row in rows):
            return None
        place = f"Tabel {number}"
        caption = self.text("tabel.yaml", (name, "judul"), spec.judul, code, base)
        columns = list(self._columns(name, spec.kolom, base))
        grid = [
            None
            if row.kind == "kelompok"
            else [self._cell(column, {**base, **row.values}, row.kind, place) for column in columns]
            for row in rows
        ]
        kept = [
            index
            for index, column in enumerate(columns)
            if not column.declared.boleh_kosong or any(cells and any(cells[index].lines) for cells in grid)
        ]
        made: list[Row] = []
        for row, cells in zip(rows, grid, strict=True):
            if cells is None:
                label = self.wording.runs(self.wording.token(row.values["kelompok"]), code)
                made.append(Row((Cell((label,), span=len(kept), header=True),), "kelompok"))
            else:
                made.append(Row(tuple(cells[index] for index in kept), row.kind))  # type: ignore[arg-type]
        notes = [fill(note, self._tokens(base)) for note in spec.catatan]
        return Table(
            name=name,
            number=number,
            caption=caption,
            columns=tuple(columns[index].column for index in kept),
            rows=tuple(made),
            anchor="-".join(["tabel", number.replace(".", "-").lower()]),
            size=spec.ukuran,
            notes=tuple(self.wording.runs(note, code) for note in notes if note),
        )

    def stands(self, name: str, arguments: Mapping[str, str], code: str) -> bool:
        """Whether a table shows anything."""
        return any(row.kind == "isi" for row in self.rows(self.outline.tables[name], self.base(arguments, code)))

    def base(self, arguments: Mapping[str, str], code: str) -> dict[str, Any]:
        """The fields that every row of a declaration may use."""
        return {"I": code, **self.fields, **self.own.get(code, {}), **arguments, **self._named(arguments)}

    def rows(self, spec: Rows, base: dict[str, Any]) -> list[BoundRow]:
        """The rows of a declaration."""
        return list(_GENERATORS[spec.baris](self, spec, base))

    def series(self, declared: list[Series], values: Mapping[str, Any]) -> list[BoundSeries]:
        """What a chart draws of each row: the declared series with their bindings, repeated ones one by one."""
        return [
            BoundSeries(entry, {**values, **binding}, order)
            for order, entry in enumerate(declared)
            for binding in self._repeat(entry.ulang, values)
        ]

    def text(self, file: str, place: Place, pattern: str, code: str, values: Mapping[str, Any]) -> Runs:
        """Runs of a declared text with its fields.

        Raises:
            ConfigurationError: it names a field that does not exist.
        """
        filled = fill(pattern, self._tokens(values))
        if filled is None:
            raise self.outline.wrong(file, place, f"'{pattern}' names a field that does not exist here")
        return self.wording.runs(filled, code)

    def _named(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """What a bound service, goal or KRO is called."""
        named: dict[str, str] = {}
        for output in (output for program in programs(self.book) for output in program.kro):
            if output.singkat == arguments.get("kro"):
                named["nama_kro"] = f"{output.kode} {output.nama}"
        for service in self.book.services:
            if service["layanan"] == arguments.get("layanan"):
                named["nama_layanan"] = str(service["nama"])
        for goal in self.goals:
            if goal.kode == arguments.get("sasaran"):
                named |= {"sebutan_sasaran": goal.sebutan, "nama_sasaran": goal.nama}
        return named

    def _tokens(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        return _Tokens(values, self.wording)

    def _columns(
        self, table: str, declared: list[TableColumn], base: Mapping[str, Any], group: Runs = ()
    ) -> Iterator[BoundColumn]:
        """Flattens groups and repetitions."""
        for entry in declared:
            for binding in self._repeat(entry.ulang, base):
                values = {**base, **binding}
                title = self.text("tabel.yaml", (table, "kolom"), entry.judul, str(base["I"]), values)
                if entry.kolom:
                    yield from self._columns(table, entry.kolom, values, title)
                    continue
                column = Column(title=title, group=group, align=entry.alignment, width=entry.lebar)
                yield BoundColumn(entry, column, binding | _bound(base))

    def _repeat(self, over: Repetition | None, base: Mapping[str, Any]) -> list[dict[str, Any]]:
        if over is None:
            return [{}]
        if over == "unsur":
            names = self.book.names["unsur"]
            return [
                {"unsur": code, "UNSUR": code.upper(), "nama_unsur": name}
                for code, name in names.items()
                if f"{base['I']}.unsur.{code}" in self.book.figures
            ]
        return [{"tw": number, "TW": roman(number)} for number in (1, 2, 3, 4)]

    def _cell(self, column: BoundColumn, values: dict[str, Any], kind: str, place: str) -> Cell:
        declared = column.declared
        source = declared.content(kind)
        values = {**values, **column.binding}
        code = str(values["I"])
        lines: tuple[Runs, ...] = ()
        if source.angka is not None:
            lines = self._number(source.angka, source.satuan, values, code, place, declared.boleh_kosong)
        elif source.teks is not None:
            filled = fill(source.teks, self._tokens(values))
            whole = self.wording.untoken(filled) if filled else ""
            if "\n" in whole:
                lines = self._field(whole)
            elif filled:
                lines = (self.wording.runs(filled, code),)
        elif source.tetap is not None:
            lines = ((values[source.tetap],),) if source.tetap in values else ()
        elif source.naskah is not None:
            lines = (self.wording.runs(str(values.get(source.naskah, "")), code),)
        elif source.bukti is not None:
            lines = (self.proof(code, str(values.get(source.bukti) or "")),)
        elif source.medan is not None:
            lines = self._field(values.get(fill(source.medan, values) or "", ""))
        elif source.narasi is not None:
            lines = tuple(self.narrative(code, source.narasi))
        elif source.frasa is not None:
            figure = self.book.find(fill(source.frasa.nilai, values) or "")
            other = self.book.find(fill(source.frasa.pembanding, values) or "")
            lines = (self.wording.runs(self.wording.phrase(source.frasa.aturan, figure, other), code),)
        elif source.keterangan is not None:
            figure = self.book.find(fill(source.keterangan, values) or "")
            # Behind a figure without value the remark says why, which is no content of this column.
            stated = figure is not None and figure.status is None
            lines = (self.wording.field_runs(figure.keterangan),) if figure and stated else ()
        return Cell(tuple(line for line in lines if line), declared.alignment, header=declared.judul_baris)

    def _field(self, content: object) -> tuple[Runs, ...]:
        return tuple(self.wording.field_runs(line.strip()) for line in str(content).splitlines() if line.strip())

    def _number(
        self, pattern: str, with_unit: bool, values: dict[str, Any], code: str, place: str, optional: bool
    ) -> tuple[Runs, ...]:
        reference = fill(pattern, values)
        if reference is None:
            return ()
        figure = self.wording.find(reference, code)
        if figure is None:
            if not optional:
                self.wording.unresolved.append(Unresolved(self.wording.figure_id(reference, code), place))
            return ()
        runs: Runs = (FigureRun(figure, italic=figure.status == "on_progress"),)
        if with_unit:
            runs = self.wording.runs(f"{{{figure.figure_id}|satuan}}")
        return (runs,)

    def indicator_rows(self, goal: Goal) -> Iterator[BoundRow]:
        """One row for each indicator of a goal (tujuan or sasaran)."""
        for item in goal.indikator:
            actions = [entry for entry in self.book.narratives if entry.kode == item.kode]
            yield BoundRow(
                {
                    **item.record,
                    "I": item.kode,
                    "nama": item.nama,
                    "nama_iku": f"{item.nama}*" if item.iku else item.nama,
                    "sasaran": goal.nama,
                    "tujuan": told if (told := item.record.get("tujuan", "")) != goal.nama else "",
                    "dinilai": item.dinilai,
                    "pelaksana": _distinct([entry.penanggung_jawab for entry in actions])
                    or item.record["penanggung_jawab"],
                    "target_penyelesaian": _distinct([entry.target_penyelesaian for entry in actions]),
                }
            )


class _Tokens(dict[str, str]):
    """Fields as tokens, made when a pattern asks for them: most patterns use one of twenty."""

    def __init__(self, values: Mapping[str, Any], wording: Wording) -> None:
        super().__init__()
        self._values = values
        self._wording = wording

    def __missing__(self, name: str) -> str:
        return self._wording.token(self._values[name])


def _distinct(names: list[str]) -> str:
    return "\n".join(dict.fromkeys(name for name in names if name))


def _bound(base: Mapping[str, Any]) -> dict[str, Any]:
    return {name: base[name] for name in ("tw", "TW", "unsur", "UNSUR", "nama_unsur") if name in base}


Generator = Callable[[TableMaker, Rows, dict[str, Any]], Iterator[BoundRow]]


def _indicators(maker: TableMaker, _spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """All indicators below the name of their goal, or those of one goal (`sasaran=sasaran-1`)."""
    for goal in maker.goals:
        if base.get("sasaran") in (None, goal.kode):
            if "sasaran" not in base:
                yield BoundRow({"kelompok": f"{goal.sebutan}: {goal.nama}"}, "kelompok")
            yield from maker.indicator_rows(goal)


def _services(maker: TableMaker, spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Services that have the figure `<indicator>.<ukuran>.<service>`, in catalogue order, then the total."""
    measure = spec.ukuran_baris or "realisasi"
    code_field, name_field = ("layanan_volume", "nama_volume") if spec.layanan == "volume" else ("layanan", "nama")
    names: dict[str, str] = {}
    for service in maker.book.services:
        names.setdefault(service[code_field], service[name_field])
    found = False
    for code, name in names.items():
        if f"{base['I']}.{measure}.{code}" in maker.book.figures:
            found = True
            yield BoundRow({"layanan": code, "nama": name, "akhiran": f".{code}"})
    if found and spec.jumlah:
        yield BoundRow({"layanan": "", "nama": fill(spec.jumlah or "", base), "akhiran": ""}, "jumlah")


def _months(maker: TableMaker, spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Months of one service (`layanan=...`) from January on, then the total."""
    start = f"{base['I']}.{spec.ukuran_baris or 'jatuh_tempo'}.{base['layanan']}"
    for month in filter(str.isdigit, maker.book.suffixes(start)):
        yield BoundRow({"bulan": month, "nama": month_name(int(month)), "akhiran": f".{month}"})
    yield BoundRow({"nama": fill(spec.jumlah or "", base), "akhiran": ""}, "jumlah")


def _budget_months(maker: TableMaker, _spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Months of the year with a plan of withdrawals."""
    for month in filter(str.isdigit, maker.book.suffixes("anggaran.rencana")):
        yield BoundRow({"bulan": month, "nama": month_name(int(month)), "akhiran": f".{month}"})


def _outputs(maker: TableMaker, spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Programs with their KRO, then the total."""
    for program in programs(maker.book):
        named = {"kode": program.kode, "nama": program.nama}
        yield BoundRow({**named, "awalan": "program.", "akhiran": f".{program.singkat}"}, "subjumlah")
        for output in program.kro:
            yield BoundRow(
                {
                    "kode": output.kode,
                    "nama": output.nama,
                    "satuan": output.satuan,
                    "kro": output.singkat,
                    "awalan": "kro.",
                    "akhiran": f".{output.singkat}",
                }
            )
    yield BoundRow({"kode": "", "nama": fill(spec.jumlah or "", base), "awalan": "anggaran.", "akhiran": ""}, "jumlah")


def _only_outputs(maker: TableMaker, _spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Every KRO, or the one that the place of use binds (`kro=BAD`)."""
    for program in programs(maker.book):
        for output in program.kro:
            if base.get("kro") in (None, output.singkat):
                yield BoundRow({"kode": output.kode, "nama": output.nama, "kro": output.singkat})


def _programs(maker: TableMaker, spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Every program, then the total."""
    for program in programs(maker.book):
        named = {"kode": program.kode, "nama": program.nama}
        yield BoundRow({**named, "awalan": "program.", "akhiran": f".{program.singkat}"})
    yield BoundRow({"kode": "", "nama": fill(spec.jumlah or "", base), "awalan": "anggaran.", "akhiran": ""}, "jumlah")


def _revisions(maker: TableMaker, _spec: Rows, _base: dict[str, Any]) -> Iterator[BoundRow]:
    """Every delivered revision of the DIPA; what a steward wrote of it stands under its code."""
    for code in maker.book.suffixes("revisi.pagu"):
        number = int(code.removeprefix("B"))
        name = f"Revisi ke-{number}" if number else "DIPA awal"
        yield BoundRow({"I": code, "kode": code, "nama": name, "akhiran": f".{code}"})


def _assessed(maker: TableMaker, _spec: Rows, _base: dict[str, Any]) -> Iterator[BoundRow]:
    """The indicators that others measure."""
    for goal in maker.goals:
        yield from (row for row in maker.indicator_rows(goal) if row.values["dinilai"])


def _funds(maker: TableMaker, spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """Jenis belanja within each fund, the fund's total, the total of all."""
    for fund, fund_name in funds(maker.book):
        yield BoundRow({"kelompok": fund_name}, "kelompok")
        for kind in filter(str.isdigit, maker.book.suffixes(f"anggaran.pagu.{fund}")):
            name = maker.book.names["jenis_belanja"].get(kind, kind)
            yield BoundRow({"kode": kind, "nama": name, "akhiran": f".{fund}.{kind}"})
        yield BoundRow({"nama": f"Jumlah {fund_name}", "akhiran": f".{fund}"}, "subjumlah")
    yield BoundRow({"nama": fill(spec.jumlah or "", base), "akhiran": ""}, "jumlah")


def _listed(maker: TableMaker, spec: Rows, base: dict[str, Any]) -> Iterator[BoundRow]:
    """The rows that the declaration lists for such an indicator; one whose figure does not exist is left out."""
    for entry in spec.isi:
        figure = maker.wording.find(fill(entry.angka, base) or "", base["I"])
        if figure is not None and entry.bila.items() <= base.items():
            yield BoundRow({"uraian": fill(entry.uraian, base), "angka": figure.figure_id})


def _recorded(maker: TableMaker, spec: Rows, _base: dict[str, Any]) -> Iterator[BoundRow]:
    """Rows about the run itself (`catatan: ...`): deliveries, checks, policies, exclusions, findings."""
    for record in maker.records[spec.catatan_data or ""]:
        yield BoundRow(dict(record), record.get("_jenis", "isi"))


_GENERATORS: dict[str, Generator] = {
    "indikator": _indicators,
    "layanan": _services,
    "bulan": _months,
    "bulan_anggaran": _budget_months,
    "program_kro": _outputs,
    "kro": _only_outputs,
    "program": _programs,
    "revisi_dipa": _revisions,
    "dinilai": _assessed,
    "dana_belanja": _funds,
    "tercantum": _listed,
    "catatan": _recorded,
}


def funds(book: Book) -> list[tuple[str, str]]:
    """Funds that have a budget: code and name, in the order of the profile's names."""
    return [(code, name) for code, name in book.names["sumber_dana"].items() if f"anggaran.pagu.{code}" in book.figures]


@dataclass(frozen=True)
class Detail:
    """An RO of a KRO: what it is called, and its volume as the DIPA states it."""

    kode: str
    nama: str
    volume: str
    satuan: str


@dataclass(frozen=True)
class Output:
    """A KRO: full code, short code (as in figure ids), name, unit of volume, RO, what it is for."""

    kode: str
    singkat: str
    nama: str
    satuan: str
    rincian: list[Detail]
    kegunaan: list[str]


@dataclass(frozen=True)
class Program:
    """A program with its KRO."""

    kode: str
    singkat: str
    nama: str
    kro: list[Output] = field(default_factory=list)


def programs(book: Book, purposes: Mapping[str, list[str]] | None = None) -> list[Program]:
    """Programs with their KRO and RO, in report order; `purposes` tells what a KRO is for, by its short code."""
    found: dict[str, Program] = {}
    for row in book.outputs:
        code, output = str(row["program"]), str(row["kro"])
        program = found.setdefault(code, Program(code, code.rsplit(".", 1)[-1], row["program_nama"] or code))
        # The key names the kegiatan itself when two kegiatan use one KRO code.
        full = output if "." in output or not row["kegiatan"] else f"{row['kegiatan']}.{output}"
        details = [
            Detail(detail["ro"], detail["ro_nama"] or detail["ro"], _whole(detail["volume"]), detail["volume_satuan"])
            for detail in book.output_details
            if detail["kro"] == output and detail["program"] == row["program"]
        ]
        program.kro.append(
            Output(
                full, output, row["kro_nama"] or full, row["volume_satuan"], details, (purposes or {}).get(output, [])
            )
        )
    return list(found.values())


def _whole(volume: Any) -> str:
    """A volume of the DIPA sheet, which stands in no table and is therefore a field and no figure."""
    if volume in ("", None):
        return ""
    amount = Decimal(str(volume)).normalize()
    return format_number(amount, max(0, -int(amount.as_tuple().exponent)))
