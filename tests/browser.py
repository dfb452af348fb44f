"""The machine's own browser, for the tests that look at the report and at the interface."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""No window, and no request of the browser's own."""


def executable() -> str | None:
    """The path of the first browser found, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
