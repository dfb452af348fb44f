"""Running a quarter, and how far a run is."""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from orchestration.desk import words
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.page import onward, page, quarter_of
from orchestration.desk.work.jobs import BusyError, Progress
from orchestration.workspace.locking import holder_of, run_lock
from orchestration.workspace.quarters import Quarter


def progress(ask: Ask) -> Response:
    """How the last run of a quarter stands; while it runs the page comes anew by itself."""
    quarter = quarter_of(ask)
    job = ask.desk.jobs.progress(quarter)
    holder = None if job and job.running else holder_of(run_lock(ask.desk.workspace))
    return page(ask, "jalan.html", "Pengolahan", quarter=quarter, job=job, holder=holder)


def start(ask: Ask) -> Response:
    """Starts a run."""
    quarter = quarter_of(ask)
    begin(ask, "run", quarter)
    ask.note("jalankan", quarter=quarter.code)
    return onward(f"/triwulan/{quarter}/jalan")


def begin(ask: Ask, work: str, quarter: Quarter, **more: str) -> None:
    """Starts work of a desk on a quarter; its end is written into the journal.

    Raises:
        RefusalError: other work is under way.
    """
    desk, name = ask.desk, ask.who.name

    def done(end: Progress) -> None:
        told = f"{words.WORK[work]}: {words.OUTCOMES.get(end.outcome, end.outcome)} {end.release}"
        desk.journal.note(name, "selesai", quarter=quarter.code, what=told)

    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        desk.jobs.start(work, quarter, by=ask.who.person, began=now, done=done, **more)
    except BusyError as error:
        raise RefusalError(
            409, "Masih ada pengolahan yang berjalan", f"Pengolahan {error} belum selesai. Tunggu sampai selesai."
        ) from None
