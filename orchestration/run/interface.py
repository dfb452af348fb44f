"""`triwulan ui`: Dagster's web interface and daemon over one workspace, and the stewards' desk beside them.

Belongs here: starting them, waiting until they answer, ending them. Not here: what they show (defs/, desk/).

Dagster's interface has no login: it listens on 127.0.0.1. Its processes start in the project's folder, where
pyproject.toml names the code location; started with a module name instead, the location would get another name and the
runs of the command line would not be found under their job. The daemon makes schedule and sensor tick and starts queued
runs; an auditor's read-only interface starts none and needs none.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import types
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.language.choice import VARIABLE, chosen
from orchestration.lineage import loading, page
from orchestration.release import formats
from orchestration.run.logs import Log
from orchestration.workspace import locking
from orchestration.workspace.settings import PACKAGE, PROJECT, Workspace

HOST = "127.0.0.1"
START_SECONDS = 120.0
STOP_SECONDS = 20.0
WATCH = "TRIWULAN_WATCH"
"""Set for the processes started here: the sensor watches the landing folder only then."""

DESK = "TRIWULAN_MEJA"
"""Set for the processes started here: where the desk is, to which assets and checks lead."""

LOGS = "log"
"""Folder in the state of what the processes started here write."""

_PORTS = 200
"""Ports among which one is free for Dagster's interface."""

_OWN_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_POLITE = getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT)
"""On Windows a process of a group of its own hears no Ctrl-C."""

_EXIT_OK, _EXIT_USAGE, _EXIT_INTERNAL = 0, 2, 3


class StopRequestedError(Exception):
    """Ctrl-C, or a polite request to end from outside."""


@dataclass(frozen=True)
class Companion:
    """What is served beside Dagster's interface.

    Attributes:
        name: begins the line that says where it is.
        host: address on which it listens.
        port: on it.
        url: where a browser finds it.
        health: path that answers when it is ready.
        command: that serves it.
        asks: what its standard input says, made of the address of Dagster's interface.
        lines: what is said after the addresses.
    """

    name: str
    host: str
    port: int
    url: str
    health: str
    command: list[str]
    asks: Callable[[str], bytes]
    lines: list[str]


