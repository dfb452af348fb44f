"""What the sender counted in the files against what was read of them: the control list of a delivery (Daftar Kendali).

A survey export without its last ten rows is a sound survey export, and no rule can tell from it that ten are missing.
Only whoever made the file knows how many there were. Belongs here: comparing that list with the rows read. Not here:
totals that stand in the file itself (controls), how the list is read (its contract, like any other delivery).

A difference holds the quarter back: nobody but the sender can say whether the file or the list is out of date, and half
a register would be published as a whole one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import CheckResult, Finding, place_of
from orchestration.ingestion.contracts.shape import NAMED, Column, Contract, normalise_header
from orchestration.ingestion.judging.controls import check
from orchestration.ingestion.raw.warehouse import in_scope, quoted
from orchestration.ingestion.reading.door import number_of
from orchestration.language.sentences import Sentence, joined, say

if TYPE_CHECKING:
    import duckdb

    from orchestration.ingestion.raw.deliveries import Delivery
    from orchestration.workspace.quarters import Quarter

KIND = "kendali"
LISTED = "files_hold_the_rows_and_sums_of_their_control_list"

_TOLD = 3
"""Sums of one file that a finding names."""

_REMEDY = say("deliver the file whole, or a corrected control list")


@dataclass(frozen=True)
class _Entry:
    """A row of a control list and the delivery that holds the list."""

    quarter: str
    list_order: int
    sheet: str
    number: int
    berkas: str
    lembar: str
    baris: Decimal | None
    kolom: str
    jumlah: Decimal | None


@dataclass(frozen=True)
class _Said:
    """What is wrong with an entry: the delivery and column it is about, and the sentence; of a sum without the file."""

    label: str
    column: str
    value: str
    message: Sentence
    is_sum: bool = False


class _Rows:
    """The rows that were read of the deliveries, accepted and rejected, each table asked as seldom as can be."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]) -> None:
        self.connection, self.contracts = connection, contracts
        self._counts: dict[str, dict[str, dict[str, int]]] = {}
        self._rejected: set[tuple[str, str, str]] | None = None

    def sheets(self, kind: str, digest: str, wanted: str = "") -> dict[str, int]:
        """Sheet to rows read of it; of all sheets where none is wanted."""
        if kind not in self._counts:
            by_file = self._counts[kind] = defaultdict(dict)
            # The head of a table of any columns is kept with its rows; nobody counts it as one.
            head = 1 if self.contracts[kind].layout == NAMED else 0
            sql = f"SELECT _delivery_sha256, _sheet, count(*) FROM {self.contracts[kind].asset} GROUP BY ALL"  # noqa: S608
            for file, sheet, count in self.connection.execute(sql).fetchall():
                by_file[file][sheet] = count - head
        sheets = self._counts[kind].get(digest, {})
        return {sheet: count for sheet, count in sheets.items() if not wanted or _folded(sheet) == _folded(wanted)}

    def sum(self, kind: str, digest: str, sheets: Container[str], column: Column) -> Decimal:
        """The sum of a column; a score counts by its digit, a code as the number it looks like.

        The sum of account codes means nothing, but it changes with any of them: that is what a control sum is for.
        """
        sql = (
            f"SELECT _sheet, {quoted(column.name)}, count(*) FROM {self.contracts[kind].asset} "  # noqa: S608
            "WHERE _delivery_sha256 = ? GROUP BY ALL"
        )
        found = self.connection.execute(sql, [digest]).fetchall()
        values = ((number_of(text), count) for sheet, text, count in found if sheet in sheets)
        return sum((value * count for value, count in values if value is not None), Decimal(0))

    def unread(self, kind: str, digest: str, column: Column) -> bool:
        """Whether a cell of a column was rejected: then its sum is another, and the cell is told already."""
        if self._rejected is None:
            sql = "SELECT DISTINCT _delivery_sha256, kind, column_name FROM raw_ingestion.rejections"
            self._rejected = set(self.connection.execute(sql).fetchall())
        headers = {name for file, of_kind, name in self._rejected if (file, of_kind) == (digest, kind) and name}
        return any(_column(self.contracts[kind], name) == column for name in headers)


