"""What everybody gets without login: the style sheet, the script, and that the desk is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.responses import PlainTextResponse, Response

from orchestration.desk.asking import Ask

_FOLDER = Path(__file__).parents[1]
_HOUR = {"Cache-Control": "max-age=3600"}


def health(_ask: Ask) -> Response:
    """That the desk answers; nothing else."""
    return PlainTextResponse("sehat\n")


def style(_ask: Ask) -> Response:
    """The one style sheet."""
    return Response(_read("desk.css"), media_type="text/css", headers=_HOUR)


def script(_ask: Ask) -> Response:
    """The one script, without which every page works as well."""
    return Response(_read("desk.js"), media_type="text/javascript", headers=_HOUR)


@cache
def _read(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
