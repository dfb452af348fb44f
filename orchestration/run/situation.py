"""How the quarters stand: state, what has landed, what is missing, until when, which warnings are open.

Belongs here: putting together what reports, landing folder and profile say, for the command and whoever else asks, and
its words. Not here: reading each of them (release/states, ingestion, workspace). No file is loaded, and neither dbt
nor the orchestrator: asking is cheap.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.ingestion import has_come, load_contracts, look, misplaced, needed_kinds
from orchestration.language.choice import Language
from orchestration.language.sentences import NOTHING, Sentence, joined, say, told, verbatim
from orchestration.release import states
from orchestration.workspace.profile_loading import UNIT, load_profile, profile_files
from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from orchestration.ingestion import Seen
    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class Landed:
    """A file in the folder of a quarter: its name, its kinds, why it cannot be used where that shows at once."""

    file: str
    kinds: list[str]
    problem: Sentence = NOTHING


@dataclass(frozen=True)
class Missing:
    """A kind that the quarter needs and that has not come.

    Attributes:
        kind: of delivery.
        name: as messages call it, with what does as well.
        need: `required` (the report waits) or `expected` (it warns).
        sender: who delivers it; empty where neither profile nor contract says.
        due: until when; None where the profile says nothing.
        days_late: days since then; 0 before and on that day, and without one.
    """

    kind: str
    name: Sentence
    need: str
    sender: str
    due: dt.date | None
    days_late: int


@dataclass(frozen=True)
class Open:
    """A warning that nobody has answered: its key, its rule, its sentence, how many rows it concerns."""

    key: str
    rule: str
    text: Sentence
    rows: int


@dataclass(frozen=True)
class Situation:
    """How a quarter stands.

    Attributes:
        quarter: its code.
        state: menunggu, ditahan, konsep, terbit or ditarik.
        release: name of the release in force; empty without one.
        ended: whether the quarter is over.
        due: until when its report is to be published; None where the profile says nothing.
        days_late: days for which the report is late; 0 where it is not.
        approval: why a person has to approve the konsep; empty where nobody has to.
        held_back: how many causes hold it back, by the last run.
        landed: files in its folder.
        missing: kinds that have not come.
        warnings: open ones.
    """

    quarter: str
    state: str
    release: str
    ended: bool
    due: dt.date | None
    days_late: int
    approval: Sentence = NOTHING
    held_back: int = 0
    landed: list[Landed] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    warnings: list[Open] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something: it is held back, a draft waits, or it is over without a report."""
        return self.state in ("ditahan", "konsep") or (self.ended and self.state != "terbit")

    @property
    def is_due(self) -> bool:
        """Whether its report, or something for it, is late or due: the quarter is over and has a day to keep."""
        return self.is_open and self.ended and bool(self.due or any(item.due for item in self.missing))


@dataclass(frozen=True)
class Overview:
    """How the quarters of a workspace stand on a day.

    Attributes:
        today: the day, where the unit is.
        zone: WIB, WITA or WIT.
        quarters: oldest first.
        outside: entries of the landing folder that are no quarter, so that nothing in them is read.
    """

    today: dt.date
    zone: str
    quarters: list[Situation]
    outside: list[str]

    def only_due(self) -> Overview:
        """The quarters that are late or due alone."""
        return Overview(self.today, self.zone, [one for one in self.quarters if one.is_due], [])

    @property
    def in_order(self) -> bool:
        """Whether nothing is open or late."""
        return not self.outside and not any(one.is_open or one.days_late for one in self.quarters)

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        quarters = [{**asdict(one), "is_open": one.is_open, "is_due": one.is_due} for one in self.quarters]
        return {
            "today": self.today, "zone": self.zone, "in_order": self.in_order, "outside": self.outside,
            "quarters": quarters,
        }  # fmt: skip


def overview(workspace: Workspace, only: Quarter | None = None, today: dt.date | None = None) -> Overview:
    """How the quarters stand: those with files or reports, and every one that has ended since.

    Args:
        workspace: where.
        only: one quarter alone.
        today: the day that counts; by default today in the zone of the profile.

    Raises:
        ConfigurationError: profile, reference data or a contract cannot be used.
    """
    return _Looking(workspace, today).overview(only)