def check_control_lists(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    deliveries: Iterable[Delivery],
    quarter: Quarter,
) -> tuple[CheckResult, list[Finding]]:
    """Compares every control list with the files of its quarter's folder.

    Args:
        connection: warehouse; the books of the run are written.
        contracts: in force.
        deliveries: files that the run uses, oldest first.
        quarter: of the report.

    Returns:
        The check, and what holds the quarter back: every file whose rows or sums are others than listed, or that is
        listed and not there; where the quarter of the report has no list, a note that lost rows may go unnoticed.
    """
    used = list(deliveries)
    labels = {delivery.order: delivery.label for delivery in used}
    files = {(delivery.quarter, _folded(delivery.file_name)): delivery for delivery in used}
    findings: list[Finding] = []
    failures: list[dict[str, Any]] = []
    told: set[tuple[str, str]] = set()
    causes: dict[tuple[str, str, str], list[tuple[_Said, Sentence]]] = {}
    entries = _entries(connection, contracts[KIND]) if KIND in contracts else []
    rows = _Rows(connection, contracts)
    for entry in entries:
        delivery = files.get((entry.quarter, _folded(entry.berkas)))
        said = _compared(rows, entry, delivery) if delivery else _not_delivered(entry, labels)
        place = place_of(labels[entry.list_order], entry.sheet, entry.number)
        for item in said:
            # A list repeats the count of a file beside each of its sums: it is told once.
            if (item.label, item.message) in told:
                continue
            told.add((item.label, item.message))
            failures.append({"delivery": item.label, "listed_in": labels[entry.list_order], "row": entry.number})
            # Rows that were changed show in many sums at once: they are one cause.
            cause = (item.label, entry.lembar, "" if item.is_sum else item.message)
            causes.setdefault(cause, []).append((item, place))
    for (label, lembar, _), items in causes.items():
        first = items[0][0]
        parts = [say("{message} ({place})", message=item.message, place=place) for item, place in items[:_TOLD]]
        if len(items) > _TOLD:
            parts.append(say("and {count} more columns", count=len(items) - _TOLD))
        text = joined("; ", parts)
        message = say(
            "{text}; rows are missing, doubled or changed, or the list is out of date: {remedy}",
            text=joined(", ", [place_of(label, lembar), text]) if first.is_sum else text,
            remedy=_REMEDY,
        )
        column = first.column if len(items) == 1 else ", ".join(item.column for item, _ in items)
        value = first.value if len(items) == 1 else ""
        findings.append(Finding("blocking", label, lembar, None, column, value, LISTED, message))
    listed = {(entry.quarter, _folded(entry.berkas)) for entry in entries}
    for item in _unnamed_sheets(rows, entries, files):
        message = say("{message}; list the sheet, or take it out of the file", message=item.message)
        findings.append(Finding("blocking", item.label, item.value, rule=LISTED, message=message))
        failures.append({"delivery": item.label, "sheet": item.value})
    findings += _unlisted(used, listed, quarter)
    return check(LISTED, failures, {"entries": len(entries), "files": len(listed)}), findings


def _folded(name: str) -> str:
    return name.strip().casefold()


