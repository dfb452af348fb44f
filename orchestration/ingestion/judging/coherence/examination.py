"""The rules of every contract, asked of the rows that a run uses, and what is told of those that break one.

Belongs here: reading the rows, asking the rules, the words around a finding. Not here: what a rule looks for
(within_rows, within_registers, running, between_periods, between_deliveries).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from orchestration.checks.evidence import Finding, place_of
from orchestration.ingestion.contracts.rules import Rule
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.judging.coherence import (
    between_deliveries,
    between_periods,
    running,
    within_registers,
    within_rows,
)
from orchestration.ingestion.judging.coherence.register import Odd, Register, Table, Test, Unseen
from orchestration.ingestion.raw.coded_texts import columns_of
from orchestration.ingestion.raw.warehouse import quoted
from orchestration.language.sentences import as_declared, joined, say

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.quarters import Quarter

RULES: dict[str, Test] = {
    **within_rows.RULES,
    **within_registers.RULES,
    **running.RULES,
    **between_periods.RULES,
    **between_deliveries.RULES,
}
"""By the name that contracts use (contracts/rules.py)."""


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
        table = _read(connection, contract)
        for column in contract.columns:
            if column.unit:
                own = table.columns[column.name].told(lambda text: text in (None, unit))
                table = table.of(np.flatnonzero(own))
        if not len(table.order):
            continue
        register = Register(contract, table, names, quarter, labels)
        for declared in contract.coherence:
            asked += 1
            odd: dict[int, list[Odd]] = defaultdict(list)
            for item in RULES[declared.rule](register, declared):
                if isinstance(item, Unseen):
                    found.append(_note(register, declared, labels[item.order], item))
                else:
                    odd[item.row.order].append(item)
            for order, items in sorted(odd.items()):
                found += _tell(register, declared, labels[order], items)
    return found, asked


def _read(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Table:
    names = [column.name for column in contract.columns]
    quarters = dict(connection.execute("SELECT delivery_order, quarter FROM raw_ingestion.deliveries").fetchall())
    rows = (
        "SELECT d.delivery_order, r._row, NOT EXISTS "  # noqa: S608
        "(SELECT 1 FROM raw_ingestion.rejections AS x WHERE x._source_row_id = r._source_row_id) AS _accepted, "
        f"r._sheet, {', '.join('r.' + quoted(name) for name in names)} FROM {contract.asset} AS r "
        "JOIN raw_ingestion.deliveries AS d ON d._delivery_sha256 = r._delivery_sha256"
    )
    texts = ["_sheet", *names]
    numbers, columns = columns_of(connection, rows, ["delivery_order", "_row", "_accepted"], texts, contract.asset)
    order, number = (np.asarray(numbers[name], dtype=np.int64) for name in ("delivery_order", "_row"))
    accepted, sheet = np.asarray(numbers["_accepted"], dtype=bool), columns.pop("_sheet")
    table = Table(order, quarters, sheet, number, accepted, columns)
    place = {name: at for at, name in enumerate(sorted(sheet.cells))}
    sheets = sheet.through([place[name] for name in sheet.cells], np.int64)
    return table.of(np.lexsort((number, sheets, order)))


def _tell(register: Register, declared: Rule, label: str, items: list[Odd]) -> Iterator[Finding]:
    for item in items:
        row = item.row
        place = place_of(label, row.sheet, row.number, register.columns[item.column].label)
        column = register.columns[item.column]
        yield Finding(
            "blocking" if declared.holds_back else "warning",
            label,
            row.sheet,
            row.number,
            column.label,
            "" if column.identity else register.told(row, item.column),
            f"padu_{declared.rule}",
            say(
                "{place}: {message}; expected: {why}",
                place=place,
                message=item.message,
                why=as_declared(declared.why),
            ),
        )


def _note(register: Register, declared: Rule, label: str, unseen: Unseen) -> Finding:
    column = register.columns[unseen.column]
    return Finding(
        "info",
        label,
        column=column.label,
        rule=f"padu_{declared.rule}",
        message=joined(": ", [place_of(label, column=column.label), unseen.message]),
    )
