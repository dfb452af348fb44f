"""A warehouse of a consolidation without any release behind it: indicators and figures as they are written here.

Belongs here: putting rows into the form that `warehouse.keep` gives them. Not here: what they add up to (the tests).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pandas as pd

from orchestration.audit.recomputation.consolidated import Consolidated, Unit
from orchestration.consolidation import figures, warehouse
from orchestration.consolidation.figures import Sums
from orchestration.consolidation.settings import Settings
from orchestration.consolidation.units import Received, State
from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.workspace import database
from orchestration.workspace.quarters import Quarter

QUARTER = Quarter(2025, 2)


@dataclass(frozen=True)
class Small:
    """A unit: indicators as (code, formula, name, unit of measure), figures as id to (value, unit, decimals)."""

    code: str
    indicators: Sequence[tuple[str, str, str, str]] = ()
    values: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    policy: str = ""

    def rows(self) -> dict[str, dict[str, str]]:
        """Its `figures.csv`."""
        made = {}
        names = {code: (name, unit) for code, _, name, unit in self.indicators}
        for figure_id, (value, unit, decimals) in self.values.items():
            code = figure_id.rpartition(".")[0]
            row = dict.fromkeys(PUBLIC_COLUMNS, "")
            row |= {"figure_id": figure_id, "value": value, "unit": unit, "decimals": str(decimals), "printed": value}
            row |= {"label": names[code][0] if code in names else figure_id}
            if figure_id.startswith("anggaran.") and figure_id.count(".") == 2:
                row["sumber_dana"] = figure_id.rpartition(".")[2]
            if ".realisasi." in figure_id and not figure_id.startswith("anggaran."):
                row["layanan"] = figure_id.rpartition(".")[2]
            made[figure_id] = row
        for code, _, name, unit in self.indicators:
            empty = dict.fromkeys(PUBLIC_COLUMNS, "") | {"figure_id": f"{code}.realisasi", "decimals": "2"}
            made.setdefault(f"{code}.realisasi", {**empty, "label": name, "unit": unit, "printed": "On progress"})
            made[f"{code}.realisasi"] |= {"unit": unit, "policy": self.policy}
        return made


def work_out(folder: Path, units: Sequence[Small], settings: Settings | None = None) -> Sums:
    """The consolidation of some units."""
    for unit in units:
        rows = [
            {"kode_satker": unit.code, "triwulan": QUARTER.code, "rilis": "r1", **row} for row in unit.rows().values()
        ]
        said = [
            {"kode_satker": unit.code, "urutan": at, "kode": code, "rumus": formula, "nama": name, "satuan": measure}
            for at, (code, formula, name, measure) in enumerate(unit.indicators, 1)
        ]
        columns = ["kode_satker", "urutan", "kode", "rumus", "nama", "satuan"]
        with database.connect(Path(":memory:"), beside=folder) as connection:
            connection.register("angka", pd.DataFrame(rows, dtype="str"))
            connection.register("indikator", pd.DataFrame(said, columns=columns))
            for table, more in (
                ("angka", "CAST(nullif(value, '') AS DECIMAL(38, 12)) AS nilai"),
                ("indikator", f"'{unit.policy}' AS kebijakan"),
            ):
                place = folder / warehouse.FOLDER / table / f"{unit.code}.parquet"
                place.parent.mkdir(parents=True, exist_ok=True)
                connection.execute(f"COPY (SELECT *, {more} FROM {table}) TO {database.quoted(place)} (FORMAT parquet)")
    found = [Received(unit.code, unit.code, f"Balai {unit.code}", State.TERBIT, "r1", "0") for unit in units]
    with warehouse.opened(folder) as connection:
        return figures.work_out(connection, QUARTER, found, settings or Settings())


def again(units: Sequence[Small], settings: Settings | None = None) -> Consolidated:
    """The same by the second implementation."""
    chosen = settings or Settings()
    ranked = [(one.kode, one.rumus) for one in chosen.peringkat]
    made = Consolidated(
        QUARTER.code, ranked, Fraction(chosen.pencilan.kelipatan), chosen.pencilan.satker_paling_sedikit
    )
    for unit in units:
        said = [(code, formula) for code, formula, _, _ in unit.indicators]
        made.add(Unit(unit.code, f"Balai {unit.code}", "r1", unit.rows(), said))
    return made


def attained(code: str, value: str, formula: str = "sla", name: str = "Tepat waktu") -> Small:
    """A unit with one indicator, SK1, of which only the attainment is known."""
    return Small(code, [("SK1", formula, name, "Persen")], {"SK1.capaian": (value, "Persen", 2)})
