"""The gate: what every request passes before a page is asked, and every answer on its way out.

Belongs here: finding out who asks, whether they may, whether a form is one of ours, the heads of every answer. Not
here: which address asks for which roles (routes.py), what a page answers.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from orchestration.declarations import ConfigurationError
from orchestration.desk.access.people import Account
from orchestration.desk.asking import Ask, RefusalError, Way
from orchestration.desk.page import refused
from orchestration.language.sentences import told
from orchestration.release.status import StatusError
from orchestration.workspace.faults import of_the_machine

if TYPE_CHECKING:
    from orchestration.desk.office import Desk

SESSION, BEFORE = "meja", "meja_awal"
"""Cookies: of who is logged in; of a browser that fills in a form before that."""

PROOF = "bukti"
"""Field by which a form proves that a page of ours made it."""

_LARGEST_FORM = 100_000
_MOST_FIELDS = 100

HEADS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Heads of every answer; a file of a release brings its own policy for what may run in it."""


def endpoint(desk: Desk, way: Way) -> Callable[[Request], Awaitable[Response]]:
    """What Starlette calls for a way."""
    return partial(_answer, desk, way)


async def _answer(desk: Desk, way: Way, request: Request) -> Response:
    ask = await run_in_threadpool(_recognised, desk, way, request)
    try:
        response = await _let_in(ask)
    except (RefusalError, ConfigurationError, StatusError, OSError) as error:
        response = await run_in_threadpool(refused, ask, _as_refusal(error))
    except ClientDisconnect:
        response = Response(status_code=400)
    if ask.new_cookie is not None:
        _set(response, *ask.new_cookie, https=desk.settings.https)
    return response


def _as_refusal(error: Exception) -> RefusalError:
    """What a page says that cannot be made for a reason that a person can mend."""
    if isinstance(error, RefusalError):
        return error
    if isinstance(error, OSError):
        title, text = "Ada gangguan pada komputer peladen", "Tidak ada yang berubah. Beri tahu pengurus sistem."
        return RefusalError(503, title, text, told(of_the_machine(repr(error)) or str(error.strerror), "id"))
    title = "Profil unit, data rujukan atau kontrak belum dapat dipakai"
    return RefusalError(
        500, title, "Beri tahu pengurus sistem. Yang harus diperbaiki, dengan berkas dan barisnya:", str(error)
    )


async def _let_in(ask: Ask) -> Response:
    way = ask.way
    if way.roles is not None:
        if ask.stranger:
            text = f"Akun '{ask.stranger}' belum ada di meja ini. Mintalah kepada pengatur akun."
            raise RefusalError(403, "Belum mempunyai akun", text)
        if ask.account is None:
            if way.method == "GET":
                return RedirectResponse(f"/masuk?ke={ask.request.url.path}", 303)
            raise RefusalError(401, "Anda belum masuk", "Masuklah dahulu, lalu ulangi.")
        if not ask.account.may(way.roles):
            raise RefusalError(403, "Tidak diizinkan", "Peran akun Anda tidak mencakup halaman atau tindakan ini.")
    if way.method == "POST" and ask.desk.read_only and not way.looks_only:
        raise RefusalError(
            403, "Hanya untuk melihat", "Meja ini dijalankan hanya untuk melihat; tidak ada yang dapat diubah."
        )
    if way.streams:
        return await way.page(ask)  # it reads the form itself, and asks for its proof first
    if way.method == "POST":
        ask.form = await _form(ask.request)
        demand_proof(ask, ask.value(PROOF))
    response: Response = await run_in_threadpool(way.page, ask)
    return response


def demand_proof(ask: Ask, brought: str) -> None:
    """Lets a form pass that a page of ours made for this browser.

    Raises:
        RefusalError: it was made by somebody else, or before the desk was started anew.
    """
    if not ask.desk.sessions.proves(ask.cookie, brought):
        raise RefusalError(
            403,
            "Formulir ini sudah kedaluwarsa",
            "Formulir tidak berasal dari halaman yang sedang berlaku. Buka kembali halamannya, lalu kirim sekali lagi.",
        )


def _recognised(desk: Desk, way: Way, request: Request) -> Ask:
    """Who asks: by the header of the office's proxy, else by the cookie of a session."""
    cookie = request.cookies.get(SESSION, "")
    account = _of_session(desk, cookie)
    if (name := _named_by_proxy(desk, request)) and (account is None or account.name != name.casefold()):
        # Whatever cookie the browser has, it is not of who is logged in at the proxy.
        account = desk.people.find(name)
        if account is None:
            return Ask(desk, way, request, None, "", stranger=name)
        cookie = desk.sessions.begin(account.name)
        ask = Ask(desk, way, request, account, cookie, new_cookie=(SESSION, cookie))
        ask.note("masuk", what="melalui proksi")
        return ask
    if account is not None:
        return Ask(desk, way, request, account, cookie)
    before = request.cookies.get(BEFORE, "")
    if before or way.roles is not None:
        return Ask(desk, way, request, None, before)
    before = secrets.token_urlsafe(32)
    return Ask(desk, way, request, None, before, new_cookie=(BEFORE, before))


def _of_session(desk: Desk, cookie: str) -> Account | None:
    name = desk.sessions.name_of(cookie) if cookie else ""
    return desk.people.find(name) if name else None


def _named_by_proxy(desk: Desk, request: Request) -> str:
    settings = desk.settings
    if settings.kepala_pengguna is None or request.client is None or request.client.host not in settings.proksi:
        return ""
    return request.headers.get(settings.kepala_pengguna, "").strip()


async def _form(request: Request) -> dict[str, list[str]]:
    """The fields of a form without files.

    Raises:
        RefusalError: it is none, or too large.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise RefusalError(415, "Bukan formulir", "Kirimlah formulir dari halamannya.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_FORM:
            raise RefusalError(413, "Isian terlalu besar", "Pendekkan isian, lalu kirim sekali lagi.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise RefusalError(400, "Formulir tidak terbaca", "Kirimlah formulir dari halamannya.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _set(response: Response, name: str, value: str, *, https: bool) -> None:
    response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=https)


class Heads:
    """Puts the heads of every answer to it, whoever gives it; those that it brings stay."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                more = [(name.lower().encode(), value.encode()) for name, value in HEADS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in there)]
            await send(message)

        await self.app(scope, receive, sending)
