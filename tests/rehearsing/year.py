"""The year: installed in spring, four quarters, a missed schedule, a dead daemon, a full disk, a move, an upgrade.

Prints a line for everything that was promised and what came of it, and ends with 1 when one is not as promised.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.operations import sealing
from orchestration.release import answers, states
from orchestration.release.reading import releases
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.another_time import beside
from tests.operations.sinks import mail, webhook
from tests.rehearsing import deliveries, older
from tests.rehearsing.deliveries import TW1, TW2, TW3, TW4
from tests.rehearsing.promises import Table

WIT = dt.timezone(dt.timedelta(hours=9))
_DAEMON_SECONDS = 240.0
_OTHER = 65534
"""The account to which the office moves; most systems call it `nobody`."""
_FULL = """
set -e
mount -t tmpfs -o size=2g tmpfs "$SMALL"
cp -a "$TRIWULAN_STATE/." "$SMALL"
used=$(df -k --output=used "$SMALL" | tail -1)
mount -o remount,size=$((used + 1024))k "$SMALL"
code=0; TRIWULAN_STATE="$SMALL" "$PYTHON" -m orchestration.cli run "$QUARTER" || code=$?
exit $code
"""
"""A run whose state lies on a disk with one MB left, full before it ends; the true state stays as it is."""


class Office:
    """The installation, at whatever time it is there."""

    def __init__(self, folder: Path, table: Table, addresses: Sequence[str]) -> None:
        self.folder, self.table = folder, table
        self.workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
        self.now = dt.datetime.now(dt.UTC)
        self.account: int | None = None
        self._shifted = beside(folder, 0)
        if not self._shifted:
            raise RuntimeError("another time needs a C compiler (cc); nothing was rehearsed")
        saluran = folder / "saluran"
        saluran.write_text("\n".join(addresses) + "\n", encoding="utf-8")
        saluran.chmod(0o600)
        self._channels = {"TRIWULAN_NOTIFY_FILE": str(saluran)}

    @property
    def day(self) -> str:
        return self.now.astimezone(WIT).date().isoformat()

    def at(self, month: int, day: int, hour: int = 9, year: int = 2025) -> None:
        """Lets it be a day and an hour of WIT."""
        self.now = dt.datetime(year, month, day, hour, tzinfo=WIT)

    def environment(self, workspace: Workspace | None = None) -> dict[str, str]:
        seconds = int((self.now - dt.datetime.now(dt.UTC)).total_seconds())
        known = {name: text for name, text in os.environ.items() if not name.startswith("TRIWULAN_")}
        own = (workspace or self.workspace).environment()
        return {**known, **self._shifted, "BESIDE": str(seconds), **self._channels, **own}

    def triwulan(self, *words: str, workspace: Workspace | None = None) -> tuple[int, str]:
        """Calls the command; exit code and what it said."""
        found = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *words],
            cwd=PROJECT,
            env=self.environment(workspace),
            capture_output=True,
            text=True,
            check=False,
            user=self.account,
            group=self.account,
            extra_groups=None if self.account is None else [],
        )
        return found.returncode, found.stdout + found.stderr

    def does(self, *words: str, code: int = 0, workspace: Workspace | None = None) -> str:
        """Calls the command, which has to end as it should; that goes into the table."""
        ended, said = self.triwulan(*words, workspace=workspace)
        note = "" if ended == code else f"ended with {ended}: {said[-600:]}"
        self.table.shown(self.day, f"triwulan {' '.join(words)}"[:64], ended == code, note)
        return said

    def tells(self, *promised: str, workspace: Workspace | None = None) -> None:
        """The second clock looks twice; since the last time exactly what was promised has been told, once."""
        for _ in range(2):
            code, said = self.triwulan("notify", workspace=workspace)
            if code:
                self.table.shown(self.day, "triwulan notify", good=False, note=said[-300:])
        self.table.told(self.day, promised)

    def publishes(self, quarter: str) -> None:
        """Runs a quarter, answers what it asks, and runs it again until it stands."""
        code, said = self.triwulan("run", quarter)
        if code == 6:
            _answer(self.workspace, quarter, self.day)
            code, said = self.triwulan("run", quarter)
        self.table.shown(self.day, f"triwulan run {quarter}", code == 0, "" if code == 0 else said[-600:])


def _answer(workspace: Workspace, quarter: str, day: str) -> None:
    draft = states.konsep(workspace.reports / quarter)
    if draft is not None:
        for warning in states.waits_of(draft).warnings:
            given = answers.Answer(warning.key, "Penguji Karangan", day, "Sengaja dibuat begini")
            answers.add(workspace, Quarter.parse(quarter), given)


def _daemon_dies(office: Office) -> None:
    """Starts the service, and cuts its power once its daemon has said that it lives."""
    with (office.folder / "ui.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "ui", "--port", "18610"],
            cwd=PROJECT, env=office.environment(), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        alive, until = False, time.monotonic() + _DAEMON_SECONDS
        while not alive and time.monotonic() < until and process.poll() is None:
            time.sleep(5)
            _, said = office.triwulan("doctor", "--json")
            with contextlib.suppress(ValueError, KeyError):
                alive = any("was alive at" in one["text"] for one in json.loads(said)["seen"])
        _kill_all(process.pid)
        process.wait()
    office.table.shown(
        office.day, "the service runs; then its power is cut", alive, _tail(office.folder / "ui.log", alive)
    )


def _tail(path: Path, well: bool) -> str:
    return "" if well else path.read_text(encoding="utf-8", errors="replace")[-300:]


def _kill_all(pid: int) -> None:
    """Kills a process and everything below it, as a power cut does, whichever sessions they made themselves."""
    above: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            above[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in above.items() if parent == one]
    for one in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def _disk_fills(office: Office, quarter: str) -> None:
    """A run on a disk that ends, where this machine lets a user mount one."""
    own_disk = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*own_disk, "true"], check=False).returncode:
        office.table.shown(office.day, "a full disk: NOT REHEARSED, no disk of one's own here", good=True)
        return
    small = office.folder / "small"
    small.mkdir()
    found = subprocess.run(
        [*own_disk, "sh", "-c", _FULL], cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**office.environment(), "SMALL": str(small), "PYTHON": sys.executable, "QUARTER": quarter},
    )  # fmt: skip
    said = found.stdout + found.stderr
    good = found.returncode == 3 and "the disk is full" in said and "Traceback" not in said
    office.table.shown(office.day, "a full disk: exit 3, in words", good, "" if good else said[-500:])


def _irreplaceable(workspace: Workspace) -> dict[str, str]:
    """What may never be lost: SHA-256 of every received file, answer, release and key."""
    places = {
        "archive": workspace.archive,
        "landing": workspace.landing,
        "answers": workspace.sources / "tanggapan",
        "keys": workspace.state / "kunci",
        "reports": workspace.reports,
    }
    found = {}
    for name, place in places.items():
        for path in sorted(place.rglob("*")):
            relative = path.relative_to(place).as_posix()
            if path.is_file() and not path.is_symlink() and "konsep" not in relative and path.name != "status.csv":
                found[f"{name}/{relative}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _kept(before: dict[str, str], after: dict[str, str]) -> tuple[bool, str]:
    lost = sorted(name for name in before if after.get(name) != before[name])
    return not lost, f"{len(before)} files" if not lost else f"lost: {lost[:3]}"


def _all_hold(office: Office, workspace: Workspace) -> None:
    for quarter in states.quarters(workspace):
        for release in releases(workspace.reports / quarter.code):
            words = ("verify", quarter.code, "--release", release.name)
            code, said = office.triwulan(*words, workspace=workspace)
            note = "" if code == 0 else said[-400:]
            office.table.shown(office.day, f"{quarter} {release.name} verifies", code == 0, note)


def first_half(office: Office) -> None:
    """Installed; the first quarter late, the second held back; the daemon dies in summer."""
    workspace = office.workspace
    deliveries.begin(workspace.sources)
    (workspace.sources / "operasi.yaml").write_text("alamat_meja: https://meja.kantor.go.id\ndisk_mb: 1\n")
    office.at(4, 1)
    office.does("notify", "--test")
    tried = {name: len(sink.arrived) for name, sink in office.table.sinks.items()}
    office.table.shown(office.day, "a trial message on every channel", set(tried.values()) == {1}, str(tried))
    office.tells()
    office.at(4, 11)
    office.does("status", "--due", code=1)
    office.tells("2025-TW1: laporan jatuh tempo")
    deliveries.deliver(workspace.sources, TW1)
    office.publishes(TW1)
    office.tells("2025-TW1: r1 terbit")
    office.at(7, 4)
    deliveries.deliver(workspace.sources, TW2)
    deliveries.spoil(workspace.sources, TW2)
    office.does("run", TW2, code=1)
    office.does("run", TW2, code=1)
    office.tells("2025-TW2 ditahan")
    deliveries.deliver(workspace.sources, TW2)
    office.publishes(TW2)
    office.tells("2025-TW2: r1 terbit")
    office.at(8, 5)
    _daemon_dies(office)
    office.tells()
    office.at(8, 5, hour=11)
    office.does("status", "--due", code=1)
    office.tells("tidak hidup sejak")


def second_half(office: Office) -> None:
    """The run of October was missed; in January the disk is full, and the head approves."""
    workspace = office.workspace
    office.at(10, 9)
    deliveries.deliver(workspace.sources, TW3)
    office.tells()
    office.at(10, 15, hour=14)
    office.does("status", "--due", code=1)
    office.tells("2025-TW3: pengolahan terjadwal", "2025-TW3: laporan jatuh tempo")
    office.publishes(TW3)
    office.tells("2025-TW3: r1 terbit")
    office.at(1, 6, year=2026)
    deliveries.deliver(workspace.sources, TW4)
    before = _irreplaceable(workspace)
    _disk_fills(office, TW4)
    office.table.shown(office.day, "a full disk has cost nothing", *_kept(before, _irreplaceable(workspace)))
    office.tells()
    with (workspace.sources / "unit.yaml").open("a", encoding="utf-8") as profile:
        profile.write("\npenerbitan: disahkan\n")
    office.triwulan("run", TW4)
    _answer(workspace, TW4, office.day)
    office.does("run", TW4, code=6)
    office.tells("2025-TW4: ada konsep yang menunggu")
    office.does("approve", TW4, "--by", "Kepala Karangan")
    office.tells("2025-TW4: r1 terbit")


def _becomes_another(office: Office, *files: Path) -> Path:
    """Lets another account do what follows, where this one may give it what is its own; the folder that it has.

    The account is given the files, and can read the program and the channels, and nothing else of the installation.
    """
    own = office.folder / "lain"
    own.mkdir()
    try:
        found = subprocess.run(
            [sys.executable, "-c", "import orchestration.cli"], cwd=PROJECT, env={**os.environ, "HOME": str(own)},
            user=_OTHER, group=_OTHER, extra_groups=[], capture_output=True, check=False,
        )  # fmt: skip
        able = found.returncode == 0
    except OSError:  # it may not become another account, or the other one may not call this Python
        able = False
    if able:
        office.folder.chmod(0o711)
        for path in (own, *files, office.folder / "saluran"):
            os.chown(path, _OTHER, _OTHER)
        office.account = _OTHER
    what = f"the account {_OTHER} goes on" if able else "another account: NOT REHEARSED, nobody else may run it here"
    office.table.shown(office.day, what, good=True)
    return own


def _owned(office: Office, folder: Path) -> None:
    """Everything that was brought back belongs to whoever brought it back, and is closed to others as it was."""
    wanted = office.account if office.account is not None else os.getuid()
    foreign = [str(path) for path in folder.rglob("*") if path.lstat().st_uid != wanted]
    opened = [str(path) for path in (folder / "state").rglob("*.key") if path.stat().st_mode & 0o077]
    wrong = foreign + opened
    office.table.shown(office.day, "all of it belongs to who restored it", not wrong, ", ".join(wrong[:3]))


def moves(office: Office) -> Workspace:
    """A backup, and all of it restored in another folder by another account, which goes on; nobody is told twice."""
    private = office.folder / "cadangan.txt"
    public = sealing.new_key(private)
    file = office.folder / "cadangan.age"
    before = _irreplaceable(office.workspace)
    office.at(1, 12, year=2026)
    office.does("backup", "--to", str(file), "--recipient", public)
    there = _becomes_another(office, file, private) / "pindah"
    office.does("restore", str(file), "--key", str(private), "--to", str(there), "--no-proof")
    _owned(office, there)
    moved = Workspace(there / "sources", there / "state", there / "reports")
    office.table.shown(office.day, "the restore has everything", *_kept(before, _irreplaceable(moved)))
    shutil.rmtree(office.workspace.state)
    shutil.rmtree(office.workspace.reports)
    office.workspace = moved
    _all_hold(office, moved)
    office.does("run", TW4)
    code, said = office.triwulan("status", "--json")
    found = json.loads(said) if code in (0, 1) else {}
    stands = {one["quarter"]: one["release"] for one in found.get("quarters", []) if one.get("release")}
    good = all(stands.get(quarter) == "r1" for quarter in deliveries.YEAR)
    office.table.shown(office.day, "four releases stand in the other folder", good, str(stands))
    office.tells()
    office.account = None
    return moved


def upgraded(office: Office) -> None:
    """A workspace of 4f99602 becomes one of today: read, upgraded, run; the older program proves its own release."""
    place = office.folder / "lama"
    workspace = Workspace(place / "sources", place / "state", place / "reports")
    program = older.Program(place / "program")
    office.at(7, 2)
    wrong = older.made_by(program, workspace, office.environment(workspace))
    office.table.shown(office.day, f"{older.COMMIT} publishes {older.QUARTER} of its sample", not wrong, wrong[-400:])
    if wrong:
        return
    before = _irreplaceable(workspace)
    office.does("figures", older.QUARTER, workspace=workspace)
    office.does("run", TW2, code=2, workspace=workspace)
    said = office.does("upgrade", "--to", str(office.folder / "sebelum.tar.gz"), workspace=workspace)
    named = "proven by the program that made it" in said
    office.table.shown(office.day, "of the older release it says which program proves it", named, "")
    office.tells(workspace=workspace)
    office.triwulan("run", TW2, workspace=workspace)
    _answer(workspace, TW2, office.day)
    office.does("run", TW2, workspace=workspace)
    office.does("verify", TW2, workspace=workspace)
    told = ["2025-TW2: ada konsep yang menunggu", "2025-TW2: r1 terbit"]
    office.tells(*told, workspace=workspace)
    code, said = program("verify", older.QUARTER, *older.options(workspace), environment=office.environment(workspace))
    office.table.shown(
        office.day, f"{older.COMMIT} proves its own release there", code == 0, said[-300:] if code else ""
    )
    office.table.shown(office.day, "the upgrade has lost nothing", *_kept(before, _irreplaceable(workspace)))
    back = office.folder / "kembali"
    office.does("restore", str(office.folder / "sebelum.tar.gz"), "--to", str(back))
    restored = Workspace(back / "sources", back / "state", back / "reports")
    office.table.shown(office.day, "the backup before it is whole", *_kept(before, _irreplaceable(restored)))


def main() -> int:
    """Rehearses the year, or a part of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a new folder in which everything stays")
    parser.add_argument("--only", choices=("year", "upgrade"), help="a part")
    chosen = parser.parse_args()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.mkdir(parents=True, exist_ok=True)
        sinks = {"webhook": stack.enter_context(webhook()), "mail": stack.enter_context(mail())}
        table = Table(sinks)
        office = Office(folder.absolute(), table, [sink.address for sink in sinks.values()])
        if chosen.only != "upgrade":
            first_half(office)
            second_half(office)
            moves(office)
        if chosen.only != "year":
            upgraded(office)
    sys.stdout.write(f"{table.summary()}; {time.monotonic() - began:.0f} s\n")
    return 0 if table.good else 1


if __name__ == "__main__":
    sys.exit(main())
