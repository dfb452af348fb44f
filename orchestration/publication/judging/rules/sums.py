"""The numbers of one table held against each other: totals, sums in a row, percentages, shares.

Belongs here: what a reader can add up or divide without leaving the table. Not here: the same thing printed in another
place (places.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pydantic import Field

from orchestration.declarations.strict import Strict, Text
from orchestration.figures.numbers import plain
from orchestration.publication.judging.rules.output import (
    HALF,
    Line,
    Output,
    Wrong,
    beyond_measure,
    disagreement,
    lines,
    sum_of,
)


class Totals(Strict):
    """The measures of a table that add up, those whole numbers that do not, and the policies under which none does."""

    berjumlah: list[Text]
    tidak_berjumlah: list[Text] = Field(default_factory=list)
    kecuali: dict[str, Text] = Field(default_factory=dict)


class RowSum(Strict):
    """A measure that is a sum and difference of others of its row, or at most that."""

    nilai: Text
    dari: list[Text] = Field(min_length=1)
    kurang: list[Text] = Field(default_factory=list)
    paling_banyak: bool = False


class Quotient(Strict):
    """A percentage with its numerator and its denominator; `hanya_isi` leaves totals out."""

    persen: Text
    pembilang: Text
    penyebut: Text
    hanya_isi: bool = False


class Shares(Strict):
    """Shares of a whole; `seluruhnya` where they make it up."""

    bagian: list[Text] = Field(min_length=1)
    seluruhnya: bool = False


_NONE = Totals(berjumlah=[])
_COUNTED = ("", "row_value", "row_sum", "row_count", "row_distinct", "sum", "difference")
"""How whole numbers come about of which a total may be a sum; means, shares and scores are none, however printed."""


def totals(output: Output, declared: Mapping[str, Totals]) -> Wrong:
    """Every total is the sum of the rows above it, and so is every subtotal of its group."""
    for table in output.tables():
        rows = lines(table)
        total = next((line for line in rows if line.kind == "jumlah"), None)
        if total is None:
            continue
        spec = declared.get(table.name, _NONE)
        if any(output.profile.policy(policy) == value for policy, value in spec.kecuali.items()):
            continue
        parts = [line for line in rows if line.kind == "isi"]
        for name, figure in total.figures.items():
            if name in spec.berjumlah:
                expected = sum_of(line.value(name) for line in parts)
                if figure.printed_value is not None and figure.printed_value != expected:
                    yield disagreement(table, total, name, figure.printed_value, expected)
            elif figure.decimals == 0 and figure.operation in _COUNTED and name not in spec.tidak_berjumlah:
                yield disagreement(
                    table, total, name, figure.printed, "declared as a sum or as none (contradictions.yaml)"
                )
        for subtotal, members in _groups(rows):
            for name in spec.berjumlah:
                have, expected = subtotal.value(name), sum_of(line.value(name) for line in members)
                if have is not None and have != expected:
                    yield disagreement(table, subtotal, name, have, expected)


def _groups(rows: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Subtotals with their rows; they stand above their rows in one sort of table and below them in another."""
    body = [line for line in rows if line.kind != "jumlah"]
    if not any(line.kind == "subjumlah" for line in body):
        return
    below = body[0].kind != "subjumlah"
    members: list[Line] = []
    for line in body if below else reversed(body):
        if line.kind == "subjumlah":
            yield line, members
            members = []
        else:
            members.append(line)


def row_sums(output: Output, declared: Mapping[str, list[RowSum]]) -> Wrong:
    """Within a row one number is the sum or difference of others, or not above another."""
    for name, rules in declared.items():
        for table in output.tables(name):
            for line in lines(table):
                for rule in rules:
                    values = [line.value(part) for part in (rule.nilai, *rule.dari, *rule.kurang)]
                    if any(value is None for value in values):
                        continue
                    have, *rest = (value for value in values if value is not None)
                    added = len(rule.dari)
                    expected = sum_of(rest[:added]) - sum_of(rest[added:])
                    if have > expected if rule.paling_banyak else have != expected:
                        yield disagreement(table, line, rule.nilai, have, expected)


def ratios(output: Output, declared: Mapping[str, list[Quotient]]) -> Wrong:
    """A printed percentage is its printed numerator over its printed denominator."""
    falling = {str(row["kode"]) for row in output.book.indicators if row["arah"] != "naik"}
    for name, rules in declared.items():
        for table in output.tables(name):
            for line in lines(table):
                for rule in rules:
                    share, part, whole = (line.value(name) for name in (rule.persen, rule.pembilang, rule.penyebut))
                    figure = line.figures.get(rule.persen)
                    skipped = line.kind != "isi" and rule.hanya_isi
                    if figure is None or share is None or part is None or not whole or skipped:
                        continue
                    if rule.persen == "capaian" and figure.indicator in falling:
                        continue
                    exact = part * 100 / whole
                    if abs(exact - share) > HALF.scaleb(2 - figure.decimals):
                        yield disagreement(table, line, rule.persen, share, round(exact, figure.decimals))


def between_parts(output: Output, declared: Mapping[str, list[str]]) -> Wrong:
    """A ratio of the whole lies between the least and the greatest of its parts."""
    for name, measures in declared.items():
        for table in output.tables(name):
            rows = lines(table)
            for line in rows:
                if line.kind != "jumlah":
                    continue
                for what, have in ((what, line.value(what)) for what in line.figures if what in measures):
                    inner = [row for row in rows if row.kind == "isi"]
                    parts = [value for row in inner if (value := row.value(what)) is not None]
                    if any(beyond_measure(row.figures.get(what)) for row in inner):
                        continue
                    if have is not None and parts and not min(parts) <= have <= max(parts):
                        yield disagreement(table, line, what, have, f"{plain(min(parts))} to {plain(max(parts))}")


def shares_of_a_whole(output: Output, declared: Mapping[str, Shares]) -> Wrong:
    """A share of a whole is between 0 and 100, and the shares of one whole make 100."""
    for name, rule in declared.items():
        for table in output.tables(name):
            for line in lines(table):
                shares = {what: line.value(what) for what in rule.bagian}
                for what, share in shares.items():
                    if share is not None and not 0 <= share <= 100:
                        yield disagreement(table, line, what, share, "0 to 100")
                known = [share for share in shares.values() if share is not None]
                if rule.seluruhnya and len(known) == len(shares) and abs(sum_of(known) - 100) > Decimal("0.02"):
                    yield disagreement(table, line, " + ".join(shares), sum_of(known), 100)
