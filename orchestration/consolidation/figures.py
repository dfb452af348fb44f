"""The figures of a consolidation: those that were worked out, and those of the units that stand behind them.

Belongs here: running totals.sql over the warehouse and reading what it leaves as figures. Not here: any arithmetic (it
is the SQL's), and how figures are printed (figures/numbers) or told (report.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from orchestration.consolidation import warehouse
from orchestration.consolidation.units import LATE, State
from orchestration.figures.book import Component, Figure
from orchestration.figures.numbers import ON_PROGRESS, UNDEFINED, NumeralError, parse_number, printed

if TYPE_CHECKING:
    from orchestration.consolidation.settings import Settings
    from orchestration.consolidation.units import Received
    from orchestration.consolidation.warehouse import Warehouse
    from orchestration.workspace.quarters import Quarter

OF_THE_HOUSE = ("ikm", "pengguna", "sla", "nps", "volume", "pertumbuhan_pnbp", "indeks_pnbp", "roa", "pobo")
"""Formulas that say by themselves what is measured; of the others the name of the indicator does."""

IN, OUT, WAITING = "terbit", "ditinggalkan", "belum_terbit"
"""What the counts of units are called: taken, left out, late."""

_OFFICIAL = ("target", "realisasi", "capaian")


def unit_figure(code: str, quarter: str, release: str, figure_id: str) -> str:
    """The id of a unit's figure in a consolidation: unit, quarter, release, and its id there."""
    return f"{code}/{quarter}/{release}/{figure_id}"


@dataclass(frozen=True)
class Group:
    """Indicators of several units that measure the same, or one that no other unit has.

    Attributes:
        name: of the group, in the ids of its figures.
        code: of the indicator.
        formula: its formula.
        title: its name, as the first unit words it.
        unit: of measure.
        units: codes of the units that have it, in order.
        differing: whether their policies differ.
        outliers: codes of those whose attainment is an outlier.
        ranked: whether its units are ranked.
    """

    name: str
    code: str
    formula: str
    title: str
    unit: str
    units: tuple[str, ...]
    differing: bool = False
    outliers: frozenset[str] = frozenset()
    ranked: bool = False


@dataclass(frozen=True)
class Sums:
    """Consolidated figures of a consolidation, and everything that they are told with.

    Attributes:
        figures: by id, those of the units among them, in id order.
        components: what each is made of.
        groups: the indicators, those that several units have first.
        totals: ids of the sums, in the order of the report.
        releases: code of each unit to its release.
        quarter: of all releases.
    """

    figures: dict[str, Figure]
    components: list[Component]
    groups: list[Group]
    totals: list[str]
    releases: Mapping[str, str]
    quarter: str
    operations: Mapping[str, str] = field(default_factory=dict)

    def of_unit(self, code: str, figure_id: str) -> Figure | None:
        """A unit's figure; None where it is no part of the consolidation."""
        return self.figures.get(unit_figure(code, self.quarter, self.releases[code], figure_id))


def work_out(opened: Warehouse, quarter: Quarter, units: Sequence[Received], settings: Settings) -> Sums:
    """Works the consolidation out of a warehouse.

    Args:
        opened: the warehouse; tables are added to it.
        quarter: of all releases.
        units: everything that was found.
        settings: outliers and ranks.
    """
    _given(opened, units, settings)
    for statement in warehouse.statements(opened.engine):
        opened.execute(statement)
    names = {unit.code: unit.name for unit in units if unit.state is State.TERBIT}
    releases = {unit.code: unit.release for unit in units if unit.state is State.TERBIT}
    parts = [
        Component(
            row["figure_id"],
            unit_figure(row["kode_satker"], quarter.code, releases[row["kode_satker"]], row["bagian"])
            if row["kode_satker"]
            else row["bagian"],
            row["peran"],
        )
        for row in opened.rows("SELECT * FROM susunan ORDER BY figure_id, peran, kode_satker, bagian")
    ]
    made = [_worked_out(row) for row in opened.rows("SELECT * FROM angka_gabungan ORDER BY figure_id")]
    taken = [_of_unit(row, names) for row in opened.rows("SELECT * FROM angka_satker ORDER BY kode_satker, figure_id")]
    groups = [_group(row) for row in opened.rows("SELECT * FROM kelompok_satker ORDER BY satker = 1, urutan, kelompok")]
    in_order = opened.rows("SELECT * FROM urutan_jumlah ORDER BY urutan, sumber_dana, ke, figure_id")
    listed = [row["figure_id"] for row in in_order]
    figures = {figure.figure_id: figure for figure in sorted([*made, *taken], key=lambda figure: figure.figure_id)}
    operations = {row["figure_id"]: row["jenis"] for row in opened.rows("SELECT figure_id, jenis FROM hasil")}
    return Sums(figures, parts, groups, listed, releases, quarter.code, operations)


