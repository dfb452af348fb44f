"""How fast the desk answers after 24 quarters, and what memory `triwulan ui` needs.

The history is the two quarters of the sample, run here, and copies of the second under the codes of those before.
The last quarter has a konsep with an open warning, the one before it is held back. Every address at which something is
looked at is asked for, in turns; those that make a file to take home are left out. The project holds itself to a median
of 200 ms a page, and to at most 25 % more memory than `triwulan ui` needed without the desk: 725 MB, when the history
was short and a page of Dagster's was open.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from orchestration.desk.access.journal import Journal
from orchestration.desk.access.people import People, Role
from orchestration.desk.asking import Way
from orchestration.desk.routes import WAYS
from orchestration.release import states
from orchestration.workspace.quarters import Quarter
from tests.bench.measuring import CALL, QUARTER, cost
from tests.bench.results import Result

SLOWEST = 200
"""Milliseconds that a page may take at most."""
LARGEST = 1.25 * 725
"""MB: at most a quarter more than `triwulan ui` needed before it had a desk."""
NOTHING_PUBLISHED = (1, 6)
"""The statuses of a run that was refused, and of one that waits."""
PASSWORD = "lima kuda minum teh"
HELD_BACK = "2025-TW1"
OLDEST = Quarter(2019, 3)
ACTS_A_QUARTER = 40
NO_PAGES = ("/bundel", "/kembali", "/ekspor/{jenis}", "/{rahasia}")
"""Ends of the addresses that make a file to take home first, or open once."""


def history(folder: Path) -> dict[str, str]:
    """A workspace with 24 quarters; the variables that lead to it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
    environment |= {f"TRIWULAN_{name.upper()}": str(folder / name) for name in ("sources", "state", "reports")}
    sources, reports = folder / "sources", folder / "reports"
    cost([*CALL, "demo", "--out", str(sources)], environment)
    for quarter in (HELD_BACK, QUARTER):
        cost([*CALL, "run", quarter], environment)
    # A konsep with a warning that nobody answered; then the quarter before it is held back by a row that is missing.
    shutil.rmtree(sources / "tanggapan")
    cost([*CALL, "run", QUARTER], environment, accepted=NOTHING_PUBLISHED)
    register = sources / "landing" / HELD_BACK / "contoh_sbs_2025-03.csv"
    register.write_bytes(b"".join(register.read_bytes().splitlines(keepends=True)[:-1]))
    cost([*CALL, "run", HELD_BACK], environment, accepted=NOTHING_PUBLISHED)
    quarter = Quarter.parse("2024-TW4")
    while quarter >= OLDEST:
        for kept in (sources / "landing", reports):
            shutil.copytree(kept / QUARTER, kept / quarter.code, symlinks=True, copy_function=os.link)
        for path in (reports / quarter.code).glob("r*/manifest.json"):
            text = path.read_text(encoding="utf-8")
            path.unlink()  # the same file as that which it was copied from
            path.write_text(text.replace(f'"quarter": "{QUARTER}"', f'"quarter": "{quarter}"'), encoding="utf-8")
        quarter = quarter.previous
    return environment


def people(folder: Path) -> None:
    """An account with every role, and the acts of six years."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = People(folder)
    accounts.first("siti", "Siti Rahma", {Role.PENGELOLA, Role.PENYETUJU, Role.AUDITOR}, PASSWORD)
    journal = Journal(folder)
    quarter = OLDEST
    while quarter <= Quarter.parse(QUARTER):
        for number in range(ACTS_A_QUARTER):
            journal.note("siti", "unggah", quarter=quarter.code, what=f"berkas_{number}.xlsx", address="127.0.0.1")
        quarter = quarter.following


NAMES = {
    "orchestration.cli": "triwulan ui",
    "orchestration.desk": "meja",
    "dagster-webserver": "dagster, interface",
    "dagster-daemon": "dagster, daemon",
    "dagster": "dagster, its processes of the code",
}
"""What stands in the command of a process, to what it is."""


class Browser:
    """Asks the desk, logged in."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        form = self.get("/masuk").decode()
        proof = re.search('name="bukti" value="([0-9a-f]+)"', form)
        assert proof
        fields = {"bukti": proof[1], "nama": "siti", "sandi": PASSWORD}
        with self._opener.open(f"{url}/masuk", urllib.parse.urlencode(fields).encode(), timeout=60):
            pass

    def get(self, path: str) -> bytes:
        """What an address answers with 200.

        Raises:
            urllib.error.HTTPError: it answers otherwise.
        """
        with self._opener.open(f"{self.url}{path}", timeout=300) as answer:
            content: bytes = answer.read()
        return content


