"""Figures as the recomputation keeps them: value, rows, components.

Belongs here: the record of a figure, how the rows of a derived figure follow from its parts, and the few arithmetic
forms (ratio, mean, capaian) that several domains share. Not here: which rows or parts a figure has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from orchestration.audit.numerals import (
    NOT_DEFINED,
    ON_PROGRESS,
    added,
    digest_text,
    number_of,
    print_number,
    round_half_up,
)
from orchestration.audit.recomputation.case import Case, Indicator
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.stocks import Chosen, Ids

STORED_DECIMALS = 12
"""Decimals with which a release stores an unrounded value."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One figure worked out again.

    Attributes:
        value: exact; None when there is none.
        decimals: of print.
        status: None, `on_progress` or `tidak_terdefinisi`.
        rows: ids of the source rows that make it, in file order; None for a figure that is made of figures only.
        trail: name of the set of rows; two figures over the same set (u1 and u2 of one service) have the same.
        components: ids of the figures it is computed from.
    """

    value: Fraction | None
    decimals: int
    status: str | None = None
    rows: Sequence[str] | None = None
    trail: str = ""
    components: tuple[str, ...] = ()

    @property
    def stored(self) -> Decimal | None:
        """The value as a release stores it, rounded half up to twelve decimals."""
        return None if self.value is None else round_half_up(self.value, STORED_DECIMALS)

    @property
    def printed_decimal(self) -> Decimal | None:
        """The value as printed, rounded half up once."""
        return None if self.value is None else round_half_up(self.value, self.decimals)

    @property
    def printed(self) -> str:
        """The Indonesian text."""
        return print_number(self.printed_decimal, self.status)


class Ledger:
    """The figures of one quarter by id."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.figures: dict[str, Recomputed] = {}
        self._totals: dict[int, tuple[Sequence[str], int]] = {}

    def value(self, figure_id: str) -> Fraction | None:
        """The exact value of a figure already kept."""
        return self.figures[figure_id].value

    def leaf(
        self,
        figure_id: str,
        value: Fraction | int | None,
        rows: Iterable[Record] | Chosen,
        trail: str,
        *,
        decimals: int = 0,
        status: str | None = None,
        components: Sequence[str] = (),
    ) -> Fraction | None:
        """Keeps a figure that is read, counted, summed or averaged from rows; gives its value back."""
        ids = rows.ids if isinstance(rows, Chosen) else tuple(record.row_id for record in rows)
        return self._keep(figure_id, value, decimals, status, ids, trail, components)

    def derived(
        self,
        figure_id: str,
        value: Fraction | int | None,
        components: Sequence[str],
        *,
        decimals: int = 2,
        status: str | None = None,
    ) -> Fraction | None:
        """Keeps a figure that is computed from other figures; gives its value back."""
        return self._keep(figure_id, value, decimals, status, None, "", components)

    def capaian(
        self, figure_id: str, realisasi_id: str, indicator: Indicator, *, status: str | None = None
    ) -> Fraction | None:
        """Keeps a capaian: the realisasi as printed over the target in percent.

        3.79 / 3.72 = 101.88, where the unrounded index would give 102.01. For a direction of `turun` the target is
        divided by the realisasi.
        """
        realisasi = self.figures[realisasi_id]
        target = self.value(f"{indicator.code}.target")
        value: Fraction | None = None
        if realisasi.value is not None and target is not None and status is None:
            printed = Fraction(round_half_up(realisasi.value, indicator.decimals))
            value = ratio(target, printed) if lower_is_better(self.case, indicator) else ratio(printed, target)
        return self.derived(
            figure_id,
            None if value is None else 100 * value,
            (realisasi_id, f"{indicator.code}.target"),
            status=status or (ON_PROGRESS if realisasi.status == ON_PROGRESS else None),
        )

    def trails(self, figure_id: str) -> dict[str, Sequence[str]]:
        """The sets of rows behind a figure: its own, else those of its components, each set once."""
        figure = self.figures[figure_id]
        if figure.rows is not None:
            return {figure.trail: figure.rows}
        found: dict[str, Sequence[str]] = {}
        for component in figure.components:
            found.update(self.trails(component))
        return found

    def evidence(self, figure_id: str) -> tuple[int, str]:
        """Row count and digest over the sets of rows behind a figure; a row counts once per set."""
        sets = self.trails(figure_id).values()
        return sum(map(len, sets)), digest_text(sum(map(self._total, sets)))

    def _total(self, rows: Sequence[str]) -> int:
        """The sum of the numbers of a set of rows; a set stands behind many figures and is added up once."""
        if isinstance(rows, Ids):
            return rows.total
        if id(rows) not in self._totals:
            self._totals[id(rows)] = rows, sum(map(number_of, rows))
        return self._totals[id(rows)][1]

    def _keep(
        self,
        figure_id: str,
        value: Fraction | int | None,
        decimals: int,
        status: str | None,
        rows: Sequence[str] | None,
        trail: str,
        components: Sequence[str],
    ) -> Fraction | None:
        if figure_id in self.figures:
            raise KeyError(f"figure {figure_id} is worked out twice")
        exact = None if value is None else Fraction(value)
        if exact is None and status is None:
            status = NOT_DEFINED
        self.figures[figure_id] = Recomputed(exact, decimals, status, rows, trail, tuple(components))
        return exact


def lower_is_better(case: Case, indicator: Indicator) -> bool:
    """Whether the Perjanjian Kinerja gives the direction `turun`."""
    return any(
        record.text("kode") == indicator.code and record.text("arah").lower() == "turun"
        for record in case.of_kind("perjanjian_kinerja")
    )


def ratio(numerator: Fraction | int | None, denominator: Fraction | int | None) -> Fraction | None:
    """A quotient; None when a part is missing or the denominator is zero."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator)


def percent(numerator: Fraction | int | None, denominator: Fraction | int | None) -> Fraction | None:
    """A quotient in percent; None as in `ratio`."""
    quotient = ratio(numerator, denominator)
    return None if quotient is None else 100 * quotient


def mean(values: Iterable[Fraction | None]) -> Fraction | None:
    """The unweighted mean of the values that exist; None when none does."""
    existing = [value for value in values if value is not None]
    return added(existing) / len(existing) if existing else None
