"""The process of the desk: one line of JSON on standard input says what and where, then it serves until it is ended.

Belongs here: the server and its log. Not here: who starts it (run/interface.py by starting.py).
"""

from __future__ import annotations

import json
import sys

import uvicorn

from orchestration.desk.application import application
from orchestration.desk.office import Desk
from orchestration.workspace.settings import Workspace

_MOST_AT_ONCE = 100
"""Requests; an office has fewer people, and who opens more of them gets a 503."""


def main() -> None:
    """Serves the desk."""
    asked = json.loads(sys.stdin.readline())
    desk = Desk.of(Workspace.resolve(), read_only=asked["read_only"], dagster=asked["dagster"], first=asked["first"])
    uvicorn.run(
        application(desk),
        host=asked["host"],
        port=asked["port"],
        # The address of a request is that of who connects: only gate.py decides what a proxy is believed.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        ws="none",
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
