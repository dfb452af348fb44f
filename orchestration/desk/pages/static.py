"""What everybody gets without login: style sheet, script, that the desk is there, and whether it can do its work."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from starlette.responses import PlainTextResponse, Response

from orchestration.declarations import ConfigurationError
from orchestration.desk.asking import Ask
from orchestration.operations import examining, settings
from orchestration.workspace.profile_loading import load_profile

_FOLDER = Path(__file__).parents[1]
_HOUR = {"Cache-Control": "max-age=3600"}


def health(_ask: Ask) -> Response:
    """That the desk answers; nothing else."""
    return PlainTextResponse("sehat\n")


def ready(ask: Ask) -> Response:
    """Whether the desk can do its work: profile and settings can be read, there is space; `doctor` says more."""
    try:
        load_profile(ask.desk.workspace)
        seen = examining.disk(ask.desk.workspace, settings.read(ask.desk.workspace))
        well = all(one.grade != "wrong" for one in seen) and os.access(ask.desk.workspace.state, os.W_OK)
    except (ConfigurationError, OSError):
        well = False
    return PlainTextResponse("siap\n") if well else PlainTextResponse("tidak siap\n", 503)


def style(_ask: Ask) -> Response:
    """The one style sheet."""
    return Response(_read("desk.css"), media_type="text/css", headers=_HOUR)


def script(_ask: Ask) -> Response:
    """The one script, without which every page works as well."""
    return Response(_read("desk.js"), media_type="text/javascript", headers=_HOUR)


@cache
def _read(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
