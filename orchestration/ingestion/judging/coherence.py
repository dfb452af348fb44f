"""Whether the rows of a delivery agree with each other, and with what was delivered before: what one cell cannot tell.

A number left out of a register, a date that runs backwards, a fact that a later export states otherwise: each cell fits
its contract, and yet the figures would be wrong. Every rule is declared by a contract (`coherence`) and says why the
data have to be so. Belongs here: the rules. Not here: control totals that the file states itself (controls), the
readable value of single cells (validation, expectations), agreement between sources (data tests of the models).

A rule warns, because a register may have a reason; a rule with `holds_back` refuses, because it cannot.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.checks.evidence import Finding
from orchestration.ingestion.contracts.shape import Column, Contract
from orchestration.ingestion.raw.warehouse import quoted
from orchestration.ingestion.reading.door import number_of
from orchestration.texts.dates import yymm

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.quarters import Quarter

_NEAR = 5
"""A number or a gap up to which a series of running numbers has lost some, and was not begun elsewhere."""

_RARE = 0.05
"""A rule learnt from the rows themselves is one that at most this share of them breaks."""

_FEW = 10
"""Rows from which nothing is learnt."""


class Row(NamedTuple):
    """A delivered row: its texts by column, and where it stands."""

    order: int
    quarter: str
    sheet: str
    number: int
    accepted: bool
    texts: Mapping[str, str | None]


@dataclass(frozen=True)
class _Odd:
    """A row that breaks a rule, the column to look at, and the sentence about it."""

    row: Row
    column: str
    message: str


@dataclass(frozen=True)
class _Unseen:
    """A delivery of which a rule sees too little, because the unit numbers or orders its rows in a way of its own."""

    order: int
    column: str
    message: str


class _Readings(dict[str | None, Any]):
    """The texts of a column with their values; a register repeats its dates and amounts, and each is read once."""

    def __init__(self, column: Column, names: Mapping[str, str]) -> None:
        super().__init__({None: None})
        self._column, self._names = column, names

    def __missing__(self, text: str) -> Any:
        self[text] = self._value(text)
        return self[text]

    def _value(self, text: str) -> Any:
        if self._column.type in ("integer", "decimal"):
            return number_of(text)
        if self._column.type == "date":
            return dt.date.fromisoformat(text)
        if self._column.type == "datetime":
            return dt.datetime.fromisoformat(text)
        return self._names.get(text, text) if self._column.reference else text.casefold()


class _Register:
    """The rows of one kind that the run uses, oldest delivery first, and how their texts are read."""

    def __init__(
        self,
        contract: Contract,
        rows: list[Row],
        names: Mapping[str, str],
        quarter: Quarter,
        labels: Mapping[int, str],
    ) -> None:
        self.contract, self.every, self.quarter, self.labels = contract, rows, quarter, labels
        self.columns = {column.name: column for column in contract.columns}
        self._readings = {name: _Readings(column, names) for name, column in self.columns.items()}

    @cached_property
    def rows(self) -> list[Row]:
        return [row for row in self.every if row.accepted]

    @cached_property
    def deliveries(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.order].append(row)
        return dict(found)

    @cached_property
    def by_key(self) -> dict[int, dict[tuple[str, ...], Row]]:
        """Delivery to its rows by natural key; of a key with several lines, by their place among its lines too."""
        keys = self.contract.natural_key
        found: dict[int, dict[tuple[str, ...], Row]] = {}
        for order, rows in self.deliveries.items():
            if not self.contract.options.get("lines_per_key"):
                found[order] = {tuple(self.text(row, name) for name in keys): row for row in rows}
                continue
            # The lines of a key in the order of their cells: an export may list them in another one.
            lines: Counter[tuple[str, ...]] = Counter()
            found[order] = {}
            for row in sorted(rows, key=lambda item: [item.texts[name] or "" for name in self.columns]):
                key = tuple(self.text(row, name) for name in keys)
                lines[key] += 1
                found[order][*key, str(lines[key])] = row
        return found

    def text(self, row: Row, name: str) -> str:
        return row.texts[name] or ""

    def told(self, row: Row, name: str) -> str:
        """The text of a cell in a message: days as the report writes them."""
        text = row.texts[name] or ""
        if self.columns[name].type in ("date", "datetime") and (day := self.day(row, name)) is not None:
            return f"{day:%d/%m/%Y}{text[10:]}"
        return text

    def value(self, row: Row, name: str) -> Any:
        """The value of a cell: number, date, the service that a name stands for, or its text; None when empty."""
        return self._readings[name][row.texts[name]]

    def number(self, row: Row, name: str) -> Decimal:
        value = self.value(row, name)
        return value if isinstance(value, Decimal) else Decimal(0)

    def day(self, row: Row, name: str) -> dt.date | None:
        value = self.value(row, name)
        return value.date() if isinstance(value, dt.datetime) else value

    def label(self, name: str) -> str:
        return self.columns[name].label

    def matches(self, row: Row, where: Mapping[str, str]) -> bool:
        return all(re.fullmatch(text, self.text(row, name), re.IGNORECASE) for name, text in where.items())


Rule = Callable[[_Register, Mapping[str, Any]], Iterator[_Odd | _Unseen]]
RULES: dict[str, Rule] = {}
"""By the name that contracts use (contracts/rules.py)."""


def _rule(name: str) -> Callable[[Rule], Rule]:
    def register(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return register


def examine(
    connection: duckdb.DuckDBPyConnection,
    contracts: Iterable[Contract],
    names: Mapping[str, str],
    quarter: Quarter,
    labels: Mapping[int, str],
    unit: str,
) -> tuple[list[Finding], int]:
    """Runs the rules of every contract over the rows that the run uses.

    Args:
        connection: warehouse; the books of the run are written.
        contracts: in force.
        names: normalised name of a service to its code.
        quarter: of the report.
        labels: delivery order to the name that findings use.
        unit: satker whose rows count; rows of another take no part.

    Returns:
        What was found, a note (info) for every file of which a rule sees too little, and how many rules were asked.
    """
    found: list[Finding] = []
    asked = 0
    for contract in contracts:
        if not contract.coherence:
            continue
        rows = _read(connection, contract)
        for column in contract.columns:
            if column.unit:
                rows = [row for row in rows if row.texts[column.name] in (None, unit)]
        if not rows:
            continue
        register = _Register(contract, rows, names, quarter, labels)
        for declared in contract.coherence:
            asked += 1
            odd: dict[int, list[_Odd]] = defaultdict(list)
            for item in RULES[str(declared["rule"])](register, declared):
                if isinstance(item, _Unseen):
                    found.append(_note(register, declared, labels[item.order], item))
                else:
                    odd[item.row.order].append(item)
            for order, items in sorted(odd.items()):
                found += _tell(register, declared, labels[order], items)
    return found, asked


def _read(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[Row]:
    names = [column.name for column in contract.columns]
    cursor = connection.execute(
        "SELECT d.delivery_order, d.quarter, r._sheet, r._row, "  # noqa: S608
        "NOT EXISTS (SELECT 1 FROM raw_ingestion.rejections AS x WHERE x._source_row_id = r._source_row_id), "
        f"{', '.join('r.' + quoted(name) for name in names)} FROM {contract.asset} AS r "
        "JOIN raw_ingestion.deliveries AS d ON d._delivery_sha256 = r._delivery_sha256 "
        "ORDER BY d.delivery_order, r._sheet, r._row"
    )
    return [
        Row(order, quarter, sheet, number, accepted, dict(zip(names, texts, strict=True)))
        for order, quarter, sheet, number, accepted, *texts in cursor.fetchall()
    ]


def _tell(register: _Register, declared: Mapping[str, Any], label: str, items: list[_Odd]) -> Iterator[Finding]:
    for item in items:
        row = item.row
        place = f"{label}, sheet '{row.sheet}', row {row.number}" if row.sheet else f"{label}, row {row.number}"
        column = register.columns[item.column]
        yield Finding(
            "blocking" if declared.get("holds_back") else "warning",
            label,
            row.sheet,
            row.number,
            column.label,
            "" if column.identity else register.told(row, item.column),
            f"padu_{declared['rule']}",
            f"{place}, column {column.label}: {item.message}; expected: {' '.join(str(declared['why']).split())}",
        )


def _note(register: _Register, declared: Mapping[str, Any], label: str, unseen: _Unseen) -> Finding:
    column = register.columns[unseen.column]
    return Finding(
        "info",
        label,
        column=column.label,
        rule=f"padu_{declared['rule']}",
        message=f"{label}, column {column.label}: {unseen.message}",
    )


def _unseen(register: _Register, column: str, blind: Mapping[int, list[Row]], what: str) -> Iterator[_Unseen]:
    """A note for each delivery of whose filled cells more than half are none that the rule can judge.

    Args:
        register: of the rows.
        column: whose cells they are.
        blind: delivery order to the rows that the rule cannot judge.
        what: what is wrong with the cells and what to do; `{example}` stands for one of them.
    """
    for order, rows in blind.items():
        filled = sum(row.order == order and bool(row.texts[column]) for row in register.every)
        if filled >= _FEW and 2 * len(rows) > filled:
            yield _Unseen(order, column, what.format(example=f"'{register.told(rows[0], column)}'"))


_PATTERN = (
    "its numbers, such as {example}, follow no pattern that the rule '%s' knows, so %s cannot be seen by them; declare"
    " `pattern` of the rule in the contract %s as the unit numbers them"
)


# Within a row -------------------------------------------------------------------------------------------------------


@_rule("sum")
def _sum(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A number is the sum of others in its row."""
    for row in register.rows:
        if not register.text(row, declared["column"]) or not any(register.text(row, n) for n in declared["of"]):
            continue
        stated = register.number(row, declared["column"])
        summed = sum((register.number(row, name) for name in declared["of"]), Decimal(0))
        if stated != summed:
            yield _Odd(row, declared["column"], f"{stated:f}, but its parts add up to {summed:f}")


