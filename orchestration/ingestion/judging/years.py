"""Papers that belong to one fiscal year: none may be that of another under a new quarter.

Belongs here: what a paper is known by (its rows, the years that it names) and what is told of one that is not of the
report's year. Not here: which kinds are such papers (contracts, option `year_bound`), reading the files (pipeline).

A Perjanjian Kinerja, a DIPA sheet, a budget or a realisation of the year before reads like one of this year, and every
figure made of it would look right. Two papers are the same when their rows are, in whatever order, format or file; the
column that only repeats the title (option `year_column`) does not count, so that a new head alone makes no new paper.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.checks.evidence import Finding

if TYPE_CHECKING:
    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.ingestion.reading.layouts import Batch, Recognised
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

SAME, OTHER = "naskah_tahun_lalu", "naskah_tahun_lain"
"""Rules: a paper with the rows of one of the year before; a paper that names another year than the report's."""

_YEAR_HEADERS = frozenset({"tahun", "tahun anggaran", "tahun_anggaran", "thang", "kode_periode", "periode"})
"""Headers, besides those of the contract, under which an export names its year."""

_NAMED = re.compile(
    r"(?:\bT\.?\s?A\.?|\btahun(?:\s+anggaran)?|\bperjanjian\s+kinerja|\bDIPA\b[\w.\s-]*/)\s*:?\s*(20\d{2})\b"
    r"(?!\s*(?:-|\u2013|/|s\.?d\.?\b|sampai)\s*(?:20)?\d{2})",
    re.IGNORECASE,
)
_REGULATION = re.compile(r"\b(?:nomor|no\.?)\s+\S+\s+tahun\s+\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"20\d{2}")


class NamedYears(NamedTuple):
    """A place of a paper that names years: its row, its header (empty for a title), its text, the years."""

    row: int
    header: str
    text: str
    years: tuple[int, ...]


@dataclass(frozen=True)
class Paper:
    """What is kept of a delivered paper.

    Attributes:
        kind: of delivery.
        sheet: sheet name; empty for CSV.
        row: physical row of its first data row.
        rows: number of data rows.
        digest: of its rows, whatever their order.
        named: places where it names years.
    """

    kind: str
    sheet: str
    row: int
    rows: int
    digest: str
    named: tuple[NamedYears, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Paper:
        """A paper that the record of a delivery keeps as plain data."""
        named = tuple(NamedYears(row, head, text, tuple(years)) for row, head, text, years in kept["named"])
        return cls(**{**kept, "named": named})


def papers(sheets: Iterable[Recognised], batches: Iterable[Batch]) -> list[Paper]:
    """The papers of a fiscal year among the sheets of a delivery.

    Args:
        sheets: as recognised.
        batches: the same sheets as read.
    """
    return [
        Paper(
            kind=item.contract.kind,
            sheet=item.sheet.name,
            row=batch.numbers[0],
            rows=len(batch.numbers),
            digest=_digest(batch),
            named=tuple(_named(item, batch)),
        )
        for item, batch in zip(sheets, batches, strict=True)
        if item.contract.options.year_bound and batch.numbers
    ]


def judge(
    used: Iterable[tuple[str, Paper]],
    earlier: Iterable[tuple[str, Paper]],
    contracts: Mapping[str, Contract],
    profile: Profile,
    quarter: Quarter,
) -> list[Finding]:
    """Tells the papers that are not of the report's year, each once.

    Args:
        used: name of a delivery that the run uses, and a paper in it.
        earlier: quarter and name of a delivery of the year before, and a paper in it; the newest last.
        contracts: in force.
        profile: papers that may say what they said the year before.
        quarter: of the report.
    """
    before = {(paper.kind, paper.digest): place for place, paper in earlier}
    excused = {same.jenis: same.alasan for same in profile.sama_tahun_lalu if same.tahun == quarter.year}
    found = []
    for label, paper in used:
        name = contracts[paper.kind].name
        place = f"{label}, sheet '{paper.sheet}'" if paper.sheet else label
        instead = f"put the {name} of {quarter.year} in its place in landing/{quarter.code}"
        same = before.get((paper.kind, paper.digest))
        if same is not None and paper.kind in excused:
            text = f"{place}: {name} says in {quarter.year} what it said in {quarter.year - 1} ({same})"
            found.append(
                Finding(
                    "info",
                    label,
                    paper.sheet,
                    rule=SAME,
                    value=paper.kind,
                    message=f"{text}, as the profile declares (sama_tahun_lalu): {excused[paper.kind]}",
                )
            )
        elif same is not None:
            found.append(
                Finding(
                    "blocking",
                    label,
                    paper.sheet,
                    paper.row,
                    value=str(paper.rows),
                    rule=SAME,
                    message=f"{place}, from row {paper.row} on: its {name} is row for row ({paper.rows} rows) that of"
                    f" {quarter.year - 1} in {same}; expected: that of {quarter.year}; {instead}, or, if it truly says"
                    f" the same, declare '{paper.kind}' under sama_tahun_lalu in unit.yaml with the reason",
                )
            )
        elif (other := _other_year(paper, quarter.year)) is not None:
            row, head, text = other
            where = f"column {head}" if head else "title"
            found.append(
                Finding(
                    "blocking",
                    label,
                    paper.sheet,
                    row,
                    head,
                    text,
                    OTHER,
                    f"{place}, row {row}, {where}: '{text}' names another year; expected: the {name} of {quarter.year};"
                    f" {instead}, or correct the year if it is mistyped",
                )
            )
    return found


def _other_year(paper: Paper, year: int) -> tuple[int, str, str] | None:
    """Row, header and text of the first place that names years and not this one."""
    return next(((row, head, text) for row, head, text, found in paper.named if year not in found), None)


def _digest(batch: Batch) -> str:
    names = [c.name for c in batch.contract.columns if c.name != batch.contract.options.year_column]
    rows = sorted([text or "" for text in row] for row in zip(*(batch.columns[n] for n in names), strict=True))
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _named(item: Recognised, batch: Batch) -> Iterator[NamedYears]:
    """Where a paper names years: its titles and the name of its sheet, the column of the year, columns added to it."""
    end = item.sheet.numbers[item.match.index] if item.match else batch.numbers[0]
    titles = {item.sheet.name: 1} if _YEAR.search(item.sheet.name) else {}
    for number, row in zip(item.sheet.numbers, item.sheet.rows, strict=True):
        if number >= end:
            break
        titles |= {cell: number for cell in row if isinstance(cell, str)}
    years = {title: tuple(map(int, _NAMED.findall(_REGULATION.sub("", title)))) for title in titles}
    told = [title for title, found in years.items() if found]
    if told:
        found_years = tuple(sorted({year for title in told for year in years[title]}))
        yield NamedYears(titles[told[0]], "", told[0].strip(), found_years)
    columns: dict[str, list[str | None]] = {}
    if own := batch.contract.options.year_column:
        columns[batch.contract.column(own).label] = batch.columns[own]
    extra = [json.loads(found) for found in batch.extra]
    for header in batch.unknown:
        if header.casefold() in _YEAR_HEADERS:
            columns[header] = [found.get(header) for found in extra]
    for header, texts in columns.items():
        named = [
            (number, match, text)
            for number, text in zip(batch.numbers, texts, strict=True)
            if text and (match := _YEAR.match(text.strip()))
        ]
        # One place a year, so that the row of another one can be shown.
        first = {int(match[0]): (number, text) for number, match, text in reversed(named)}
        for year, (number, text) in sorted(first.items()):
            yield NamedYears(number, header, text, (year,))
