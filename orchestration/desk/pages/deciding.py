"""What a konsep changes, approving it, and withdrawing a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.page import onward, page, quarter_of
from orchestration.desk.pages.releases import release_of
from orchestration.desk.pages.running import begin
from orchestration.language.sentences import told as in_language
from orchestration.release.reading import manifest_sha256, read_indicators

if TYPE_CHECKING:
    from orchestration.desk.office import Desk
    from orchestration.release.states import Standing
    from orchestration.workspace.quarters import Quarter

_LONGEST = 2000


def comparison(ask: Ask) -> Response:
    """The konsep beside the release in force, as the command `diff`: figures that change, and the files behind it."""
    quarter = quarter_of(ask)
    stands = _standing(ask.desk, quarter)
    if stands.konsep is None:
        raise RefusalError(404, "Tidak ada konsep", "Triwulan ini tidak mempunyai konsep untuk dibandingkan.")
    return page(
        ask, "banding.html", "Konsep dibandingkan", quarter=quarter, stands=stands,
        changes=_changes(ask.desk, stands),
    )  # fmt: skip


def approval_page(ask: Ask) -> Response:
    """What is approved, and the form; or why nothing can be."""
    quarter = quarter_of(ask)
    stands = _standing(ask.desk, quarter)

    draft = stands.konsep
    return page(
        ask, "sahkan.html", "Sahkan konsep", quarter=quarter, stands=stands, why=_why_not(stands),
        indicators=read_indicators(draft) if draft else [], seen=manifest_sha256(draft) if draft else "",
        changes=_changes(ask.desk, stands) if draft else None,
    )  # fmt: skip


def approve(ask: Ask) -> Response:
    """Approves the konsep that was looked at; it is made again without the mark, which takes a while."""
    quarter = quarter_of(ask)
    stands = _standing(ask.desk, quarter)
    if why := _why_not(stands):
        raise RefusalError(409, "Belum dapat disahkan", why)
    seen = ask.value("dilihat", 64)
    assert stands.konsep is not None  # noqa: S101 -- `_why_not` says so
    if seen != manifest_sha256(stands.konsep):
        raise RefusalError(
            409, "Konsepnya sudah berganti", "Konsep yang Anda lihat sudah diganti. Periksa yang baru dahulu."
        )
    note = ask.value("catatan", _LONGEST)
    begin(ask, "approve", quarter, seen=seen, note=note)
    ask.note("sahkan", quarter=quarter.code, what=note)
    return onward(f"/triwulan/{quarter}/jalan")


def withdrawal_page(ask: Ask) -> Response:
    """What withdrawing means, and the form."""
    return _withdrawal(ask)


def withdraw(ask: Ask) -> Response:
    """Withdraws a release, as the command `withdraw`."""
    from orchestration.run import deciding
    from orchestration.workspace.locking import WorkspaceBusyError, holder_of, run_lock

    quarter = quarter_of(ask)
    name = ask.path("rilis")
    reason = ask.value("alasan", _LONGEST)
    if not reason:
        return _withdrawal(ask, "Tulis dahulu alasannya.", status=422)
    desk = ask.desk
    with desk.acting:
        if holder_of(run_lock(desk.workspace)) is not None:
            return _withdrawal(ask, "Pengolahan sedang berjalan. Tunggu sampai selesai, lalu kirim lagi.", reason, 409)
        try:
            deciding.withdraw(desk.workspace, quarter, name, by=ask.who.person, reason=reason)
        except (deciding.NotPossibleError, WorkspaceBusyError) as error:
            raise RefusalError(
                409, "Tidak dapat ditarik", "Laporan itu tidak ada atau sudah ditarik.", in_language(error, "id")
            ) from None
    ask.note("tarik", quarter=quarter.code, what=f"{name}: {reason}")
    return onward(f"/triwulan/{quarter}?pesan=tarik")


def _withdrawal(ask: Ask, problem: str = "", reason: str = "", status: int = 200) -> Response:
    from orchestration.release.reading import KONSEP
    from orchestration.release.status import withdrawn

    quarter = quarter_of(ask)
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    if release.name == KONSEP:
        raise RefusalError(404, "Laporan tidak ada", "Konsep tidak ditarik; pengolahan berikutnya menggantinya.")
    return page(
        ask, "tarik.html", f"Tarik laporan {release.name}", status, quarter=quarter, release=release.name,
        gone=withdrawn(release.parent).get(release.name), problem=problem, reason=reason,
    )  # fmt: skip


def _standing(desk: Desk, quarter: Quarter) -> Standing:
    from orchestration.release import states

    states.recover(desk.workspace, quarter)
    return states.standing(desk.workspace, quarter)


def _why_not(stands: Standing) -> str:
    """Why nothing can be approved; empty where it can."""
    if stands.konsep is None:
        return "Tidak ada konsep yang menunggu pengesahan."
    if stands.state != "konsep":
        return "Pengolahan terakhir ditahan; konsep yang lama tidak dapat disahkan. Perbaiki yang menahan dahulu."
    if stands.waits.warnings:
        return (
            "Masih ada peringatan yang belum dijawab dalam konsep ini. Jawab semuanya, lalu jalankan pengolahan lagi."
        )
    return ""


def _changes(desk: Desk, stands: Standing) -> Any:
    """What the konsep changes of the release in force; None without one."""
    if stands.release is None or stands.konsep is None:
        return None
    from orchestration.audit.following.difference import difference

    return difference(stands.release, stands.konsep, desk.workspace.archive)
