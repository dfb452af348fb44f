"""The application: the list of addresses as Starlette serves it.

Belongs here: making it, and what is answered where no address is meant. Not here: any page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from orchestration.desk.gate import Heads, endpoint
from orchestration.desk.office import Desk
from orchestration.desk.routes import WAYS

_PLAIN = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Meja Data</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/gaya.css"></head>
<body class="sendiri"><main><h1>{title}</h1><p>{text}</p><p><a href="/">Ke halaman awal</a></p></main></body></html>
"""

_TITLES = {
    404: ("Halaman tidak ditemukan", "Alamat ini tidak ada. Mungkin salah ketik atau tautannya lama."),
    405: ("Tidak dapat dilakukan", "Alamat ini tidak menerima tindakan itu."),
}


def application(desk: Desk) -> Any:
    """The desk as an ASGI application."""

    @asynccontextmanager
    async def alive(_app: Starlette) -> AsyncIterator[None]:
        yield
        desk.jobs.end()

    routes = [Route(way.path, _named(endpoint(desk, way)), methods=[way.method]) for way in WAYS]
    handlers = {HTTPException: _missing, Exception: _broken}
    return Heads(Starlette(routes=routes, exception_handlers=handlers, lifespan=alive))


def _named(answer: Any) -> Any:
    """A function of Starlette's form of a way's answer."""

    async def answering(request: Request) -> Response:
        response: Response = await answer(request)
        return response

    return answering


async def _missing(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title, text = _TITLES.get(status, ("Permintaan tidak dapat dilayani", "Muat ulang halaman sebelumnya."))
    return HTMLResponse(_PLAIN.format(title=title, text=text), status)


async def _broken(_request: Request, _error: Exception) -> Response:
    title = "Ada gangguan"
    text = (
        "Halaman ini tidak dapat dibuat. Tidak ada yang berubah. Beri tahu pengurus sistem; catatannya ada di log meja."
    )
    return HTMLResponse(_PLAIN.format(title=title, text=text), 500)
