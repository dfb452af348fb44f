"""The figures of a consolidation, worked out a second time from what each unit's release says.

Belongs here: middle values, outliers, ranks and sums in fractions, unit by unit. Not here: whether a release holds, and
what the files of a consolidation say of all this (proof/consolidation.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

SAID_BY_FORMULA = {"ikm", "pengguna", "sla", "nps", "volume", "pertumbuhan_pnbp", "indeks_pnbp", "roa", "pobo"}
"""Formulas that measure the same wherever they stand; what another one measures, its indicator's name says."""

_AMOUNTS = ("pagu", "blokir", "efektif", "realisasi")
_RECEIPTS = {"pertumbuhan_pnbp", "indeks_pnbp"}
_SIGNS = re.compile(r"[^a-z0-9]+")

Row = Mapping[str, str]
"""A row of `figures.csv`."""


@dataclass(frozen=True)
class Unit:
    """A unit whose release is part of the consolidation.

    Attributes:
        code: kode satker.
        name: of the unit.
        release: as `r1`.
        rows: its `figures.csv` by id.
        indicators: code and formula of each, in the order of its report.
    """

    code: str
    name: str
    release: str
    rows: Mapping[str, Row]
    indicators: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Expected:
    """A figure as it has to be; `parts` are its components, each with its role."""

    value: Fraction
    unit: str
    decimals: int
    parts: frozenset[tuple[str, str]] = frozenset()


@dataclass
class _Sum:
    unit: str
    decimals: int = 0
    value: Fraction = Fraction(0)
    of: dict[str, str] = field(default_factory=dict)
    parts: set[tuple[str, str]] = field(default_factory=set)