@dataclass(frozen=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Log


def serve(
    workspace: Workspace, beside: Companion, *, read_only: bool = False, meanwhile: Callable[[], None] = lambda: None
) -> int:
    """Starts the interfaces, says where they are, and stays until Ctrl-C.

    Args:
        workspace: what they show.
        beside: the desk; Dagster's interface takes the first free port after its own.
        read_only: nothing can be launched or switched, and no daemon runs.
        meanwhile: called twice a second while they run.

    Returns:
        Exit code: 0 after Ctrl-C, 2 when it cannot start as asked, 3 when a process it needs ended by itself.

    Raises:
        SettingsError: the workspace is of an older or a newer program.
        WorkspaceBusyError: another interface with a daemon serves this workspace.
    """
    if not read_only:
        formats.demand_today(workspace)
    if not _free(beside.host, beside.port):
        print(f"port {beside.port} on {beside.host} is taken; choose another with --port", file=sys.stderr)  # noqa: T201
        return _EXIT_USAGE
    port = next(number for number in range(beside.port + 1, beside.port + _PORTS) if _free(HOST, number))
    only_one = (
        contextlib.nullcontext()
        if read_only
        else locking.hold(workspace.state / "interface.lock", f"triwulan ui on port {beside.port}")
    )
    with only_one, _polite_ending():
        children: list[_Child] = []
        try:
            print("starting ...", file=sys.stderr)  # noqa: T201
            environment = _prepare(workspace, watch=not read_only)
            url = f"http://{HOST}:{port}"
            environment[DESK] = beside.url
            children = _start(workspace, port, read_only, environment)
            children.append(_start_beside(workspace, beside, url, environment))
            for address in (f"{url}/server_info", f"{beside.url}{beside.health}"):
                if not _wait_until_it_answers(address, children):
                    return _EXIT_INTERNAL
            mode = "read-only, " if read_only else ""
            for line in (
                f"{beside.name}  {beside.url}",
                f"dagster  {url}",
                *beside.lines,
                f"({mode}workspace {workspace.sources}; Ctrl-C ends it)",
                f"columns from source to figure: {page.path(workspace)}",
            ):
                print(line, flush=True)  # noqa: T201
            return _watch(children, None if read_only else workspace, meanwhile)
        except StopRequestedError:
            return _EXIT_OK
        finally:
            _stop(children)
            if not read_only:
                _close_abandoned(workspace)


def _prepare(workspace: Workspace, *, watch: bool) -> dict[str, str]:
    """Creates the history, parses the models and draws their lineage, before two processes do so at the same time."""
    from orchestration.journey.plan import DBT_PROJECT, load_plan

    load_plan(workspace)
    page.write(workspace, loading.load(workspace, DBT_PROJECT))
    if watch:
        _close_abandoned(workspace)
    else:
        _open_history(workspace)
    environment = {**os.environ, **workspace.environment(), "DAGSTER_HOME": str(workspace.dagster_home)}
    environment.pop(WATCH, None)
    if language := chosen():
        environment[VARIABLE] = language
    # The project is found without being installed too; the folder of the checkout is not the caller's folder.
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    if watch:
        environment[WATCH] = "1"
    return environment


def _open_history(workspace: Workspace) -> None:
    from orchestration.run.history import open_instance

    with open_instance(workspace):
        pass


def _close_abandoned(workspace: Workspace) -> None:
    """Ends in the history what ended in fact: no interface but this one, and no run of it, is alive now."""
    from orchestration.run.history import close_abandoned, open_instance

    with open_instance(workspace) as instance:
        holder = locking.holder_of(locking.run_lock(workspace))
        close_abandoned(instance, command_line=holder is None, interface=holder is None or not holder.of_interface)


def _start(workspace: Workspace, port: int, read_only: bool, environment: dict[str, str]) -> list[_Child]:
    folder = Path(sys.executable).parent
    web = [str(folder / "dagster-webserver"), "--host", HOST, "--port", str(port)]
    web += ["--dagster-log-level", "warning", "--code-server-log-level", "warning"]
    commands = {"webserver": [*web, "--read-only"] if read_only else web}
    if not read_only:
        commands["daemon"] = [str(folder / "dagster-daemon"), "run", "--log-level", "warning"]
    return [
        _launch(name, command, _log(workspace, f"{name}-{port}"), environment) for name, command in commands.items()
    ]


def _start_beside(workspace: Workspace, beside: Companion, dagster: str, environment: dict[str, str]) -> _Child:
    log = _log(workspace, f"{beside.name}-{beside.port}")
    own = {name: value for name, value in environment.items() if name != WATCH}
    return _launch(beside.name, beside.command, log, own, beside.asks(dagster))


def _log(workspace: Workspace, name: str) -> Log:
    return Log(workspace.state / LOGS / f"{name}.log")


def _launch(name: str, command: list[str], log: Log, environment: dict[str, str], asks: bytes = b"") -> _Child:
    process = subprocess.Popen(  # noqa: S603 - programs of our own environment
        command,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.PIPE if asks else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Ctrl-C reaches this process alone; it ends the others in order.
        start_new_session=True,
        creationflags=_OWN_GROUP,
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    log.follow(process.stdout, f"{name} begins, process {process.pid}")
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(asks)
    return _Child(name, process, log)


def _wait_until_it_answers(url: str, children: list[_Child]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if (ended := _ended(children)) is not None:
            return _complain(ended)
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    print(f"no answer from {url} within {START_SECONDS:.0f} s; see {children[0].log.path.parent}", file=sys.stderr)  # noqa: T201
    return False


def _watch(children: list[_Child], workspace: Workspace | None, meanwhile: Callable[[], None]) -> int:
    """Until one of them ends; where runs are started, one of the command line that was killed blocks no queue."""
    while True:
        if (ended := _ended(children)) is not None:
            _complain(ended)
            return _EXIT_INTERNAL
        if workspace is not None and locking.left_behind(locking.run_lock(workspace)):
            _close_killed(workspace)
        meanwhile()
        time.sleep(0.5)


def _close_killed(workspace: Workspace) -> None:
    """Ends in the history what was killed under the lock of the workspace; nothing when somebody is at work again."""
    from orchestration.run.history import close_abandoned, open_instance

    with contextlib.suppress(locking.WorkspaceBusyError):
        lock = locking.hold(locking.run_lock(workspace), "close a run that was killed")
        with lock, open_instance(workspace) as instance:
            close_abandoned(instance, command_line=True, interface=False)


def _ended(children: list[_Child]) -> _Child | None:
    return next((child for child in children if child.process.poll() is not None), None)


def _complain(child: _Child) -> bool:
    message = (
        f"the {child.name} ended with code {child.process.returncode}; {child.log.path} ends:\n{child.log.last_lines()}"
    )
    print(message, file=sys.stderr)  # noqa: T201
    return False


def _stop(children: list[_Child]) -> None:
    """Asks politely first; the process groups are ours, so nothing stays behind."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(_POLITE)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "nt":
                child.process.kill()
            else:
                os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.log.close()


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def _polite_ending() -> Iterator[None]:
    """Turns SIGINT and SIGTERM into `StopRequestedError` for the length of a `with` block."""

    def stop(_signal: int, _frame: types.FrameType | None) -> None:
        # A second Ctrl-C while ending changes nothing: ending is bounded in time.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise StopRequestedError

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
