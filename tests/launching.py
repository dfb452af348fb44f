"""`triwulan` in a process of its own without loading its libraries anew: forked from one that has them.

Belongs here: the process that is forked from, and how a call is handed to it. A call is the module run as `python -m`
runs it, with its own words, variables, files, session and exit code; what it saves is the import of dbt, Dagster and
Great Expectations, which is a third of a run, and what keeping.py keeps. That a new interpreter, which keeps nothing,
gives the same is shown where a test asks for one (`World.triwulan(..., within=())`).

One such process serves all workers of a session. It has one thread, opens no database, and ends with the last of them.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from orchestration.workspace import locking
from orchestration.workspace.settings import PROJECT
from tests import keeping

_CODE = struct.Struct(">i")
_LEASE, _CALL = b"L", b"C"
_MODULE = "orchestration.cli"
KEPT = "kept"
"""Name of the folder, beside the socket, of what the processes make once (keeping.py)."""
_LOADED = (
    *("orchestration.run.quarter", "orchestration.run.execution", "orchestration.run.history"),
    "orchestration.run.event_log",
    *("orchestration.run.telling", "orchestration.defs.assembly", "orchestration.defs.jobs"),
    *("orchestration.journey.journey", "orchestration.journey.plan", "orchestration.ingestion.pipeline.run"),
    *(
        "orchestration.transformation.build",
        "orchestration.transformation.runner",
        "orchestration.transformation.earlier",
        "orchestration.publication.release",
    ),
    *("orchestration.audit.proof.verify", "orchestration.audit.following.trace"),
    # what these import where they use it
    *("dagster._core.instance.factory", "dagster._core.execution.execute_in_process"),
    *("dagster._core.storage.runs.sqlite", "dagster._core.storage.schedules.sqlite"),
    *("dagster._core.executor.in_process", "dagster._core.storage.noop_compute_log_manager"),
    *("dbt.adapters.duckdb", "dbt.task.build", "duckdb", "sqlparse", "rich.console", "rich.table", "markdown_it.main"),
    # vl_convert starts threads of its own as it is imported
    *("xlsxwriter", "typst", "openpyxl", "pikepdf", "prometheus_client"),
)
_DESCRIBED = {
    "dbt.contracts.project": ("ProjectFlags", "ProfileConfig", "Project", "PackageConfig", "Configuration"),
    "dbt.contracts.selection": ("SelectorFile",),
    "dbt.adapters.duckdb.credentials": ("DuckDBCredentials",),
    "dbt.task.test": ("TestResultData",),
    "dbt_common.contracts.constraints": ("ColumnLevelConstraint", "ModelLevelConstraint"),
}
"""What dbt describes by a JSON schema, to itself and once in a process: a fortieth of a run."""


# ---- the side of the tests ----------------------------------------------------------------------------------------


class Launched:
    """A call that runs."""

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.pid = pid
        self._connection = connection

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, that of `subprocess`: negative for the signal that ended it.

        Raises:
            subprocess.TimeoutExpired: it runs on.
        """
        self._connection.settimeout(timeout)
        try:
            answer = self._connection.recv(_CODE.size, socket.MSG_WAITALL)
        except TimeoutError:
            raise subprocess.TimeoutExpired(["triwulan"], timeout or 0.0) from None
        self._connection.close()
        return int(_CODE.unpack(answer)[0])

    def kill(self) -> None:
        """Kills it with everything it has started, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()


class Launcher:
    """The way to the process that is forked from, which is started by whoever needs it first.

    Args:
        folder: shared by all workers.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lease: socket.socket | None = None
        self._beginning = threading.Lock()

    def launch(
        self, words: Sequence[str], environment: Mapping[str, str], stdout: int, stderr: int, cwd: Path = PROJECT
    ) -> Launched:
        """Begins a call; it writes to the files of these numbers."""
        with self._beginning:
            self._lease = self._lease or self._begun()
        connection = self._connected()
        told = json.dumps({"words": list(words), "environment": dict(environment), "cwd": str(cwd)}).encode()
        socket.send_fds(connection, [_CALL + struct.pack(">I", len(told))], [stdout, stderr])
        connection.sendall(told)
        (pid,) = _CODE.unpack(connection.recv(_CODE.size, socket.MSG_WAITALL))
        return Launched(connection, pid)

    def close(self) -> None:
        """The process ends when nobody needs it any more."""
        if self._lease is not None:
            self._lease.close()
            self._lease = None

    @property
    def _address(self) -> str:
        path = self.folder / "launching"
        # The address of a socket may have a hundred characters.
        return min(str(path), os.path.relpath(path), key=len)

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        return connection

    def _begun(self) -> socket.socket:
        with locking.hold(self.folder / "launching.lock", "start what is forked from", wait_seconds=120):
            with contextlib.suppress(OSError):
                return self._leased()
            with (self.folder / "launching.log").open("ab") as log:
                begun = subprocess.Popen(
                    [sys.executable, "-m", "tests.launching", str(self.folder / "launching")],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=PROJECT,
                    env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # a process that is forked has one thread
                    start_new_session=True,
                )
            while begun.poll() is None:
                with contextlib.suppress(OSError):
                    return self._leased()
                time.sleep(0.05)
        raise RuntimeError((self.folder / "launching.log").read_text(encoding="utf-8"))

    def _leased(self) -> socket.socket:
        lease = self._connected()
        lease.sendall(_LEASE)
        # Whoever has just ended gives no answer.
        if lease.recv(1) != _LEASE:
            raise ConnectionError
        return lease


