"""Whether a release tells the truth of its trends: what earlier reports said, and what moved the indicators since.

Belongs here: the tables of earlier reports in the evidence, the cells of every indicator, its changes, contributions,
distances and projections. Not here: working them out (recomputation/parts.py, contributions.py), what the dashboard
prints of them (printed_dasbor.py).

What an earlier report said is held against its release where that is at hand, else against the figures that the release
was compared with, which it keeps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.numerals import round_half_up
from orchestration.audit.proof.custody import MANIFEST, hash_of
from orchestration.audit.recomputation.contributions import (
    ROUNDING,
    digits_of,
    divides,
    is_between,
    projected,
    rounded_wrongly,
    shared_out,
    stored,
    summed,
)
from orchestration.audit.recomputation.holdings import FIGURES, Evidence, Published
from orchestration.audit.recomputation.ledger import Ledger, lower_is_better
from orchestration.audit.recomputation.parts import Key, Part, Parts, parts_of
from orchestration.audit.recomputation.records import Record
from orchestration.release import store
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.formulas import formulas
from orchestration.workspace.quarters import Quarter

_KEPT = re.compile(r"(realisasi|target|capaian|persen)(\.[a-z0-9_]+){0,2}")
_NEAR = Fraction(1, 10**9)
_CELL = ("kode", "suku", "layanan", "unsur", "bulan", "akun", "pembilang", "penyebut")
_TO_DATE = "tahun_berjalan"

Row = Mapping[str, Any]


def check_trends(
    seen: Examination,
    release: Path,
    quarter: Quarter,
    evidence: Evidence,
    published: Published,
    ledger: Ledger | None,
    records: Mapping[str, Record],
) -> None:
    """Examines what a release says of earlier reports and of what moved since.

    Args:
        seen: takes the breaks.
        release: its folder.
        quarter: that it is of.
        evidence: of the release.
        published: its public files.
        ledger: the figures worked out again; None where they could not be.
        records: the rows of the archived files by id.
    """
    trends = evidence.trends
    if not trends:
        seen.omitted.append("the trends, the evidence keeps none")
        return
    for former in trends["rilis_lalu"]:
        _check_former(seen, release, former, trends)
    if ledger is None:
        seen.omitted.append("what moved the indicators, their figures are not worked out again")
        return
    kept = _parts(trends["indicator_parts"])
    _check_parts(seen, kept, parts_of(ledger, records))
    if not seen.holds("figures"):
        seen.omitted.append("what moved the indicators, their figures do not hold")
        return
    _Moved(seen, quarter, trends, published.figures, ledger, kept).check()


def _broken(seen: Examination, table: str, what: str, expected: object, found: object) -> None:
    place = f"{table}: {what}"
    seen.broken("evidence", place, expected, found, f"{place}: '{found}'; expected '{expected}'")


def _check_former(seen: Examination, release: Path, former: Row, trends: Mapping[str, Sequence[Row]]) -> None:
    """What the evidence says of an earlier report is what its release says."""
    code = str(former["triwulan"])
    beside = release.parent.parent / code / str(former["rilis"])
    own = [row for row in trends["angka_lalu"] if row["triwulan"] == code]
    seen.counts["former"] += len(own)
    cells = [row for row in trends["bagian_lalu"] if row["triwulan"] == code]
    _check_wholes(seen, code, _parts(cells), own)
    if not all((beside / name).is_file() for name in (MANIFEST, FIGURES)):
        kept = release / "compared" / f"{code}.csv"
        if hash_of(kept) == former["figures_sha256"]:
            _compare(
                seen, "reference.angka_lalu", _said(own, marked=False), _said(_published(kept, code), marked=False)
            )
        else:
            seen.omitted.append(f"what {code} {former['rilis']} said of the indicators, it is not at hand")
        if cells:
            seen.omitted.append(f"what the indicators of {code} were made of, {former['rilis']} is not at hand")
        return
    for name, column in ((MANIFEST, "manifest_sha256"), (FIGURES, "figures_sha256")):
        if hash_of(beside / name) != former[column]:
            _broken(seen, "reference.rilis_lalu", f"{code}, {name}", hash_of(beside / name), former[column])
            return
    _compare(seen, "reference.angka_lalu", _said(own), _said(_published(beside / FIGURES, code)))
    if cells and (beside / store.FILE).is_file():
        with store.read(beside) as connection:
            cells_there = f"SELECT {', '.join(_CELL)} FROM figures.indicator_parts"  # noqa: S608
            there = connection.execute(cells_there).fetchall()
        told = Counter(str(tuple(row[name] for name in _CELL)) for row in cells)
        _compare(seen, "reference.bagian_lalu", told, Counter(map(str, there)))


def _check_wholes(seen: Examination, code: str, parts: Mapping[str, Parts], figures: Sequence[Row]) -> None:
    """The cells of an earlier quarter give what its report said."""
    said = {row["figure_id"]: row["value"] for row in figures}
    for kode, own in sorted(parts.items()):
        value = said.get(f"{kode}.realisasi")
        above = sum((part.numerator for part in own.values()), Fraction(0))
        below = sum((part.denominator for part in own.values()), Fraction(0)) or 1
        if value is not None and abs(above / below - Fraction(value)) > 10 * _NEAR:
            _broken(seen, "reference.bagian_lalu", f"{code} {kode}", value, stored(above / below))


def _published(figures: Path, code: str) -> Iterator[Row]:
    """The figures of indicators in a `figures.csv`, as the evidence of a later report keeps them."""
    listed = figures.parent / "revisions.csv"
    revised = {row["figure_id"] for row in read_rows(listed) if row["kind"] == "direvisi"} if listed.is_file() else ()
    for row in read_rows(figures):
        name = row["figure_id"].removeprefix(f"{row['indicator']}.")
        if row["indicator"] and _KEPT.fullmatch(name) and ".alt." not in row["figure_id"]:
            yield {**row, "triwulan": code, "is_revisi": row["figure_id"] in revised}


def _said(rows: Any, *, marked: bool = True) -> Counter[str]:
    names = ("triwulan", "figure_id", "indicator", "layanan", "bulan", "unit", "decimals", "printed", "policy")
    return Counter(
        str([*(str(row[name]) for name in names), _number(row["value"]), bool(row["is_revisi"]) if marked else None])
        for row in rows
    )


def _number(value: Any) -> Fraction | None:
    return None if value in (None, "") else Fraction(value)


def _compare(seen: Examination, table: str, found: Counter[str], wanted: Counter[str]) -> None:
    for row in sorted((found - wanted).elements())[:1]:
        _broken(seen, table, "a row", "what the earlier release has", row)
    for row in sorted((wanted - found).elements())[:1]:
        _broken(seen, table, "a row", row, "none")


def _parts(rows: Sequence[Row]) -> dict[str, Parts]:
    found: dict[str, Parts] = {}
    for row in rows:
        key = Key(*(str(row[name]) for name in Key._fields))
        found.setdefault(row["kode"], {})[key] = Part(Fraction(row["pembilang"]), Fraction(row["penyebut"]))
    return found


def _check_parts(seen: Examination, kept: Mapping[str, Parts], again: Mapping[str, Parts]) -> None:
    """The cells follow from the archived rows."""
    for code in sorted(kept.keys() | again.keys()):
        own, wanted = kept.get(code, {}), again.get(code, {})
        for key in sorted(own.keys() | wanted.keys()):
            seen.counts["cells_of_indicators"] += 1
            found, expected = own.get(key), wanted.get(key)
            if (
                found is None
                or expected is None
                or max(abs(one - other) for one, other in zip(found, expected, strict=True)) > _NEAR
            ):
                where = f"{code} {' '.join(filter(None, key))}"
                _broken(seen, "figures.indicator_parts", where, _told(expected), _told(found))


def _told(part: Part | None) -> str:
    return "no such cell" if part is None else " / ".join(str(stored(value)) for value in part)


class _Moved:
    """Changes, contributions, distances and projections of a release, held against its cells and figures."""

    def __init__(
        self,
        seen: Examination,
        quarter: Quarter,
        trends: Mapping[str, Sequence[Row]],
        figures: Mapping[str, Mapping[str, str]],
        ledger: Ledger,
        parts: Mapping[str, Parts],
    ) -> None:
        self.seen, self.quarter, self.trends, self.figures = seen, quarter, trends, figures
        self.ledger, self.parts = ledger, parts
        self.former = {(row["triwulan"], row["figure_id"]): row for row in trends["angka_lalu"]}
        self.before: dict[str, dict[str, Parts]] = {}
        for code in {row["triwulan"] for row in trends["bagian_lalu"]}:
            self.before[code] = _parts([row for row in trends["bagian_lalu"] if row["triwulan"] == code])

    def check(self) -> None:
        releases = {row["triwulan"]: row["rilis"] for row in self.trends["rilis_lalu"]}
        told = {(row["kode"], row["pembanding"]): row for row in self.trends["indicator_changes"]}
        given: dict[tuple[str, str], dict[str, dict[tuple[str, str], Row]]] = {}
        for row in self.trends["contributions"]:
            by_way = given.setdefault((row["kode"], row["pembanding"]), {})
            by_way.setdefault(row["rincian"], {})[row["suku"], row["kunci"]] = row
        asked = {
            "triwulan_lalu": self.quarter.previous,
            "tahun_lalu": Quarter(self.quarter.year - 1, self.quarter.number),
        }
        wanted = {
            (indicator.code, name): of.code
            for indicator in self.ledger.case.indicators
            for name, of in asked.items()
            if of.code in releases
        }
        for place in sorted(told.keys() ^ wanted.keys()):
            _broken(self.seen, "figures.indicator_changes", " ".join(place), place in wanted, place in told)
        for place in sorted(told.keys() & wanted.keys()):
            self.change(place, told[place], wanted[place], releases[wanted[place]], given.pop(place, {}))
        for code, name in given:
            _broken(self.seen, "figures.contributions", f"{code} {name}", "no such change", "contributions")
        self.projections()

    def change(self, place: tuple[str, str], told: Row, of: str, release: str, given: Mapping[str, Any]) -> None:
        """One change, and what it is shared out into."""
        self.seen.counts["changes"] += 1
        code, _ = place
        now, former = self.figures[f"{code}.realisasi"], self.former.get((of, f"{code}.realisasi"))
        wanted: dict[str, Any] = {"triwulan": of, "rilis": release, "desimal": int(now["decimals"])}
        wanted["sebab"] = cause = self.cause(place, now, former, of)
        values = [_number(former["value"] if former else None), _number(now["value"])]
        digits = digits_of(self.parts.get(code, {}), int(now["decimals"]))
        wanted["desimal_rinci"] = digits
        wanted["nilai_lalu"], wanted["nilai_kini"] = values
        rounded = [
            None if value is None or side is None else Fraction(round_half_up(value, int(side["decimals"])))
            for value, side in zip(values, (former, now), strict=True)
        ]
        wanted["tercetak_lalu"], wanted["tercetak_kini"] = rounded
        by = fine = None
        if cause in ("", "tanpa_rincian") and rounded[0] is not None and rounded[1] is not None:
            by = rounded[1] - rounded[0]
        if cause == "" and values[0] is not None and values[1] is not None:
            fine = Fraction(round_half_up(values[1] - values[0], digits))
        wanted["perubahan"], wanted["perubahan_rinci"] = by, fine
        wanted["pembulatan"] = rest = None if by is None or fine is None else by - fine
        for name, expected in wanted.items():
            found = told[name]
            if (_number(found) if isinstance(found, Decimal) else found) != expected:
                _broken(self.seen, "figures.indicator_changes", f"{' '.join(place)}, {name}", expected, found)
                return
        exact = shared_out(self.before[of][code], self.parts[code]) if cause == "" else {}
        if given.keys() != exact.keys():
            _broken(self.seen, "figures.contributions", " ".join(place), sorted(exact), sorted(given))
            return
        for way, keys in exact.items():
            sides = {"lalu": self.before[of][code], "kini": self.parts[code]}
            self.contributions(f"{' '.join(place)} {way}", way, keys, dict(given[way]), sides, digits, by, rest)

    def cause(self, place: tuple[str, str], now: Row, former: Row | None, of: str) -> str:
        """Why a change is not shared out; empty where it is."""
        code, name = place
        own, before = self.parts.get(code), self.before.get(of, {}).get(code)
        if not now["value"] or former is None or former["value"] is None:
            return "tanpa_nilai"
        if name == "triwulan_lalu" and self.quarter.number == 1 and now["period_basis"] == _TO_DATE:
            return "tahun_berganti"
        same = all(str(former[column]) == str(now[column]) for column in ("unit", "decimals", "policy"))
        if not same or (own and before and divides(own) != divides(before)):
            return "cara_berbeda"
        return "" if own and before and is_between(own, before) else "tanpa_rincian"

    def contributions(
        self,
        place: str,
        way: str,
        exact: Mapping[tuple[str, str], Fraction],
        given: dict[tuple[str, str], Row],
        sides: Mapping[str, Parts],
        digits: int,
        by: Fraction | None,
        rest: Fraction | None,
    ) -> None:
        """One way of sharing out: its keys, their digits, and that they add up."""
        self.seen.counts["contributions"] += len(given)
        total = sum((Fraction(row["kontribusi"]) for row in given.values()), Fraction(0))
        if total != by:
            _broken(self.seen, "figures.contributions", f"{place}, together", by, total)
            return
        rounding = given.pop((ROUNDING, ""), None)
        found = None if rounding is None else Fraction(rounding["kontribusi"])
        if found != (rest or None):
            _broken(self.seen, "figures.contributions", f"{place}, {ROUNDING}", rest, found)
        if given.keys() != exact.keys():
            _broken(self.seen, "figures.contributions", place, sorted(exact), sorted(given))
            return
        wrong = rounded_wrongly(dict(exact), {key: row["kontribusi"] for key, row in given.items()}, digits)
        if wrong is not None:
            where = f"{place}, {' '.join(filter(None, wrong))}"
            _broken(self.seen, "figures.contributions", where, stored(exact[wrong]), given[wrong]["kontribusi"])
        for side, parts in sides.items():
            sums = summed(parts, [way])[way]
            for key, row in given.items():
                for column, expected in zip(("pembilang", "penyebut"), sums.get(key, (0, 0)), strict=True):
                    if Fraction(row[f"{column}_{side}"]) != expected:
                        where = f"{place}, {' '.join(filter(None, key))}, {column}_{side}"
                        _broken(self.seen, "figures.contributions", where, expected, row[f"{column}_{side}"])

    def projections(self) -> None:
        """Distance and projection of every indicator that has a value."""
        told = {row["kode"]: row for row in self.trends["projections"]}
        measured = {
            indicator.code: indicator
            for indicator in self.ledger.case.indicators
            if self.figures[f"{indicator.code}.realisasi"]["value"]
        }
        for code in sorted(told.keys() ^ measured.keys()):
            _broken(self.seen, "figures.projections", code, code in measured, code in told)
        for code in sorted(told.keys() & measured.keys()):
            self.seen.counts["projections"] += 1
            row, indicator = told[code], measured[code]
            own = self.figures[f"{code}.realisasi"]
            decimals = int(own["decimals"])
            values = {self.quarter.number: Fraction(own["value"])}
            for number in range(1, self.quarter.number):
                former = self.former.get((f"{self.quarter.year}-TW{number}", f"{code}.realisasi"))
                if former is not None and former["value"] is not None:
                    values[number] = Fraction(former["value"])
            way = formulas()[indicator.formula].proyeksi
            end = self.bounded(code, own["unit"], projected(way, values, self.quarter.number))
            ends = None if end is None else Fraction(round_half_up(end, decimals))
            target = _number(self.figures[f"{code}.target"]["value"])
            printed = Fraction(round_half_up(values[self.quarter.number], decimals))
            sign = -1 if lower_is_better(self.ledger.case, indicator) else 1
            wanted = {
                "cara": way,
                "triwulan_awal": f"{self.quarter.year}-TW{min(values)}",
                "desimal": decimals,
                "target": target,
                "tercetak": printed,
                "jarak": None if target is None else sign * (target - printed),
                "proyeksi_akhir": ends,
                "jarak_proyeksi": None if target is None or ends is None else sign * (target - ends),
            }
            for name, expected in wanted.items():
                found = _number(row[name]) if isinstance(row[name], Decimal) else row[name]
                if found != expected:
                    _broken(self.seen, "figures.projections", f"{code}, {name}", expected, row[name])

    def bounded(self, code: str, unit: str, value: Fraction | None) -> Fraction | None:
        """A projection within the bounds of the realisasi, which the unit's files give (journey/remaking.py)."""
        for row in self.trends["batas"]:
            of_it = (row["kode"], row["besaran"]) == (code, "realisasi") and row["satuan"] in (None, unit.lower())
            if value is not None and of_it:
                value = value if row["bawah"] is None else max(value, Fraction(row["bawah"]))
                value = value if row["atas"] is None else min(value, Fraction(row["atas"]))
        return value
