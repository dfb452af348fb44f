"""A workbook that breaks its reader, fills the memory or never ends is a finding that names it; nothing else breaks."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.ingestion.reading import confined
from orchestration.ingestion.reading.confined import Opener
from orchestration.ingestion.reading.documents import DelimitedText, DocumentError, Workbook, open_document
from orchestration.workspace.limits import MEMORY
from orchestration.workspace.settings import SettingsError, Workspace
from tests.ingestion import readers
from tests.ingestion.deliveries import ORDER_HEADER, Unit, check_named, findings, order, workbook
from tests.ingestion.formats import COVERED, cell, line, ods, page, spanning, table
from tests.ingestion.test_hostile import SHEET, repacked

pytestmark = pytest.mark.slow

SHEETS = {
    "Order": [["a", "b", None], ["x", 1.5, dt.datetime(2025, 4, 1, 8, 30)], [True, "#REF!", dt.date(2025, 4, 2)]],
    "Lain": [["=1+1", 7]],
}
DIES = "import os, signal, sys; sys.stdin.buffer.read(8); os.kill(os.getpid(), signal.{})"
ANSWERS = (
    "import struct, sys; ask, out = sys.stdin.buffer, sys.stdout.buffer;"
    " ask.read(struct.unpack('>Qd', ask.read(16))[0]); answer = {!r};"
    " out.write(struct.pack('>Q', {} or len(answer)) + answer); out.flush(); ask.read()"
)


@pytest.fixture(autouse=True)
def a_process_of_its_own() -> Iterator[None]:
    with readers.own():
        yield


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program in the place of the reading one."""
    monkeypatch.setattr(confined, "COMMAND", (sys.executable, "-c", program))


def test_a_workbook_read_apart_is_the_same_workbook() -> None:
    content = workbook(SHEETS)
    with Opener() as opener:
        apart = opener.open(content)
        assert apart == open_document(content)
        assert isinstance(apart, Workbook)
        assert apart.sheets[0].faults == {(3, 1): "#REF!"}
        first = opener._process
        opener.open(content)
        assert opener._process is first
    assert first is not None
    assert first.poll() is not None  # nothing stays behind


def test_every_format_of_workbooks_is_read_apart() -> None:
    spans = line(cell("a", more=spanning(2)), cell(0.5, "percentage")), line(COVERED, cell(1))
    with Opener() as opener:
        for content in (ods(table("S", *spans)), page(("a", "b"), ("c", "d"))):
            assert opener.open(content) == open_document(content)
            assert opener._process is not None
        with pytest.raises(DocumentError, match="damaged"):
            opener.open(b"\xd0\xcf\x11\xe0 old")


def test_text_is_read_here_and_costs_no_process() -> None:
    with Opener() as opener:
        assert isinstance(opener.open(b"a;b\n1;2\n"), DelimitedText)
        assert opener._process is None


def test_what_is_wrong_with_a_workbook_is_said_in_the_same_words() -> None:
    broken = workbook(SHEETS)[:-200]
    with pytest.raises(DocumentError) as here:
        open_document(broken)
    with Opener() as opener, pytest.raises(DocumentError) as apart:
        opener.open(broken)
    assert str(apart.value) == str(here.value)


def test_a_workbook_that_fills_the_memory_is_refused_and_the_next_one_read() -> None:
    cells = sheet_of(200_000)
    large = repacked(workbook(SHEETS), lambda name, part: cells if name == SHEET else part)
    with Opener(memory=160 * 1024**2) as opener:
        with pytest.raises(
            DocumentError, match=r"more than 160 MiB of memory \(TRIWULAN_READ_MEMORY_MIB\); expected a table that fits"
        ):
            opener.open(large)
        assert opener.open(workbook(SHEETS)) == open_document(workbook(SHEETS))


def sheet_of(rows: int) -> bytes:
    """A worksheet of five texts a row, each another one."""
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="inlineStr"><is><t>{column}{row}</t></is></c>' for column in "ABCDE")
        + "</row>"
        for row in range(1, rows + 1)
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def test_a_workbook_that_takes_too_long_is_refused_and_the_next_one_read() -> None:
    slow = repacked(workbook(SHEETS), part=bytes(300 * 1024**2))
    with Opener(seconds=0.2) as opener:
        began = time.monotonic()
        with pytest.raises(DocumentError, match=r"more than 0\.2 seconds of the processor \(TRIWULAN_READ_SECONDS\)"):
            opener.open(slow)
        assert time.monotonic() - began < 5
        opener.seconds = 60
        assert opener.open(workbook(SHEETS)) == open_document(workbook(SHEETS))


