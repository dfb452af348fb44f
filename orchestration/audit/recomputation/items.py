"""Which version of the budget is in force, and which of its lines an item of GLP039 is.

Belongs here: versions of dataAng and RKK, and joining items to lines by number, text, amount and order. Not here: sums
and figures (budget.py).

The rules are those of the models, worked out here a second time: an item and a line are one where a way of telling
them apart leads from the one to the other and back.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from orchestration.audit.recomputation.case import Case, amount, budget_key
from orchestration.audit.recomputation.records import Record
from orchestration.workspace.quarters import Quarter

_REVISION = re.compile(r"([BC])(\d+)")
_MONTHS = range(1, 13)
_SIGNS = str.maketrans("", "", " .,;:-\u2013_/()[]\"'`+&*>")

DIPA, POK, PAPER = "B", "C", "RKK"


@dataclass(frozen=True, slots=True)
class Line:
    """One amount of a version of the budget: a revision (dataAng, HEADER1 = HEADER2 = 0), or a delivered RKK.

    Attributes:
        key: full item key.
        family: `B` a revision of the DIPA, `C` one of the POK, `RKK`.
        revision: its number (0 is the first DIPA), of an RKK the order of its delivery.
        fund: '' where nothing names one.
        pagu, blocked: rupiah.
        plan: POK_NILAI by month, rupiah; empty for an RKK, which has none.
    """

    record: Record
    key: tuple[str, ...]
    family: str
    revision: int
    fund: str
    pagu: Fraction
    blocked: Fraction
    plan: dict[int, Fraction]

    @property
    def version(self) -> tuple[str, int]:
        """What the line is a part of."""
        return self.family, self.revision

    @property
    def program(self) -> str:
        """E.g. `EC`."""
        return self.key[0]

    @property
    def output(self) -> str:
        """The KRO, e.g. `BAD`."""
        return self.key[2]

    @property
    def account(self) -> str:
        """E.g. `521111`."""
        return self.key[6]


Versions = dict[tuple[str, int], list[Line]]
Meets = Callable[[Record, Line], bool]


def read_versions(case: Case) -> Versions:
    """The revisions B.. and C.. of dataAng; where it has none of the DIPA, every delivered RKK as well.

    Raises:
        AuditError: a fund code that `unit.yaml` does not know.
    """
    funds = {str(entry["kode"]): str(entry["sumber_dana"]) for entry in case.unit["sumber_dana"]}
    versions: Versions = defaultdict(list)
    for record in case.of_kind("dataang"):
        revision = _REVISION.fullmatch(record.text("kode_sts_history"))
        if revision is None or record.text("header1") not in ("", "0") or record.text("header2") not in ("", "0"):
            continue
        code = record.text("sumber_dana")
        if code not in funds:
            raise record.error("sumber_dana", f"'{code}' is no fund code of unit.yaml")
        line = Line(
            record,
            budget_key(record),
            revision[1],
            int(revision[2]),
            funds[code],
            amount(record, "total"),
            amount(record, "nilai_blokir"),
            {month: amount(record, f"pok_nilai_{month}") for month in _MONTHS},
        )
        versions[line.version].append(line)
    named = {str(entry["nama"]).upper(): str(entry["sumber_dana"]) for entry in reversed(case.unit["sumber_dana"])}
    for record in case.of_kind("rkk"):
        tag = record.text("sumber_dana").upper()
        fund, pagu = named.get("PNBP" if tag == "PNP" else tag, ""), amount(record, "jumlah")
        # An item that is blocked is blocked whole.
        blocked = pagu if record.text("kode_blokir") else Fraction(0)
        line = Line(record, budget_key(record), PAPER, record.delivery.order, fund, pagu, blocked, {})
        versions[line.version].append(line)
    return {version: sorted(lines, key=lambda line: _printed(line.record)) for version, lines in versions.items()}


def first_and_in_force(versions: Versions, report: Sequence[Record]) -> tuple[list[Line], list[Line]]:
    """The lines of the first DIPA and of the version in force.

    In force is the newest DIPA revision, or the newest POK revision with exactly the items and amounts of the report
    where the DIPA revision has others. Without any DIPA revision the first and the last RKK stand for the two.

    Args:
        versions: as `read_versions` gives them.
        report: items of the quarter's GLP039.
    """
    revisions = sorted(number for family, number in versions if family == DIPA)
    if not revisions:
        papers = sorted(number for family, number in versions if family == PAPER)
        return (versions[PAPER, papers[0]], versions[PAPER, papers[-1]]) if papers else ([], [])
    newest = (DIPA, revisions[-1])
    shown = Counter((budget_key(item)[:7], pagu) for item in report if (pagu := amount(item, "pagu_revisi")))
    if shown and _amounts(versions[newest]) != shown:
        proven = [
            number for family, number in versions if family == POK and _amounts(versions[family, number]) == shown
        ]
        newest = (POK, max(proven)) if proven else newest
    return versions.get((DIPA, 0), []), versions[newest]


def _amounts(lines: Iterable[Line]) -> Counter[tuple[tuple[str, ...], Fraction]]:
    return Counter((line.key[:7], line.pagu) for line in lines if line.pagu)


def join(
    versions: Versions, in_force: Sequence[Line], items: Sequence[Record], period: str, quarter: Quarter
) -> dict[str, Line]:
    """Row id of an item to its budget line, in the first version that has it; items without one are left out.

    Args:
        versions: as `read_versions` gives them.
        in_force: lines of the version in force.
        items: of the GLP039 of one month.
        period: that month, `2025-06`.
        quarter: of the report.
    """
    reported = Quarter(int(period[:4]), (int(period[5:7]) + 2) // 3)
    force = in_force[0].version if in_force else None

    def preference(version: tuple[str, int]) -> tuple[bool, bool, bool, bool, int]:
        family, number = version
        known = min(Quarter.parse(line.record.delivery.quarter) for line in versions[version]) <= reported
        return not (version == force and reported == quarter), not known, family == PAPER, family == POK, -number

    joined: dict[str, Line] = {}
    ordered = sorted(items, key=_printed)
    for version in sorted(versions, key=preference):
        for row_id, line in _partners(ordered, versions[version], numbered=version[0] != PAPER).items():
            joined.setdefault(row_id, line)
    return joined


def _partners(items: Sequence[Record], lines: Sequence[Line], *, numbered: bool) -> dict[str, Line]:
    """Row id of an item to its line within one version."""
    found: dict[str, Line] = {}
    if numbered:
        codes = Counter(budget_key(item) for item in items)
        anew = {key[:7] for key, count in codes.items() if count > 1}
        through = _mutual(items, lines, lambda item, line: _cons(line) == budget_key(item)[7] != "")
        within = _mutual(
            items, lines, lambda item, line: line.key == budget_key(item) and budget_key(item)[:7] not in anew
        )
        found = through if len(through) >= len(within) else within
    items, lines = _left(items, lines, found)
    found |= _alike(items, lines)
    items, lines = _left(items, lines, found)
    for account in {line.key[:7] for line in lines}:
        here = [item for item in items if budget_key(item)[:7] == account]
        there = [line for line in lines if line.key[:7] == account]
        if len(here) == len(there) and len({line.fund for line in there}) == 1:
            found |= {item.row_id: line for item, line in zip(here, there, strict=True)}
    return found


def _pairs(items: Sequence[Record], lines: Sequence[Line], meets: Meets) -> list[tuple[Record, Line]]:
    """Items with the lines of the same akun that they meet."""
    of_account: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        of_account[line.key[:7]].append(line)
    return [(item, line) for item in items for line in of_account[budget_key(item)[:7]] if meets(item, line)]


def _mutual(items: Sequence[Record], lines: Sequence[Line], meets: Meets) -> dict[str, Line]:
    """Items that meet one line, which meets no other item."""
    pairs = _pairs(items, lines, meets)
    of_item = Counter(item.row_id for item, _ in pairs)
    of_line = Counter(line.record.row_id for _, line in pairs)
    return {i.row_id: line for i, line in pairs if of_item[i.row_id] == 1 and of_line[line.record.row_id] == 1}


def _alike(items: Sequence[Record], lines: Sequence[Line]) -> dict[str, Line]:
    """Partners by text and pagu together, by pagu, by text; where two ways disagree, the surer one keeps its line."""
    ways: list[dict[str, Line]] = [
        _mutual(items, lines, lambda item, line: _same_pagu(item, line) and _same_text(item, line)),
        _mutual(items, lines, _same_pagu),
        _mutual(items, lines, _same_text),
    ]
    place = {item.row_id: number for number, item in enumerate(items)}
    order = {line.record.row_id: number for number, line in enumerate(lines)}
    rank: dict[tuple[str, str], tuple[bool, bool]] = {}
    found: dict[str, Line] = {}
    for way in reversed(ways):
        for item, line in way.items():
            pair = (item, line.record.row_id)
            sure, by_pagu = (way_.get(item) is line for way_ in ways[:2])
            rank[pair] = (not sure, not by_pagu)
    for way in ways:
        for item, line in way.items():
            own = line.record.row_id
            of_item = min((pair for pair in rank if pair[0] == item), key=lambda pair: (rank[pair], order[pair[1]]))
            of_line = min((pair for pair in rank if pair[1] == own), key=lambda pair: (rank[pair], place[pair[0]]))
            if of_item == of_line == (item, own):
                found.setdefault(item, line)
    return found


def _left(items: Sequence[Record], lines: Sequence[Line], found: dict[str, Line]) -> tuple[list[Record], list[Line]]:
    """Items and lines that have no partner yet."""
    taken = {line.record.row_id for line in found.values()}
    return [item for item in items if item.row_id not in found], [
        line for line in lines if line.record.row_id not in taken
    ]


def _cons(line: Line) -> str:
    return line.record.text("cons_item").lstrip("0")


def _same_pagu(item: Record, line: Line) -> bool:
    return item.text("pagu_revisi") != "" and amount(item, "pagu_revisi") == line.pagu


def _same_text(item: Record, line: Line) -> bool:
    """Whether the shorter text begins the longer one: a long text is broken over rows, of which the first is read."""
    column = "uraian" if line.family == PAPER else "uraian_item"
    texts = [text.lower().translate(_SIGNS) for text in (item.text("uraian"), line.record.text(column))]
    length = min(map(len, texts))
    return length > 0 and texts[0][:length] == texts[1][:length]


def _printed(record: Record) -> tuple[int, str, int]:
    """The order in which rows were delivered and printed."""
    return record.delivery.order, record.sheet, record.row
