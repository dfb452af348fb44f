"""Whether the rows that trails lead to stand in the archived files, with the cells that the evidence shows.

Belongs here: which column of a fact carries which cell, and comparing them; two columns are compared pair by pair of
the different values that stand beside each other. Not here: figures (restatement.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from orchestration.audit.recomputation.columns import Truths, Whole
from orchestration.audit.recomputation.held_rows import UNREAD, Part, Values
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.stocks import Archive
from orchestration.audit.recomputation.survey import answer_to, question_columns, scales_of

if TYPE_CHECKING:
    from orchestration.audit.chain import Examination
    from orchestration.audit.recomputation.holdings import Evidence, FactRows

CELLS: dict[str, dict[str, str]] = {
    kind: {pair.partition("=")[0]: pair.rpartition("=")[2] for pair in pairs.split()}
    for kind, pairs in {
        "service_orders": "no_order no_baris kode_pelanggan tanggal_masuk tanggal_selesai jumlah_count=jumlah nilai_rp",
        "sbs": "no_bukti=no_sbs kode_akun jumlah_rp=jumlah tanggal_terima=tgl_sbs tanggal_sah=tgl_sp3b",
        "ntpn": "no_bukti=ntpn kode_akun jumlah_rp=jumlah tanggal_terima=tgl_terima_bank",
        "neraca": "kdsatker kode_periode akun nilai_rp=nilai",
        "dataang": "kode_sts_history pagu_rp=total blokir_rp=nilai_blokir",
        "rkk": "pagu_rp=jumlah",
        "glp039": "periode akun pagu_revisi_rp=pagu_revisi realisasi_sd_rp=realisasi_sd_periode",
        "survey": "waktu",
        "perjanjian_kinerja": "kode target target_tw1 target_tw2 target_tw3 target_tw4",
        "dipa": "kode volume",
        "penilaian_luar": "kode triwulan nilai",
        "fisik": "kode triwulan sasaran_fisik_tw_pct=sasaran_tw fisik_tw_pct=realisasi_tw"
        " sasaran_fisik_sd_pct=sasaran_sd fisik_sd_pct=realisasi_sd",
    }.items()
}
"""Kind to the columns of a fact that carry the canonical value of a cell, each with the cell's column."""

Difference = tuple[str, int, str, Record, str, object]
"""Row id, place of the column among those compared, its name, the archived row, the cell's column, what is shown."""


def check_rows(seen: Examination, evidence: Evidence, archive: Archive, unit: Mapping[str, Any]) -> None:
    """Every row that a trail leads to stands in an archived file, with the cells that the evidence shows."""
    named = evidence.named
    questions = _Questions(unit)
    for relation, facts in evidence.facts.items():
        rows = facts.named(named)
        seen.counts["rows"] += len(rows)
        ids = facts.ids[rows].tolist()
        part_of, place = archive.find(ids, facts.numbers[rows])
        for row_id in sorted(ids[at] for at in np.flatnonzero(part_of < 0).tolist()):
            text = f"{relation} leads to row {row_id}, which no archived file has"
            seen.broken("rows", row_id, "a row of an archived file", "none", text)
        differences: list[Difference] = []
        for number in np.unique(part_of[part_of >= 0]).tolist():
            here = np.flatnonzero(part_of == number)
            differences += _differences(seen, facts, rows[here], archive.parts[number], place[here], questions)
        for _, _, _, record, column, shown in sorted(differences, key=lambda found: found[:2]):
            delivered = record.cells.get(column)
            where = f"{record.delivery.quarter}/{record.delivery.name}, " + (
                f"sheet '{record.sheet}', row {record.row}" if record.sheet else f"row {record.row}"
            )
            text = f"{where}, {column}: the file has '{delivered}'; the evidence shows '{shown}'"
            seen.broken("rows", where, delivered, shown, text)


class _Questions:
    """What the columns of a survey's sheets ask, and what was answered."""

    def __init__(self, unit: Mapping[str, Any]) -> None:
        self._unit, self._scales = unit, scales_of(unit)

    def of(self, part: Part) -> Mapping[str, str]:
        """Question to its column."""
        return question_columns(self._unit, part[0]) if part.kind == "survey" else {}

    def answers(self, part: Part, question: str, column: str) -> Values:
        """What was answered in each row."""
        return part.made(column, lambda record, _: answer_to(record, question, column, self._scales))


def _differences(
    seen: Examination, facts: FactRows, rows: Whole, part: Part, place: Whole, questions: _Questions
) -> Iterator[Difference]:
    """The cells of rows of the evidence that are not those of the archived part, each row at its place in it."""
    cells, asked = CELLS.get(part.kind, {}), questions.of(part)
    for number, (name, column) in enumerate({**cells, **asked}.items()):
        if name not in facts.names:
            continue
        seen.counts["cells"] += len(rows)
        shown = facts.column(name).kept(rows)
        if name in cells:
            same = _same(shown, part, column, place)
        else:
            answers = questions.answers(part, name, column).kept(place)
            same = _alike(shown, answers, lambda one, other: bool(one == other))
        for at in np.flatnonzero(~same).tolist():
            value = shown.values[shown.codes[at]]
            yield str(facts.ids[rows[at]]), number, name, part[int(place[at])], column, value


def _same(shown: Values, part: Part, column: str, place: Whole) -> Truths:
    """Of each row whether a fact shows what its cell says; a cell that says nothing of its form is never shown."""
    same = np.zeros(len(place), dtype=bool)
    reading_of = [_reading(value) for value in shown.values]
    for reading in sorted({reading_of[code] for code in shown.present()}):
        rows = np.array([one == reading for one in reading_of], dtype=bool)[shown.codes]
        said = part.read(reading, column).kept(place[rows])
        same[rows] = _alike(shown.kept(rows), said, _COMPARED[reading])
    return same


def _reading(value: object) -> str:
    if isinstance(value, dt.datetime):
        return "moment"
    if isinstance(value, dt.date):
        return "day"
    return "number" if isinstance(value, Decimal | int) else "text"


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "moment": lambda shown, said: shown == said,
    "day": lambda shown, said: shown == said,
    "number": lambda shown, said: (said or Fraction(0)) == Fraction(shown),
    "text": lambda shown, said: (shown or "") == said,
}


def _alike(shown: Values, said: Values, same: Callable[[Any, Any], bool]) -> Truths:
    """Of each row whether its two values are the same; asked once of each pair that stands in a row."""
    import pandas as pd

    pairs, different = pd.factorize(shown.codes.astype(np.int64) * max(len(said.values), 1) + said.codes)
    of_pairs = [
        said.values[other] is not UNREAD and same(shown.values[one], said.values[other])
        for one, other in (divmod(pair, max(len(said.values), 1)) for pair in different.tolist())
    ]
    return np.array(of_pairs, dtype=bool)[pairs]
