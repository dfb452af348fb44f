"""Kills backup, restore, upgrade, prune and messages at random moments, and does each again: `make kills`.

A kill takes the whole process group, and of what was being written the last bytes, as a power cut does. After each one
every answer, delivery, key, signature and release is what it was; the act done again ends well, and no message has come
twice. Belongs here: the kills and what is looked at. Not here: killed runs (orchestration/kills.py) and decisions
(orchestration/killed_acts.py).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from orchestration.language.sentences import say
from orchestration.operations import backup, channels, messages, pruning, restoring, upgrading
from orchestration.operations.news import News
from orchestration.operations.settings import Kind
from orchestration.release import durable, formats, status
from orchestration.release.states import State
from orchestration.workspace import layout, locking
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

QUARTERS = (Quarter(2025, 1), Quarter(2025, 2))
KINDS = {
    "sources/tanggapan/": "answers",
    "sources/landing/": "uploads",
    "state/archive/": "uploads",
    "state/identity.key": "keys",
    "state/kunci/": "keys",
    "reports/": "releases",
}
"""Beginnings of the paths of what may never be lost; a signature is what its name says."""

_OLD_DAYS = 400


@dataclass(frozen=True)
class Act:
    """Something that is killed.

    Attributes:
        name: of it.
        begin: puts the workspace into the state that it begins from.
        do: does it.
        wrong: what is wrong once it was done again after a kill.
    """

    name: str
    begin: Callable[[], None]
    do: Callable[[], object]
    wrong: Callable[[], list[str]]


def make(folder: Path, chance: random.Random) -> Workspace:
    """A workspace of two quarters, with what a person gave and what was decided."""
    shutil.copytree(PROJECT / "sources", folder / "sources", ignore=shutil.ignore_patterns("2025-TW*", "kunci"))
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    for quarter in QUARTERS:
        for number in range(12):
            content = chance.randbytes(60_000)
            digest = hashlib.sha256(content).hexdigest()
            _write(workspace.landing / quarter.code / f"{number:02}.csv", content)
            _write(workspace.archive / digest / f"{number:02}.csv", content)
        _write(workspace.sources / "tanggapan" / f"{quarter}.csv", b"key,by,date,reason\nab12,Penguji,2025-07-01,ya\n")
        for name in ("r1", "r2"):
            release = workspace.reports / quarter.code / name
            for file in ("laporan.pdf", "figures.csv", "manifest.dsse.json"):
                _write(release / file, chance.randbytes(200_000))
            files = {path.name: {"sha256": _sha256(path)} for path in release.iterdir() if "manifest" not in path.name}
            made = {"format": formats.FORMAT, "files": files, "created_from": {"deliveries": {}}}
            _write(release / "manifest.json", json.dumps(made).encode())
            status.append(release.parent, status.RUN, name, State.TERBIT)
        durable.point(workspace.reports / quarter.code / "latest", "r2")
    _write(workspace.state / "identity.key", b"ab" * 32)
    _write(workspace.state / "kunci" / "k1" / "rahasia.pem", chance.randbytes(100))
    return workspace


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of everything that may never be lost, by its path."""
    found = {}
    for name in ("sources", "state", "reports"):
        root = getattr(workspace, name)
        for path in root.rglob("*"):
            place = f"{name}/{path.relative_to(root).as_posix()}"
            if path.is_file() and not path.is_symlink() and _kind(place) and "/.new-" not in place:
                found[place] = _sha256(path)
    return found


def _kind(place: str) -> str:
    if place.endswith("manifest.dsse.json"):
        return "signatures"
    beginning = next((beginning for beginning in KINDS if place.startswith(beginning)), "")
    return KINDS.get(beginning, "")


def lost(before: dict[str, str], after: dict[str, str]) -> Counter[str]:
    """How much of each kind is not what it was."""
    return Counter(_kind(place) for place, digest in before.items() if after.get(place) != digest)


