"""`triwulan ui` as its users meet it: started by the command, looked at in a browser, ended by Ctrl-C."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import FLAGS
from tests.conftest import PROJECT, World
from tests.orchestration.interfaces import ask, children_of, finished, free_port, interface, launch, status_of, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(agency_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The quarters of a small unit as the command line ran them, in a workspace of its own."""
    folder = tmp_path_factory.mktemp("interface")
    shutil.copytree(agency_world.sources, folder / "sources")
    shutil.copytree(agency_world.state, folder / "state", ignore=shutil.ignore_patterns("*.lock"))
    shutil.copytree(agency_world.reports, folder / "reports", symlinks=True)
    return World(folder / "sources", folder / "state", folder / "reports")


@dataclass(frozen=True)
class Opened:
    """An interface that is open."""

    url: str
    process: subprocess.Popen[str]
    home: Path


@pytest.fixture(scope="module")
def opened(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """One interface for the tests that come first; the last of them ends it."""
    home = tmp_path_factory.mktemp("home")
    with interface(world, home=home) as (url, process):
        yield Opened(url, process, home)


@pytest.fixture
def browser_page(chromium: str, tmp_path: Path) -> Iterator[tuple[Page, list[str]]]:
    """A page in a real browser, and the addresses outside this machine that it asked for."""
    from playwright.sync_api import sync_playwright

    abroad: list[str] = []
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=chromium,
            args=FLAGS,
            viewport={"width": 1500, "height": 900},
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "request",
            lambda request: (
                None
                if re.match(r"(https?://127\.0\.0\.1[:/]|wss?://127\.0\.0\.1[:/]|data:|blob:)", request.url)
                else abroad.append(request.url)
            ),
        )
        yield page, abroad
        context.close()


def test_the_interface_shows_what_the_command_line_did(opened: Opened, browser_page: tuple[Page, list[str]]) -> None:
    page, abroad = browser_page
    url = opened.url

    def shows(path: str, *texts: str) -> None:
        page.goto(url + path)
        for text in texts:
            page.get_by_text(text, exact=False).first.wait_for(state="attached")  # long names are shown shortened

    location = ask(url, "{ workspaceOrError { ... on Workspace { locationEntries { name } } } }")
    [entry] = location["workspaceOrError"]["locationEntries"]
    job = f"/locations/{entry['name']}/jobs/quarterly_report"

    shows("/asset-groups", "raw", "staging", "intermediate", "marts", "figures", "report")
    shows("/assets", "figures / figures")
    shows("/assets/report/laporan", "laporan.html", "2025-TW2")
    page.get_by_text("[Show Markdown]").click()
    page.get_by_text("22,22").first.wait_for()
    shows("/assets/report/laporan?view=checks", "every_printed_number_equals_its_figure", "Succeeded")
    shows("/assets/marts/fct_order?view=partitions", "2025-TW1", "2025-TW2", "2030-TW4")
    shows(
        "/assets/raw_orders/service_orders?view=checks&checkDetail=values_are_plausible_and_no_row_is_missing",
        "This is a blocking asset check",
    )
    shows("/assets/marts/fct_order?view=lineage", "fct_order")
    entries = "metadataEntries { label ... on UrlMetadataEntry { url } }"
    led = {
        tuple(node["assetKey"]["path"]): [entry["url"] for entry in node["metadataEntries"] if "url" in entry]
        for node in ask(url, f"{{ assetNodes {{ assetKey {{ path }} {entries} }} }}")["assetNodes"]
    }
    [report], [columns] = led["report", "laporan"], led["marts", "fct_order"]
    page.goto(columns)
    page.get_by_label("Nama akun").wait_for()
    assert columns.removeprefix(report) == "silsilah#marts.fct_order"
    # Both runs of the command line stand under their job, with quarter and outcome.
    shows(f"{job}/runs", "2025-TW1", "2025-TW2", "Success")
    shows("/automation", "closed_quarter", "landing_folder")
    runs = ask(url, "{ runsOrError { ... on Runs { results { runId status jobName } } } }")["runsOrError"]["results"]
    assert {(run["jobName"], run["status"]) for run in runs} == {("quarterly_report", "SUCCESS")}
    shows(f"/runs/{runs[0]['runId']}", "ingestion", "transformation", "publication", "RUN_SUCCESS")
    assert abroad == []
    assert list(opened.home.iterdir()) == []


