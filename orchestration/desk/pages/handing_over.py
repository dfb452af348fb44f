"""A release as files for another system, in one archive, as the command `export` writes them."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.page import quarter_of
from orchestration.desk.pages.releases import release_of
from orchestration.exports import KINDS

_NOTHING = "Tidak ada yang dibuat dari laporan ini. Beri tahu pengurus sistem; baginya tertulis:"

_EPOCH = (1980, 1, 1, 0, 0, 0)


def export(ask: Ask) -> Response:
    """An export of a release or of the konsep; the release is proven first, in a process of its own."""
    quarter, desk, kind = quarter_of(ask), ask.desk, ask.path("jenis")
    release = release_of(desk, quarter, ask.path("rilis"))
    if kind not in KINDS:
        raise RefusalError(404, "Ekspor tidak ada", f"Tidak ada ekspor bernama itu; yang ada: {', '.join(KINDS)}.")
    folder = Path(tempfile.mkdtemp(prefix="ekspor-", suffix=".tmp", dir=desk.journal.path.parent))
    name = f"{kind}_{quarter}_{release.name}"
    try:
        told = desk.jobs.hand_over(quarter, release, kind, folder / name)
        if told.get("outcome") != "exported":
            why = str(told.get("message", ""))
            raise RefusalError(409, "Ekspor tidak dapat dibuat", _NOTHING, why)
        archive = folder / f"{name}.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(path for path in (folder / name).rglob("*") if path.is_file()):
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(info, path.read_bytes())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    ask.note("ekspor", quarter=quarter.code, what=f"{kind} {release.name}")
    clean = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(archive, media_type="application/zip", filename=archive.name, background=clean)
