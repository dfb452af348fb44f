"""What a steward is told of files: those that are not read, and what was found in those that are.

Belongs here: the sentences about a file or a delivery, as findings. Not here: finding it out (run, delivery), what the
checks find between deliveries (judging).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.checks.evidence import Finding, place_of
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.judging.record import Record
from orchestration.ingestion.pipeline.delivery import Refusal
from orchestration.ingestion.raw import landing
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.language.sentences import Sentence, joined, say

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter


def of_misplaced(entry: Path) -> Finding:
    """A file, or a folder that is no quarter, of which nothing is read."""
    rule = "nama_folder" if entry.is_dir() else "di_luar_folder"
    return Finding("warning", entry.name, rule=rule, message=landing.outside(entry))


def of_ignored_file(file: LandedFile) -> Finding:
    """A file that is no delivery."""
    return Finding(
        "info",
        file.name,
        rule="diabaikan",
        message=say(
            "{quarter}/{name}: not read; it is {ignored}", quarter=file.quarter, name=file.name, ignored=file.ignored
        ),
    )


def of_same_bytes(file: LandedFile, label: str, digest: str, first: str) -> Finding:
    """A file that has been delivered before, as `first`."""
    return Finding(
        "info",
        label,
        rule="kiriman_ganda",
        value=digest,
        message=say(
            "{quarter}/{name}: the same bytes as {first}; they count once, as delivered first",
            quarter=file.quarter,
            name=file.name,
            first=first,
        ),
    )


def of_refusals(label: str, refusals: Sequence[Refusal]) -> Iterator[Finding]:
    """A file that cannot be used: one finding per reason."""
    for refusal in refusals:
        place = place_of(label, refusal.sheet)
        yield Finding(
            "blocking",
            label,
            refusal.sheet,
            column=refusal.column,
            rule=refusal.rule,
            message=say("{place}: {message}; the file is not read", place=place, message=refusal.message),
        )


def of_paper_not_compared(file: LandedFile, quarter: Quarter, why: Sentence) -> Finding:
    """A file of the year before that cannot be read."""
    return Finding(
        "info",
        file.name,
        rule="naskah_tidak_dibandingkan",
        message=say(
            "{quarter}/{name}: not compared with the papers of {year}: {why}",
            quarter=file.quarter,
            name=file.name,
            year=quarter.year,
            why=why,
        ),
    )


def of_delivery(label: str, record: Record, *, rejected_holds_back: bool) -> Iterator[Finding]:
    """Findings of one delivery: one per rejected cell, one per column of odd values, one per sheet left unread."""
    for item in record.rejections:
        yield Finding(
            "blocking" if rejected_holds_back else "warning",
            label,
            item.sheet,
            item.row,
            item.column,
            item.value,
            item.rule,
            say(
                "{label}, {message}; the row is rejected: correct it and deliver the file again",
                label=label,
                message=item.message,
            ),
        )
    for odd in record.oddities:
        place = place_of(label, odd.sheet)
        yield Finding(
            "warning",
            label,
            odd.sheet,
            odd.row,
            odd.column,
            odd.value,
            odd.rule,
            say("{place}, {message}", place=place, message=odd.message),
        )
    for sheet, header, personal in record.unknown:
        place = place_of(label, sheet)
        how = say("hashed, because the file holds personal data") if personal else say("as delivered")
        yield Finding(
            "info",
            label,
            sheet,
            column=header,
            rule="kolom_tambahan",
            message=say(
                "{place}: column '{header}' is not in the contract; it is kept beside the row, {how},"
                " and counts nowhere",
                place=place,
                header=header,
                how=how,
            ),
        )
    for sheet, rows in record.hidden:
        yield Finding(
            "warning",
            label,
            sheet,
            rule="lembar_tersembunyi",
            value=str(rows),
            message=say(
                "{place}: is hidden in the workbook, and its {rows} rows count like"
                " those of a sheet that is shown; delete the sheet if it is an older version, or show"
                " it",
                place=place_of(label, sheet),
                rows=rows,
            ),
        )
    for sheet in record.unread:
        yield Finding(
            "warning",
            label,
            sheet,
            rule="lembar",
            message=say(
                "{place}: is of no known kind and is not read; the other sheets of the file are",
                place=place_of(label, sheet),
            ),
        )


def of_empty_tables(
    label: str, record: Record, filled: Collection[str], contracts: Mapping[str, Contract]
) -> Iterator[Finding]:
    """A table with a header and nothing below it: nothing was delivered, whatever the file looks like."""
    for kind in record.kinds:
        if kind not in filled:
            yield Finding(
                "warning",
                label,
                rule="kosong",
                value=kind,
                message=say(
                    "{label}: '{name}' has a header but no data row; it counts as not delivered: export it again",
                    label=label,
                    name=contracts[kind].name,
                ),
            )


def in_place_of_own(findings: Sequence[Finding], label: str, quarter: str) -> list[Finding]:
    """The findings again; that of a file of another satker holds back, because it lies in place of the unit's own."""
    remedy = say(
        "landing/{quarter} has no such file of the unit's own: put it there, or remove this one if none is due",
        quarter=quarter,
    )
    return [
        replace(found, severity="blocking", message=joined("; ", [found.message, remedy]))
        if (found.rule, found.delivery) == ("satker", label)
        else found
        for found in findings
    ]