def content(release: Path) -> dict[Path, bytes]:
    """Every file of a release."""
    return {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}


def test_a_run_of_the_command_line_ends_as_ever_while_the_interface_is_open(world: World, opened: Opened) -> None:
    documents = ("figures.csv", "laporan.html", "laporan.pdf", "laporan.docx", "tabel.xlsx")
    before = {name: (world.release("2025-TW1") / name).read_bytes() for name in documents}
    shutil.rmtree(world.reports / "2025-TW1")
    shutil.rmtree(world.state / "rantai")  # where it is remembered that there was a release
    result = world.triwulan("run", "2025-TW1")
    assert result.code == 0, result.output + result.errors
    query = "{ runsOrError(limit: 1) { ... on Runs { results { runId status tags { key value } } } } }"
    [newest] = ask(opened.url, query)["runsOrError"]["results"]
    assert newest["status"] == "SUCCESS"
    assert {"key": "dagster/partition", "value": "2025-TW1"} in newest["tags"]
    assert {name: (world.release("2025-TW1") / name).read_bytes() for name in documents} == before


@pytest.mark.long
def test_a_run_that_the_interface_took_with_it_does_not_block_the_next_which_ends_as_one_of_the_command_line(
    world: World, opened: Opened
) -> None:
    before = content(world.release("2025-TW2"))
    # A second daemon over the same workspace would launch everything twice.
    second = world.triwulan("ui", f"--port={free_port()}")
    assert second.code != 0
    assert f"(pid {opened.process.pid}, since" in second.errors + second.output
    taken = launch(opened.url, "2025-TW1")["run"]["runId"]
    wait_for(lambda: status_of(opened.url, taken) == "STARTED")
    opened.process.send_signal(signal.SIGINT)
    opened.process.wait(timeout=60)
    assert list(opened.home.iterdir()) == []
    with interface(world) as (url, process):
        assert status_of(url, taken) in ("FAILURE", "CANCELED")
        launched = launch(url, "2025-TW2")
        assert launched["__typename"] == "LaunchRunSuccess", launched
        assert finished(url, launched["run"]["runId"]) == "SUCCESS"
        started = children_of(process.pid)
        assert started
    # Unchanged inputs publish nothing, whoever runs them.
    assert world.release("2025-TW2").name == "r1"
    assert content(world.release("2025-TW2")) == before
    assert process.returncode == 0
    wait_for(lambda: not [pid for pid in started if Path(f"/proc/{pid}").exists()], 30)


def test_an_auditor_can_look_and_launch_nothing(world: World) -> None:
    with interface(world, "--read-only") as (url, process):
        assert launch(url, "2025-TW2")["__typename"] == "UnauthorizedError"
        # The webserver, its code server and the desk; no daemon, so nothing runs by itself.
        commands = [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ") for pid in children_of(process.pid)]
        assert not [command for command in commands if b"dagster-daemon" in command]


def test_a_taken_port_is_named(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = world.triwulan("ui", f"--port={port}")
    assert result.code == 2
    assert f"port {port} on 127.0.0.1 is taken" in result.errors


def test_dagster_dev_knows_the_same_assets_in_the_checkout(world: World, tmp_path: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRIWULAN_", "DAGSTER_"))}
    environment |= {
        "TRIWULAN_SOURCES": str(world.sources),
        "TRIWULAN_STATE": str(world.state),
        "TRIWULAN_REPORTS": str(world.reports),
        "DAGSTER_HOME": str(world.state / "dagster"),
        "PYTHONPATH": str(PROJECT),
    }
    with (tmp_path / "dev.log").open("wb") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("dagster")), "dev", "--host=127.0.0.1", f"--port={port}"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:

        def assets() -> Any:
            try:
                return ask(f"http://127.0.0.1:{port}", "{ assetNodes { assetKey { path } } }")["assetNodes"]
            except OSError:
                return None

        keys = {".".join(node["assetKey"]["path"]) for node in wait_for(assets)}
        assert {"raw_orders.service_orders", "figures.figures", "report.laporan"} <= keys
    finally:
        # How Dagster's own program ends is not what is tested here; it sometimes misses a Ctrl-C while it still starts.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