@_rule("product")
def _product(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A number is the product of others in its row."""
    for row in register.rows:
        if not all(register.text(row, name) for name in (declared["column"], *declared["of"])):
            continue
        stated, product = register.number(row, declared["column"]), Decimal(1)
        for name in declared["of"]:
            product *= register.number(row, name)
        if stated != product:
            yield _Odd(row, declared["column"], f"{stated:f}, but {' x '.join(declared['of'])} is {product:f}")


@_rule("not_before")
def _not_before(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A date does not lie before another of its row."""
    for row in register.rows:
        later, earlier = register.value(row, declared["column"]), register.value(row, declared["other"])
        if later is not None and earlier is not None and later < earlier:
            other = register.label(declared["other"])
            text, first = register.told(row, declared["column"]), register.told(row, declared["other"])
            yield _Odd(row, declared["column"], f"{text} lies before {other} {first}")


@_rule("of_its_year")
def _of_its_year(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A date does not lie before the year of its period; told once a delivery, for the period of the report."""
    first = register.quarter.year_start
    for rows in register.deliveries.values():
        odd = [
            (day, row)
            for row in rows
            if register.text(row, declared["period"]) == register.quarter.code
            and (day := register.day(row, declared["column"])) is not None
            and day < first
        ]
        if odd:
            day, row = odd[0]
            more = f", as in {len(odd) - 1} more rows," if len(odd) > 1 else ""
            text = f"{day}{more} lies before {first}, though it stands for {register.quarter}"
            yield _Odd(row, declared["column"], text)


@_rule("together")
def _together(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """Two cells are filled both or not at all; `when` replaces one of them by the values that demand the other."""
    when = re.compile(str(declared.get("when") or ".+"), re.IGNORECASE)
    for row in register.rows:
        here, there = register.text(row, declared["column"]), register.text(row, declared["other"])
        wanted = bool(when.fullmatch(there))
        if bool(here) != wanted:
            state = f"is '{register.told(row, declared['column'])}'" if here else "is empty"
            beside = f"{register.label(declared['other'])} '{register.told(row, declared['other'])}'"
            yield _Odd(row, declared["column"], f"{state} beside {beside}")


@_rule("unlike")
def _unlike(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """No row of a delivery repeats another cell by cell."""
    for rows in register.deliveries.values():
        first: dict[tuple[str, ...], Row] = {}
        for row in rows:
            earlier = first.setdefault(tuple(register.text(row, name) for name in register.columns), row)
            if earlier is not row:
                text = f"every cell is as in row {earlier.number}; both rows count"
                yield _Odd(row, register.contract.natural_key[0], text)


@_rule("twice")
def _twice(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """One person does not give the same answers again within some minutes.

    A person is whom one of the columns `persons` names; rows that a later delivery brings again count there alone.
    """
    newest: dict[tuple[str, ...], Row] = {}
    for rows in register.by_key.values():
        newest |= rows
    timed = [(when, row) for row in newest.values() if (when := register.value(row, declared["column"])) is not None]
    last: dict[tuple[Any, ...], tuple[dt.datetime, Row]] = {}
    for when, row in sorted(timed, key=lambda item: (item[0], item[1].order, item[1].number)):
        content = (register.value(row, declared["by"]), *(register.text(row, name) for name in declared["columns"]))
        persons = [(name, text) for name in declared["persons"] if (text := register.text(row, name))]
        keys = [(*person, *content) for person in persons]
        pause = dt.timedelta(minutes=declared["minutes"])
        earlier = next((last[key][1] for key in keys if key in last and when - last[key][0] <= pause), None)
        if earlier is not None:
            text = f"the same answers twice of one person within {declared['minutes']} minutes, here and in row"
            yield _Odd(row, declared["column"], f"{text} {earlier.number}")
        last |= dict.fromkeys(keys, (when, row))


@_rule("ratio")
def _ratio(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A number divided by another lies within a factor of what it usually is in rows of the same group."""
    from statistics import median

    groups: dict[Any, list[tuple[Decimal, Row]]] = defaultdict(list)
    for row in register.rows:
        divided, divisor = register.number(row, declared["column"]), register.number(row, declared["per"])
        if divisor > 0 and divided > 0:
            groups[register.value(row, declared["by"])].append((divided / divisor, row))
    factor = Decimal(str(declared["factor"]))
    for members in groups.values():
        usual = median(ratio for ratio, _ in members)
        low, high = usual / factor, usual * factor
        odd = [(ratio, row) for ratio, row in members if not low <= ratio <= high]
        if len(members) < _FEW or len(odd) > _RARE * len(members):
            continue
        for ratio, row in odd:
            per = register.label(declared["per"])
            yield _Odd(row, declared["per"], f"{ratio:.0f} for one of {per}, where {usual:.0f} is usual")


# Within a register --------------------------------------------------------------------------------------------------


@_rule("outlier")
def _outlier(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """No amount is a factor larger than every other of its sign in its delivery."""
    factor = Decimal(str(declared["factor"]))
    for rows in register.deliveries.values():
        for sign in (1, -1):
            sized = [(size, row) for row in rows if (size := sign * register.number(row, declared["column"])) > 0]
            sized.sort(key=lambda item: item[0])
            if len(sized) > 2 and sized[-1][0] > factor * sized[-2][0]:
                size, row = sized[-1]
                yield _Odd(row, declared["column"], f"{sign * size:f}, where the next is {sign * sized[-2][0]:f}")


@_rule("leap")
def _leap(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """From one period to the next a value does not become a factor larger or smaller."""
    factor, latest = Decimal(str(declared["factor"])), register.rows[-1].order if register.rows else 0
    groups: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for row in register.rows:
        if row.order == latest and register.number(row, declared["column"]) > 0:
            groups[register.text(row, declared["per"])].append((register.text(row, declared["order"]), row))
    for members in groups.values():
        for (before, earlier), (_, row) in pairwise(sorted(members, key=lambda item: item[0])):
            old, new = register.number(earlier, declared["column"]), register.number(row, declared["column"])
            if not old / factor <= new <= old * factor:
                yield _Odd(row, declared["column"], f"{new:f}, after {old:f} in {before}")


@_rule("constant")
def _constant(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd | _Unseen]:
    """Rows of one group agree in a column; the group is a column, or the part of it that `pattern` takes."""
    pattern = re.compile(str(declared.get("pattern", "(.*)")), re.IGNORECASE)
    blind: dict[int, list[Row]] = defaultdict(list)
    for rows in register.deliveries.values():
        groups: dict[str, list[tuple[Any, Row]]] = defaultdict(list)
        for row in rows:
            found = pattern.match(text := register.text(row, declared["by"]))
            if found is not None and found[1]:
                groups[found[1].casefold()].append((register.value(row, declared["column"]), row))
            elif text:
                blind[row.order].append(row)
        for group, members in groups.items():
            usual, count = Counter(value for value, _ in members).most_common(1)[0]
            if count == len(members) or len(members) < _FEW or len(members) - count > max(2, _RARE * len(members)):
                continue
            for value, row in members:
                if value != usual:
                    example = next(register.told(r, declared["column"]) for v, r in members if v == usual)
                    here = register.told(row, declared["column"])
                    by = f"{register.label(declared['by'])} {group.upper()}"
                    yield _Odd(row, declared["column"], f"'{here}', where the other rows of {by} have '{example}'")
    named = f"a wrong {register.label(declared['column'])}"
    yield from _unseen(register, declared["by"], blind, _PATTERN % (declared["rule"], named, register.contract.kind))


@_rule("shape")
def _shape(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd | _Unseen]:
    """Codes of a register are made alike: the same letters and marks around numbers, whatever their digits."""
    for rows in register.deliveries.values():
        codes = [(text, row) for row in rows if (text := register.text(row, declared["column"]))]
        if len(codes) < _FEW:
            continue
        different = {text for text, _ in codes}
        padded = any(re.search(r"(?<!\d)0\d", text) for text in different)
        learnt = False
        for shape in (_width_of, _shape_of) if padded else (_shape_of,):
            shapes = {text: shape(text) for text in different}
            usual = Counter(shapes[text] for text, _ in codes).most_common(1)[0][0]
            odd = [(text, row) for text, row in codes if shapes[text] != usual]
            if len(odd) > _RARE * len(codes):
                continue
            example = next(text for text, _ in codes if shapes[text] == usual)
            for text, row in odd:
                yield _Odd(row, declared["column"], f"'{text}' is no code like the others, such as '{example}'")
            learnt = True
            break
        if not learnt:
            yield from _unseen(
                register,
                declared["column"],
                {codes[0][1].order: [row for _, row in codes]},
                "its codes, such as {example}, are made in no one way, so a mistyped one cannot be seen by its form;"
                f" declare `pattern` of {declared['column']} in the contract {register.contract.kind} if they are to",
            )


def _shape_of(code: str) -> str:
    """A code with every run of digits as 9 and every run of letters as A."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", code))


def _width_of(code: str) -> str:
    """The same with every digit as 9: codes filled up with zeros are of one length."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d", "9", code))


@_rule("one_code")
def _one_code(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """One name has one code over all deliveries; a name that many share, or a register full of them, tells nothing."""
    names: dict[Any, dict[Any, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in register.rows:
        name, code = register.value(row, declared["by"]), register.value(row, declared["column"])
        if name is not None and code is not None:
            names[name][code].append(row)
    twofold = [codes for codes in names.values() if len(codes) == 2]
    if len(names) < _FEW or len(twofold) > _RARE * len(names):
        return
    for codes in twofold:
        usual, rare = sorted(codes.values(), key=len, reverse=True)
        file, there = register.labels[usual[0].order], register.text(usual[0], declared["column"])
        here = register.text(rare[0], declared["column"])
        yield _Odd(
            rare[0], declared["column"], f"'{here}', but the same name has '{there}' in {file}, row {usual[0].number}"
        )


@_rule("ascending")
def _ascending(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd | _Unseen]:
    """Dates do not run backwards down a delivery, within groups that `pattern` takes from a column."""
    pattern = re.compile(str(declared["pattern"])) if "pattern" in declared else None
    unnamed: dict[int, list[Row]] = defaultdict(list)
    unsorted: dict[int, list[Row]] = defaultdict(list)
    for rows in register.deliveries.values():
        groups: dict[str, list[tuple[Any, Row]]] = defaultdict(list)
        for row in rows:
            value = register.value(row, declared["column"])
            found = pattern.match(register.text(row, declared["by"])) if pattern else None
            if value is not None and (pattern is None or found is not None):
                groups[found[1] if found else ""].append((value, row))
            elif value is not None and register.text(row, declared["by"]):
                unnamed[row.order].append(row)
        for members in groups.values():
            odd = _out_of_order([value for value, _ in members])
            if len(members) < _FEW or not odd:
                continue
            if len(odd) > max(1, _RARE * len(members)):
                # Not sorted at all, so nothing is out of its place.
                unsorted[members[0][1].order].extend(row for _, row in members)
                continue
            for at in odd:
                row = members[at][1]
                before = f" after {register.told(members[at - 1][1], declared['column'])}" if at else ""
                after = (
                    f" before {register.told(members[at + 1][1], declared['column'])}" if at + 1 < len(members) else ""
                )
                text = register.told(row, declared["column"])
                yield _Odd(row, declared["column"], f"{text} stands{before}{' and' * bool(before and after)}{after}")
    if pattern is not None:
        lost = "a row out of its place"
        yield from _unseen(
            register, declared["by"], unnamed, _PATTERN % (declared["rule"], lost, register.contract.kind)
        )
    yield from _unseen(
        register,
        declared["column"],
        unsorted,
        "its dates stand in no order, so one that is mistyped cannot be seen by its place; sort the register by date"
        " if it should be",
    )


def _out_of_order(values: list[Any]) -> list[int]:
    """Positions outside the longest run of values that never falls."""
    from bisect import bisect_right

    if not any(later < earlier for earlier, later in pairwise(values)):
        return []
    tails: list[Any] = []
    ends: list[int] = []
    previous: list[int] = []
    for at, value in enumerate(values):
        place = bisect_right(tails, value)
        previous.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(value)
            ends.append(at)
        else:
            tails[place] = value
            ends[place] = at
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = previous[at]
    return [at for at in range(len(values)) if at not in kept]


@_rule("serial")
def _serial(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd | _Unseen]:
    """Running numbers leave none out. Rejected rows count: their number is there.

    `pattern` has the groups `series` and `number`, and `yymm` where the number says the month of the column `date`.
    `contiguous` demands it of each delivery, otherwise all deliveries together leave no number out. `from_one` demands
    that a series begins with 1; without it a series that begins with 2 to 5 has lost what came before, while one that
    begins later was begun before the first delivery.
    """
    pattern = re.compile(str(declared["pattern"]), re.IGNORECASE)
    series: dict[tuple[str, int], dict[int, Row]] = defaultdict(dict)
    members: dict[tuple[str, int], list[Row]] = defaultdict(list)
    blind: dict[int, list[Row]] = defaultdict(list)
    alone = bool(declared.get("contiguous"))
    for row in register.every:
        found = pattern.fullmatch(text := register.text(row, declared["column"]))
        if found is None:
            if text:
                blind[row.order].append(row)
            continue
        parts = found.groupdict()
        name = "".join(parts[group] or "" for group in ("series", "rest") if group in parts)
        series[name, row.order if alone else 0].setdefault(int(parts["number"]), row)
        members[name, row.order if alone else 0].append(row)
        if row.accepted and (month := parts.get("yymm")):
            moment = register.day(row, declared["date"])
            if moment is not None and yymm(moment) != month:
                text = register.told(row, declared["date"])
                yield _Odd(
                    row, declared["date"], f"{text}, though {register.text(row, declared['column'])} is its number"
                )
    seen: set[str] = set()
    for (name, group), numbers in series.items():
        first = min(numbers)
        near = 1 < first <= _NEAR and len(numbers) >= _FEW
        if name not in seen and (near or (declared.get("from_one") and first > 1)):
            numbers[0] = numbers[first]
        seen.add(name)
        present = sorted(numbers)
        missing = present[-1] - present[0] + 1 - len(present)
        if len(present) < 2 or missing > max(_NEAR, len(present)):
            # Numbers that hardly ever follow each other are no running numbers.
            for row in members[name, group]:
                blind[row.order].append(row)
            continue
        for before, after in pairwise(present):
            if after - before > 1:
                row = numbers[after]
                gone = after - before - 1
                what = f"number {before + 1} is" if gone == 1 else f"numbers {before + 1} to {after - 1} are"
                number = register.text(row, declared["column"])
                yield _Odd(row, declared["column"], f"{what} missing before {number}")
    yield from _unseen(
        register, declared["column"], blind, _PATTERN % (declared["rule"], "lost rows", register.contract.kind)
    )


@_rule("balance")
def _balance(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """The accounts on the left add up to those on the right, per period.

    Only a delivery with an account that `whole` matches is the whole sheet: a list of some accounts proves nothing.
    """
    left, right, whole = (re.compile(str(declared[side])) for side in ("left", "right", "whole"))
    for rows in register.deliveries.values():
        if not any(whole.match(register.text(row, declared["by"])) for row in rows):
            continue
        sums: dict[tuple[str, ...], list[Decimal]] = {}
        first: dict[tuple[str, ...], Row] = {}
        for row in rows:
            group = tuple(register.text(row, name) for name in declared["per"])
            both = sums.setdefault(group, [Decimal(0), Decimal(0)])
            first.setdefault(group, row)
            for side, pattern in enumerate((left, right)):
                if pattern.match(register.text(row, declared["by"])):
                    both[side] += register.number(row, declared["column"])
        for group, (here, there) in sums.items():
            if here != there:
                text = f"{' '.join(group)}: {here:f} on one side, {there:f} on the other"
                yield _Odd(first[group], declared["column"], text)


@_rule("same_total")
def _same_total(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """Versions of a whole, named by a column, have one total; the newest may have another: it may be a new whole."""
    groups: dict[str, list[Row]] = defaultdict(list)
    pattern = re.compile(str(declared.get("pattern", ".+")))
    for row in register.rows:
        if pattern.fullmatch(register.text(row, declared["by"])) and register.matches(row, declared.get("where", {})):
            groups[register.text(row, declared["by"])].append(row)
    sums = {
        name: sum((register.number(r, declared["column"]) for r in rows), Decimal(0)) for name, rows in groups.items()
    }
    usual, count = Counter(sums.values()).most_common(1)[0] if sums else (Decimal(0), 0)
    for name in sorted(sums)[:-1]:
        if count > 1 and sums[name] != usual and sums[name] not in [t for n, t in sums.items() if n != name]:
            text = f"{name} adds up to {sums[name]:f}, the others to {usual:f}"
            yield _Odd(groups[name][0], declared["column"], text)


@_rule("steady")
def _steady(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """What a key has in a column stays from version to version; a change that the next version keeps was meant."""
    key = [name for name in register.contract.natural_key if name not in (declared["column"], declared["order"])]
    pattern = re.compile(str(declared.get("pattern", ".+")))
    groups: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in register.rows:
        version = register.text(row, declared["order"])
        if pattern.fullmatch(version) and register.matches(row, declared.get("where", {})):
            groups[tuple(register.text(row, name) for name in key)][version].append(row)
    for versions in groups.values():
        told = sorted(versions)
        values = [{register.text(row, declared["column"]) for row in versions[version]} for version in told]
        kept = 0
        for number in range(1, len(told)):
            before, now = values[kept], values[number]
            if now == before or (number + 1 < len(told) and values[number + 1] != before):
                kept = number
                continue
            rows = versions[told[number]]
            row = next((row for row in rows if register.text(row, declared["column"]) not in before), rows[0])
            here = register.text(row, declared["column"])
            text = f"'{here}' in {told[number]}, but {' and '.join(sorted(before))} in {told[kept]}"
            yield _Odd(row, declared["column"], text)


@_rule("cumulative")
def _cumulative(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A number to date is the one of the period before plus the one of the period."""
    for rows in register.deliveries.values():
        groups: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for row in rows:
            groups[register.text(row, declared["per"])].append((register.text(row, declared["order"]), row))
        for members in groups.values():
            sofar, year = Decimal(0), ""
            for period, row in sorted(members, key=lambda item: item[0]):
                if period[:4] != year:
                    sofar, year = Decimal(0), period[:4]
                stated, part = register.value(row, declared["column"]), register.value(row, declared["of"])
                first = period.endswith(("TW1", "-01"))
                of = register.label(declared["of"])
                if (stated is None) != (part is None):
                    alone = declared["of"] if part is None else declared["column"]
                    yield _Odd(
                        row,
                        alone,
                        f"is empty, though {of if part is not None else register.label(declared['column'])} is not",
                    )
                elif stated is not None and part is not None and (first or sofar) and stated != sofar + part:
                    yield _Odd(
                        row, declared["column"], f"{stated:f}, but {sofar:f} before and {part:f} of {of} make another"
                    )
                sofar = stated if stated is not None else sofar


@_rule("repeats")
def _repeats(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """What stands in the period before stands in that of the report too."""
    newest: dict[tuple[str, str], Row] = {}
    for row in register.rows:
        newest[register.text(row, declared["order"]), register.text(row, declared["column"])] = row
    periods = sorted({period for period, _ in newest if period < register.quarter.code})
    here = {code: row for (period, code), row in newest.items() if period == register.quarter.code}
    if not periods or not here:
        return
    row = max(here.values(), key=lambda found: (found.order, found.number))
    for (period, code), _ in newest.items():
        if period == periods[-1] and code not in here:
            yield _Odd(row, declared["column"], f"'{code}' stands in {period}, but not in {register.quarter.code}")


@_rule("reaches_the_end")
def _reaches_the_end(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """The last date of a quarter's delivery is as near to the end of the quarter as dates of it are to each other."""
    from orchestration.workspace.quarters import Quarter as QuarterType

    for rows in register.deliveries.values():
        days = [(day, row) for row in rows if (day := register.day(row, declared["column"])) is not None]
        quarter = QuarterType.parse(rows[0].quarter)
        end = quarter.end
        dates = sorted({day for day, _ in days if day <= end})
        if len(dates) < _FEW:
            continue
        widest = max((later - earlier).days for earlier, later in pairwise(dates))
        silent = (end - dates[-1]).days
        if silent > max(widest, 7):
            last = max((item for item in days if item[0] == dates[-1]), key=lambda item: item[1].number)[1]
            yield _Odd(
                last,
                declared["column"],
                f"{register.told(last, declared['column'])} is the last date, {silent} days before the end of"
                f" {quarter}, and no two dates before it are as far apart; the end of the file may be missing",
            )


# Against what was delivered before ----------------------------------------------------------------------------------


@_rule("fixed")
def _fixed(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """A later delivery says of the same key what an earlier one said; only an empty cell may be filled."""
    if len(register.deliveries) < 2:
        return
    where = declared.get("where", {})
    latest: dict[tuple[str, ...], Row] = {}
    for rows in register.by_key.values():
        for key, row in rows.items():
            earlier = latest.get(key)
            latest[key] = row
            if earlier is None or not register.matches(earlier, where):
                continue
            for name in declared["columns"]:
                if earlier.texts[name] == row.texts[name]:
                    continue
                before, now = register.value(earlier, name), register.value(row, name)
                if before is not None and before != now:
                    person = register.columns[name].identity
                    here = "empty" if now is None else "another value" if person else f"'{register.told(row, name)}'"
                    there = "a value" if person else f"'{register.told(earlier, name)}'"
                    file = register.labels[earlier.order]
                    yield _Odd(row, name, f"{here}, but the earlier {file} has {there} in row {earlier.number}")


@_rule("carried")
def _carried(register: _Register, declared: Mapping[str, Any]) -> Iterator[_Odd]:
    """Rows of one delivery come again in the next; `where` says which. An export of other rows alone is none.

    `since` names the date by which a later delivery may begin later: only rows from its first day on are demanded.
    """
    where, since, orders = declared.get("where", {}), declared.get("since"), sorted(register.deliveries)
    for before, after in pairwise(orders):
        due = {key: row for key, row in register.by_key[before].items() if register.matches(row, where)}
        if since:
            first = min((day for row in register.deliveries[after] if (day := register.day(row, since))), default=None)
            due = {key: row for key, row in due.items() if first and (day := register.day(row, since)) and day >= first}
        gone = [row for key, row in due.items() if key not in register.by_key[after]]
        if not due or len(gone) * 2 > len(due):
            continue
        last = max(register.by_key[after].values(), key=lambda row: row.number)
        for row in gone:
            key = " ".join(
                register.told(row, name)
                for name in register.contract.natural_key
                if not register.contract.column(name).identity
            )
            yield _Odd(
                last,
                register.contract.natural_key[0],
                f"the row {key} of the earlier {register.labels[row.order]} (row {row.number}) does not come again",
            )