class _Looking:
    def __init__(self, workspace: Workspace, today: dt.date | None) -> None:
        self.workspace = workspace
        self.contracts = load_contracts(workspace.contracts)
        self.unit = load_profile(workspace)
        self.today = today or dt.datetime.now(self.unit.tenggat.zone).date()
        self.seen: dict[int, list[Seen]] = {}

    def overview(self, only: Quarter | None) -> Overview:
        quarters = [only] if only else list(self._quarters())
        outside = [] if only else [entry.name for entry in misplaced(self.workspace)]
        return Overview(self.today, self.unit.tenggat.zona, [self._situation(one) for one in quarters], outside)

    def _quarters(self) -> Iterator[Quarter]:
        """From the first quarter of which anything is known to the last that has ended, and what is there already."""
        known = {*states.quarters(self.workspace), *_folders(self.workspace.landing)}
        ended = Quarter.containing(self.today).previous
        quarter = min(known, default=ended)
        while quarter <= max([ended, *known]):
            if quarter <= ended or quarter in known:
                yield quarter
            quarter = quarter.following

    def _profile(self, quarter: Quarter) -> Profile:
        held = profile_files(self.workspace.sources, quarter)[UNIT]
        return self.unit.at(quarter) if held.name == UNIT else load_profile(self.workspace, quarter)

    def _situation(self, quarter: Quarter) -> Situation:
        profile, stands = self._profile(quarter), states.standing(self.workspace, quarter)
        seen = self._seen(quarter)
        state = str(stands.state)
        due = profile.due(quarter)
        # A quarter that was published needs nothing more, whatever else is there of it.
        wanting = [] if stands.release else list(self._missing(quarter, profile, seen))
        late = 0 if due is None or stands.release else max(0, (self.today - due).days)
        return Situation(
            quarter.code,
            state,
            stands.release.name if stands.release else "",
            ended=self.today > quarter.end,
            due=due,
            days_late=late,
            approval=stands.waits.approval,
            held_back=_causes(self.workspace, quarter),
            landed=[
                Landed(item.file.name, list(item.kinds), item.problem)
                for item in seen
                if item.file.quarter == quarter.code
            ],
            missing=wanting,
            warnings=[Open(item.key, item.rule, item.text, item.rows) for item in stands.waits.warnings],
        )

    def _seen(self, quarter: Quarter) -> list[Seen]:
        """What has landed in the year up to the quarter."""
        if quarter.year not in self.seen:
            self.seen[quarter.year] = look(self.workspace, Quarter(quarter.year, 4), self.contracts, self.unit)
        return [item for item in self.seen[quarter.year] if item.file.quarter <= quarter.code]

    def _missing(self, quarter: Quarter, profile: Profile, seen: list[Seen]) -> Iterator[Missing]:
        kinds: dict[str, set[str]] = {}
        for item in seen:
            kinds.setdefault(item.file.quarter, set()).update(item.kinds)
        for contract in needed_kinds(self.contracts, profile):
            if has_come(contract, quarter, kinds):
                continue
            due = profile.due(quarter, contract.kind)
            names = [contract.kind, *filter(None, [contract.completeness.alternative])]
            yield Missing(
                contract.kind,
                joined(say(" or "), [self.contracts[name].name for name in names]),
                contract.completeness.need,
                _sender(contract, profile),
                due,
                0 if due is None else max(0, (self.today - due).days),
            )


def _sender(contract: Contract, profile: Profile) -> str:
    arrival = profile.tenggat.jenis.get(contract.kind)
    return (arrival.dari if arrival else None) or contract.sender


def _folders(landing: Path) -> Iterator[Quarter]:
    """The quarters of which the landing folder has a folder with something in it."""
    for entry in landing.iterdir() if landing.is_dir() else ():
        try:
            quarter = Quarter.parse(entry.name)
        except QuarterError:
            continue
        if entry.is_dir() and any(entry.iterdir()):
            yield quarter


