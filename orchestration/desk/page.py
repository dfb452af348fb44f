"""A page as it is made: its template with what every page needs, or why there is none.

Belongs here: the templates' environment, the frame of a page, refusals. Not here: what a page shows (pages/), who may
see it (gate.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from starlette.responses import HTMLResponse, RedirectResponse, Response

from orchestration.desk import words
from orchestration.desk.access.people import Role
from orchestration.desk.asking import Ask, RefusalError
from orchestration.workspace.quarters import Quarter, QuarterError

_TEMPLATES = Path(__file__).with_name("templates")


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "hari": words.day,
        "saat": words.moment,
        "angka": words.number,
        "ukuran": words.size,
        "kolom": words.column,
        "rumus": words.formula,
        "sel": words.cell,
        "di_meja": words.on_the_desk,
    }
    made.globals |= {"words": words, "Role": Role, "address": address_of}
    return made


def page(ask: Ask, template: str, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as the answer to a request."""
    text = (
        _environment()
        .get_template(template)
        .render(
            title=title,
            ask=ask,
            account=ask.account,
            desk=ask.desk,
            # Dagster's interface has no login and listens on this machine alone.
            dagster=ask.desk.dagster if ask.address in ("127.0.0.1", "::1") else "",
            proof=ask.desk.sessions.proof(ask.cookie) if ask.cookie else "",
            may=lambda *roles: bool(ask.account and ask.account.may(roles) and not ask.desk.read_only),
            **values,
        )
    )
    return HTMLResponse(text, status)


def refused(ask: Ask, refusal: RefusalError) -> HTMLResponse:
    """The page of a refusal."""
    return page(ask, "tolak.html", refusal.title, refusal.status, refusal=refusal)


def address_of(quarter: Quarter | str, release: str, figure: str = "") -> str:
    """Where a release, or a figure of it, is shown."""
    path = f"/triwulan/{quarter}/rilis/{release}"
    return f"{path}/angka/{quote(figure, safe='')}" if figure else path


def onward(path: str) -> Response:
    """After an act: the browser asks for the page that shows it, so that loading it anew acts no second time."""
    return RedirectResponse(path, 303)


def quarter_of(ask: Ask) -> Quarter:
    """The quarter in the address.

    Raises:
        RefusalError: it is none.
    """
    code = ask.path("triwulan")
    try:
        quarter = Quarter.parse(code)
    except QuarterError:
        quarter = None
    if quarter is None or quarter.code != code or not 2000 <= quarter.year <= 2100:
        raise RefusalError(404, "Triwulan tidak dikenal", "Triwulan ditulis seperti 2025-TW2.")
    return quarter
