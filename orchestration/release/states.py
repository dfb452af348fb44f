"""The states of a quarter: what stands of it, what is in force, and what a konsep waits for.

| state | what stands |
|---|---|
| menunggu | nothing yet, or only files that are missing hold it back |
| ditahan | the last run was refused; the release that is in force, if any, stays |
| konsep | a whole draft that waits for answers or for approval |
| terbit | a release in force |
| ditarik | every release was withdrawn |

Belongs here: what follows from the folders and the acts (status.py). Not here: writing a release or a konsep
(writing.py), who may act (run/deciding.py).

A release is in force unless a person withdrew it. `latest` names the newest in force; whoever reads a quarter asks
`in_force`, which needs no link. An act is several steps on the disk: `acting` leaves a mark while they are under way,
so that whoever comes after a killed process finishes them (`recover`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.language.sentences import NOTHING, Sentence, both, joined, say, told
from orchestration.release import durable, held_back, status, writing
from orchestration.release.reading import KONSEP, LATEST, MANIFEST, in_force, manifest_sha256, read_manifest, releases
from orchestration.workspace import locking
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace

MARK = ".acting"
"""File in a quarter's folder while an act is under way: its name, who approved it, and their note, a line each."""

PUBLICATION, WITHDRAWAL = "publish", "withdraw"
"""Acts that are several steps on the disk."""


class State(StrEnum):
    """See the head of the module."""

    MENUNGGU = "menunggu"
    DITAHAN = "ditahan"
    KONSEP = "konsep"
    TERBIT = "terbit"
    DITARIK = "ditarik"


@dataclass(frozen=True)
class OpenWarning:
    """A warning that nobody has answered, of a konsep or of a quarter that is held back.

    Attributes:
        key: what `triwulan answer` takes.
        rule: the rule's short name.
        text: the whole sentence, in both languages.
        rows: how many rows it concerns.
    """

    key: str
    rule: str
    text: Sentence
    rows: int = 1

    def record(self) -> dict[str, Any]:
        """The warning as plain data; `pesan` is the sentence in Indonesian."""
        return vars(self) | {"pesan": told(self.text, "id")}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> OpenWarning:
        """A warning of its record."""
        text = record["text"]
        return cls(record["key"], record["rule"], both(text, record.get("pesan", text)), record["rows"])


@dataclass(frozen=True)
class Waits:
    """What a konsep waits for; it is never empty.

    Attributes:
        warnings: those that are open.
        approval: why a person has to approve it, as `penerbitan: disahkan`; empty when nobody has to.
    """

    warnings: list[OpenWarning] = field(default_factory=list)
    approval: Sentence = NOTHING

    def __bool__(self) -> bool:
        return bool(self.warnings or self.approval)

    def told(self) -> Sentence:
        """In a few words."""
        count = len(self.warnings)
        parts = [say("1 open warning") if count == 1 else say("{count} open warnings", count=count)] if count else []
        parts += [say("approval ({why})", why=self.approval)] if self.approval else []
        return joined(say(" and "), parts)


@dataclass(frozen=True)
class Standing:
    """What stands of a quarter.

    Attributes:
        state: see the head of the module.
        release: folder of the release in force; None without one.
        konsep: folder of the draft that waits; None without one.
        waits: what it waits for; while the quarter is held back, the warnings that can be answered meanwhile.
        history: the acts, oldest first.
    """

    state: State
    release: Path | None
    konsep: Path | None
    waits: Waits
    history: list[status.Entry]


def quarters(workspace: Workspace) -> list[Quarter]:
    """The quarters of which something stands in the reports, oldest first."""
    found = []
    for path in workspace.reports.iterdir() if workspace.reports.is_dir() else ():
        try:
            found.append(Quarter.parse(path.name))
        except QuarterError:
            continue
    return sorted(found)


def standing(workspace: Workspace, quarter: Quarter) -> Standing:
    """What stands of a quarter now.

    Raises:
        StatusError: its `status.csv` is not one that the program wrote.
    """
    folder = workspace.reports / quarter.code
    release, draft = in_force(folder), konsep(folder)
    history = status.entries(folder)
    waits = waits_of(draft) if draft else Waits()
    if (held := held_back.place(workspace, quarter)).is_file():
        waits = Waits([OpenWarning.of(item) for item in held_back.open_warnings(workspace, quarter)])
        missing = all(row["rule"] in held_back.MISSING for row in read_rows(held) if row["severity"] == "blocking")
        state = State.MENUNGGU if missing else State.DITAHAN
    elif draft is not None:
        state = State.KONSEP
    elif release is not None:
        state = State.TERBIT
    else:
        state = State.DITARIK if releases(folder) else State.MENUNGGU
    return Standing(state, release, draft, waits, history)