def _causes(workspace: Workspace, quarter: Quarter) -> int:
    """How many causes held the last run back; 0 where nothing did."""
    from orchestration.checks.evidence import grouped
    from orchestration.release import held_back

    if not held_back.place(workspace, quarter).is_file():
        return 0
    return sum(finding.severity == "blocking" for finding in grouped(held_back.read(workspace, quarter)))


def as_text(found: Overview, language: Language = "en") -> str:
    """The overview as a person reads it on a terminal: a line a quarter, and below those that are open what to do."""
    lines: list[str] = _table(found, language)
    for one in found.quarters:
        details = [told(line, language) for line in _details(one)]
        if details:
            lines += ["", f"{one.quarter}", *(f"  {line}" for line in details)]
    lines += [
        told(say("landing/{name}: no quarter; nothing in it is read", name=name), language) for name in found.outside
    ]
    if not found.quarters:
        lines = [told(say("nothing is late or due"), language)]
    return "\n".join(lines)


_HEADS = (
    say("quarter"),
    say("state"),
    say("release"),
    say("report due"),
    say("landed"),
    say("missing"),
    say("open"),
)


def _table(found: Overview, language: Language) -> list[str]:
    heads = tuple(told(head, language) for head in _HEADS)
    rows = [
        (
            one.quarter,
            one.state,
            one.release or "-",
            told(_day(one.due, one.days_late), language),
            str(len(one.landed)),
            str(len(one.missing)),
            str(len(one.warnings)),
        )
        for one in found.quarters
    ]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in (heads, *rows)
    ]


def _details(one: Situation) -> Iterator[Sentence]:
    if one.held_back:
        causes = say("1 cause") if one.held_back == 1 else say("{count} causes", count=one.held_back)
        yield say("held back by {causes}: triwulan check {quarter}", causes=causes, quarter=one.quarter)
    if one.approval:
        yield say("waits for approval ({why})", why=one.approval)
    for warning in one.warnings:
        yield say("open     {key}  {warning}", key=warning.key, warning=warning.text)
    if not one.landed and one.missing and one.ended:
        yield say("nothing has landed; {count} kinds are missing", count=len(one.missing))
        yield from _by_sender(one.missing)
        return
    for item in one.missing:
        parts = [
            _named(item),
            say(" from {sender}", sender=item.sender) if item.sender else NOTHING,
            say(", due {day}", day=_day(item.due, item.days_late)) if item.due else NOTHING,
        ]
        yield say("missing  {kind}: {what}", kind=item.kind, what=joined("", parts))
    if one.is_open and one.landed:
        kinds = Counter(kind for item in one.landed for kind in item.kinds)
        listed = ", ".join(f"{kind} ({count})" if count > 1 else kind for kind, count in sorted(kinds.items()))
        if len(one.landed) == 1:
            yield say("landed   1 file: {kinds}", kinds=listed)
        else:
            yield say("landed   {count} files: {kinds}", count=len(one.landed), kinds=listed)
    for file in one.landed:
        if file.problem:
            yield say("landed   {file} cannot be used: {problem}", file=file.file, problem=file.problem)


def _by_sender(missing: list[Missing]) -> Iterator[Sentence]:
    """A line for each sender and day, the first due first, with the kinds that are missing of it."""
    names: dict[tuple[dt.date, int, str], list[Sentence]] = {}
    for item in missing:
        names.setdefault((item.due or dt.date.max, item.days_late, item.sender), []).append(_named(item))
    for (due, late, sender), kinds in sorted(names.items()):
        yield say(
            "missing  {sender}{day}: {kinds}",
            sender=say("from {sender}", sender=sender) if sender else say("from whom is not said"),
            day=NOTHING if due == dt.date.max else say(", due {day}", day=_day(due, late)),
            kinds=joined("; ", kinds),
        )


def _named(item: Missing) -> Sentence:
    return item.name if item.need == "required" else say("{name} (expected)", name=item.name)


def _day(due: dt.date | None, late: int) -> Sentence:
    if due is None or not late:
        return verbatim(due or "-")
    return say("{day} (1 day late)", day=due) if late == 1 else say("{day} ({count} days late)", day=due, count=late)
