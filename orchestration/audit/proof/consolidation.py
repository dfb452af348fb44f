"""Whether a consolidation says what the releases of its units say: every row, every sum, every printed number.

Belongs here: holding the files of a consolidation against the units' own, and against what is worked out of them a
second time (recomputation/consolidated.py). Not here: proving the units' releases, and making the files again to
compare their words, both of which the caller does (consolidation/proving.py); this room knows nothing of how they are
made.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.numerals import print_number, round_half_up
from orchestration.audit.proof import printed_pages, readers
from orchestration.audit.proof.printed_pages import HTML, Printed, Texts
from orchestration.audit.recomputation.case import read_unit
from orchestration.audit.recomputation.consolidated import Consolidated, Expected, Row, Unit
from orchestration.workspace import database
from orchestration.workspace.delimited import unguarded
from orchestration.workspace.quarters import Quarter

MANIFEST, KIND = "manifest.json", "triwulan-consolidation"
_BEYOND = ' id="rincian">'
"""Where in the HTML begins what the PDF, which is a summary, does not have."""

_SHOWN = 25


@dataclass(frozen=True)
class Standing:
    """What was found of a unit now: the row that `satker.csv` has to have of it, without its words."""

    place: str
    code: str
    name: str
    state: str
    release: str
    manifest_sha256: str


def check_files(seen: Examination, folder: Path, quarter: Quarter | None) -> dict[str, Any] | None:
    """The manifest can be read, and every file is there with its hash and none beside; returns the manifest."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {str(name): str(entry["sha256"]) for name, entry in told["files"].items()}
        if told["kind"] != KIND:
            raise ValueError(f"kind is {told['kind']}")
        of = Quarter.parse(told["quarter"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        seen.broken("manifest", MANIFEST, "a consolidation", error, f"{folder.name} is no consolidation ({error})")
        return None
    if quarter is not None and of != quarter:
        text = f"{folder.name} is of {of.code}, not of {quarter.code}"
        seen.broken("manifest", MANIFEST, quarter.code, of.code, text)
        return None
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    for name in sorted(there | files.keys()):
        seen.counts["files"] += 1
        actual = hashlib.sha256((folder / name).read_bytes()).hexdigest() if name in there else "no such file"
        expected = files.get(name, "no such file")
        if actual != expected:
            text = f"{name}: {actual} where {MANIFEST} names {expected}"
            seen.broken("files", name, expected, actual, text)
    return told


class Auditor:
    """Takes the units one by one and then says of the consolidation whether it is theirs.

    Args:
        folder: of the consolidation.
        quarter: of all releases.
        rules: factor and least number of units of an outlier, and what is ranked, as the settings have them.
    """

    def __init__(
        self, folder: Path, quarter: Quarter, factor: Fraction, least: int, ranked: Sequence[tuple[str, str]]
    ) -> None:
        self.folder = folder
        self.quarter = quarter
        self.again = Consolidated(quarter.code, ranked, factor, least)
        self.codes: set[str] = set()

    def take(self, seen: Examination, standing: Standing, release: Path) -> None:
        """Takes a unit's release, which was proven, and holds its part of the warehouse against it."""
        seen.counts["units"] += 1
        self.codes.add(standing.code)
        rows = {row["figure_id"]: row for row in _rows(release / "figures.csv")}
        profile, _ = read_unit(release / "inputs", self.quarter)
        indicators = [(str(entry["kode"]), str(entry["rumus"])) for entry in profile["indikator"]]
        self.again.add(Unit(standing.code, standing.name, release.name, rows, indicators))
        head = {"kode_satker": standing.code, "triwulan": self.quarter.code, "rilis": release.name}
        self._compare_part(seen, "angka", standing.code, [{**head, **rows[name]} for name in sorted(rows)])
        own = {"kode_satker": standing.code}
        said = [
            {
                **own,
                "urutan": str(number),
                "kode": code,
                "rumus": formula,
                **{name: rows[f"{code}.realisasi"][column] for name, column in _OF_INDICATORS.items()},
            }
            for number, (code, formula) in enumerate(indicators, 1)
        ]
        self._compare_part(seen, "indikator", standing.code, said)

    def _compare_part(self, seen: Examination, table: str, code: str, wanted: list[dict[str, str]]) -> None:
        """The rows of a unit in the warehouse are those of its release."""
        name = f"gudang/{table}/{code}.parquet"
        order = "figure_id" if table == "angka" else "urutan"
        try:
            with database.connect(Path(":memory:"), beside=self.folder) as connection:
                result = connection.execute(
                    f"FROM read_parquet({database.quoted(self.folder / name)}) ORDER BY {order}"
                )
                columns = [column[0] for column in result.description]
                found = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
        except Exception as error:
            # Whatever stands where a table is expected must end in a sentence for the auditor.
            seen.broken("evidence", name, "a table", error, f"{name} cannot be read ({type(error).__name__}: {error})")
            return
        seen.counts["gathered"] += len(found)
        for number, (row, right) in enumerate(zip_longest(found, wanted), 1):
            if row is not None and "nilai" in row:
                value = row.pop("nilai")
                if (None if value is None else Fraction(value)) != (Fraction(row["value"]) if row["value"] else None):
                    text = f"{name}, row {number}: nilai is {value} where value is '{row['value']}'"
                    seen.broken("evidence", f"{name}: {row['figure_id']}", row["value"], value, text)
            has = None if row is None else {column: str(cell) for column, cell in row.items()}
            if has != right:
                _differing(seen, "evidence", f"{name}, row {number}", right, has, "the unit's release")

    def conclude(self, seen: Examination, standings: Sequence[Standing], states: Mapping[str, int]) -> None:
        """Holds lists, figures, components and every format against the units that were taken.

        Args:
            seen: where a difference is kept.
            standings: what was found of every unit now, in the order of the list.
            states: how many units are taken, left out, and late.
        """
        self._check_list(seen, standings)
        parts = {
            path.relative_to(self.folder).as_posix() for path in (self.folder / "gudang").rglob("*") if path.is_file()
        }
        right = {f"gudang/{table}/{code}.parquet" for table in ("angka", "indikator") for code in self.codes}
        for name in sorted(parts ^ right):
            wanted, found = ("a part", "none") if name in right else ("no such part", "one")
            seen.broken("evidence", name, wanted, found, f"{name}: {found}; expected {wanted}")
        expected = self.again.figures(states)
        published = {row["figure_id"]: row for row in self._read(seen, "figures.csv")}
        self._check_figures(seen, expected, published)
        self._check_components(seen, expected)
        self._check_outliers(seen)
        again = {name: _texts(figure) for name, figure in expected.items()}
        again |= {name: (row["printed"], row["value"]) for name, (_, row) in self.again.shown.items()}
        texts = Texts({name: (row["printed"], row["value"]) for name, row in published.items()}, again)
        passages = printed_pages.check_html(seen, self.folder, texts)
        printed = Printed(self.folder, passages, texts, published, frozenset(), self.quarter.code)
        self._check_printed(seen, "tabel.xlsx", printed)
        summary = self._summary(texts)
        self._check_printed(seen, "laporan.pdf", Printed(self.folder, summary, texts, published, frozenset()))

    def _read(self, seen: Examination, name: str) -> list[dict[str, str]]:
        try:
            return _rows(self.folder / name)
        except (OSError, ValueError, csv.Error) as error:
            seen.broken("figures", name, "a table", error, f"{name} cannot be read ({error})")
            return []

    def _check_list(self, seen: Examination, standings: Sequence[Standing]) -> None:
        """`satker.csv` names every unit as it stands now."""
        names = ("berkas", "kode_satker", "nama", "keadaan", "rilis", "manifest_sha256")
        found = [{name: row.get(name, "") for name in names} for row in self._read(seen, "satker.csv")]
        wanted = [dict(zip(names, vars(standing).values(), strict=True)) for standing in standings]
        by_place = {(row["berkas"], row["kode_satker"]): row for row in found}
        for row in wanted:
            has = by_place.pop((row["berkas"], row["kode_satker"]), None)
            if has != row:
                place = f"satker.csv: {row['berkas'] or row['kode_satker']}"
                _differing(seen, "standing", place, row, has, "the units as they stand now")
        for place, _ in by_place:
            text = f"satker.csv names {place}, which does not stand among the units"
            seen.broken("standing", f"satker.csv: {place}", "no such unit", place, text)
        if not seen.holds("standing"):
            return
        if found != wanted:
            seen.broken("standing", "satker.csv", "the order of codes", "another", "satker.csv: rows in another order")

    def _check_figures(self, seen: Examination, expected: Mapping[str, Expected], published: Mapping[str, Row]) -> None:
        for name, figure in expected.items():
            seen.counts["consolidated"] += 1
            text, value = _texts(figure)
            right = {"value": value, "unit": figure.unit, "decimals": str(figure.decimals), "printed": text}
            row = published.get(name)
            has = None if row is None else {column: row[column] for column in right}
            if has != right:
                _differing(seen, "recomputation", f"figures.csv: {name}", right, has, "the units' figures")
        for name, (unit, shown) in self.again.shown.items():
            seen.counts["figures"] += 1
            right = {**shown, "figure_id": name, "label": f"{unit}: {shown['label']}"}
            if (found := published.get(name)) != right:
                _differing(seen, "figures", f"figures.csv: {name}", right, found, "the unit's release")
        for name in sorted(published.keys() - expected.keys() - self.again.shown.keys()):
            text = f"figures.csv: no unit's figures give {name}"
            seen.broken("figures", f"figures.csv: {name}", "no such figure", name, text)

    def _check_components(self, seen: Examination, expected: Mapping[str, Expected]) -> None:
        right = {(name, part, role) for name, figure in expected.items() for part, role in figure.parts}
        listed = [(row["figure_id"], row["component_id"], row["role"]) for row in self._read(seen, "components.csv")]
        seen.counts["components"] += len(listed)
        differing = sorted(right.symmetric_difference(listed))
        for row in differing[:_SHOWN]:
            wanted, found = ("a component", "none") if row in right else ("no such component", "one")
            text = f"components.csv: {row[0]} from {row[1]} as {row[2]}: {found}; expected {wanted}"
            seen.broken("figures", f"components.csv: {row[0]}", wanted, found, text)

    def _check_outliers(self, seen: Examination) -> None:
        found = [(row["kelompok"], row["kode_satker"]) for row in self._read(seen, "pencilan.csv")]
        if sorted(found) != (right := self.again.outliers()):
            text = f"pencilan.csv lists {found}; the units' figures give {right}"
            seen.broken("recomputation", "pencilan.csv", right, found, text)

    def _check_printed(self, seen: Examination, name: str, printed: Printed) -> None:
        reader = readers.READERS[name]
        try:
            content = reader.read(self.folder / name)
        except (OSError, ValueError) as error:
            seen.broken(reader.link, name, "a report", error, f"{name}: {error}")
            return
        reader.check(seen, content, printed)

    def _summary(self, texts: Texts) -> list[printed_pages.Passage] | None:
        """The numerals of the HTML as far as the PDF has them."""
        try:
            page = (self.folder / HTML).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        begin, end = page.rfind("<section", 0, page.find(_BEYOND)), page.find("</main>")
        if not 0 < begin < end:
            return None
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / HTML).write_text(page[:begin] + page[end:], encoding="utf-8")
            return printed_pages.check_html(Examination(), Path(name), texts)


_OF_INDICATORS = {"nama": "label", "satuan": "unit", "kebijakan": "policy"}


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, as this reader of its own takes them."""
    text = path.read_text(encoding="utf-8")
    return [
        {name: unguarded(cell or "") for name, cell in row.items() if name is not None}
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
    ]


def _texts(figure: Expected) -> tuple[str, str]:
    """What a figure is printed as, and its machine text."""
    text = print_number(round_half_up(figure.value, figure.decimals))
    exact = f"{round_half_up(figure.value, 13):f}"
    return text, exact.rstrip("0").rstrip(".") if "." in exact else exact


def _differing(
    seen: Examination, link: Any, place: str, right: Mapping[str, str] | None, found: Mapping[str, str] | None, by: str
) -> None:
    """Keeps a difference with the first column that differs."""
    if right is None or found is None:
        wanted, has = ("nothing", "a row") if right is None else ("a row", "nothing")
        seen.broken(link, place, wanted, has, f"{place}: {has}; by {by} {wanted}")
        return
    column = next(name for name in (*right, *found) if right.get(name) != found.get(name))
    wanted, has = right.get(column, "nothing"), found.get(column, "nothing")
    seen.broken(link, place, wanted, has, f"{place}: {column} is '{has}'; by {by} '{wanted}'")
