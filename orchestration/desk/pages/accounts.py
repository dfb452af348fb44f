"""Accounts, for who keeps them: listing, making, changing, a new link for a lost password."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from orchestration.desk.access.people import LINK_DAYS, AccountError, Role
from orchestration.desk.asking import Ask
from orchestration.desk.page import page


def listed(ask: Ask) -> Response:
    """Every account, and the form of another."""
    return _shown(ask)


def add(ask: Ask) -> Response:
    """Makes an account and shows the link for its owner, once."""
    name = ask.value("nama", 64).casefold()

    def adding() -> str:
        secret = ask.desk.people.add(name, ask.value("orang", 200), _roles(ask))
        ask.note("akun baru", what=f"{name}: {', '.join(_roles(ask))}")
        return secret

    return _invited(ask, name, adding)


def invite_again(ask: Ask) -> Response:
    """A new link, shown once."""
    name = ask.path("nama")

    def inviting() -> str:
        secret = ask.desk.people.invite_again(name)
        ask.note("tautan baru", what=name)
        return secret

    return _invited(ask, name, inviting)


def change(ask: Ask) -> Response:
    """Changes roles, or switches an account off; what was open under it is closed."""
    name = ask.path("nama")
    active = "aktif" in ask.form
    try:
        changed = ask.desk.people.change(name, _roles(ask), active=active)
    except AccountError as error:
        return _shown(ask, problem=str(error))
    if not active:
        ask.desk.sessions.end_all_of(name)
    ask.note("akun diubah", what=f"{name}: {', '.join(changed.roles)}{'' if active else ' (tidak aktif)'}")
    return _shown(ask, said=f"Akun {name} diubah.")


def _invited(ask: Ask, name: str, inviting: Callable[[], str]) -> Response:
    try:
        secret = inviting()
    except AccountError as error:
        return _shown(ask, problem=str(error))
    scheme = "https" if ask.desk.settings.https else "http"
    link = f"{scheme}://{ask.request.headers.get('host', '')}/undangan/{secret}"
    return _shown(ask, link=link, invited=name)


def _shown(ask: Ask, *, problem: str = "", said: str = "", link: str = "", invited: str = "") -> Response:
    return page(
        ask,
        "akun.html",
        "Akun",
        422 if problem else 200,
        accounts=ask.desk.people.all(),
        problem=problem,
        said=said,
        link=link,
        invited=invited,
        days=LINK_DAYS,
    )


def _roles(ask: Ask) -> set[Role]:
    return {role for role in Role if role.value in ask.form.get("peran", [])}