def _given(opened: Warehouse, units: Sequence[Received], settings: Settings) -> None:
    """The tables that totals.sql reads beside the warehouse."""
    count = {state: IN if state is State.TERBIT else WAITING if state in LATE else OUT for state in State}
    # Without an entry of its own a state would have no count; an empty code is not counted.
    states = [*((None, name) for name in (IN, OUT, WAITING)), *((unit.code, count[unit.state]) for unit in units)]
    warehouse.give(opened, "satker", {"kode_satker": "string", "keadaan": "string"}, states)
    warehouse.give(opened, "rumus_tetap", {"rumus": "string"}, [[name] for name in OF_THE_HOUSE])
    allowed = [(ranked.kode, ranked.rumus) for ranked in settings.peringkat]
    warehouse.give(opened, "peringkat_boleh", {"kode": "string", "rumus": "string"}, allowed)
    rule = settings.pencilan
    columns = {"kelipatan": "decimal(4, 2)", "paling_sedikit": "integer"}
    warehouse.give(opened, "aturan", columns, [(rule.kelipatan, rule.satker_paling_sedikit)])


def _worked_out(row: Mapping[str, Any]) -> Figure:
    value: Decimal = row["nilai"]
    return Figure(
        figure_id=row["figure_id"],
        indicator=row["kode"],
        label=_label(row),
        layanan=row["layanan"],
        bulan="",
        sumber_dana=row["sumber_dana"],
        jenis_belanja="",
        kro="",
        period_basis="tahun_berjalan" if row["jenis"] in ("jumlah", "persen") else "",
        value=value,
        unit=row["unit"],
        decimals=row["decimals"],
        printed=printed(row["dibulatkan"], row["decimals"]),
        numerator=None,
        denominator=None,
        policy="",
        row_count=None,
        row_digest="",
        operation=row["jenis"],
        printed_value=row["dibulatkan"],
    )


def _label(row: Mapping[str, Any]) -> str:
    named = f"{row['kode']} {row['nama']}"
    match row["jenis"]:
        case "median" | "kuartil_bawah" | "kuartil_atas":
            return f"{row['jenis'].replace('_', ' ').capitalize()} {row['ukuran']}: {named}"
        case "banyak" if row["ukuran"]:
            return f"Satuan kerja dengan {row['ukuran']}: {named}"
        case "banyak":
            return f"Satuan kerja dalam jumlah: {row['label']}"
        case "peringkat":
            return f"Peringkat capaian {row['ukuran']}: {named}"
        case "jumlah":
            return f"Jumlah: {row['label']}"
        case "persen":
            of = "pagu efektif" if row["figure_id"].endswith("efektif") else "pagu"
            return f"Realisasi terhadap {of}, seluruh satuan kerja"
        case _:
            return f"Satuan kerja {row['ukuran'].replace('_', ' ')}"


def _of_unit(row: Mapping[str, Any], names: Mapping[str, str]) -> Figure:
    """A unit's figure as its release prints it."""
    text = row["printed"]
    try:
        value = parse_number(text)
    except NumeralError:
        value = None
    return replace(
        Figure.of_public(row),
        figure_id=unit_figure(row["kode_satker"], row["triwulan"], row["rilis"], row["figure_id"]),
        label=f"{names[row['kode_satker']]}: {row['label']}",
        status={ON_PROGRESS: "on_progress", UNDEFINED: "tidak_terdefinisi"}.get(text),
        printed_value=value,
    )


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        name=row["kelompok"],
        code=row["kode"],
        formula=row["rumus"],
        title=row["nama"],
        unit=row["satuan"],
        units=_listed(row["satker_satker"]),
        differing=row["kebijakan"] > 1,
        outliers=frozenset(_listed(row["satker_pencilan"])),
        ranked=row["peringkat"],
    )


def _listed(codes: str | None) -> tuple[str, ...]:
    return tuple(codes.split(", ")) if codes else ()


def figures_of(groups: Iterable[Group], sums: Sums) -> Iterator[Figure]:
    """The official figures of the units of some indicators: target, realisasi and capaian."""
    for group in groups:
        for code in group.units:
            for measure in _OFFICIAL:
                figure = sums.of_unit(code, f"{group.code}.{measure}")
                if figure is not None:
                    yield figure
