"""How a figure is worked out, as formulas of a spreadsheet: of rows, or of other figures.

Belongs here: a formula for every operation of a figure. Not here: where the cells are (working_paper.py), and what an
operation means to the models and to the second implementation, which have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.audit.following.paper_conditions import Condition, criteria
from orchestration.figures.formulas import DIVIDED_BY

Steps = Sequence[tuple[Decimal, Decimal]]
"""Of an index in points: lower bounds in per cent, each with its points."""

_MOST_ARGUMENTS = 100


@dataclass(frozen=True)
class Part:
    """A component of a figure where it stands in the paper.

    Attributes:
        role: what it is to the figure.
        value: the cell of its value.
        rounded: the cell of its value as printed.
        weight: what it weighs in a weighted mean.
    """

    role: str
    value: str
    rounded: str
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class Listed:
    """The rows of a figure where they stand in the paper.

    Attributes:
        columns: column, as SQL, to its range of cells.
        firsts: column of which different texts are counted to a range that has the first row of each row's text.
        measure: the column of what is taken of each row; '' where rows are counted.
        beyond: the cells with the number and the value of rows that the paper has no room for; None when it has all.
    """

    columns: Mapping[str, str]
    firsts: Mapping[str, str]
    measure: str
    beyond: tuple[str, str] | None = None


def counted(conditions: Sequence[Condition], listed: Listed) -> str:
    """How many rows fulfil the conditions, without what stands before a formula."""
    pairs = _pairs(conditions, listed)
    own = f"COUNTIFS({pairs})" if pairs else f"SUMPRODUCT({_product(conditions, listed)})"
    return f"{own}+{listed.beyond[0]}" if listed.beyond else own


def of_rows(operation: str, conditions: Sequence[Condition], listed: Listed) -> str:
    """The formula of a figure of rows, without what stands before a formula; '' for an operation without one."""
    if operation == "row_count":
        return counted(conditions, listed)
    measure = listed.columns[listed.measure]
    pairs = _pairs(conditions, listed)
    product = _product(conditions, listed)
    rest = f"+{listed.beyond[1]}" if listed.beyond else ""
    total = f"SUMIFS({measure},{pairs})" if pairs else f"SUMPRODUCT({product},{measure})"
    match operation:
        case "row_sum" | "row_value":
            return total + rest
        case "row_mean" if pairs and not listed.beyond:
            return f"AVERAGEIFS({measure},{pairs})"
        case "row_mean":
            count = f"SUMPRODUCT({product}*ISNUMBER({measure}))"
            return f"({total}{rest})/({count}+{listed.beyond[0]})" if listed.beyond else f"{total}/{count}"
        case "row_distinct":
            # A text is counted in the interval of its first row; what does not count falls beyond the last one.
            kept, first, rows = f'{product}*({measure}<>"")', listed.firsts[listed.measure], f"ROWS({measure})"
            place = f"ROW({measure})-ROW({measure.partition(':')[0]})+1"
            intervals = f"FREQUENCY({kept}*{first}+(1-{kept})*({rows}+1),{place})"
            return f"SUMPRODUCT(1*({intervals}>0))-(SUMPRODUCT({kept})<{rows}){rest}"
    return f"({total}{rest})/{DIVIDED_BY[operation]}" if operation in DIVIDED_BY else ""


def numbers_of(conditions: Sequence[Condition], listed: Listed) -> str:
    """How many of the rows have a number to be taken."""
    return f"SUMPRODUCT({_product(conditions, listed)}*ISNUMBER({listed.columns[listed.measure]}))"


def of_figures(operation: str, parts: Sequence[Part], steps: Steps = ()) -> str:
    """The formula of a figure of figures, without what stands before a formula; '' for an operation without one."""
    make = _DERIVED.get(operation)
    roles = {part.role for part in parts}
    if make is None or not make[0] <= roles:
        return ""
    return make[1](_Roles(parts, steps))


class _Roles:
    """The parts by their roles, as pieces of a formula."""

    def __init__(self, parts: Sequence[Part], steps: Steps) -> None:
        self.parts = parts
        self.steps = steps

    def __getitem__(self, role: str) -> str:
        cells = [part.value for part in self.parts if part.role == role]
        return cells[0] if len(cells) == 1 else together("SUM", cells)

    def rounded(self, role: str) -> str:
        return next(part.rounded for part in self.parts if part.role == role)

    def all(self, function: str) -> str:
        return together(function, [part.value for part in self.parts])

    def mean(self) -> str:
        cells = [part.value for part in self.parts]
        if len(cells) <= _MOST_ARGUMENTS:
            return together("AVERAGE", cells)
        return f"{together('SUM', cells)}/{together('COUNT', cells)}"

    def weighted(self) -> str:
        terms = "+".join(f"{part.weight:f}*{part.value}" for part in self.parts)
        return f"({terms})/{sum((part.weight for part in self.parts), Decimal(0)):f}"

    def points(self) -> str:
        quotient = f"100*{self['numerator']}/{self['denominator']}"
        return "MAX(" + ",".join(f"IF({quotient}>={bound:f},{points:f})" for bound, points in self.steps) + ")"

    def bound(self) -> str:
        return (
            "MIN(" + ",".join(f"IF({points:f}>={self['target']},{bound:f},9E+99)" for bound, points in self.steps) + ")"
        )


def together(function: str, cells: Sequence[str]) -> str:
    """A function over cells, in portions where they are many; for functions that may be applied twice, as SUM."""
    if len(cells) <= _MOST_ARGUMENTS:
        return f"{function}({','.join(cells)})"
    portions = [cells[at : at + _MOST_ARGUMENTS] for at in range(0, len(cells), _MOST_ARGUMENTS)]
    return "(" + "+".join(f"{function}({','.join(portion)})" for portion in portions) + ")"


def _pairs(conditions: Sequence[Condition], listed: Listed) -> str:
    found = criteria(conditions)
    if not found:
        return ""
    return ",".join(f"{listed.columns[one.column]},{text}" for one, text in zip(conditions, found, strict=True))


def _product(conditions: Sequence[Condition], listed: Listed) -> str:
    factors = [condition.factor(listed.columns[condition.column]) for condition in conditions]
    # Comparisons become numbers only where something is done with them.
    return "*".join(factors) if len(factors) > 1 else f"1*{factors[0]}"


def _times(factor: str) -> Callable[[_Roles], str]:
    return lambda of: f"{factor}*{of['base']}"


_Made = tuple[set[str], Callable[[_Roles], str]]

_DERIVED: dict[str, _Made] = {
    "sum": ({"addend"}, lambda of: of.all("SUM")),
    "mean": ({"part"}, lambda of: of.mean()),
    "weighted_mean": ({"part"}, lambda of: of.weighted()),
    "difference": ({"minuend", "subtrahend"}, lambda of: f"{of['minuend']}-{of['subtrahend']}"),
    "ratio": ({"numerator", "denominator"}, lambda of: f"{of['numerator']}/{of['denominator']}"),
    "percent": ({"numerator", "denominator"}, lambda of: f"100*{of['numerator']}/{of['denominator']}"),
    "growth": ({"numerator", "base"}, lambda of: f"100*({of['numerator']}-{of['base']})/{of['base']}"),
    "nps": (
        {"minuend", "subtrahend", "denominator"},
        lambda of: f"100*({of['minuend']}-{of['subtrahend']})/{of['denominator']}",
    ),
    "capaian": ({"realisasi", "target"}, lambda of: f"100*{of.rounded('realisasi')}/{of['target']}"),
    "capaian_turun": ({"realisasi", "target"}, lambda of: f"100*{of['target']}/{of.rounded('realisasi')}"),
    "konversi": ({"base"}, lambda of: f"25*{of['base']}"),
    **{f"konversi_{best}": ({"base"}, _times(f"100/{best}")) for best in range(2, 11)},
    "target_pertumbuhan": ({"base", "target"}, lambda of: f"{of['base']}*(1+{of['target']}/100)"),
    "target_indeks": ({"base", "target"}, lambda of: f"{of['base']}*{of['target']}/100"),
    "target_rasio": ({"base", "target"}, lambda of: f"{of['base']}*{of['target']}"),
    "target_poin": ({"base", "target"}, lambda of: f"{of['base']}*{of.bound()}/100"),
    "poin": ({"numerator", "denominator"}, lambda of: of.points()),
    **{f"proyeksi_{months}_bulan": ({"base"}, _times(f"12/{months}")) for months in (3, 6, 9, 12)},
    # Chi-square 3.841 for one degree of freedom, share 0.5, error 0.05.
    "krejcie_morgan": ({"base"}, lambda of: f"3.841*{of['base']}*0.25/(0.0025*({of['base']}-1)+3.841*0.25)"),
}

OPERATIONS = frozenset(_DERIVED)
"""Operations over figures that have a formula here."""
