"""How the quarters stand, one quarter, and the journal of acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from orchestration.desk import told, words
from orchestration.desk.asking import Ask
from orchestration.desk.page import page, quarter_of
from orchestration.workspace.locking import holder_of, run_lock
from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from orchestration.desk.office import Desk
    from orchestration.run.situation import Open, Overview, Situation

_SAID = {
    "sandi": "Kata sandi sudah diganti.",
    "masukkan": "Berkas sudah masuk. Jalankan pengolahan bila semua berkas sudah lengkap.",
    "batalkan": "Unggahan dibatalkan; tidak ada yang berubah.",
    "jawab": "Jawaban sudah dicatat dan akan dicetak dalam laporan.",
    "tarik": "Laporan sudah ditarik.",
}
"""What is said once after an act, by the word in the address."""

_SHOWN_ENTRIES = 200


def quarters(ask: Ask) -> Response:
    """Every quarter with its state, newest first."""
    found = overview(ask.desk)
    rows = [
        {"name": words.quarter_name(Quarter.parse(one.quarter)), "one": one, "open": len(_open(ask.desk, one))}
        for one in reversed(found.quarters)
    ]
    now = Quarter.containing(found.today)
    running = None if any(one.quarter == now.code for one in found.quarters) else now
    return page(
        ask, "beranda.html", "Triwulan", found=found, rows=rows, running=running, said=said(ask), unit=unit(ask.desk)
    )  # fmt: skip


def quarter(ask: Ask) -> Response:
    """One quarter: what has landed and is missing, what is open, what stands, what was done."""
    asked = quarter_of(ask)
    desk = ask.desk
    from orchestration.ingestion import load_contracts
    from orchestration.release import held_back, states
    from orchestration.release.reading import read_findings, releases
    from orchestration.release.status import withdrawn

    states.recover(desk.workspace, asked)
    [one] = overview(desk, asked).quarters
    stands = states.standing(desk.workspace, asked)
    folder = desk.workspace.reports / asked.code
    gone = withdrawn(folder)
    open_ = {warning.key for warning in _open(desk, one)}
    asked_for = told.asked(read_findings(stands.konsep), stands.waits.warnings) if stands.konsep else []
    contracts = load_contracts(desk.workspace.contracts)
    names = {kind: item.printed_name or item.name for kind, item in contracts.items()}
    return page(
        ask,
        "triwulan.html",
        words.quarter_name(asked),
        quarter=asked,
        one=one,
        stands=stands,
        open=[item for item in asked_for if item[0].key in open_],
        answered=[item for item in asked_for if item[0].key not in open_],
        unusable={item.file: told.unusable(item.file, "jenis", item.problem) for item in one.landed if item.problem},
        releases=[(path.name, gone.get(path.name)) for path in reversed(releases(folder))],
        held=held_back.place(desk.workspace, asked).is_file(),
        waiting=desk.arrivals.all(asked.code),
        kinds=lambda kinds: ", ".join(dict.fromkeys(names.get(kind, kind) for kind in kinds)),
        needed=lambda kind: " atau ".join(
            names[one] for one in (kind, contracts[kind].completeness.alternative) if one
        ),
        progress=desk.jobs.progress(asked),
        busy=holder_of(run_lock(desk.workspace)),
        acts=list(reversed(stands.history)),
        said=said(ask),
    )


def journal(ask: Ask) -> Response:
    """The acts of the desk, newest first; of one quarter where it is asked for."""
    code = ask.request.query_params.get("triwulan", "")
    try:
        code = Quarter.parse(code).code if code else ""
    except QuarterError:
        code = ""
    entries = ask.desk.journal.entries(code)
    shown = entries[:_SHOWN_ENTRIES]
    return page(ask, "catatan.html", "Catatan", entries=shown, more=len(entries) - len(shown), quarter=code)


def _open(desk: Desk, one: Situation) -> list[Open]:
    """The warnings of a konsep that nobody has answered; those answered since are open in it until the next run."""
    from orchestration.release import answers

    if not one.warnings:
        return []
    given = answers.read(answers.place(desk.workspace.sources, Quarter.parse(one.quarter)))
    return [warning for warning in one.warnings if warning.key not in {item.key for item in given}]


def overview(desk: Desk, only: Quarter | None = None) -> Overview:
    """The command `status`, of all quarters or of one."""
    from orchestration.run import situation

    return situation.overview(desk.workspace, only)


def unit(desk: Desk) -> str:
    """The name of the unit."""
    from orchestration.workspace.profile_loading import load_profile

    return load_profile(desk.workspace).unit.nama


def said(ask: Ask) -> str:
    """What is said after the act that led here; empty for none."""
    return _SAID.get(ask.request.query_params.get("pesan", ""), "")
