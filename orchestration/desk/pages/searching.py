"""Looking for figures, files and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from orchestration.desk import told, words
from orchestration.desk.asking import Ask
from orchestration.desk.page import page
from orchestration.desk.pages.findings import HELD, findings_of
from orchestration.desk.pages.looking import overview
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.desk.office import Desk
    from orchestration.run.situation import Situation

_MOST = 30
_LONGEST = 200


def search(ask: Ask) -> Response:
    """Figures of a quarter's report, files that landed, findings: all whose words are those that were typed."""
    text = " ".join(ask.request.query_params.get("q", "").split())[:_LONGEST]
    known = list(reversed(overview(ask.desk).quarters))
    codes = [one.quarter for one in known]
    chosen = ask.request.query_params.get("triwulan", "")
    if chosen not in codes:
        chosen = next((one.quarter for one in known if one.release or one.state == "konsep"), codes[0] if codes else "")
    one = next((one for one in known if one.quarter == chosen), None)
    nothing: dict[str, Any] = {"figures": [], "files": [], "findings": []}
    found = _found(ask.desk, one, text) if one is not None and text else nothing
    choices = [(code, words.quarter_name(Quarter.parse(code))) for code in codes]
    return page(
        ask, "cari.html", "Cari", text=text, chosen=chosen, choices=choices, most=_MOST,
        release=_release(one) if one else "", **found,
    )  # fmt: skip


def _found(desk: Desk, one: Situation, text: str) -> dict[str, Any]:
    quarter = Quarter.parse(one.quarter)
    release = _release(one)
    pieces = text.casefold().split()

    def fits(*said: str) -> bool:
        whole = " ".join(said).casefold()
        return all(piece in whole for piece in pieces)

    sources = [HELD] * bool(one.held_back) + [release] * bool(release)
    findings = [
        (source, number, cause)
        for source in sources
        for number, cause in enumerate(told.causes(findings_of(desk, quarter, source)))
        if fits(cause.title, cause.file, cause.place, cause.value, cause.text)
    ]
    return {
        "figures": _figures(desk, quarter, release, text) if release else [],
        "files": [item for item in one.landed if fits(item.file, *item.kinds)],
        "findings": findings,
    }


def _figures(desk: Desk, quarter: Quarter, release: str, text: str) -> list[dict[str, Any]]:
    """The figures that somebody may mean, as the command `trace` understands it; what is meant stands first."""
    from orchestration.audit.following.naming import UnknownFigureError, meant
    from orchestration.workspace.delimited import read_rows

    rows = {row["figure_id"]: row for row in read_rows(desk.workspace.reports / quarter.code / release / "figures.csv")}
    try:
        found = meant(text, rows)
    except UnknownFigureError as error:
        return error.fitting
    return [dict(rows[name]) for name in (found.figure_id, *found.others)]


def _release(one: Situation) -> str:
    return one.release or ("konsep" if one.state == "konsep" else "")