@contextlib.contextmanager
def killed(do: Callable[[], object], seconds: float | None) -> Iterator[int]:
    """Does something in a process group of its own, and kills it after some seconds; gives how it ended."""
    if (pid := os.fork()) == 0:
        code = 1
        try:
            os.setsid()
            do()
            code = 0
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        finally:
            os._exit(code)
    if seconds is not None:
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):  # it has no session of its own yet
            os.kill(pid, signal.SIGKILL)
    yield os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def cut(folder: Path, chance: random.Random) -> None:
    """Takes the end of every file that was being written: nothing but what was synced is on the disk."""
    for path in folder.rglob(".new-*"):
        if path.is_file() and not path.is_symlink() and (size := path.stat().st_size):
            os.truncate(path, chance.randrange(size))


class _Sink:
    """A webhook in a process of its own, which writes down what came before it answers."""

    def __init__(self, file: Path) -> None:
        self.file = file
        server = HTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"json://127.0.0.1:{server.server_address[1]}/kabar"
        self.pid = os.fork()
        if self.pid == 0:
            server.serve_forever()
        server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        file = self.file

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with file.open("a", encoding="utf-8") as handle:
                    handle.write(f"{json.dumps(said['message'])}\n")
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler

    def arrived(self) -> Counter[str]:
        """How often each news came."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.is_file() else []
        parts = [part for line in lines for part in json.loads(line).split("\n\n")]
        return Counter(part.splitlines()[0] for part in parts)

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def acts(folder: Path, workspace: Workspace, sink: _Sink) -> list[Act]:
    """What is killed, over one workspace."""
    whole = folder / "whole.tar.gz"
    backup.write(workspace, whole)
    file, there, partial = folder / "copy", folder / "there", folder / "partial"
    other = Workspace(partial / "sources", partial / "state", partial / "reports")
    count = [0]

    def fresh(*paths: Path) -> Callable[[], None]:
        def begin() -> None:
            for path in paths:
                if path.is_dir():
                    restoring._remove(path)
                path.unlink(missing_ok=True)

        return begin

    def copied() -> list[str]:
        files = backup.read(file).files
        gone = lost(held(workspace), {name: str(entry["sha256"]) for name, entry in files.items()})
        return [f"not in the backup: {dict(gone)}"] if gone else []

    def restored(place: Workspace, wanted: Callable[[str], bool]) -> list[str]:
        before = {name: digest for name, digest in held(workspace).items() if wanted(name)}
        gone = lost(before, held(place))
        return [f"not restored: {dict(gone)}"] if gone else []

    everything = Workspace(there / "sources", there / "state", there / "reports")
    quarter = QUARTERS[1]

    def of_quarter(name: str) -> bool:
        return name.startswith((f"reports/{quarter}", f"sources/landing/{quarter}", "state/archive"))

    def copy_again() -> object:
        if file.exists():
            return backup.read(file)  # the kill came after its end
        return backup.write(workspace, file)

    def restore_again() -> object:
        return None if there.exists() else restoring.everything(whole, there)

    def grow_old() -> None:
        fresh(folder / "before")()
        (folder / "before").mkdir()
        (workspace.state / layout.FILE).unlink(missing_ok=True)
        for name in ("warehouse", "dbt_target"):
            for number in range(30):
                _write(workspace.state / name / f"{number}" / "file", bytes(2000))

    def of_today() -> list[str]:
        copies = [path for path in (folder / "before").iterdir() if not path.name.startswith(".new-")]
        good = layout.found(workspace.state) == layout.LAYOUT and any(backup.read(path).files for path in copies)
        return [] if good else ["the state was not upgraded, or without a backup"]

    def litter() -> None:
        long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=_OLD_DAYS)).timestamp()
        for number in range(20):
            damaged = workspace.state / f"warehouse.damaged-{number + 1}"
            left = workspace.reports / QUARTERS[0].code / f".new-r3-{number}"
            for path in (damaged / "file", left / "file"):
                _write(path, bytes(1000))
                os.utime(path.parent, (long_ago, long_ago))

    def clean() -> list[str]:
        left = [*workspace.state.glob("*.damaged-*"), *workspace.reports.glob("*/.new-*")]
        return [f"{len(left)} are left"] if left else []

    def cause() -> None:
        count[0] += 1

    def tell() -> object:
        news = [
            News(Kind.TERBIT, f"{number}", say("{quarter}: {release} is published", quarter=number, release="r1"),
                 say("read it, and pass it on"), lasts=True)
            for number in range(count[0] + 1)
        ]  # fmt: skip
        return messages.tell(workspace, news, channels.channels({channels.ADDRESSES: sink.address}))

    def told() -> list[str]:
        return [f"{text} came {times} times" for text, times in sink.arrived().items() if times > 1]

    tell()
    return [
        Act("backup", fresh(file), copy_again, copied),
        Act("restore", fresh(there), restore_again, lambda: restored(everything, lambda _: True)),
        Act("restore of a quarter", fresh(partial), lambda: restoring.one_quarter(whole, other, quarter),
            lambda: restored(other, of_quarter)),
        Act("upgrade", grow_old, lambda: upgrading.upgrade(workspace, folder / "before"), of_today),
        Act("prune", litter, lambda: pruning.prune(workspace), clean),
        Act("messages", cause, tell, told),
    ]  # fmt: skip


def rehearse(folder: Path, times: int, seed: int, say_it: Callable[[str], object]) -> int:
    """Kills so many acts in turn; how many did not end well."""
    chance = random.Random(seed)
    sink = _Sink(folder / "arrived")
    try:
        channels.channels({channels.ADDRESSES: sink.address})  # its library is loaded before anything is killed
        workspace = make(folder, chance)
        every = acts(folder, workspace, sink)
        lengths: dict[str, float] = {}
        for act in every:
            act.begin()
            began = time.monotonic()
            with killed(act.do, None) as code:
                if code:
                    raise RuntimeError(f"{act.name}, which nobody killed, ended with {code}")
            lengths[act.name] = time.monotonic() - began
        failed, hit, gone = 0, 0, Counter[str]()
        for number in range(times):
            act = every[number % len(every)]
            act.begin()
            before = held(workspace)
            seconds = chance.random() * lengths[act.name]
            with killed(act.do, seconds) as code:
                hit += code == -signal.SIGKILL
            cut(folder, chance)
            missing = lost(before, held(workspace))
            gone += missing
            wrong = [f"lost: {dict(missing)}"] if missing else []
            if locking.holder_of(locking.run_lock(workspace)) is not None:
                wrong.append("the lock is held by the dead")
            with killed(act.do, None) as code:
                wrong += [f"done again it ended with {code}"] if code else act.wrong()
            wrong += ["lost when it was done again"] if lost(before, held(workspace)) else []
            failed += bool(wrong)
            say_it(f"{number + 1:4} {act.name} killed after {1000 * seconds:4.0f} ms: {'; '.join(wrong) or 'well'}\n")
    finally:
        sink.close()
    kinds = ("answers", "uploads", "keys", "signatures", "releases")
    say_it(
        f"{times} kills, {hit} of them before the end; lost: {', '.join(f'{gone[kind]} {kind}' for kind in kinds)}\n"
    )
    came, caused = sum(sink.arrived().values()), times // len(every) + 1  # one by the act that nobody killed
    say_it(f"{came} of {caused} news came, none twice; {failed} did not end well\n")
    if came * 2 < caused:
        say_it("most news were noted as told and never sent\n")
        failed += 1
    if times >= len(every) and hit * 3 < times:
        say_it("most kills came too late to show anything\n")
        return failed + 1
    return failed


def main() -> None:
    """Rehearses and says what came of each kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=19)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        raise SystemExit(bool(rehearse(Path(name), options.times, options.seed, sys.stdout.write)))


if __name__ == "__main__":
    main()