def _entries(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[_Entry]:
    """The accepted rows of every list in scope; a later list of the same quarter replaces the rows of an earlier."""
    rows = connection.execute(
        "SELECT _quarter, _delivery_order, _sheet, _row, berkas, lembar, baris, kolom, jumlah "  # noqa: S608
        f"FROM ({in_scope(contract.asset)}) AS s ORDER BY _delivery_order, _sheet, _row"
    ).fetchall()
    newest: dict[tuple[str, str, str, str], _Entry] = {}
    for quarter, order, sheet, number, berkas, lembar, baris, kolom, jumlah in rows:
        entry = _Entry(
            quarter,
            order,
            sheet,
            number,
            berkas,
            lembar or "",
            number_of(baris),
            kolom or "",
            number_of(jumlah),
        )
        newest[quarter, _folded(entry.berkas), _folded(entry.lembar), _folded(entry.kolom)] = entry
    return list(newest.values())


def _not_delivered(entry: _Entry, labels: Mapping[int, str]) -> list[_Said]:
    return [
        _Said(
            labels[entry.list_order],
            "Berkas",
            entry.berkas,
            say(
                "{file}: listed, but no file of that name is in landing/{quarter}",
                file=entry.berkas,
                quarter=entry.quarter,
            ),
        )
    ]


def _compared(rows: _Rows, entry: _Entry, delivery: Delivery) -> list[_Said]:
    place = place_of(delivery.label, entry.lembar)
    digest = delivery.sha256
    read = [(kind, sheets) for kind in delivery.kinds if (sheets := rows.sheets(kind, digest, entry.lembar))]
    if not read:
        return [_Said(delivery.label, "", entry.lembar, say("{place}: listed, but no row of it was read", place=place))]
    found = sum(count for _, sheets in read for count in sheets.values())
    if entry.baris is not None and entry.baris != found:
        # The sums differ as well, then, and say no more.
        counted = say(
            "{place}: the control list counts {rows} rows, {found} were read",
            place=place,
            rows=f"{entry.baris:f}",
            found=found,
        )
        return [_Said(delivery.label, "", str(found), counted)]
    said: list[_Said] = []
    if not entry.kolom or entry.jumlah is None:
        return said
    named = [(kind, sheets, column) for kind, sheets in read if (column := _column(rows.contracts[kind], entry.kolom))]
    if not named:
        said.append(
            _Said(
                delivery.label,
                entry.kolom,
                "",
                say("{place}: the control list sums '{column}', no such column", place=place, column=entry.kolom),
            )
        )
    for kind, sheets, column in named:
        if rows.unread(kind, digest, column):
            continue
        summed = rows.sum(kind, digest, sheets, column)
        if summed != entry.jumlah:
            said.append(
                _Said(
                    delivery.label,
                    column.label,
                    format(summed, "f"),
                    say(
                        "column {column}: the control list states {stated}, the rows read add up to {summed}",
                        column=column.label,
                        stated=f"{entry.jumlah:f}",
                        summed=f"{summed:f}",
                    ),
                    is_sum=True,
                )
            )
    return said


def _column(contract: Contract, name: str) -> Column | None:
    """The column that a list names by its header, or by the name that the contract gives it."""
    header = normalise_header(name)
    return next(
        (
            column
            for column in contract.columns
            if header in (*column.headers, normalise_header(column.label), column.name)
            or any(part in header for part in column.contains)
        ),
        None,
    )


def _unnamed_sheets(
    rows: _Rows, entries: Iterable[_Entry], files: Mapping[tuple[str, str], Delivery]
) -> Iterator[_Said]:
    """Sheets with rows in a file whose other sheets the list counts one by one."""
    named: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        named.setdefault((entry.quarter, _folded(entry.berkas)), set()).add(_folded(entry.lembar))
    for key, sheets in named.items():
        if key not in files or "" in sheets:
            continue
        delivery = files[key]
        for kind in delivery.kinds:
            for sheet, count in rows.sheets(kind, delivery.sha256).items():
                if _folded(sheet) not in sheets:
                    text = say(
                        "{place}: its {count} rows stand in no line of the control list, which names other sheets"
                        " of the file",
                        place=place_of(delivery.label, sheet),
                        count=count,
                    )
                    yield _Said(delivery.label, "", sheet, text)


def _unlisted(used: list[Delivery], listed: set[tuple[str, str]], quarter: Quarter) -> list[Finding]:
    """Notes on files of the report's quarter that no control list vouches for."""
    open_files = [
        delivery
        for delivery in used
        if delivery.quarter == quarter.code
        and KIND not in delivery.kinds
        and (delivery.quarter, _folded(delivery.file_name)) not in listed
    ]
    return [
        Finding(
            "info",
            delivery.label,
            rule=LISTED,
            message=say(
                "{file}: stands in no control list (Daftar Kendali), so rows that were lost before"
                " it was delivered may go unnoticed",
                file=delivery.label,
            ),
        )
        for delivery in open_files
    ]
