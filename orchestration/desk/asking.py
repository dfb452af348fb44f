"""A request as a page sees it, the way by which it came, and how it is refused.

Belongs here: the three. Not here: which ways there are (routes.py), who may take one (gate.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.desk.access.people import Account, Role

if TYPE_CHECKING:
    from starlette.requests import Request

    from orchestration.desk.office import Desk


class RefusalError(Exception):
    """A request gets a page that says why it is refused.

    Args:
        status: of the answer.
        title: in a few words.
        text: what to do.
        detail: what the program says beside it; empty for none.
    """

    def __init__(self, status: int, title: str, text: str, detail: str = "") -> None:
        super().__init__(title)
        self.status, self.title, self.text, self.detail = status, title, text, detail


@dataclass(frozen=True)
class Way:
    """An address.

    Attributes:
        method: `GET` looks, `POST` acts and needs the proof of a form.
        path: with its parts in braces.
        page: what answers.
        roles: who may; None for everybody, without login.
        streams: it reads the form itself while it arrives.
        looks_only: a `POST` that a desk which is only for looking takes all the same.
    """

    method: str
    path: str
    page: Callable[..., Any]
    roles: frozenset[Role] | None
    streams: bool = False
    looks_only: bool = False


@dataclass
class Ask:
    """A request as a page sees it.

    Attributes:
        desk: what is served.
        way: by which it came.
        request: as it arrived.
        account: who asks; None before login.
        stranger: whom the office's proxy names though they have no account here; empty otherwise.
        cookie: to which forms of the page are bound.
        form: fields of a form that was sent.
        new_cookie: set for the answer; None leaves cookies as they are.
    """

    desk: Desk
    way: Way
    request: Request
    account: Account | None
    cookie: str
    form: Mapping[str, list[str]] = field(default_factory=dict)
    new_cookie: tuple[str, str] | None = None
    stranger: str = ""

    @property
    def who(self) -> Account:
        """Who is logged in; asked for only where somebody is."""
        assert self.account is not None  # noqa: S101 -- the way asks for a role
        return self.account

    @property
    def address(self) -> str:
        """From where the request came."""
        return self.request.client.host if self.request.client else ""

    def value(self, name: str, longest: int = 4000) -> str:
        """A field of the form, without white space around it.

        Raises:
            RefusalError: it is too long.
        """
        text = next(iter(self.form.get(name, ())), "").strip()
        if len(text) > longest:
            raise RefusalError(422, "Isian terlalu panjang", f"Paling banyak {longest} karakter.")
        return text

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def note(self, act: str, *, quarter: str = "", what: str = "", by: str = "") -> None:
        """Writes an act into the journal."""
        by = by or (self.account.name if self.account else "")
        self.desk.journal.note(by, act, quarter=quarter, what=what, address=self.address)
