"""What can be proved about deliveries as wholes: no row lost, totals that add up, nothing missing, what replaces what.

Belongs here: the checks of the first stop of the journey. Not here: single cells (validation), plausibility
(expectations).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import CheckResult, Finding, place_of
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.judging.record import Counts, Record
from orchestration.ingestion.raw.warehouse import in_scope, quoted
from orchestration.language.sentences import both, joined, say, verbatim

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

CONSERVATION = "every_row_of_a_file_is_accepted_rejected_or_without_data"
TOTALS = "control_totals_equal_the_sum_of_their_rows"
DELIVERED = "every_needed_kind_has_been_delivered"


def check(name: str, failures: list[dict[str, Any]], counts: dict[str, Any], severity: str = "") -> CheckResult:
    """The result of a check of the catalogue; it passes when nothing failed."""
    return catalogue()[name].result(failures, counts, severity="warn" if severity == "warn" else None)


def check_conservation(records: Mapping[str, Record]) -> tuple[CheckResult, list[Finding]]:
    """Compares the rows counted in each file with those that were read.

    Args:
        records: of the deliveries, by the name that findings use.
    """
    failures, findings = [], []
    counts = {field.name: 0 for field in fields(Counts)}
    per_delivery: dict[str, dict[str, int]] = {}
    for file, record in records.items():
        one = {name: getattr(record, name) for name in counts}
        per_delivery[file] = one
        for name, value in one.items():
            counts[name] += value
        read = one["rows_accepted"] + one["rows_rejected"] + one["rows_empty"]
        if one["rows_total"] != read:
            failures.append({"delivery": file, **one})
            findings.append(
                Finding(
                    "blocking",
                    file,
                    rule=CONSERVATION,
                    value=str(one["rows_total"]),
                    message=say(
                        "{file}: the file has {rows} rows but {read} were read ({accepted} accepted, {rejected}"
                        " rejected, {empty} without data); export it again and report this if it happens again",
                        file=file,
                        rows=one["rows_total"],
                        read=read,
                        accepted=one["rows_accepted"],
                        rejected=one["rows_rejected"],
                        empty=one["rows_empty"],
                    ),
                )
            )
    result = check(
        CONSERVATION,
        failures,
        {"deliveries": len(per_delivery), **counts, "per_delivery": per_delivery},
    )
    return result, findings


def check_totals(records: Mapping[str, Record]) -> tuple[CheckResult, list[Finding]]:
    """Reports the control totals that do not hold.

    Args:
        records: of the deliveries, by the name that findings use.
    """
    failures, findings, compared = [], [], 0
    for file, record in records.items():
        compared += record.totals
        for item in record.differences:
            failures.append({"delivery": file, **asdict(item)})
            findings.append(
                Finding(
                    "blocking",
                    file,
                    item.sheet,
                    item.row,
                    item.column,
                    item.stated,
                    TOTALS,
                    say(
                        "{place}: {label}, {column} states {stated} but its rows add up to {summed};"
                        " rows are missing, doubled or changed: export the file again",
                        place=place_of(file, item.sheet, item.row),
                        label=item.label,
                        column=item.column,
                        stated=item.stated,
                        summed=item.summed,
                    ),
                )
            )
    return check(TOTALS, failures, {"compared": compared}), findings


def check_completeness(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    profile: Profile,
    quarter: Quarter,
    landing: str,
    kinds: Mapping[str, set[str]],
    came: Mapping[str, set[str]],
) -> tuple[CheckResult, list[Finding]]:
    """Finds the kinds that the report needs and that have not been delivered.

    Args:
        connection: warehouse; the books of the run are written.
        contracts: in force.
        profile: its policies choose between kinds.
        quarter: of the report.
        landing: the landing folder in words that are the same on every machine, for the message.
        kinds: quarter code to the kinds delivered in its folder.
        came: quarter code to the kinds of files there that cannot be used, which is told of each.
    """
    failures, findings, needed = [], [], 0
    for contract in needed_kinds(contracts, profile):
        need = contract.completeness
        needed += 1
        names = [contract.kind] + ([need.alternative] if need.alternative else [])
        called = joined(say(" or "), [contracts[name].name for name in names])
        delivered = has_come(contract, quarter, kinds)
        if need.scope == "quarter":
            folder = verbatim(f"{landing}/{quarter.code}")
        else:
            folder = say(
                "{landing}/{quarter} (or the folder of an earlier quarter of {year})",
                landing=landing,
                quarter=quarter.code,
                year=quarter.year,
            )
        refused = {
            kind for code, found in came.items() if need.scope == "year" or code == quarter.code for kind in found
        }
        if refused & set(names):
            continue
        where = {name: _fill(value, quarter) for name, value in need.rows.items()}
        condition = ", ".join(f"{contract.column(name).label} {value}" for name, value in where.items())
        if not delivered:
            named = joined(", ", [called, condition]) if condition else called
            message = say(
                "no delivery of kind {kind} ({named}); put it in {folder}",
                kind=contract.kind,
                named=named,
                folder=folder,
            )
        elif where and not _any_row(connection, contract, where, profile.unit.kode_satker):
            message = say(
                "no accepted row of kind {kind} ({called}) has {condition}; put the export of that period in {folder}",
                kind=contract.kind,
                called=called,
                condition=condition,
                folder=folder,
            )
        else:
            continue
        blocking = need.need == "required"
        if blocking:
            failures.append({"kind": contract.kind, "quarter": quarter.code, "missing": condition or called})
        findings.append(
            Finding(
                "blocking" if blocking else "warning",
                rule=DELIVERED,
                value=both(contract.kind, contract.name),
                message=message,
            )
        )
    findings += _earlier_quarters(contracts, profile, quarter, landing, kinds, connection, came)
    result = check(DELIVERED, failures, {"needed": needed, "missing": len(failures)})
    return result, findings


def needed_kinds(contracts: Mapping[str, Contract], profile: Profile) -> list[Contract]:
    """The kinds that a report of the unit needs or expects: an indicator asks for them, and its policies do."""
    unneeded = profile.unneeded_kinds()
    return [
        contract
        for contract in contracts.values()
        if contract.completeness.need != "optional" and _applies(contract, profile, unneeded)
    ]


def has_come(contract: Contract, quarter: Quarter, kinds: Mapping[str, Collection[str]]) -> bool:
    """Whether a kind, or one that does as well, was delivered for a quarter.

    Args:
        contract: of the kind.
        quarter: of the report.
        kinds: quarter code to the kinds delivered in its folder; of the year up to the quarter.
    """
    need = contract.completeness
    names = {contract.kind, need.alternative}
    folders = [kinds.get(quarter.code, ())] if need.scope == "quarter" else kinds.values()
    return any(name in names for found in folders for name in found)


def _applies(contract: Contract, profile: Profile, unneeded: Collection[str]) -> bool:
    """Whether the unit needs a kind: an indicator asks for it, and its policies do."""
    return contract.kind not in unneeded and all(
        profile.policy(name) == value for name, value in contract.completeness.policy.items()
    )


def _earlier_quarters(
    contracts: Mapping[str, Contract],
    profile: Profile,
    quarter: Quarter,
    landing: str,
    kinds: Mapping[str, set[str]],
    connection: duckdb.DuckDBPyConnection,
    came: Mapping[str, set[str]],
) -> list[Finding]:
    """Warns where an earlier quarter of the year lacks a kind that its own report would have needed.

    A register may be exported from January on, so this alone proves nothing missing: it is no error.
    """
    from orchestration.workspace.quarters import Quarter as QuarterType

    found = []
    unneeded = profile.unneeded_kinds()
    for number in range(1, quarter.number):
        earlier = QuarterType(quarter.year, number)
        for contract in contracts.values():
            need = contract.completeness
            # A report that grows over the year and names its month: the quarter alone is it less the one before.
            grows = need.scope == "year" and "{quarter_month}" in need.rows.values()
            if need.need != "required" or need.alternative or not (need.scope == "quarter" or grows):
                continue
            if grows and number != quarter.number - 1:
                continue
            if not _applies(contract, profile, unneeded):
                continue
            where = {name: _fill(value, earlier) for name, value in need.rows.items()}
            present = (
                _any_row(connection, contract, where, profile.unit.kode_satker)
                if where
                else contract.kind in kinds.get(earlier.code, set())
            )
            if not present and contract.kind not in came.get(earlier.code, set()):
                loss = (
                    say(
                        "nothing tells {quarter} alone from the year to date: put it in {landing}/{earlier}",
                        quarter=quarter.code,
                        landing=landing,
                        earlier=earlier.code,
                    )
                    if grows
                    else say(
                        "figures since January hold only what other deliveries carry: put it in"
                        " {landing}/{earlier}, or deliver the year to date",
                        landing=landing,
                        earlier=earlier.code,
                    )
                )
                found.append(
                    Finding(
                        "warning",
                        rule=DELIVERED,
                        value=both(contract.kind, contract.name),
                        message=say(
                            "no delivery of kind {kind} ({name}) for {quarter}; {loss}",
                            kind=contract.kind,
                            name=contract.name,
                            quarter=earlier.code,
                            loss=loss,
                        ),
                    )
                )
    return found


def _fill(value: str, quarter: Quarter) -> str:
    return value.format(
        quarter=quarter.code,
        quarter_month=f"{quarter.year}-{quarter.months[-1]:02d}",
        previous_december=f"{quarter.year - 1}-12",
    )


def _any_row(connection: duckdb.DuckDBPyConnection, contract: Contract, where: Mapping[str, str], unit: str) -> bool:
    """Whether an accepted row of the unit shows the values."""
    own = [column.name for column in contract.columns if column.unit]
    conditions = " AND ".join(
        [f"s.{quoted(name)} = ?" for name in where] + [f"coalesce(s.{quoted(name)} = ?, true)" for name in own]
    )
    sql = f"SELECT 1 FROM ({in_scope(contract.asset)}) AS s WHERE {conditions} LIMIT 1"  # noqa: S608
    return connection.execute(sql, [*where.values(), *(unit for _ in own)]).fetchone() is not None


def superseded(
    connection: duckdb.DuckDBPyConnection, contracts: Iterable[Contract], files: Mapping[int, str]
) -> list[Finding]:
    """Rows of earlier deliveries whose natural key a later delivery carries again: the later one counts.

    Args:
        connection: warehouse; the books of the run are written.
        contracts: of the kinds that more than one delivery in scope holds.
        files: delivery order to the name that findings use.
    """
    found = []
    for contract in contracts:
        keys = [quoted(name) for name in contract.natural_key]
        parts = [*keys] + (["_quarter"] if contract.options.key_within_quarter else [])
        where = " AND ".join(f"{quoted(name)} = '{value}'" for name, value in contract.unique_where.items()) or "true"
        sql = (
            "WITH w AS (SELECT max(_delivery_order) AS winner, list(_delivery_order) AS orders "  # noqa: S608
            f"FROM ({in_scope(contract.asset)}) AS s WHERE {where} GROUP BY {', '.join(parts)}) "
            "SELECT older, winner, count(*) FROM (SELECT winner, unnest(orders) AS older FROM w) "
            "WHERE older < winner GROUP BY older, winner ORDER BY 1, 2"
        )
        for older, newer, count in connection.execute(sql).fetchall():
            found.append(
                Finding(
                    "info",
                    files[older],
                    rule="digantikan",
                    value=str(count),
                    message=say(
                        "{older}: {count} rows of kind {kind} are superseded by the later {newer}, which"
                        " carries the same keys; they count once, with the later values",
                        older=files[older],
                        count=count,
                        kind=contract.kind,
                        name=contract.name,
                        newer=files[newer],
                    ),
                )
            )
    return found