def addresses(folder: Path) -> dict[Way, str]:
    """Every way by which something is looked at, with an address that has much to show."""
    draft = states.konsep(folder / "reports" / QUARTER)
    assert draft is not None
    [warning, *_] = states.waits_of(draft).warnings
    parts = {
        "triwulan": QUARTER, "rilis": "r1", "lain": "2024-TW4", "dari": "konsep", "nomor:int": "0", "jenis": "alki",
        "kunci": warning.key, "angka": "SK1.1.realisasi", "berkas": "laporan.pdf",
    }  # fmt: skip
    found = {}
    for way in WAYS:
        if way.method == "GET" and not way.path.endswith(NO_PAGES):
            path = re.sub(r"{([^}]*)}", lambda part: parts[part[1]], way.path)
            found[way] = f"{path}?triwulan={QUARTER}&q=penerimaan" if way.path == "/cari" else path
    return found


@contextlib.contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, str]]:
    """`triwulan ui`: its process, and where the desk is."""
    command = [*CALL, "ui", "--port", "3917"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = next(line.split()[1] for line in process.stdout if line.startswith("meja"))
            yield process.pid, url
        finally:
            process.send_signal(signal.SIGINT)


def megabytes(process: int) -> dict[str, float]:
    """The memory of a process and of those below it, by what they are: a page that several have is shared out."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            below.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
    found: dict[str, float] = {}
    waiting = [process]
    while waiting:
        number = waiting.pop()
        waiting += below.get(number, [])
        with contextlib.suppress(OSError):
            folder = Path(f"/proc/{number}")
            size = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)
            assert size
            words = [Path(word).name for word in (folder / "cmdline").read_text().split("\0")[1:]]
            name = next((NAMES[word] for word in words if word in NAMES), "others")
            found[name] = found.get(name, 0) + int(size[1]) / 1024
    return found


def measure(asked: argparse.Namespace) -> Iterator[Result]:
    """Asks for every page in turns, and prints what each took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = history(folder)
        people(folder / "state" / "meja")
        pages = addresses(folder)
        with served(environment) as (process, url):
            browser = Browser(url)
            at_first = megabytes(process)
            taken: dict[Way, list[float]] = {way: [] for way in pages}
            for _ in range(asked.repeat + 1):
                for way, path in pages.items():
                    began = time.perf_counter()
                    browser.get(path)
                    taken[way].append(1000 * (time.perf_counter() - began))
            later = megabytes(process)
    lines = [f"{'page':52}{'first ms':>9}{'median ms':>10}"]
    middle = {way: statistics.median(others) for way, (_, *others) in taken.items()}
    lines += [f"{way.path:52}{taken[way][0]:9.0f}{median:10.0f}" for way, median in middle.items()]
    lines += [f"{'memory, MB':52}{'at first':>9}{'later':>10}"]
    lines += [f"{name:52}{at_first.get(name, 0):9.0f}{size:10.0f}" for name, size in later.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    slowest = max(middle, key=lambda way: middle[way])
    yield Result("desk", f"slowest page, {slowest.path}", "ms", taken[slowest][1:], wanted=SLOWEST)
    yield Result("desk", "memory of `triwulan ui`, all its processes", "MB", [sum(later.values())], wanted=LARGEST)
