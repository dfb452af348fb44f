"""Deliveries belong to a year: none may be that of another under a new quarter.

Belongs here: what a paper is known by (its rows, the years that it names, its texts) and what is told of one that is
not of the report's year. Not here: where each kind says its year (contracts, `year`), reading the files (pipeline).

A Perjanjian Kinerja, a DIPA sheet, a budget or a realisation of the year before reads like one of this year, and every
figure made of it would look right. Two papers are the same when their rows are, in whatever order, format or file; the
column that only repeats the title does not count, so that a new head alone makes no new paper. A register whose rows
are all of another year would make every figure of this one nought. A narrative may only be told of: its words are
wrong, no figure is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.checks.evidence import Finding, place_of
from orchestration.language.sentences import Sentence, joined, say

if TYPE_CHECKING:
    from orchestration.ingestion.contracts.shape import Contract, YearOf
    from orchestration.ingestion.reading.layouts import Batch, Recognised
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

SAME, OTHER = "naskah_tahun_lalu", "naskah_tahun_lain"
"""Rules: a paper with the rows of one of the year before; a paper that names another year than the report's."""

UNNAMED = "every_paper_of_a_year_says_of_which_year_it_is"
REPEATED = "no_narrative_repeats_an_earlier_quarter"
"""Rules, and the checks of the catalogue that they answer: both only warn."""

_YEAR_HEADERS = frozenset({"tahun", "tahun anggaran", "tahun_anggaran", "thang", "kode_periode", "periode"})
"""Headers, besides those of the contract, under which an export names its year."""

