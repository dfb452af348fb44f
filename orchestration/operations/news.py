"""What people are told who are not looking: what happened, what to do, and where.

Belongs here: finding it in what the workspace tells, each with its cause. Not here: who was told already
(messages.py), how it travels (channels.py).

A message leaves the office's machines, so nothing personal goes into it: quarters, kinds of files and counts, no name
of a person, no value of a cell, no sentence of a finding.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.declarations import ConfigurationError
from orchestration.language.sentences import Sentence, joined, say
from orchestration.operations import examining, runs, settings
from orchestration.operations.settings import Kind
from orchestration.release import held_back, states
from orchestration.workspace import locking
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.operations.settings import Settings
    from orchestration.run.situation import Situation
    from orchestration.workspace.settings import Workspace


@dataclass(frozen=True)
class News:
    """Something to tell.

    Attributes:
        kind: of it.
        cause: what it is about; the same cause is told once for as long as it lasts.
        text: what happened.
        remedy: what to do.
        page: of the desk that shows it.
        lasts: whether it stays true, as that a release was published; else it may end, and be told when it is back.
        fading: it is nearly over: not to be told, and not over yet.
    """

    kind: Kind
    cause: str
    text: Sentence
    remedy: Sentence
    page: str = "/"
    lasts: bool = False
    fading: bool = False


def gather(workspace: Workspace, now: dt.datetime | None = None) -> list[News]:
    """Everything that there is to tell of a workspace, told or not, of the kinds that the office wants.

    Args:
        workspace: of which.
        now: UTC; by default now.

    Raises:
        ConfigurationError: the settings of the installation cannot be used.
        WorkspaceBusyError: the history of runs cannot be looked into now.
    """
    now = now or dt.datetime.now(dt.UTC)
    chosen = settings.read(workspace)
    found = [*_quarters(workspace, now), *_runs(workspace, chosen, now), *_disk(workspace, chosen)]
    return [one for one in found if one.kind in chosen.kabar]


def _quarters(workspace: Workspace, now: dt.datetime) -> Iterator[News]:
    from orchestration.run import situation
    from orchestration.workspace.profile_loading import load_profile

    try:
        today = now.astimezone(load_profile(workspace).tenggat.zone).date()
        found = situation.overview(workspace, today=today).quarters
    except ConfigurationError as error:
        yield News(
            Kind.GAGAL,
            f"berkas {_digest(str(error))}",
            say("profile, reference data or a contract cannot be used, so no run can be made"),
            say("`triwulan doctor` on the server names file and line"),
        )
        return
    for one in found:
        yield from _quarter(workspace, one)


def _quarter(workspace: Workspace, one: Situation) -> Iterator[News]:
    page = f"/triwulan/{one.quarter}"
    if one.release:
        text = say("{quarter}: {release} is published", quarter=one.quarter, release=one.release)
        yield News(
            Kind.TERBIT, f"{one.quarter} terbit {one.release}", text, say("read it, and pass it on"), page, lasts=True
        )
    if one.state == states.State.KONSEP:
        waits = _digest(*(item.key for item in one.warnings), str(one.approval))
        text = say("{quarter}: a konsep waits; {waits}", quarter=one.quarter, waits=_waits(one))
        remedy = say("answer the warnings, run again, and let it be approved where that is the rule")
        yield News(Kind.KONSEP, f"{one.quarter} konsep {waits}", text, remedy, page)
    if one.state == states.State.DITAHAN:
        refusal = _digest(held_back.place(workspace, Quarter.parse(one.quarter)).read_text(encoding="utf-8"))
        text = say("{quarter} is held back; causes: {count}", quarter=one.quarter, count=one.held_back)
        remedy = say("see which files are concerned, ask their senders for correct ones and put them in")
        yield News(Kind.DITAHAN, f"{one.quarter} ditahan {refusal}", text, remedy, page)
    yield from _late(one, page)


def _waits(one: Situation) -> Sentence:
    parts = [say("open warnings: {count}", count=len(one.warnings))] if one.warnings else []
    return joined(say(" and "), [*parts, say("approval is missing")] if one.approval else parts)


def _late(one: Situation, page: str) -> Iterator[News]:
    if one.days_late:
        text = say(
            "{quarter}: the report was due on {day}; files that are missing: {count}",
            quarter=one.quarter,
            day=one.due,
            count=len(one.missing),
        )
        remedy = say("see what is missing or open, and from whom")
        yield News(Kind.TERLAMBAT, f"{one.quarter} terlambat", text, remedy, page)
        return
    for item in one.missing:
        if item.days_late:
            text = say("{quarter}: {file} was due on {day}", quarter=one.quarter, file=item.name, day=item.due)
            remedy = say("ask its sender, and put the file in")
            yield News(Kind.TERLAMBAT, f"{one.quarter} kiriman {item.kind}", text, remedy, page)


def _runs(workspace: Workspace, chosen: Settings, now: dt.datetime) -> Iterator[News]:
    found = runs.history(workspace)
    for code, run in found.last_of_each().items():
        if examining.broke(workspace, run):
            text = say("{quarter}: the last run broke off; the release in force stays", quarter=code)
            remedy = say("`triwulan doctor` on the server says what is wrong; then run again")
            yield News(Kind.GAGAL, f"{code} gagal", text, remedy, f"/triwulan/{code}")
    if locking.left_behind(lock := locking.run_lock(workspace)):
        text = say("a run was killed before its end; the release in force stays")
        yield News(Kind.GAGAL, f"terhenti {int(lock.stat().st_mtime)}", text, say("run the quarter again"))
    for seen in examining.service(workspace, found, chosen, now):
        if seen.grade == "wrong":
            yield News(Kind.LAYANAN, seen.cause, seen.text, seen.remedy)


def _disk(workspace: Workspace, chosen: Settings) -> Iterator[News]:
    for seen in examining.disk(workspace, chosen):
        if seen.grade != "ok" or seen.fading:
            yield News(Kind.DISK, seen.cause, seen.text, seen.remedy, fading=seen.fading)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:12]
