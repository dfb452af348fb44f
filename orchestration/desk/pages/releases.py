"""The files of a release or of the konsep: listed, opened, taken home as a bundle; and the page of columns."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response

from orchestration.desk import words
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.office import FOLDER
from orchestration.desk.page import page, quarter_of
from orchestration.language.sentences import told as in_language
from orchestration.release.head_signature import signed_copy
from orchestration.workspace.quarters import Quarter, QuarterError

if TYPE_CHECKING:
    from orchestration.desk.office import Desk

SIGNED = "laporan-ttd.pdf"
"""What the page calls the copy of the report that the head signed."""

_SANDBOX = {
    # The report is a page of its own: what runs in it can neither read the desk nor act as who looks at it.
    "Content-Security-Policy": (
        "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
        " img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    # A page of an origin of its own cannot be in a group of ours.
    "Cross-Origin-Opener-Policy": "unsafe-none",
}
_PDF = {"Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}


def files(ask: Ask) -> Response:
    """What there is of a release."""
    from orchestration.exports.declared import titles
    from orchestration.release.reading import read_indicators, read_manifest
    from orchestration.release.status import withdrawn

    quarter = quarter_of(ask)
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    order = list(words.FILES)
    known = sorted(
        _files(release).items(), key=lambda item: (order.index(item[0]) if item[0] in order else len(order), item[0])
    )
    return page(
        ask, "rilis.html", f"{words.release_name(release.name)} {words.quarter_name(quarter)}", quarter=quarter,
        release=release.name, gone=withdrawn(release.parent).get(release.name), indicators=read_indicators(release),
        made=read_manifest(release)["created_at"],
        exports=titles(),
        files=[(name, *words.FILES.get(name, (name, "")), path.stat().st_size) for name, path in known],
    )  # fmt: skip


def file(ask: Ask) -> Response:
    """One file: the report to look at, apart from the desk; the rest to keep."""
    quarter = quarter_of(ask)
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    path = _files(release).get(ask.path("berkas"))
    if path is None:
        raise RefusalError(404, "Berkas tidak ada", "Laporan ini tidak memuat berkas itu.")
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    name = f"{path.stem}_{quarter}_{release.name}{path.suffix}"
    if path.suffix == ".html":
        return FileResponse(path, media_type=kind, headers=_SANDBOX)
    shown = "inline" if path.suffix == ".pdf" else "attachment"
    heads = _PDF if path.suffix == ".pdf" else None
    return FileResponse(path, media_type=kind, filename=name, content_disposition_type=shown, headers=heads)


def neighbour(ask: Ask) -> Response:
    """The report of another quarter as a dashboard names it, beside the folder of its own; leads to it."""
    try:
        quarter = Quarter.parse(ask.path("lain"))
    except QuarterError as error:
        raise RefusalError(404, "Laporan tidak ada", in_language(error, "id")) from None
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    return RedirectResponse(f"/triwulan/{quarter.code}/rilis/{release.name}/berkas/laporan.html", 302)


def bundle(ask: Ask) -> Response:
    """Packs what an auditor takes home, as the command `bundle`."""
    from orchestration.audit.proof.bundle import BundleError, pack

    quarter = quarter_of(ask)
    release = release_of(ask.desk, quarter, ask.path("rilis"))
    name = f"bundel_{quarter}_{release.name}.zip"
    target = ask.desk.workspace.state / FOLDER / f"{name}.{os.urandom(8).hex()}.tmp"
    try:
        pack(ask.desk.workspace, release, target)
    except BundleError as error:
        target.unlink(missing_ok=True)
        raise RefusalError(
            409, "Bundel tidak dapat dibuat", "Laporan atau arsipnya tidak utuh.", in_language(error, "id")
        ) from None
    ask.note("bundel", quarter=quarter.code, what=release.name)
    return FileResponse(
        target, media_type="application/zip", filename=name, background=BackgroundTask(target.unlink, missing_ok=True)
    )


def lineage(ask: Ask) -> Response:
    """The page of columns, from source to figure, as `triwulan ui` wrote it."""
    from orchestration.lineage.page import path as lineage_page

    path = lineage_page(ask.desk.workspace)
    if not path.is_file():
        raise RefusalError(404, "Silsilah kolom belum ada", "Halaman ini dibuat ketika `triwulan ui` dimulai.")
    return FileResponse(path, media_type=_TYPES[".html"], headers=_SANDBOX)


def _files(release: Path) -> dict[str, Path]:
    """The files of a release by the names that its page gives them; the copy that the head signed lies beside it."""
    found = {path.name: path for path in release.iterdir() if path.is_file()}
    signed = signed_copy(release)
    return {**found, SIGNED: signed} if signed.is_file() else found


def release_of(desk: Desk, quarter: Quarter, name: str) -> Path:
    """The folder of a release, or of the konsep.

    Raises:
        RefusalError: there is none of that name.
    """
    from orchestration.release import states
    from orchestration.release.reading import KONSEP, releases

    folder = desk.workspace.reports / quarter.code
    known = {path.name: path for path in releases(folder)}
    if (draft := states.konsep(folder)) is not None:
        known[KONSEP] = draft
    if name not in known:
        raise RefusalError(404, "Laporan tidak ada", f"Triwulan {quarter} tidak mempunyai laporan itu.")
    return known[name]