def konsep(folder: Path) -> Path | None:
    """The draft of a quarter that waits, `<reports>/<quarter>/konsep`; None without one."""
    path = folder / KONSEP
    return path if (path / MANIFEST).is_file() else None


def waits_of(draft: Path) -> Waits:
    """What a konsep waits for, as its manifest says."""
    waits = read_manifest(draft)["konsep"]
    return Waits(
        [OpenWarning.of(item) for item in waits["warnings"]],
        both(waits["approval"], waits.get("pengesahan", waits["approval"])),
    )


def as_manifest(waits: Waits) -> dict[str, Any]:
    """What the manifest of a konsep says of what it waits for, under `konsep`; `pesan`, `pengesahan` in Indonesian."""
    return {
        "warnings": [item.record() for item in waits.warnings],
        "approval": waits.approval,
        "pengesahan": told(waits.approval, "id"),
    }


@contextmanager
def acting(folder: Path, act: str, by: str = "", note: str = "") -> Iterator[None]:
    """Marks an act while it is under way; the caller holds the lock of the workspace. One that raises is put right.

    An act whose process was killed before is finished first.

    Args:
        folder: of the quarter.
        act: which.
        by: who approved what is published; empty where nobody had to.
        note: their remark.
    """
    mark = folder / MARK
    if mark.is_file():
        _finish(folder)
    for name in (MARK, status.FILE, LATEST):
        for leftover in folder.glob(f".new-{name}-*"):
            leftover.unlink()  # of a process that was killed while it wrote it
    durable.write(mark, "\n".join([act, by, note]).encode())
    try:
        yield
    finally:
        # Also after an error: what stands on the disk decides what is in force, and `latest` follows it.
        _point(folder)
        durable.remove(mark)


def recover(workspace: Workspace, quarter: Quarter) -> None:
    """Finishes an act whose process was killed; does nothing while one is at work, and nothing where none was.

    A `latest` that disagrees with the acts for any other reason stays as it is: that is what `verify` looks for.
    """
    folder = workspace.reports / quarter.code
    if not (folder / MARK).is_file():
        return
    try:
        with locking.hold(locking.run_lock(workspace), f"put {quarter} right"):
            if (folder / MARK).is_file():
                _finish(folder)
    except (locking.WorkspaceBusyError, OSError):
        return  # somebody is at work, or this is a copy that cannot be written


def _finish(folder: Path) -> None:
    """Notes a release that was written and not noted, and takes away a konsep that the act has made old."""
    act, by, note = [*(folder / MARK).read_text(encoding="utf-8").split("\n", 2), "", ""][:3]
    release, draft = in_force(folder), konsep(folder)
    if release is not None and release.name not in {entry.release for entry in status.entries(folder)}:
        note_release(folder, release.name, by, note or "noted after an interruption")
    if draft is not None and (act == WITHDRAWAL or (release is not None and _made(release) >= _made(draft))):
        writing.drop_konsep(folder)
    _point(folder)
    durable.remove(folder / MARK)


def note_release(folder: Path, name: str, by: str = "", note: str = "") -> None:
    """Notes that a release is in force, and who approved it where somebody did. The caller holds the lock."""
    record(folder, status.APPROVE if by else status.RUN, State.TERBIT, release=name, by=by, reason=note)


def _made(release: Path) -> str:
    return str(read_manifest(release)["created_at"])


def _point(folder: Path) -> None:
    """Lets `latest` name the newest release in force, or be gone."""
    release = in_force(folder)
    if release is None:
        durable.remove(folder / LATEST)
    else:
        durable.point(folder / LATEST, release.name)


def record(
    folder: Path, act: str, state: State, *, release: str = "", by: str = "", reason: str = ""
) -> status.Entry | None:
    """Notes an act; one of the program that changes nothing is not noted again. The caller holds the lock."""
    digest = manifest_sha256(folder / release) if release and (folder / release / MANIFEST).is_file() else ""
    last = next(reversed(status.entries(folder)), None)
    told = (state, release, reason, digest if release == KONSEP else "")
    if act == status.RUN and last is not None:
        before = last.manifest_sha256 if last.release == KONSEP else ""
        if (last.state, last.release, last.reason, before) == told:
            return None
    return status.append(folder, act, release, state, by=by, reason=reason, manifest_sha256=digest)
