"""What every test may use: workspaces of their own, and one real run of the sample quarters for the slow tests."""

from __future__ import annotations

import csv
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from orchestration.commands.options import EXIT_WAITS
from orchestration.release import answers, states
from orchestration.sample import VARIANTS, write_workspace
from orchestration.workspace import locking
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests import browser, keeping, launching
from tests.audit import reading_once
from tests.ingestion import readers

# How long an example takes says how busy the machine is; what is slow is measured by the bench.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

PROJECT = Path(__file__).resolve().parent.parent
THE_SAME_AGAIN = (
    *("laporan.html", "laporan.pdf", "laporan.docx", "tabel.xlsx", "dasbor.html"),
    *("figures.csv", "components.csv", "findings.csv", "checks.json", "jejak.json", "datapackage.json"),
)
"""Files of a release that every run over the same inputs makes with the same bytes."""
_VERIFIED: set[bytes] = set()
"""Manifests of releases that were examined in this process."""


def pytest_collection_finish() -> None:
    """What is imported by now stays, so the garbage collector need not look through it at every turn."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Handed back, so that native libraries can close without complaint."""
    gc.unfreeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than processors: tests that wait for a browser or another process leave theirs free."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Which process takes which tests, see sharing_out.py."""
    from tests.sharing_out import SlowFirst

    return SlowFirst(config, log)


@dataclass(frozen=True)
class CommandResult:
    """How a call of the command ended, and how long it took."""

    code: int
    output: str
    errors: str
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class World:
    """A workspace in a folder of its own, used through the command line as its users do."""

    sources: Path
    state: Path
    reports: Path

    def copied(self, folder: Path) -> World:
        """The same workspace in a folder of its own, for a test to change."""
        copy = World(folder / "sources", folder / "state", folder / "reports")
        for name in ("sources", "state", "reports"):
            shutil.copytree(getattr(self, name), getattr(copy, name), symlinks=True)
        return copy

    def triwulan(self, *words: str, within: Sequence[str] | None = None) -> CommandResult:
        """Calls `triwulan` in a process of its own with this workspace and no other variable of the project.

        `within` is the command that calls it in turn, such as `unshare`; an empty one starts a new interpreter all the
        same. Without it the process is forked from one that has the libraries loaded (launching.py).
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
        options = [f"--{name}={getattr(self, name)}" for name in ("sources", "state", "reports")]
        began = time.monotonic()
        if within is None:
            code, output, errors = launching.call([*words, *options], environment)
        else:
            command = [*within, sys.executable, "-m", "orchestration.cli", *words, *options]
            done = subprocess.run(
                command, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=600, check=False
            )
            code, output, errors = done.returncode, done.stdout, done.stderr
        result = CommandResult(code, output, errors, time.monotonic() - began)
        if words[0] == "run" and result.code == 0:
            for quarter in filter(re.compile(r"\d{4}-TW[1-4]").fullmatch, words):
                self._assert_conserved(quarter)
                self._assert_verified(quarter)
        return result

    def run_answered(self, quarter: str) -> CommandResult:
        """Runs a quarter as `triwulan run`; where the report waits for answers, gives them all and runs again.

        For tests that are about something else than the odd deliveries they are made of.
        """
        result = self.triwulan("run", quarter)
        if result.code != EXIT_WAITS:
            return result
        assert self.sources != PROJECT / "sources", "answers belong to a workspace of its own"
        workspace, code = Workspace.resolve(self.sources, self.state, self.reports), Quarter.parse(quarter)
        draft = states.konsep(self.reports / quarter)
        assert draft is not None
        for warning in states.waits_of(draft).warnings:
            answers.add(workspace, code, answers.Answer(warning.key, "Penguji", "2025-07-10", "Sengaja dibuat begini"))
        return self.triwulan("run", quarter)

    def _assert_conserved(self, quarter: str) -> None:
        """Every row of every delivery is accepted, rejected or without data, whatever a test is about."""
        [check] = [
            result
            for result in json.loads((self.release(quarter) / "checks.json").read_text(encoding="utf-8"))
            if result["name"] == "every_row_of_a_file_is_accepted_rejected_or_without_data"
        ]
        assert check["counts"]["per_delivery"]
        for file, rows in check["counts"]["per_delivery"].items():
            assert rows["rows_total"] == rows["rows_accepted"] + rows["rows_rejected"] + rows["rows_empty"], file

    def _assert_verified(self, quarter: str) -> None:
        """The release holds before its auditor, whatever a test is about; each one is examined once."""
        from orchestration.audit.proof.verify import verify

        release = self.release(quarter)
        manifest = (release / "manifest.json").read_bytes()
        if manifest not in _VERIFIED:
            workspace = Workspace.resolve(self.sources, self.state, self.reports)
            found = verify(workspace, Quarter.parse(quarter), release)
            assert found.holds, found.as_text()
            _VERIFIED.add(manifest)

    def release(self, quarter: str) -> Path:
        """The folder of the newest release."""
        return (self.reports / quarter / "latest").resolve()

    def figures(self, quarter: str) -> dict[str, dict[str, str]]:
        """The rows of figures.csv by figure id."""
        return read_figures(self.release(quarter))


def read_figures(release: Path) -> dict[str, dict[str, str]]:
    """The rows of a release's figures.csv by figure id."""
    with (release / "figures.csv").open(encoding="utf-8", newline="") as handle:
        return {row["figure_id"]: row for row in csv.DictReader(handle)}