_LAUNCHERS: list[Launcher] = []


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Calls are handed to the process of this folder."""
    launcher = Launcher(folder)
    _LAUNCHERS.append(launcher)
    try:
        yield
    finally:
        _LAUNCHERS.remove(launcher)
        launcher.close()


def launch(words: Sequence[str], environment: Mapping[str, str], stdout: int, stderr: int) -> Launched:
    """Begins a call."""
    return _LAUNCHERS[-1].launch(words, environment, stdout, stderr)


def call(words: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    """A call to its end: exit code, output and errors."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = launch(words, environment, out.fileno(), err.fileno()).wait(600)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return code, said[0], said[1]


# ---- the process that is forked from ------------------------------------------------------------------------------


def _load() -> None:
    """Imports what a run and its verification import; not the command, which each call runs anew."""
    import gc

    from orchestration.ingestion.judging.expectations import _great_expectations

    for name in _LOADED:
        importlib.import_module(name)
    _great_expectations()
    for module, names in _DESCRIBED.items():
        for name in names:
            getattr(importlib.import_module(module), name).json_schema()
    threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1  # noqa: PTH208
    if threads != 1:
        raise RuntimeError(f"{threads} threads; a process that is forked has one")
    gc.collect()
    gc.freeze()


def _serve(address: str) -> None:
    """Forks one process for each call until nobody holds a lease any more."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(address)  # noqa: PTH108
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(64)
    _load()
    store, patch = keeping.Store(Path(address).with_name(KEPT)), pytest.MonkeyPatch()
    keeping.keep_renderings(store, patch)
    keeping.keep_templates(store, patch)
    keeping.keep_parsed(store, patch)
    keeping.keep_statements(store, patch)
    keeping.keep_suites(store, patch)
    read, write = socket.socketpair()
    write.setblocking(False)
    signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting: dict[int, socket.socket] = {}
    leases: set[socket.socket] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        selector.register(read, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is listening:
                    connection, _ = listening.accept()
                    kind, files, *_ = socket.recv_fds(connection, 5, 2)
                    if kind[:1] == _LEASE:
                        connection.sendall(_LEASE)
                        leases.add(connection)
                        selector.register(connection, selectors.EVENT_READ)
                        continue
                    (length,) = struct.unpack(">I", kind[1:])
                    told = json.loads(connection.recv(length, socket.MSG_WAITALL))
                    if (pid := os.fork()) == 0:
                        os.setsid()
                        connection.sendall(_CODE.pack(os.getpid()))
                        selector.close()
                        for other in (listening, read, write, connection, *leases, *waiting.values()):
                            other.close()
                        _run(told, files)
                    for number in files:
                        os.close(number)
                    waiting[pid] = connection
                elif key.fileobj is read:
                    read.recv(4096)
                    _tell_ended(waiting)
                elif isinstance(key.fileobj, socket.socket):
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    leases.discard(key.fileobj)
                    if not leases:
                        os.unlink(address)  # noqa: PTH108
                        return


def _tell_ended(waiting: dict[int, socket.socket]) -> None:
    while waiting:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        connection = waiting.pop(pid)
        with contextlib.suppress(OSError):
            connection.sendall(_CODE.pack(os.waitstatus_to_exitcode(status)))
        connection.close()


def _run(told: Mapping[str, object], files: Sequence[int]) -> None:
    """The forked process: the module as `python -m` runs it; never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, target in zip(files, (1, 2), strict=True):
            os.dup2(number, target)
            os.close(number)
        os.environ.clear()
        os.environ.update(told["environment"])  # type: ignore[call-overload]
        os.chdir(str(told["cwd"]))
        sys.argv = [_MODULE, *told["words"]]  # type: ignore[misc]
        try:
            runpy.run_module(_MODULE, run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        atexit._run_exitfuncs()
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
