"""Every figure closes: its rows give its value, its components give its value, its digest names its rows.

A second implementation in exact fractions that shares nothing with the models but the published trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import Built

pytestmark = pytest.mark.slow


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Rounds half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


class Ledger:
    """The figures of a warehouse, worked out again from their trails; `steps` of an index in points."""

    def __init__(self, built: Built, steps: Sequence[Mapping[str, int]] = ()) -> None:
        self.steps = steps
        self.figures = built.figures
        self.connection = duckdb.connect(str(built.path), read_only=True)
        self.components: dict[str, dict[str, list[str]]] = {}
        for whole, part, role in built.query("SELECT figure_id, component_id, role FROM figures.figure_components"):
            self.components.setdefault(whole, {}).setdefault(role, []).append(part)
        self.values: dict[str, Fraction | None] = {}
        self.fetched: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}

    def rows(self, figure: dict[str, Any], measure: str | None) -> list[tuple[Any, ...]]:
        """(row id, measure) of the rows that a figure's own trail selects."""
        key = (figure["trail_relation"], figure["trail_predicate"], measure)
        if key not in self.fetched:
            query = f"SELECT _source_row_id, {measure or 'NULL'} FROM {key[0]} WHERE {key[1]}"
            self.fetched[key] = self.connection.execute(query).fetchall()
        return self.fetched[key]

    def value(self, figure_id: str) -> Fraction | None:
        """The exact value; None when it is not defined."""
        if figure_id not in self.values:
            figure = self.figures[figure_id]
            by_rows = figure["operation"].startswith("row_")
            self.values[figure_id] = self._of_rows(figure) if by_rows else self._of_parts(figure)
        return self.values[figure_id]

    def _of_rows(self, figure: dict[str, Any]) -> Fraction | None:
        rows = self.rows(figure, figure["trail_measure"])
        measures = [measure for _, measure in rows if measure is not None]
        match figure["operation"]:
            case "row_count" if figure["value"] is None and not rows:
                return None  # of a source that was never delivered nothing is known
            case "row_count":
                return Fraction(len(rows))
            case "row_distinct":
                return Fraction(len(set(measures)))
            case "row_sum":
                # Nothing delivered is told apart from nothing counted by the status.
                return None if figure["value"] is None else sum(map(Fraction, measures), Fraction(0))
            case "row_mean":
                return sum(map(Fraction, measures), Fraction(0)) / len(measures) if measures else None
            case "row_value":
                assert len(rows) <= 1, figure["figure_id"]
                return Fraction(measures[0]) if measures else None
        raise AssertionError(figure["operation"])

    def _of_parts(self, figure: dict[str, Any]) -> Fraction | None:
        if figure["status"] == "on_progress":
            return None
        roles = {
            role: [self.value(part) for part in parts]
            for role, parts in self.components.get(figure["figure_id"], {}).items()
        }

        def total(role: str) -> Fraction | None:
            parts = roles.get(role, [])
            return None if not parts or None in parts else sum(parts, Fraction(0))

        def divided(above: Fraction | None, below: Fraction | None) -> Fraction | None:
            return None if above is None or not below else above / below

        def less(above: Fraction | None, below: Fraction | None) -> Fraction | None:
            return None if above is None or below is None else above - below

        def times(factor: int, value: Fraction | None) -> Fraction | None:
            return None if value is None else factor * value

        base, target = total("base"), total("target")
        match figure["operation"]:
            case "sum":
                return total("addend")
            case "mean":
                parts = [part for part in roles["part"] if part is not None]
                return sum(parts, Fraction(0)) / len(parts) if parts else None
            case "difference":
                return less(total("minuend"), total("subtrahend"))
            case "percent":
                return times(100, divided(total("numerator"), total("denominator")))
            case "nps":
                return times(100, divided(less(total("minuend"), total("subtrahend")), total("denominator")))
            case "growth":
                return times(100, divided(less(total("numerator"), base), base))
            case "konversi":
                return times(25, base)
            case "krejcie_morgan":
                spread = Fraction("3.841") / 4
                return None if base is None else spread * base / (Fraction("0.0025") * (base - 1) + spread)
            case "target_pertumbuhan":
                return None if base is None or target is None else base * (100 + target) / 100
            case "proyeksi_3_bulan" | "proyeksi_6_bulan" | "proyeksi_9_bulan" | "proyeksi_12_bulan":
                return times(Fraction(12, int(figure["operation"].split("_")[1])), base)
            case "ratio":
                return divided(total("numerator"), total("denominator"))
            case "poin":
                share = times(100, divided(total("numerator"), total("denominator")))
                reached = [step["nilai"] for step in self.steps if share is not None and step["batas_bawah"] <= share]
                return Fraction(max(reached)) if reached else None
            case "target_poin":
                bound = min(
                    step["batas_bawah"] for step in self.steps if target is not None and step["nilai"] >= target
                )
                return None if base is None else base * bound / 100
            case "target_rasio":
                return None if base is None or target is None else base * target
            case "target_indeks":
                return None if base is None or target is None else base * target / 100
            case "capaian" | "capaian_turun":
                [realisasi_id] = self.components[figure["figure_id"]]["realisasi"]
                realisasi = self.value(realisasi_id)
                decimals = self.figures[f"{figure['indicator']}.target"]["decimals"]
                printed = None if realisasi is None else half_up(realisasi, decimals)
                turned = figure["operation"] == "capaian_turun"
                return times(100, divided(target, printed) if turned else divided(printed, target))
        raise AssertionError(figure["operation"])

    def row_sets(self, figure_id: str) -> set[tuple[str, str]]:
        """The sets of rows behind a figure: its own, else those of the nearest components that have one."""
        figure = self.figures[figure_id]
        if figure["trail_relation"]:
            return {(figure["trail_relation"], figure["trail_predicate"])}
        parts = [part for parts in self.components.get(figure_id, {}).values() for part in parts]
        return set().union(*(self.row_sets(part) for part in parts)) if parts else set()

    def evidence(self, figure_id: str) -> tuple[int, str]:
        """Row count and digest over those sets, each set once."""
        count = total = 0
        for relation, predicate in self.row_sets(figure_id):
            for row_id, _ in self.rows({"trail_relation": relation, "trail_predicate": predicate}, None):
                count += 1
                digest = hashlib.md5(row_id.encode(), usedforsecurity=False).digest()
                total += int.from_bytes(digest[:8], "little") & (2**63 - 1)
        return count, f"{total % 2**63:016x}"


def unclosed(built: Built, steps: Sequence[Mapping[str, int]] = ()) -> dict[str, str]:
    """Figure id to what does not close."""
    ledger = Ledger(built, steps)
    wrong = {}
    for figure_id, figure in built.figures.items():
        value, stored = ledger.value(figure_id), figure["value"]
        if (value is None) != (stored is None) or (value is not None and half_up(value, 12) != Fraction(stored)):
            wrong[figure_id] = f"value {stored}, again {value}"
        elif value is not None and half_up(value, figure["decimals"]) != Fraction(figure["printed_value"]):
            wrong[figure_id] = f"printed {figure['printed_value']}, exactly {value}"
        elif ledger.evidence(figure_id) != (figure["row_count"], figure["row_digest"]):
            wrong[figure_id] = f"rows {figure['row_count']} {figure['row_digest']}, again {ledger.evidence(figure_id)}"
    return wrong


def test_every_figure_closes(small: Built) -> None:
    assert unclosed(small) == {}


def test_every_figure_closes_under_every_other_policy(other_policies: Built) -> None:
    assert unclosed(other_policies) == {}
