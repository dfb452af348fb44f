"""What a recomputation starts from: the quarter, the unit's choices, and the rows that count.

Belongs here: reading `unit.yaml` and the reference tables as plain data, leaving out rejected rows, and letting the
later delivery win where two carry the same natural key. Not here: any formula.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from orchestration.audit.numerals import numbers_of
from orchestration.audit.recomputation.characters import folded
from orchestration.audit.recomputation.columns import Numbering, Truths, Whole
from orchestration.audit.recomputation.held_rows import Rows, Values
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.stocks import NOTHING, Chosen, Days, Stock, day
from orchestration.workspace.formulas import choices, formulas
from orchestration.workspace.quarters import Quarter

Table = list[dict[str, str]]

_SATKER = {"dataang": "kdsatker", "neraca": "kdsatker", "glp039": "satker", "rkk": "satker"}
"""Kind to the column that names the satker whose row it is; an empty one is the unit's."""

REFERENCE_TABLES = ("layanan", "nama_layanan", "hari_libur")
"""Files under `reference/` that a recomputation needs."""


def read_unit(sources: Path, quarter: Quarter) -> tuple[dict[str, Any], dict[str, Table]]:
    """The profile that held in a quarter and the reference tables of a sources directory, as plain data.

    `unit_sampai_2025-TW1.yaml` held up to the end of that quarter, `unit.yaml` holds since the last of them.
    """
    import yaml

    former = {path.stem[-len(quarter.code) :]: path for path in sources.glob("unit_sampai_*.yaml")}
    until = min((code for code in former if code >= quarter.code), default="")
    unit = yaml.load(former.get(until, sources / "unit.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    tables: dict[str, Table] = {}
    for name in REFERENCE_TABLES:
        folder, tables[name] = sources / "reference", []
        # Holidays may have a table for each year, `hari_libur_2026.csv`.
        for path in [folder / f"{name}.csv", *sorted(folder.glob(f"{name}_2*.csv"))]:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                tables[name] += csv.DictReader(handle)
    return unit, tables


PNBP_FORMULAS, RATES = ("pertumbuhan_pnbp", "indeks_pnbp"), ("roa", "pobo")
"""Formulas that carry the PNBP of the year to date, and those that divide it."""

_LAST_QUARTER = 4


@dataclass(frozen=True)
class Service:
    """A service of the catalogue and the columns of it that say `ya` (`di_sla`, ...)."""

    code: str
    volume_code: str
    clock: str
    stands_in: frozenset[str]


@dataclass(frozen=True)
class Indicator:
    """An indicator as the unit declares it.

    Attributes:
        code: as the profile writes it.
        formula: its `rumus`.
        decimals: of its realisasi in print.
        entry: all that `unit.yaml` says of it.
    """

    code: str
    formula: str
    decimals: int
    entry: Mapping[str, Any]

    @property
    def scale(self) -> str:
        """Of an index of PNBP: `rasio`, `persen` or `poin`."""
        return self.entry.get("skala") or ""

    @property
    def steps(self) -> list[tuple[Fraction, Fraction]]:
        """Of an index in points: lower bounds, per cent of the year before, each with its points."""
        return [
            (Fraction(str(step["batas_bawah"])), Fraction(str(step["nilai"])))
            for step in self.entry.get("tangga") or ()
        ]


class Case:
    """One quarter of one unit with the rows that count for it.

    Attributes:
        quarter: reported.
        services: in catalogue order.
        indicators: in report order.
        rows: current rows by kind: not rejected, not superseded.
        superseded: row id to the id of the row that replaced it.
    """

    def __init__(
        self,
        quarter: Quarter,
        unit: Mapping[str, Any],
        tables: Mapping[str, Sequence[Mapping[str, str]]],
        records: Iterable[Record],
        rejected: frozenset[str],
    ) -> None:
        self.quarter = quarter
        self.unit = unit
        self.tables = tables
        self.services = [
            Service(
                row["layanan"],
                row["layanan_volume"],
                row["mulai_jam"],
                frozenset(
                    flag for flag, said in row.items() if flag.startswith("di_") and said.strip().lower() == "ya"
                ),
            )
            for row in sorted(tables["layanan"], key=lambda row: int(row["urutan"]))
            if (row.get("berlaku_sejak") or quarter.code) <= quarter.code
            and (row.get("berlaku_sampai") or quarter.code)[:4] >= quarter.code[:4]
        ]
        self.indicators = [
            Indicator(str(entry["kode"]), entry["rumus"], int(entry["desimal"]), entry)
            for entry in unit["indikator"]
            if str(entry.get("berlaku_sejak") or quarter.code) <= quarter.code
            and str(entry.get("berlaku_sampai") or quarter.code) >= quarter.code
        ]
        self._names = {folded(row["nama"]): row["layanan"] for row in tables["nama_layanan"]}
        self.superseded: dict[str, str] = {}
        self._turned = ""
        self.rows = self._current(records, rejected)

    def with_other(self, name: str) -> Case:
        """The same case with the other value of one policy, wherever it is chosen."""
        changed = copy(self)
        changed._turned = name
        return changed

    def policy(self, name: str, indicator: Indicator | None = None) -> str:
        """The value of a policy: the indicator's own, else the unit's, else the usual one.

        An indicator that divides PNBP follows the policies of whose PNBP it divides.
        """
        choice = choices()[name]
        if indicator is not None and indicator.formula in RATES:
            indicator = self.pnbp_of(indicator)
        chosen = (indicator.entry.get("kebijakan") or {}).get(name) if indicator and choice.sendiri else None
        if chosen is None:
            chosen = self.unit["kebijakan"].get(name) or choice.usual
        value = str(chosen["nilai"] if isinstance(chosen, Mapping) else chosen)
        return choice.other(value) if name == self._turned else value

    def indicators_with(self, *names: str) -> list[Indicator]:
        """The indicators with one of these formulas, in report order."""
        return [indicator for indicator in self.indicators if indicator.formula in names]

    def pnbp_of(self, indicator: Indicator) -> Indicator | None:
        """Whose PNBP an indicator divides: the one it names, else the first that carries any; None is the unit's."""
        carriers = self.indicators_with(*PNBP_FORMULAS)
        named = indicator.entry.get("pnbp")
        return next((carrier for carrier in carriers if named in (None, carrier.code)), None)

    def services_of(self, indicator: Indicator) -> list[Service]:
        """Services that an indicator covers, in catalogue order: its own list, else those of its formula."""
        own, column = indicator.entry.get("layanan"), formulas()[indicator.formula].layanan
        return [service for service in self.services if (service.code in own if own else column in service.stands_in)]

    def waits(self, indicator: Indicator) -> bool:
        """Whether an indicator without a value is on progress, and not undefined."""
        until = formulas()[indicator.formula].menunggu
        return until == "selalu" or (until == "akhir_tahun" and self.quarter.number != _LAST_QUARTER)

    def of_kind(self, kind: str) -> Chosen:
        """Current rows of a kind."""
        return self.rows.get(kind, NOTHING)

    def service_of(self, record: Record) -> str:
        """The code of the service a row names.

        Raises:
            AuditError: the crosswalk does not know the name.
        """
        code = self._names.get(record.text("jenis_layanan"))
        if code is None:
            raise record.error("jenis_layanan", f"'{record.cells['jenis_layanan']}' is no service of nama_layanan.csv")
        return code

    def services_named(self, rows: Chosen) -> Values:
        """As `service_of`, of many rows at once."""
        names = rows.texts("jenis_layanan")
        for at in np.flatnonzero(~names.told(self._names.__contains__))[:1].tolist():
            self.service_of(rows[at])  # raises
        codes = Numbering()
        of_names = codes.of(self._names.get(name, "") for name in names.values)
        return Values(of_names[names.codes], list(codes))

    def months(self) -> list[int]:
        """January to the last month of the quarter."""
        return list(range(1, self.quarter.months[-1] + 1))

    def in_year_to_date(self, day: dt.date | None) -> bool:
        """Whether a day lies between 1 January and the end of the quarter."""
        return day is not None and self.quarter.year_start <= day <= self.quarter.end

    def in_quarter(self, day: dt.date | None) -> bool:
        """Whether a day lies in the quarter."""
        return day is not None and self.quarter.start <= day <= self.quarter.end

    def each_in_year_to_date(self, days: Days) -> Truths:
        """As `in_year_to_date`, of many days at once."""
        return (day(self.quarter.year_start) <= days) & (days <= day(self.quarter.end))

    def each_in_quarter(self, days: Days) -> Truths:
        """As `in_quarter`, of many days at once."""
        return (day(self.quarter.start) <= days) & (days <= day(self.quarter.end))

    def _current(self, records: Iterable[Record], rejected: frozenset[str]) -> dict[str, Chosen]:
        """Rows by kind; of rows with one natural key the latest delivered, or all its lines; of other satker none."""
        rows: dict[str, Chosen] = {}
        own = ("", str(self.unit["unit"]["kode_satker"]))
        for kind, parts in Rows.of(records).kinds().items():
            stock = Stock(parts)
            counted = Chosen(stock, np.arange(len(stock)))
            if rejected:
                counted = counted.at(~np.isin(stock.numbers, numbers_of(rejected)))
            if kind in _SATKER:
                counted = counted.at(counted.texts(_SATKER[kind]).told(own.__contains__))
            rows[kind], superseded = _latest(kind, counted)
            self.superseded |= superseded
        return {kind: chosen for kind, chosen in rows.items() if len(chosen)}


def _latest(kind: str, rows: Chosen) -> tuple[Chosen, dict[str, str]]:
    """The rows of a kind that no later one with their key replaces; and each that is replaced to what tells of it.

    Rows come in the order in which their keys came first. Of lines of one key the last one tells of what they replaced.
    """
    import pandas as pd

    if not len(rows):
        return rows, {}
    thing = _things(kind, rows)
    order = rows.stock.each(lambda part: part.delivery.order)[rows.places]
    newest = np.full(int(thing.max()) + 1, order.min())
    np.maximum.at(newest, thing, order)
    holds = order == newest[thing]
    if kind not in _OF_LINES:
        holds[holds] = ~np.asarray(pd.Series(thing[holds]).duplicated())
    held = np.flatnonzero(holds)
    held = held[np.argsort(thing[held], kind="stable")]
    gone, ids = np.flatnonzero(~holds), rows.ids
    if not len(gone):
        return rows.at(held), {}
    last = held[np.lexsort((-rows.stock.rows[rows.places[held]], thing[held]))]
    telling = last[np.unique(thing[last], return_index=True)[1]][thing[gone]]
    return rows.at(held), {ids[old]: ids[new] for old, new in zip(gone.tolist(), telling.tolist(), strict=True)}


def _things(kind: str, rows: Chosen) -> Whole:
    """Of each row the number of the thing that its key makes it; without a key every row is a thing of its own."""
    import pandas as pd

    named = _KEYS.get(kind)
    if callable(named):
        return Numbering().of(map(named, rows)).astype(np.int64)
    keys = {part.key for part in rows.stock.parts} if named is None else {named}
    things = np.zeros(len(rows), dtype=np.int64)
    (columns,) = keys or {()}
    for column in columns:
        texts = rows.texts(column)
        # Both numbers are below that of the rows, so that their product is far below 2^63.
        things = pd.factorize(things * max(len(texts.values), 1) + texts.codes)[0].astype(np.int64)
    return things if columns else np.arange(len(rows))


number, date, moment = Record.number, Record.day, Record.moment
"""What a formula asks of a row: the value of a column, None when its cell is empty."""


def amount(record: Record, column: str) -> Fraction:
    """As `number`, an empty cell adding nothing to a sum."""
    return number(record, column) or Fraction(0)


def budget_key(record: Record) -> tuple[str, ...]:
    """The full item key in the form that all budget files share.

    `WA.6042` and `6042`, `EBA.994` and `994`, `002.0A` and `A`, `000017` and `17` are one code each: the part after the
    last dot, without leading zeros.
    """
    if record.kind in ("glp039", "rkk"):
        item = "item" if record.kind == "glp039" else "nomor_item"
        columns = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun", item)
    else:
        columns = (
            *("kode_program", "kode_kegiatan", "kode_output", "kode_suboutput"),
            *("kode_komponen", "kode_subkomponen", "kode_akun", "nomor_item"),
        )
    return tuple(record.text(column).rpartition(".")[2].lstrip("0") for column in columns)


def _texts(*columns: str) -> Callable[[Record], tuple[str, ...]]:
    return lambda record: tuple(record.text(column) for column in columns)


_KEYS: dict[str, tuple[str, ...] | Callable[[Record], tuple[str, ...]]] = {
    "glp039": lambda record: (*_texts("periode", "basis", "akun_ke")(record), *budget_key(record)),
    "dataang": lambda record: (
        *(record.text(column) for column in ("kode_sts_history", "sumber_dana", "header1", "header2")),
        *budget_key(record),
    ),
    # Every RKK is a whole of its own.
    "rkk": lambda record: (record.delivery.sha256, record.text("sumber_dana"), *budget_key(record)),
    "sbs": ("no_sbs", "kode_akun"),
    "ntpn": ("ntpn", "kode_akun"),
    "neraca": ("kdsatker", "kode_periode", "akun"),
    "service_orders": ("no_order", "no_baris"),
    "survey": ("waktu", "jenis_layanan", "no_whatsapp", "email"),
    "perjanjian_kinerja": ("kode",),
    "dipa": ("kode",),
    "penilaian_luar": ("kode", "triwulan"),
    "fisik": ("kode", "triwulan"),
    "narasi": lambda record: (record.delivery.quarter, *_texts("kode", "bagian", "urutan")(record)),
    "tabel_narasi": lambda record: (record.delivery.quarter, record.text("lembar")),
    "kendali": lambda record: (record.delivery.quarter, *_texts("berkas", "lembar", "kolom")(record)),
}
"""Natural keys: what makes two rows of a kind the same thing, so that the later delivery replaces the earlier.

Each is the texts of columns, or what is made of a row. A register of the unit's own has that of its contract.
"""

_OF_LINES = ("ntpn", "survey", "tabel_narasi")
"""Kinds with several lines of one key in a delivery; together they replace those of an earlier one.

Anonymous answers of one second have one key; of persons who are named, a second such row was rejected.
"""