_NAMED = re.compile(
    r"(?:\bT\.?\s?A\.?|\btahun(?:\s+anggaran)?|\bperjanjian\s+kinerja|\bDIPA\b[\w.\s-]*/)\s*:?\s*(20\d{2})\b"
    r"(?!\s*(?:-|\u2013|/|s\.?d\.?\b|sampai)\s*(?:20)?\d{2})",
    re.IGNORECASE,
)
_REGULATION = re.compile(r"\b(?:nomor|no\.?)\s+\S+\s+tahun\s+\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"20\d{2}")
_IN_FILE_NAME = re.compile(
    r"(?<!\d)(?<!20\d\d[-\u2013])(?<!\d\d[-_.]\d\d[-_.])(20\d{2})(?:(?=0[1-9](?!\d))|(?=1[0-2](?!\d))|(?!\d))"
    r"(?![-_.]?\d\d[-_.]?\d\d(?!\d))(?![-\u2013]20\d{2})"
)
"""A year, a month (202506, 2025-06) or a quarter; neither a day, which says when the file was made, nor a span."""

_CHANGING = re.compile(r"\btriwulan\s+(?:[ivx]+|ke\w+|pertama)\b|[\W\d_]+", re.IGNORECASE)
"""What makes no other text of a repeated one: the number of the quarter, digits, signs."""


class NamedYears(NamedTuple):
    """A place of a paper that names years: its row, its header (empty for a title), its text, the years."""

    row: int
    header: str
    text: str
    years: tuple[int, ...]


@dataclass(frozen=True)
class Paper:
    """What is kept of a delivered sheet.

    Attributes:
        kind: of delivery.
        sheet: sheet name; empty for CSV.
        row: physical row of its first data row.
        rows: number of data rows.
        digest: of its rows, whatever their order; empty where each row says of which year it is.
        named: places where it names years.
        of_file: the years that the name of its file names.
        texts: row, mark and beginning of each text that has to be a new one.
    """

    kind: str
    sheet: str
    row: int
    rows: int
    digest: str
    named: tuple[NamedYears, ...] = ()
    of_file: tuple[int, ...] = ()
    texts: tuple[tuple[int, str, str], ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Paper:
        """A paper that the record of a delivery keeps as plain data."""
        named = tuple(NamedYears(row, head, text, tuple(years)) for row, head, text, years in kept["named"])
        texts = tuple((row, mark, begin) for row, mark, begin in kept["texts"])
        return cls(**{**kept, "named": named, "of_file": tuple(kept["of_file"]), "texts": texts})


class Delivered(NamedTuple):
    """A paper and where it lies: the code of the quarter, and the name that findings use."""

    quarter: str
    label: str
    paper: Paper

    @property
    def place(self) -> str:
        """Quarter and name."""
        return self.label if self.label.startswith(f"{self.quarter}/") else f"{self.quarter}/{self.label}"


def papers(sheets: Iterable[Recognised], batches: Iterable[Batch], file_name: str) -> list[Paper]:
    """What is kept of the sheets of a delivery.

    Args:
        sheets: as recognised.
        batches: the same sheets as read.
        file_name: as the sender named it.
    """
    of_file = tuple(sorted({int(year) for year in _IN_FILE_NAME.findall(file_name)}))
    return [
        Paper(
            kind=item.contract.kind,
            sheet=item.sheet.name,
            row=batch.numbers[0],
            rows=len(batch.numbers),
            digest="" if item.contract.year.of == "rows" else _digest(batch),
            named=tuple(_named(item, batch)),
            of_file=of_file,
            texts=tuple(_texts(batch)),
        )
        for item, batch in zip(sheets, batches, strict=True)
        if item.contract.year.of != "none" and batch.numbers
    ]


def judge(
    used: Iterable[Delivered],
    earlier: Iterable[Delivered],
    contracts: Mapping[str, Contract],
    profile: Profile,
    quarter: Quarter,
) -> list[tuple[str, Finding]]:
    """Tells the papers that are not of the report's year or quarter, each once.

    Args:
        used: the papers of the deliveries that the run uses.
        earlier: those of the year before; the newest last.
        contracts: in force.
        profile: papers that may say what they said the year before.
        quarter: of the report.

    Returns:
        Kind and finding.
    """
    return list(_Judge(list(used), list(earlier), contracts, profile, quarter).told())


def settled(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what else is wrong in a paper of another year: it is to be replaced as a whole."""
    found = list(findings)
    old = {(item.delivery, item.sheet) for item in found if item.rule in (SAME, OTHER) and item.severity == "blocking"}
    return [
        item
        for item in found
        if (item.delivery, item.sheet) not in old or item.rule in (SAME, OTHER) or item.severity == "info"
    ]


class _Judge:
    def __init__(
        self,
        used: list[Delivered],
        earlier: list[Delivered],
        contracts: Mapping[str, Contract],
        profile: Profile,
        quarter: Quarter,
    ) -> None:
        self.used, self.earlier, self.contracts, self.quarter = used, earlier, contracts, quarter
        self.before = {(item.paper.kind, item.paper.digest): item.place for item in earlier if item.paper.digest}
        # A register of the year before may lie beside that of the year, to be compared with it.
        self.timely = {(item.quarter, item.paper.kind) for item in used if self._years(item.paper) & self._good(item)}
        self.excused = {same.jenis: same.alasan for same in profile.sama_tahun_lalu if same.tahun == quarter.year}

    def told(self) -> Iterator[tuple[str, Finding]]:
        for item in self.used:
            kind = item.paper.kind
            year = self.contracts[kind].year
            if year.of == "quarter":
                yield from ((kind, finding) for finding in self._quarterly(item, year))
            elif found := self._of_another_year(item, year):
                yield kind, found
        yield from self._unnamed()

    def _of_another_year(self, item: Delivered, year: YearOf) -> Finding | None:
        paper, place = item.paper, self._place(item)
        name = self.contracts[paper.kind].name
        same = self.before.get((paper.kind, paper.digest))
        excuse = self.excused.get(paper.kind)
        declare = say("declare '{kind}' under sama_tahun_lalu in unit.yaml with the reason", kind=paper.kind)
        instead = say(
            "put the {name} of {year} in its place in landing/{quarter}",
            name=name,
            year=self.quarter.year - year.behind,
            quarter=self.quarter.code,
        )
        if same is not None and excuse is not None:
            text = say(
                "{place}: {name} says in {year} what it said in {before} ({same})",
                place=place,
                name=name,
                year=self.quarter.year,
                before=self.quarter.year - 1,
                same=same,
            )
            return self._finding(
                item,
                "info",
                SAME,
                say("{text}, as the profile declares (sama_tahun_lalu): {excuse}", text=text, excuse=excuse),
                value=paper.kind,
            )
        if same is not None:
            return self._finding(
                item,
                "blocking",
                SAME,
                say(
                    "{place}, from row {row} on: its {name} is row for row ({rows} rows) that of {before}"
                    " in {same}; expected: that of {year}; {instead}, or, if it truly says the same,"
                    " {declare}",
                    place=place,
                    row=paper.row,
                    name=name,
                    rows=paper.rows,
                    before=self.quarter.year - 1,
                    same=same,
                    year=self.quarter.year,
                    instead=instead,
                    declare=declare,
                ),
                row=paper.row,
                value=str(paper.rows),
            )
        if year.of == "rows":
            demanded = self.contracts[paper.kind].completeness.rows
            return self._of_other_rows(
                item,
                year,
                instead
                if demanded
                else say("{instead}, or, if it has none, {declare}", instead=instead, declare=declare),
            )
        if (other := self._other_year(paper)) is None:
            return None
        row, head, cell = other
        where = (
            say("row {row}, column {column}", row=row, column=head)
            if head
            else say("row {row}, title", row=row)
            if row
            else say("name of the file")
        )
        return self._finding(
            item,
            "blocking",
            OTHER,
            say(
                "{place}, {where}: '{text}' names another year; expected: the {name} of {year};"
                " {instead}, or correct the year if it is mistyped",
                place=place,
                where=where,
                text=cell or item.label,
                name=name,
                year=self.quarter.year,
                instead=instead,
            ),
            row=row or None,
            column=head,
            value=cell,
        )

    def _of_other_rows(self, item: Delivered, year: YearOf, instead: Sentence) -> Finding | None:
        """A register of which no row is of the report's year, where none beside it has one."""
        paper = item.paper
        named = sorted(self._years(paper))
        if not named or (item.quarter, paper.kind) in self.timely:
            return None
        last = paper.named[-1]
        excuse = self.excused.get(paper.kind)
        told = say("all {rows} rows are of {years}", rows=paper.rows, years=joined(say(" and "), map(str, named)))
        expected = self.quarter.year - year.behind
        text = say(
            "{place}, column {column}: {told}, as row {row} ('{text}')",
            place=self._place(item),
            column=last.header,
            told=told,
            row=last.row,
            text=last.text,
        )
        if excuse is not None:
            text = say("{text}, as the profile declares (sama_tahun_lalu): {excuse}", text=text, excuse=excuse)
            return self._finding(item, "info", OTHER, text, value=paper.kind)
        return self._finding(
            item,
            "blocking",
            OTHER,
            say(
                "{text}; expected: the {name} with rows of {year}; {instead}",
                text=text,
                name=self.contracts[paper.kind].name,
                year=expected,
                instead=instead,
            ),
            row=last.row,
            column=last.header,
            value=last.text,
        )

    @staticmethod
    def _years(paper: Paper) -> set[int]:
        return {year for place in paper.named for year in place.years}

    def _good(self, item: Delivered) -> set[int]:
        """The years of which a paper may be."""
        return set(range(self.quarter.year - self.contracts[item.paper.kind].year.behind, self.quarter.year + 1))

    def _other_year(self, paper: Paper) -> tuple[int, str, str] | None:
        """Row, header and text of the first place that names another year; empty ones for the name of the file."""
        year = self.quarter.year
        inside = next(((row, head, text) for row, head, text, found in paper.named if year not in found), None)
        if inside is not None or paper.named or not paper.of_file or year in paper.of_file:
            return inside
        return 0, "", ""

    def _quarterly(self, item: Delivered, year: YearOf) -> Iterator[Finding]:
        """What is written for one quarter, and stood in an earlier one."""
        if year.fresh is None or item.quarter != self.quarter.code:
            return
        paper, name = item.paper, self.contracts[item.paper.kind].name
        former = [*self.earlier, *(other for other in self.used if other.quarter < item.quarter)]
        former = [other for other in former if other.paper.kind == paper.kind]
        instead = say(
            "put the {name} of {quarter} in its place, or say why it is the same", name=name, quarter=self.quarter.code
        )
        if same := next((other for other in reversed(former) if other.paper.digest == paper.digest), None):
            yield self._finding(
                item,
                "warning",
                REPEATED,
                say(
                    "{place}, from row {row} on: its {name} is row for row ({rows} rows) that of"
                    " {former}; expected: that of {quarter}; {instead}",
                    place=self._place(item),
                    row=paper.row,
                    name=name,
                    rows=paper.rows,
                    former=same.place,
                    quarter=self.quarter.code,
                    instead=instead,
                ),
                row=paper.row,
                value=str(paper.rows),
            )
            return
        said = {mark: (other.place, row) for other in former for row, mark, _ in other.paper.texts}
        column = self.contracts[paper.kind].column(year.fresh.column).label
        for row, mark, begin in paper.texts:
            if mark in said:
                where, number = said[mark]
                yield self._finding(
                    item,
                    "warning",
                    REPEATED,
                    say(
                        "{place}, row {row}, column {column}: the text is that of {where} (row {number});"
                        " expected: what {quarter} brought; write it anew, or say why it is the same",
                        place=self._place(item),
                        row=row,
                        column=column,
                        where=where,
                        number=number,
                        quarter=self.quarter.code,
                    ),
                    row=row,
                    column=column,
                    value=begin,
                )

    def _unnamed(self) -> Iterator[tuple[str, Finding]]:
        """Deliveries of which nothing says of which year they are: neither their name nor any of their sheets."""
        by_file: dict[str, list[Delivered]] = defaultdict(list)
        for item in self.used:
            if item.quarter == self.quarter.code:  # of an earlier quarter it was asked then
                by_file[item.label].append(item)
        for label, items in by_file.items():
            asked = [item for item in items if self.contracts[item.paper.kind].year.of == "paper"]
            if not asked or any(item.paper.named or item.paper.of_file for item in items):
                continue
            names = ", ".join(dict.fromkeys(self.contracts[item.paper.kind].name for item in asked))
            year = self.quarter.year
            yield (
                asked[0].paper.kind,
                self._finding(
                    asked[0],
                    "warning",
                    UNNAMED,
                    say(
                        "{label}: neither its name nor a title in it says of which year it is ({names});"
                        " expected: {year}; name the file so that it says {year}, or say that it is of {year}",
                        label=label,
                        names=names,
                        year=year,
                    ),
                    sheet="",
                    value=names,
                ),
            )

    @staticmethod
    def _place(item: Delivered) -> Sentence:
        return place_of(item.label, item.paper.sheet)

    @staticmethod
    def _finding(
        item: Delivered,
        severity: Any,
        rule: str,
        message: Sentence,
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
        sheet: str | None = None,
    ) -> Finding:
        return Finding(
            severity, item.label, item.paper.sheet if sheet is None else sheet, row, column, value, rule, message
        )


def _digest(batch: Batch) -> str:
    names = [c.name for c in batch.contract.columns if c.name != batch.contract.year.column]
    rows = sorted([text or "" for text in row] for row in zip(*(batch.columns[n] for n in names), strict=True))
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _named(item: Recognised, batch: Batch) -> Iterator[NamedYears]:
    """Where a sheet names years: its titles and its name, the column of the year, columns added to it."""
    year = batch.contract.year
    columns: dict[str, list[str | None]] = {}
    if year.column:
        columns[batch.contract.column(year.column).label] = batch.columns[year.column]
    if year.of == "paper":
        yield from _titles(item, batch)
        if headers := [header for header in batch.unknown if header.casefold() in _YEAR_HEADERS]:
            extra = [json.loads(found) for found in batch.extra]
            columns |= {header: [(found.get(header) or "").strip() for found in extra] for header in headers}
    for header, texts in columns.items():
        begins = sorted({text[:4] for text in texts if text})
        for found in filter(_YEAR.fullmatch, begins):
            # One place a year, so that the row of another one can be shown.
            number, text = next(
                (number, text)
                for number, text in zip(batch.numbers, texts, strict=True)
                if text and text.startswith(found)
            )
            yield NamedYears(number, header, text, (int(found),))


def _titles(item: Recognised, batch: Batch) -> Iterator[NamedYears]:
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


def _texts(batch: Batch) -> Iterator[tuple[int, str, str]]:
    """Row, mark and beginning of each text that has to be a new one."""
    fresh = batch.contract.year.fresh
    if fresh is None:
        return
    for place, (number, text) in enumerate(zip(batch.numbers, batch.columns[fresh.column], strict=True)):
        told = all(pattern.fullmatch(batch.columns[name][place] or "") for name, pattern in fresh.where.items())
        if not text or not told or (fresh.unless and fresh.unless.search(text)):
            continue
        words = _CHANGING.sub(" ", text.casefold()).strip()
        if words:
            yield number, hashlib.sha256(words.encode()).hexdigest()[:16], text[:80]
