"""Opening workbooks in a process of their own: what breaks the reader, fills the memory or never ends breaks only that.

Belongs here: the process, its limits, and what it may hand back. Not here: how a workbook is read (documents) and what
is refused before (hostile). Tables as markup count as workbooks; other text is read where it lies: its reader takes no
more than a few times its size.

One process reads all workbooks of a run; it starts with the first of them and is replaced when it dies. It knows the
bytes that it is given and nothing of the workspace: no variable, no file may grow by its hand, and of its answer only
text, numbers, dates and collections of them are taken, so that even a reader taken over by a file cannot run anything
here.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import fields
from typing import IO, Any, Self

from orchestration.ingestion.reading.documents import (
    DelimitedText,
    DocumentError,
    Sheet,
    Workbook,
    is_workbook,
    open_document,
)
from orchestration.ingestion.reading.grid import Grid
from orchestration.language.sentences import Sentence, said, say
from orchestration.workspace import limits
from orchestration.workspace.settings import PACKAGE, PROJECT

LARGEST_ANSWER = 1 * 1024**3
"""Bytes of one workbook's cells on their way back."""

COMMAND = (sys.executable, "-B", "-m", "orchestration.ingestion.reading.confined")
_QUESTION = struct.Struct(">Qd")
"""Length of a workbook in bytes, and how many seconds it may take."""
_LENGTH = struct.Struct(">Q")
_NO_MEMORY = 86
_OUT_OF_TIME: int = getattr(signal, "SIGPROF", 1 << 16)
_COUNTS_ITSELF = hasattr(signal, "setitimer")
"""Whether a process can be ended by the processor time that it takes; Windows has a clock on the wall alone."""
_SYSTEM = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if os.name == "nt" else {}
"""The variable without which Windows starts no program."""
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}
"""Numpy's library would take 40 MiB of its address space for threads of which it needs none."""

_COPY = say("copy the table alone into a new workbook")


class Opener:
    """Opens deliveries; a context manager that ends its process.

    Args:
        seconds: processor time for one workbook, so that a busy machine refuses nothing; as the limit says if not
            given.
        memory: bytes of address space for the reading process; as the limit says if not given.
    """

    def __init__(self, seconds: float | None = None, memory: int | None = None) -> None:
        self.seconds = limits.SECONDS.now if seconds is None else seconds
        self.memory = limits.MEMORY.now if memory is None else memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def open(self, content: bytes) -> Workbook | DelimitedText:
        """Opens a delivery by its first bytes.

        Raises:
            DocumentError: it cannot be read, or reading it broke a limit or the reader.
        """
        if not is_workbook(content):
            return open_document(content)
        process = self._running()
        late = threading.Event()

        def kill() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self.seconds, kill)
        clock.daemon = True
        if not _COUNTS_ITSELF:
            clock.start()
        try:
            answer = _exchange(process, content, self.seconds)
            if isinstance(answer, tuple):
                raise DocumentError(Sentence.of([*answer]))
            return Workbook([_sheet(parts) for parts in answer])
        except DocumentError:
            raise
        except (OSError, EOFError, pickle.UnpicklingError, ValueError, TypeError, KeyError, struct.error):
            process.kill()
            raise DocumentError(self._why(late.is_set())) from None
        finally:
            clock.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - a module of ours
                [*COMMAND, str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
                env={"PYTHONPATH": str(PACKAGE.parent), **_ALONE, **_SYSTEM, **limits.variables()},
            )
        return self._process

    def _why(self, late: bool) -> Sentence:
        """Why the process gave no answer; it has ended."""
        process, self._process = self._process, None
        code = process.wait() if process is not None else 0
        if process is not None:
            _close(process)
        if late or code == -_OUT_OF_TIME:
            return say(
                "reading it took more than {seconds} seconds of the processor ({setting});"
                " expected a table that is read in a few: {copy}",
                seconds=f"{self.seconds:g}",
                setting=limits.SECONDS.variable,
                copy=_COPY,
            )
        if code in (_NO_MEMORY, -signal.SIGABRT):  # by SIGABRT the native reader ends when it gets none
            setting = limits.MEMORY.variable
            limit = say("{size:,} MiB of memory ({setting})", size=self.memory // limits.MIB, setting=setting)
            return say("reading it took more than {limit}; expected a table that fits: {copy}", limit=limit, copy=_COPY)
        return say(
            "the reader of workbooks broke down on it; expected a workbook as a spreadsheet"
            " program saves it: open it there and save it again"
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _close(process)
        process.kill()
        process.wait()


def _sheet(parts: dict[str, Any]) -> Sheet:
    grid = Grid.of_plain(parts.pop("rows"))
    return Sheet(numbers=range(1, len(grid) + 1), rows=grid, **parts)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what it had not taken yet
                continue


def _exchange(process: subprocess.Popen[bytes], content: bytes, seconds: float) -> Any:
    """Hands the bytes over and takes the answer: sheets as plain lists, or why there are none.

    Raises:
        OSError, EOFError: the process died.
        ValueError, pickle.UnpicklingError: its answer is none.
    """
    if process.stdin is None or process.stdout is None:
        raise OSError
    process.stdin.write(_QUESTION.pack(len(content), seconds))
    process.stdin.write(content)
    process.stdin.flush()
    (length,) = _LENGTH.unpack(_exactly(process.stdout, _LENGTH.size))
    if length > LARGEST_ANSWER:
        raise ValueError
    answer = _exactly(process.stdout, length)
    try:
        return _Plain(io.BytesIO(answer)).load()
    except Exception as error:
        raise pickle.UnpicklingError from error


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise EOFError
    return found


class _Plain(pickle.Unpickler):
    """Takes dates and what needs no class at all."""

    def find_class(self, module: str, name: str) -> Any:
        """Only the four types that a cell may have."""
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _limit(memory: int) -> None:
    """Bounds memory, and lets nothing be written; where the system has no such limits, time alone is bounded."""
    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (least, least))


def _count(seconds: float) -> None:
    """Ends this process once it has taken that much processor time from now on; 0 takes the limit back."""
    if _COUNTS_ITSELF:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _serve(memory: int) -> None:
    """The reading process: one answer for each workbook until nobody asks any more."""
    import gc

    # Before the limits: afterwards no further file may be opened.
    import python_calamine  # noqa: F401

    from orchestration.ingestion.reading import opening_markup, opening_ods, opening_xls  # noqa: F401

    gc.disable()
    ask, answer = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not stand between the answers.
    os.dup2(2, 1)
    _limit(memory)
    try:
        while head := ask.read(_QUESTION.size):
            length, seconds = _QUESTION.unpack(head)
            content = _exactly(ask, length)
            _count(seconds)
            found = pickle.dumps(_read(content), protocol=5)
            _count(0)
            del content
            answer.write(_LENGTH.pack(len(found)))
            answer.write(found)
            answer.flush()
            del found
    except MemoryError:
        os._exit(_NO_MEMORY)


def _read(content: bytes) -> tuple[Any, ...] | list[dict[str, Any]]:
    try:
        document = open_document(content)
    except DocumentError as error:
        return tuple(said(error).kept())
    if isinstance(document, DelimitedText):
        raise TypeError
    kept = [field.name for field in fields(Sheet) if field.name not in ("numbers", "rows")]
    return [
        {name: getattr(sheet, name) for name in kept} | {"rows": Grid.of(sheet.rows).plain()}
        for sheet in document.sheets
    ]


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