class Consolidated:
    """What a consolidation of some units has to say; units are added one by one, and little is kept of each.

    Args:
        quarter: as `2025-TW2`.
        ranked: code and formula of the indicators whose units are ranked.
        factor: of the distance between the quartiles, beyond which an attainment is an outlier.
        least: how many units have to have a value for that.
    """

    def __init__(self, quarter: str, ranked: Iterable[tuple[str, str]], factor: Fraction, least: int) -> None:
        self.quarter = quarter
        self.ranked = set(ranked)
        self.factor = factor
        self.least = least
        self.shown: dict[str, tuple[str, Row]] = {}
        """Id in the consolidation of every unit's figure that is part of it, to the name of the unit and its row."""
        self._measured: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        self._values: dict[tuple[str, str], list[tuple[Fraction, str, Row]]] = defaultdict(list)
        self._sums: dict[str, _Sum] = {}

    def add(self, unit: Unit) -> None:
        """Takes what a unit's release says."""
        for code, formula in unit.indicators:
            row = unit.rows[f"{code}.realisasi"]
            name = "" if formula in SAID_BY_FORMULA else row["label"].strip().lower()
            key = (code, formula, row["unit"], name)
            self._measured[key].append(unit.code)
            for measure in ("target", "realisasi", "capaian"):
                if (figure := unit.rows.get(f"{code}.{measure}")) is not None:
                    self._show(unit, figure)
                    if measure != "target" and figure["value"]:
                        place = ("|".join(key), measure)
                        self._values[place].append((Fraction(figure["value"]), self._id(unit, figure), figure))
        self._budget(unit)
        self._receipts(unit)
        self._volumes(unit)
        for name in ("anggaran.persen_pagu", "anggaran.persen_efektif"):
            if name in unit.rows:
                self._show(unit, unit.rows[name])

    def figures(self, states: Mapping[str, int]) -> dict[str, Expected]:
        """Every figure that is worked out, by id.

        Args:
            states: how many units are taken, left out, and late, by the name of the state.
        """
        found = {f"satker.{name}": Expected(Fraction(count), "Satker", 0) for name, count in states.items()}
        for key, name in self._names().items():
            for measure in ("realisasi", "capaian"):
                values = self._values.get(("|".join(key), measure), [])
                if values and len(self._measured[key]) > 1:
                    found |= self._middles(f"indikator.{name}.{measure}", values)
                    if measure == "capaian" and key[:2] in self.ranked:
                        found |= _ranks(name, values)
        for name, total in self._sums.items():
            found[f"{name}.satker"] = Expected(Fraction(len(total.of)), "Satker", 0)
            if total.of:
                found[name] = Expected(total.value, total.unit, total.decimals, frozenset(total.parts))
        return found | self._shares()

    def outliers(self) -> list[tuple[str, str]]:
        """Group and code of a unit of every attainment far from the others, in order."""
        found = []
        for key, name in self._names().items():
            values = sorted(self._values.get(("|".join(key), "capaian"), []), key=lambda item: (item[0], item[1]))
            if len(self._measured[key]) < 2 or len(values) < max(self.least, 4):
                continue
            half = len(values) // 2
            low, high = (_middle([value for value, _, _ in part]) for part in (values[:half], values[-half:]))
            reach = self.factor * (high - low)
            found += [(name, _code(at)) for value, at, _ in values if value < low - reach or value > high + reach]
        return sorted(found)

    def _names(self) -> dict[tuple[str, str, str, str], str]:
        """What each group of indicators is called: code and formula, numbered where these two do not tell it."""
        alike: dict[tuple[str, str], list[tuple[str, str, str, str]]] = defaultdict(list)
        for key in self._measured:
            alike[key[:2]].append(key)
        names = {}
        for (code, formula), keys in alike.items():
            ordered = sorted(keys, key=lambda key: (-len(self._measured[key]), key[2], key[3]))
            for number, key in enumerate(ordered, 1):
                names[key] = f"{code}.{formula}" + (f".{number}" if len(keys) > 1 else "")
        return names

    def _id(self, unit: Unit, row: Row) -> str:
        return f"{unit.code}/{self.quarter}/{unit.release}/{row['figure_id']}"

    def _show(self, unit: Unit, row: Row) -> str:
        figure_id = self._id(unit, row)
        self.shown[figure_id] = (unit.name, row)
        return figure_id

    def _add(self, name: str, unit: Unit, row: Row) -> None:
        total = self._sums.setdefault(name, _Sum(row["unit"]))
        total.decimals = max(total.decimals, int(row["decimals"]))
        figure_id = self._show(unit, row)
        if row["value"]:
            total.value += Fraction(row["value"])
            total.of[unit.code] = figure_id
            total.parts.add((figure_id, "addend"))

    def _budget(self, unit: Unit) -> None:
        funds = {row["sumber_dana"] for row in unit.rows.values() if row["sumber_dana"] and not row["jenis_belanja"]}
        for amount in _AMOUNTS:
            for name in (f"anggaran.{amount}", *(f"anggaran.{amount}.{fund}" for fund in funds)):
                if name in unit.rows:
                    self._add(f"jumlah.{name}", unit, unit.rows[name])

    def _receipts(self, unit: Unit) -> None:
        for code, formula in unit.indicators:
            if formula in _RECEIPTS and f"{code}.pnbp" in unit.rows:
                self._add("jumlah.pnbp", unit, unit.rows[f"{code}.pnbp"])
                return

    def _volumes(self, unit: Unit) -> None:
        done: set[tuple[str, str]] = set()
        for code, formula in unit.indicators:
            if formula != "volume":
                continue
            for row in unit.rows.values():
                thing = (row["layanan"], row["unit"])
                if row["layanan"] and row["figure_id"] == f"{code}.realisasi.{row['layanan']}" and thing not in done:
                    done.add(thing)
                    self._add(f"jumlah.volume.{thing[0]}.{_SIGNS.sub('_', thing[1].lower())}", unit, row)

    def _middles(self, stem: str, values: Sequence[tuple[Fraction, str, Row]]) -> dict[str, Expected]:
        ordered = sorted(value for value, _, _ in values)
        half = len(ordered) // 2
        sides = {"median": ordered}
        if len(ordered) >= 4:
            sides |= {"kuartil_bawah": ordered[:half], "kuartil_atas": ordered[-half:]}
        decimals = max(int(row["decimals"]) for _, _, row in values)
        parts = frozenset((figure_id, "part") for _, figure_id, _ in values)
        found = {
            f"{stem}.{side}": Expected(_middle(part), values[0][2]["unit"], decimals, parts)
            for side, part in sides.items()
        }
        return {**found, f"{stem}.satker": Expected(Fraction(len(values)), "Satker", 0)}

    def _shares(self) -> dict[str, Expected]:
        found = {}
        spent = self._sums.get("jumlah.anggaran.realisasi")
        for name, of in (("persen_pagu", "pagu"), ("persen_efektif", "efektif")):
            whole = self._sums.get(f"jumlah.anggaran.{of}")
            if spent is None or whole is None or whole.value <= 0 or spent.of.keys() != whole.of.keys():
                continue
            scaled = 100 * spent.value / whole.value * 10**12
            rounded = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**12)
            parts = {("jumlah.anggaran.realisasi", "numerator"), (f"jumlah.anggaran.{of}", "denominator")}
            found[f"jumlah.anggaran.{name}"] = Expected(rounded, "Persen", 2, frozenset(parts))
        return found


def _middle(ordered: Sequence[Fraction]) -> Fraction:
    """The value in the middle of an ordered list, or half of the two around it."""
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _ranks(name: str, values: Sequence[tuple[Fraction, str, Row]]) -> dict[str, Expected]:
    return {
        f"peringkat.{name}.{_code(figure_id)}": Expected(
            Fraction(1 + sum(other > value for other, _, _ in values)),
            "Peringkat",
            0,
            frozenset({(figure_id, "base")}),
        )
        for value, figure_id, _ in values
    }


def _code(figure_id: str) -> str:
    return figure_id.partition("/")[0]
