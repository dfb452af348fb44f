"""Whether an installation is well: what `triwulan doctor` looks at, and what to do where something is not.

Belongs here: looking, without changing anything. Not here: how the quarters stand (run/situation.py), printing
(commands/watching.py), telling people who did not ask (news.py).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.declarations import ConfigurationError
from orchestration.language.sentences import NOTHING, Sentence, said, say, verbatim
from orchestration.operations import kept, runs, settings
from orchestration.operations.backup import last_backup
from orchestration.release import formats, keys, states
from orchestration.release.inputs import made_by
from orchestration.release.reading import in_force, is_whole, read_manifest
from orchestration.workspace import layout, locking
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.operations.runs import History
    from orchestration.operations.settings import Settings
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

Grade = Literal["ok", "warning", "wrong"]

_PINNED = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "pandas", "great-expectations", "typst", "pyrage")
"""Packages whose version decides whether files of the state can be opened, or what a report looks like."""

_LONG_HOURS, _BACKUP_DAYS = 2, 35
_AHEAD = dt.timedelta(minutes=5)
_MEGABYTE = 1 << 20
_LAST_RUNS = 5


@dataclass(frozen=True)
class Seen:
    """One thing that was looked at.

    Attributes:
        about: `versions`, `locks`, `disk`, `clock`, `keys`, `permissions`, `files`, `runs`, `service` or `backup`.
        grade: `warning` asks somebody to look, `wrong` keeps the program from doing its work or loses something.
        text: what was seen.
        remedy: what to do; empty where nothing is to be done.
        cause: by which people are told of it once (news.py); empty where they are told otherwise.
        fading: nothing is wrong any more, but it may be again soon.
    """

    about: str
    grade: Grade
    text: Sentence
    remedy: Sentence = NOTHING
    cause: str = ""
    fading: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"about": self.about, "grade": self.grade, "text": self.text, "remedy": self.remedy}


def examine(workspace: Workspace, now: dt.datetime | None = None) -> list[Seen]:
    """Looks at an installation.

    Args:
        workspace: whose.
        now: UTC; by default now.
    """
    now = now or dt.datetime.now(dt.UTC)
    try:
        chosen = settings.read(workspace)
        found = [*_profile(workspace)]
    except ConfigurationError as error:
        chosen, found = settings.Settings(), [Seen("files", "wrong", said(error), say("correct the file"))]
    return [
        *_versions(workspace),
        *_locks(workspace, now),
        *disk(workspace, chosen),
        *_clock(workspace, now),
        *_keys(workspace),
        *_permissions(workspace),
        *found,
        *_files(workspace),
        *_history(workspace, chosen, now),
        *_backup(workspace, now),
    ]


def _versions(workspace: Workspace) -> Iterator[Seen]:
    if (why := layout.older(workspace.state)) is not None:
        yield Seen("versions", "wrong", why, say("triwulan upgrade --to FILE, with the service stopped"))
    pins = dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", _constraints(), re.MULTILINE))
    shown = [f"triwulan {version('triwulan')} (program {made_by()[0][:12]})", f"Python {sys.version.split()[0]}"]
    for name in _PINNED:
        try:
            there = version(name)
        except PackageNotFoundError:
            there = ""
        shown.append(f"{name} {there or '-'}")
        if pins.get(name) not in (None, there):
            yield Seen(
                "versions",
                "warning",
                say("{name} is {there}, tested with {pinned}", name=name, there=there or "-", pinned=pins[name]),
                say("install as the README says, with constraints.txt"),
            )
    yield Seen("versions", "ok", verbatim(", ".join(shown)))


def _constraints() -> str:
    path = PROJECT / "constraints.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _locks(workspace: Workspace, now: dt.datetime) -> Iterator[Seen]:
    run, interface = locking.run_lock(workspace), workspace.state / "interface.lock"
    holder = locking.holder_of(run)
    if holder is not None:
        since = dt.datetime.fromisoformat(holder.since) if holder.since else now
        long = now - since > dt.timedelta(hours=_LONG_HOURS)
        yield Seen(
            "locks",
            "warning" if long else "ok",
            say("at work: {holder}", holder=holder.told()),
            say("see whether the process with that number still does something; end it if not") if long else NOTHING,
        )
    elif locking.left_behind(run):
        yield Seen(
            "locks",
            "warning",
            say("the last run was killed before its end"),
            say("run the quarter again: triwulan run"),
        )
    else:
        yield Seen("locks", "ok", say("nothing is at work"))
    if (holder := locking.holder_of(interface)) is not None:
        yield Seen("locks", "ok", say("at work: {holder}", holder=holder.told()))


def disk(workspace: Workspace, chosen: Settings) -> Iterator[Seen]:
    """How much space is free where the three folders lie, each disk once."""
    known: set[int] = set()
    for name, folder in kept.folders(workspace).items():
        place = next(path for path in (folder, *folder.parents) if path.exists())
        device = place.stat().st_dev
        if device in known:
            continue
        known.add(device)
        free = shutil.disk_usage(place).free // _MEGABYTE
        full = free < chosen.disk_mb
        yield Seen(
            "disk",
            "wrong" if free < chosen.disk_mb // 4 else "warning" if full else "ok",
            say("{free:,} MB are free where --{name} lies ({folder})", free=free, name=name, folder=folder),
            say("free some space, or let `triwulan prune --dry-run` say what can go") if full else NOTHING,
            cause=f"disk {name}",
            fading=not full and free < chosen.disk_mb * 6 // 5,
        )


def _clock(workspace: Workspace, now: dt.datetime) -> Iterator[Seen]:
    acts = [
        dt.datetime.fromisoformat(entry.time)
        for quarter in states.quarters(workspace)
        for entry in states.status.entries(workspace.reports / quarter.code)
    ]
    if acts and max(acts) > now + _AHEAD:
        yield Seen(
            "clock",
            "wrong",
            say("the clock says {now}, but something was done at {last}", now=_told(now), last=_told(max(acts))),
            say("set the clock of this machine by a time server before anything is published"),
        )
    else:
        yield Seen("clock", "ok", say("the clock says {now}", now=_told(now)))


def _told(when: dt.datetime) -> str:
    return when.isoformat(timespec="seconds")


def _keys(workspace: Workspace) -> Iterator[Seen]:
    back = say("bring it back from the backup: triwulan restore")
    known = keys.known_keys(workspace)
    # Before releases had a format nothing was signed, and no key was ever made.
    made = (in_force(workspace.reports / quarter.code) for quarter in states.quarters(workspace))
    published = any(release is not None and formats.format_of(_manifest(release)) > 1 for release in made)
    if signing := keys.signing_keys(known):
        holders = ", ".join(f"{key.keyid[: keys.SHORT]} ({key.holder})" for key in signing)
        yield Seen("keys", "ok", say("releases are signed by {holders}", holders=holders))
    elif known or published:
        yield Seen("keys", "wrong", say("no key is at hand that signs releases"), back)
    else:
        yield Seen("keys", "ok", say("no key yet; the first release makes one"))
    listed = keys.listed(workspace.sources)
    for key in signing:
        if listed and key.keyid not in listed:
            yield Seen(
                "keys",
                "warning",
                say("key {key} is not listed in the sources", key=key.keyid[: keys.SHORT]),
                say("triwulan key list says which file to copy"),
            )
    if (
        not (workspace.state / "identity.key").is_file()
        and workspace.archive.is_dir()
        and any(workspace.archive.iterdir())
    ):
        yield Seen("keys", "wrong", say("the key of the pseudonyms is missing"), back)


def _permissions(workspace: Workspace) -> Iterator[Seen]:
    closed = True
    for name, folder in (*kept.folders(workspace).items(), ("sources", workspace.landing)):
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            closed = False
            yield Seen(
                "permissions",
                "warning" if name == "sources" else "wrong",
                say("--{name} {folder}: may not be written by who runs this", name=name, folder=folder),
                say("give the account of the service the right to write there"),
            )
    for folder, path in _foreign(workspace):
        closed = False
        yield Seen(
            "permissions",
            "wrong",
            say("{path}: belongs to another account than {folder}", path=path, folder=folder),
            say(
                "chown -R --reference={folder} {folder}; call the program as the account of the service", folder=folder
            ),
        )
    for path in _secrets(workspace):
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            closed = False
            yield Seen(
                "permissions",
                "wrong",
                say("{path}: others may read it", path=path),
                say("chmod go-rwx {path}", path=path),
            )
    if closed:
        yield Seen("permissions", "ok", say("folders can be written, secrets are closed to others"))


def _foreign(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """State or releases, and the first file in it that is of another owner: most often somebody ran this as root."""
    if os.name != "posix":
        return
    for folder in (workspace.state, workspace.reports):
        for path in folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # a run has just taken it away
                if path.lstat().st_uid != folder.stat().st_uid:
                    yield folder, path
                    break


def _secrets(workspace: Workspace) -> Iterator[Path]:
    """What is closed to others by itself; a folder that is closed closes what is in it."""
    places = [workspace.state / "identity.key", workspace.state / "meja"]
    yield from (path for path in places if path.exists())
    yield from sorted((workspace.state / keys.FOLDER).glob(f"*/{keys.PRIVATE}"))


def _profile(workspace: Workspace) -> Iterator[Seen]:
    """That profile and contracts can be used; they raise what is wrong with them."""
    from orchestration.ingestion import load_contracts
    from orchestration.workspace.profile_loading import load_profile

    profile = load_profile(workspace)
    load_contracts(workspace.contracts)
    zone = profile.tenggat.zona
    yield Seen("files", "ok", say("profile of {unit}, time {zone}", unit=profile.unit.nama, zone=zone))


def _files(workspace: Workspace) -> Iterator[Seen]:
    for quarter in states.quarters(workspace):
        release = in_force(workspace.reports / quarter.code)
        if release is not None and not is_whole(release):
            yield Seen(
                "files",
                "wrong",
                say("{release}: its files are not those of its manifest", release=release),
                say("triwulan verify {quarter} says more; the backup has it whole: triwulan restore", quarter=quarter),
            )
    for path in sorted(workspace.state.glob("*.damaged-*")):
        yield Seen(
            "files",
            "warning",
            say("{path}: was damaged and has been made anew", path=path),
            say("look after disk and power; `triwulan prune` takes it away"),
        )


def _history(workspace: Workspace, chosen: Settings, now: dt.datetime) -> Iterator[Seen]:
    try:
        found = runs.history(workspace)
    except Exception as error:
        yield Seen(
            "runs",
            "wrong",
            say("the history of runs cannot be read: {error}", error=error),
            say("the next run makes it anew"),
        )
        return
    for run in found.runs[:_LAST_RUNS]:
        took = verbatim("" if run.seconds is None else f", {run.seconds:.0f} s")
        yield Seen(
            "runs",
            "ok",
            say(
                "{quarter} {outcome} {when}{took}",
                quarter=run.quarter,
                outcome=_OUTCOMES[run.outcome],
                when=_told(run.ended_at or run.asked_at),
                took=took,
            ),
        )
    for code, run in found.last_of_each().items():
        if broke(workspace, run):
            yield Seen(
                "runs",
                "wrong",
                say("the last run of {quarter} broke off", quarter=code),
                say("run it again and read what it says: triwulan run {quarter}", quarter=code),
            )
    yield from service(workspace, found, chosen, now)


_OUTCOMES = {
    "ended": say("ended"),
    "failed": say("was refused or failed"),
    "stopped": say("was stopped"),
    "running": say("runs, or was killed"),
}


def broke(workspace: Workspace, run: runs.Run) -> bool:
    """Whether a run failed without an answer, and nothing stands that the present inputs make.

    One that is refused leaves findings as new as itself; what was put back as it was before is not run again.
    """
    if run.outcome != "failed":
        return False
    from orchestration.release import held_back
    from orchestration.run.quarter import unchanged_konsep, unchanged_release
    from orchestration.workspace.quarters import Quarter

    quarter = Quarter.parse(run.quarter)
    refusal = held_back.place(workspace, quarter)
    began = (run.began_at or run.asked_at).timestamp()
    if refusal.is_file() and refusal.stat().st_mtime >= began:
        return False
    return unchanged_release(workspace, quarter) is None and unchanged_konsep(workspace, quarter) is None


def service(workspace: Workspace, found: History, chosen: Settings, now: dt.datetime) -> Iterator[Seen]:
    """Whether what runs by itself does: the daemon is alive, and no run that was due is missing.

    A run is not missed where the release in force was made of all that has landed: somebody ran it by hand before.
    """
    expected = chosen.layanan if chosen.layanan is not None else found.alive_at is not None
    if not expected:
        yield Seen("service", "ok", say("nothing runs by itself here; `triwulan ui` was never started"))
        return
    start = say("start the service again: `triwulan ui`, or systemctl restart triwulan")
    if found.alive_at is None or (now - found.alive_at).total_seconds() > runs.SILENT_SECONDS:
        since = _told(found.alive_at) if found.alive_at else say("ever")
        yield Seen("service", "wrong", say("the daemon has not been alive since {since}", since=since), start, "daemon")
    else:
        yield Seen("service", "ok", say("the daemon was alive at {when}", when=_told(found.alive_at)))
    missed = runs.missed_run(found, now)
    if missed is not None and not _is_published_as_landed(workspace, missed[0]):
        quarter, at = missed
        yield Seen(
            "service",
            "wrong",
            say("{quarter}: the run of {when} was missed", quarter=quarter, when=_told(at)),
            say("run it by hand: triwulan run {quarter}", quarter=quarter),
            cause=f"jadwal {quarter}",
        )


def _is_published_as_landed(workspace: Workspace, quarter: Quarter) -> bool:
    from orchestration.ingestion import fingerprint

    release = in_force(workspace.reports / quarter.code)
    if release is None:
        return False
    made_from: Mapping[str, Any] = _manifest(release).get("created_from", {})
    return bool(made_from.get("deliveries") == fingerprint(workspace, quarter))


def _manifest(release: Path) -> Mapping[str, Any]:
    """The manifest of a release; nothing where it cannot be read, which is told of elsewhere."""
    try:
        return read_manifest(release)
    except (OSError, ValueError):
        return {}


def overdue(workspace: Workspace, now: dt.datetime | None = None) -> list[Seen]:
    """What should have run by itself and did not.

    Raises:
        ConfigurationError: the settings of the installation cannot be used.
        WorkspaceBusyError: the history of runs cannot be looked into now.
    """
    now = now or dt.datetime.now(dt.UTC)
    found = service(workspace, runs.history(workspace), settings.read(workspace), now)
    return [one for one in found if one.grade == "wrong"]


def _backup(workspace: Workspace, now: dt.datetime) -> Iterator[Seen]:
    made = last_backup(workspace)
    advice = say("triwulan backup --to FILE, on another disk or machine, by a timer")
    if made is None:
        if workspace.archive.is_dir():
            yield Seen("backup", "warning", say("no backup was ever made here"), advice)
        return
    old = now - made > dt.timedelta(days=_BACKUP_DAYS)
    text = say("the last backup is of {when}", when=_told(made))
    yield Seen("backup", "warning" if old else "ok", text, advice if old else NOTHING)
