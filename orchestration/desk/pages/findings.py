"""Findings: one line a cause, one of them with the rows around it, and the answer to a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from orchestration.desk import told, words
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.deliveries import surroundings
from orchestration.desk.page import onward, page, quarter_of
from orchestration.desk.pages.releases import release_of
from orchestration.language.sentences import told as in_language

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.checks.evidence import Finding
    from orchestration.desk.office import Desk
    from orchestration.release.answers import Answer
    from orchestration.release.states import OpenWarning
    from orchestration.workspace.quarters import Quarter

HELD = "ditahan"
"""Names the findings of a refusal among the releases of a quarter."""

_LONGEST_REASON = 2000


def listed(ask: Ask) -> Response:
    """The findings of a refusal, of the konsep or of a release, a line each cause."""
    quarter = quarter_of(ask)
    source = ask.path("dari")
    causes = told.causes(findings_of(ask.desk, quarter, source))
    name = "Yang menahan laporan" if source == HELD else f"Temuan {words.release_name(source).lower()}"
    counts = {weight: sum(one.severity == severity for one in causes) for severity, weight in words.SEVERITIES.items()}
    return page(
        ask, "temuan.html", name, quarter=quarter, source=source, causes=list(enumerate(causes)), counts=counts,
        keys=_keys(ask.desk, quarter, source),
    )  # fmt: skip


def one(ask: Ask) -> Response:
    """One finding, with the rows around it."""
    quarter = quarter_of(ask)
    source = ask.path("dari")
    causes = told.causes(findings_of(ask.desk, quarter, source))
    number = int(ask.path("nomor"))
    if number >= len(causes):
        raise RefusalError(404, "Temuan tidak ada", "Daftar temuan sudah berganti. Buka kembali daftarnya.")
    shown = causes[number]
    return page(
        ask, "temuan_satu.html", shown.title, quarter=quarter, source=source, told=shown, warning=None, given=None,
        around=surroundings.around(ask.desk.workspace, quarter, shown.finding),
        figure=_figure(ask.desk, quarter, source, shown),
        key=_keys(ask.desk, quarter, source).get(shown.finding.line(), ""),
    )  # fmt: skip


def warning(ask: Ask) -> Response:
    """A warning of the konsep: what it says, and the form of an answer or the answer that was given."""
    return _warning(ask, quarter_of(ask))


def answer(ask: Ask) -> Response:
    """Answers a warning, as the command `answer`; the next run takes the answer in."""
    from orchestration.run import deciding
    from orchestration.workspace.locking import WorkspaceBusyError, holder_of, run_lock

    quarter, key = quarter_of(ask), ask.path("kunci")
    reason = ask.value("alasan", _LONGEST_REASON)
    if not reason:
        return _warning(ask, quarter, "Tulis dahulu alasannya.", status=422)
    desk = ask.desk
    with desk.acting:
        if (holder := holder_of(run_lock(desk.workspace))) is not None:
            return _warning(ask, quarter, _busy(str(holder)), reason, status=409)
        if (before := _answers(desk, quarter).get(key)) is not None and before.reason != ask.value("sebelumnya", 2100):
            said = f"{before.by} baru saja menjawab peringatan ini. Baca jawabannya; kirim lagi bila tetap perlu."
            return _warning(ask, quarter, said, reason, status=409)
        try:
            given = deciding.answer(desk.workspace, quarter, key, by=ask.who.person, reason=reason)
        except deciding.UnknownWarningError as error:
            raise RefusalError(
                404,
                "Peringatan tidak ada lagi",
                "Konsepnya sudah berganti. Buka kembali halaman triwulan.",
                in_language(error, "id"),
            ) from None
        except WorkspaceBusyError as error:
            return _warning(ask, quarter, _busy(in_language(error, "id")), reason, status=409)
    ask.note("jawab", quarter=quarter.code, what=f"{key}: {given.answer.reason}")
    return onward(f"/triwulan/{quarter}?pesan=jawab")


def findings_of(desk: Desk, quarter: Quarter, source: str) -> list[Finding]:
    """The findings of a refusal, of the konsep or of a release, row by row.

    Raises:
        RefusalError: there is no such source.
    """
    from orchestration.release import held_back
    from orchestration.release.reading import read_findings

    if source == HELD:
        return held_back.read(desk.workspace, quarter)
    return read_findings(release_of(desk, quarter, source))


def _warning(ask: Ask, quarter: Quarter, problem: str = "", reason: str = "", status: int = 200) -> Response:
    from orchestration.release.reading import read_findings

    key = ask.path("kunci")
    draft, warnings = _open(ask.desk, quarter)
    found = warnings.get(key)
    if draft is None or found is None:
        raise RefusalError(
            404, "Peringatan tidak ada lagi", "Sudah terjawab dan terbit, atau konsepnya sudah berganti. Buka kembali"
            " halaman triwulan."
        )  # fmt: skip
    [(_, cause)] = told.asked(read_findings(draft), [found])
    given = _answers(ask.desk, quarter).get(key)
    return page(
        ask, "temuan_satu.html", cause.title, status, quarter=quarter,
        source="konsep", told=cause, warning=found, given=given, key=key, problem=problem,
        reason=reason or (given.reason if given else ""),
        around=surroundings.around(ask.desk.workspace, quarter, cause.finding),
        figure=_figure(ask.desk, quarter, "konsep", cause),
    )  # fmt: skip


def _figure(desk: Desk, quarter: Quarter, source: str, cause: told.Told) -> dict[str, str] | None:
    """The figure that a finding is about, where the konsep or a release has it."""
    from orchestration.workspace.delimited import read_rows

    if not cause.figure or source == HELD:
        return None
    rows = read_rows(release_of(desk, quarter, source) / "figures.csv")
    return next((row for row in rows if row["figure_id"] == cause.figure), None)


def _open(desk: Desk, quarter: Quarter) -> tuple[Path | None, dict[str, OpenWarning]]:
    """The konsep, and what it asks, by key."""
    from orchestration.release import states

    draft = states.konsep(desk.workspace.reports / quarter.code)
    return draft, {item.key: item for item in states.waits_of(draft).warnings} if draft else {}


def _answers(desk: Desk, quarter: Quarter) -> dict[str, Answer]:
    from orchestration.release import answers

    return {item.key: item for item in answers.read(answers.place(desk.workspace.sources, quarter))}


def _keys(desk: Desk, quarter: Quarter, source: str) -> dict[str, str]:
    """The line of an open warning to its key, where findings are those of the konsep."""
    return {item.text: key for key, item in _open(desk, quarter)[1].items()} if source == "konsep" else {}


def _busy(who: str) -> str:
    return f"Pengolahan sedang berjalan ({who}). Jawaban belum dicatat; kirim lagi setelah selesai."