def test_a_busy_machine_makes_no_workbook_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is the time that the processor gave it."""
    waits = f"import time; time.sleep(1);{ANSWERS.format(pickle.dumps([]), 0)}"
    instead(monkeypatch, waits)
    with Opener(seconds=0.2) as opener:
        assert opener.open(workbook(SHEETS)) == Workbook([])


def test_whoever_keeps_the_installation_sets_the_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRIWULAN_READ_CELLS", "8")
    with (
        pytest.raises(DocumentError, match=r"more than 8 cells are not read \(TRIWULAN_READ_CELLS\)"),
        Opener() as opener,
    ):
        opener.open(workbook(SHEETS))
    monkeypatch.setenv("TRIWULAN_READ_CELLS", "9")
    monkeypatch.setenv("TRIWULAN_READ_SECONDS", "7")
    with Opener() as opener:
        assert opener.seconds == 7
        assert opener.open(workbook(SHEETS)) == open_document(workbook(SHEETS))
    for wrong in ("0", "-1", "1.5", "banyak"):
        monkeypatch.setenv("TRIWULAN_READ_SECONDS", wrong)
        with pytest.raises(SettingsError, match=f"TRIWULAN_READ_SECONDS={wrong}: expected a whole number above 0; 300"):
            Workspace.resolve(sources=tmp_path)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (DIES.format("SIGSEGV"), "broke down on it; expected a workbook"),
        (DIES.format("SIGKILL"), "broke down on it"),
        (DIES.format("SIGABRT"), "of memory .*; expected a table that fits"),
        ("pass", "broke down on it"),
        (ANSWERS.format(b"no answer", 0), "broke down on it"),
        (ANSWERS.format(b"", confined.LARGEST_ANSWER + 1), "broke down on it"),
    ],
    ids=["segfault", "killed", "abort", "silent", "nonsense", "endless"],
)
def test_a_reader_that_breaks_names_what_was_expected(monkeypatch: pytest.MonkeyPatch, program: str, said: str) -> None:
    instead(monkeypatch, program)
    with Opener() as opener, pytest.raises(DocumentError, match=said):
        opener.open(workbook(SHEETS))


def test_an_answer_cannot_run_anything_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trace = tmp_path / "ran"

    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(trace),)

    instead(monkeypatch, ANSWERS.format(pickle.dumps([("Order", [[Attack()]], {}, 1)]), 0))
    with Opener() as opener, pytest.raises(DocumentError, match="broke down on it"):
        opener.open(workbook(SHEETS))
    assert not trace.exists()


def test_the_reading_process_knows_nothing_of_us_and_writes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIWULAN_STATE", "/nowhere")
    monkeypatch.setenv("KATA_SANDI", "rahasia")
    with Opener() as opener:
        opener.open(workbook(SHEETS))
        assert opener._process is not None
        about = Path(f"/proc/{opener._process.pid}")
        if not about.is_dir():
            pytest.skip("this system does not show a process's variables and limits as files")
        assert set(about.joinpath("environ").read_bytes().rstrip(b"\0").split(b"\0")) == {
            b"PYTHONPATH=" + str(confined.PROJECT).encode(),
            b"OPENBLAS_NUM_THREADS=1",
        }
        limits = {line[:26].strip(): line[26:47].strip() for line in about.joinpath("limits").read_text().splitlines()}
        assert limits["Max file size"] == "0"
        assert limits["Max core file size"] == "0"
        assert limits["Max address space"] == str(MEMORY.now)


def test_a_delivery_that_breaks_the_reader_is_named_and_the_rest_examined(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = workbook({"Order Layanan": [ORDER_HEADER, order("O-1")]})
    bad = workbook({"Order Layanan": [ORDER_HEADER, order("O-2")]})
    unit.deliver("buruk.xlsx", bad)
    unit.deliver("baik.xlsx", good)
    exchange = confined._exchange

    def kill_at(process, content, seconds):  # type: ignore[no-untyped-def]
        if content == bad:
            os.kill(process.pid, signal.SIGSEGV)
        return exchange(process, content, seconds)

    monkeypatch.setattr(confined, "_exchange", kill_at)
    result = unit.ingest()
    [finding] = findings(result, "berkas")
    assert (finding.severity, finding.delivery) == ("blocking", "buruk.xlsx")
    assert finding.message.startswith("buruk.xlsx: the reader of workbooks broke down on it; expected a workbook")
    assert check_named(result, "every_file_is_of_exactly_one_known_kind").blocks
    assert unit.rows("raw_orders.service_orders", "no_order") == [("O-1",)]