def printed_number(text: str) -> Decimal:
    """Reads a number as the report prints it: dots group thousands, a comma starts the decimals."""
    return Decimal(text.replace(".", "").replace(",", "."))


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a session have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def shared_by_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[keeping.Store]:
    """What costs more to begin than to use is begun once: launching.py, keeping.py, readers.py, reading_once.py."""
    folder = shared_folder(tmp_path_factory)
    with launching.shared(folder), readers.kept(), pytest.MonkeyPatch.context() as patch:
        store = keeping.Store(folder / launching.KEPT)
        keeping.keep_renderings(store, patch)
        keeping.keep_templates(store, patch)
        reading_once.install(store, patch)
        yield store


@pytest.fixture
def made_anew(shared_by_all: keeping.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is taken from the store: for tests that look at the making itself."""
    monkeypatch.setattr(shared_by_all, "on", False)


@pytest.fixture(scope="session")
def sample_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The sample workspace with both quarters run and published; look, do not change."""
    return published(tmp_path_factory, "sample", "2025-TW1", "2025-TW2")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's browser; without one the tests that look through it are skipped."""
    path = browser.executable()
    if path is None:
        pytest.skip(f"no browser on this machine; where there is {' or '.join(browser.NAMES)}, pages are looked at")
    return path


@pytest.fixture(scope="session")
def no_network() -> tuple[str, ...]:
    """The command in which another has no network, not even a loopback that is up; empty where a user gets none."""
    command = ("unshare", "--map-root-user", "--net")
    able = (
        shutil.which(command[0]) and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    )
    return command if able else ()


@pytest.fixture(scope="session")
def second_world(sample_world: World, no_network: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> World:
    """The sample's second quarter run again by a new interpreter; its workspace has nothing but the report before.

    Without a network where that can be; look, do not change. That the first quarter comes out the same again is shown
    in test_other_systems.py.
    """

    def begin(sources: Path) -> None:
        shutil.copytree(PROJECT / "sources", sources)
        for name in ("reports/2025-TW1", "state/kunci"):
            shutil.copytree(sample_world.reports.parent / name, sources.parent / name, symlinks=True)

    return published(tmp_path_factory, "second", "2025-TW2", write=begin, within=no_network)


@pytest.fixture(scope="session")
def other_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A workspace with other numbers, the second quarter run and published; look, do not change."""
    return published(tmp_path_factory, "other", "2025-TW2", write=lambda to: write_workspace(to, VARIANTS["other"]))


@pytest.fixture(scope="session")
def agency_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Another and much smaller unit, which delivers its budget as dataAng, in both quarters; look, do not change."""
    from tests.adoption.agency import QUARTERS, write_agency

    return published(tmp_path_factory, "agency", *QUARTERS, write=lambda to: write_agency(to, budget="dataang"))


@pytest.fixture(scope="session")
def revised_world(sample_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The sample workspace after one answer of its survey was corrected: r2 of the second quarter; do not change.

    A respondent of Pengujian of 2 May gives 1 instead of 3 for u1, and 5 instead of 10 to recommending the service.
    """

    def correct(sources: Path) -> None:
        sample_world.copied(sources.parent)
        survey = sources / "landing" / "2025-TW2" / "contoh_survei_2025-06.csv"
        before = survey.read_bytes()
        lines = before.split(b"\n")
        at = next(n for n, line in enumerate(lines) if line.startswith(b"02/05/2025 18:56:35,Pengujian,"))
        lines[at] = lines[at].replace(b",3,4,4,4,4,4,3,4,4,10,", b",1,4,4,4,4,4,3,4,4,5,")
        survey.write_bytes(b"\n".join(lines))
        assert survey.read_bytes() != before
        # Its sender counts again: 2 points less for the first question, 5 for the last.
        control = survey.with_name("contoh_kendali_2025-06.csv")
        counted = control.read_bytes()
        for question, was, now in ((b"jenis pelayanannya?", b"1918", b"1916"), (b"(0-10)", b"4596", b"4591")):
            assert question + b";" + was in counted
            counted = counted.replace(question + b";" + was, question + b";" + now)
        control.write_bytes(counted)
        # That it is no longer what was published is answered beforehand; a key that is stale costs another run.
        with (sources / "tanggapan" / "2025-TW2.csv").open("a", encoding="utf-8") as answered:
            answered.write("9b8ef967,Penguji,2025-07-10,Sengaja dibuat begini\n")

    return published(tmp_path_factory, "revised", "2025-TW2", write=correct, odd=True)


def published(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    *quarters: str,
    write: Callable[[Path], object] | None = None,
    within: Sequence[str] | None = None,
    odd: bool = False,
) -> World:
    """A workspace run once in the whole session, however many processes share the tests out; look, do not change.

    `write` makes its sources; without it they are those of the project. Of `odd` ones the warnings are answered.
    """
    folder = shared_folder(tmp_path_factory) / f"world-{name}"
    sources = folder / "sources" if write else PROJECT / "sources"
    world = World(sources, folder / "state", folder / "reports")
    with locking.hold(folder / "tests.lock", f"make the {name} world", wait_seconds=600):
        if not (folder / "made").exists():
            if write:
                write(sources)
            for quarter in quarters:
                result = world.run_answered(quarter) if odd else world.triwulan("run", quarter, within=within)
                assert result.code == 0, f"{quarter}: {result.output}\n{result.errors}"
                (folder / f"{quarter}.seconds").write_text(str(result.seconds), encoding="utf-8")
                (folder / f"{quarter}.said").write_text(result.output + result.errors, encoding="utf-8")
            (folder / "made").touch()
    return world
