"""`triwulan ui` for tests: started over a workspace, asked by GraphQL, ended by Ctrl-C.

Belongs here: the process and questions to it. Not here: what is looked at in a browser (test_interface.py).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import PROJECT, World


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def interface(world: World, *options: str, home: Path | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`triwulan ui` over a workspace: Dagster's address and its process; ended by Ctrl-C if it still runs."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TRIWULAN_", "DAGSTER_"))}
    if home is not None:
        environment["HOME"] = str(home)
    paths = [f"--{name}={getattr(world, name)}" for name in ("sources", "state", "reports")]
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "ui", f"--port={port}", *paths, *options],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=PROJECT,
        # A shell starts background jobs with SIGINT ignored; this one has to hear it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"meja  http://127.0.0.1:{port}\n"
        name, url = process.stdout.readline().split()
        assert name == "dagster"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat", timeout=60) as answer:
            assert answer.read() == b"sehat\n"
        yield url, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def ask(url: str, query: str, **variables: Any) -> Any:
    """One GraphQL request."""
    request = urllib.request.Request(
        f"{url}/graphql",
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = json.load(answer)
    assert "errors" not in found, found
    return found["data"]


def wait_for(what: Callable[[], Any], seconds: float = 120.0) -> Any:
    """Asks again until there is an answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.5)
    raise AssertionError(f"nothing within {seconds:.0f} s")


def children_of(pid: int) -> list[int]:
    """Processes started by one, directly or not."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            found += [child, *children_of(child)]
    return found


LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""


def launch(url: str, quarter: str) -> Any:
    """Launches the job for a quarter, as its page does."""
    location = ask(url, "{ workspaceOrError { ... on Workspace { locationEntries { name } } } }")
    return ask(
        url,
        LAUNCH,
        params={
            "selector": {
                "repositoryName": "__repository__",
                "repositoryLocationName": location["workspaceOrError"]["locationEntries"][0]["name"],
                "pipelineName": "quarterly_report",
            },
            "mode": "default",
            "executionMetadata": {"tags": [{"key": "dagster/partition", "value": quarter}]},
        },
    )["launchPipelineExecution"]


def status_of(url: str, run: str) -> str:
    """The status of a run."""
    found = ask(url, "query Run($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }", id=run)
    return str(found["runOrError"]["status"])


def finished(url: str, run: str) -> str:
    """The status of a run when it has ended."""
    return str(wait_for(lambda: (found := status_of(url, run)) in ("SUCCESS", "FAILURE", "CANCELED") and found))


def runs_under_way(url: str) -> list[Any]:
    """Runs that have not ended."""
    statuses = "[QUEUED, NOT_STARTED, STARTING, STARTED]"
    query = f"{{ runsOrError(filter: {{statuses: {statuses}}}) {{ ... on Runs {{ results {{ runId }} }} }} }}"
    found: list[Any] = ask(url, query)["runsOrError"]["results"]
    return found
