"""Deliveries as they go back to their senders, with what was found in them marked."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.page import quarter_of

_LEFT_OUT = "tidak disertakan.txt"
"""In the archive: deliveries that cannot be returned, and why."""


def copies(ask: Ask) -> Response:
    """The marked copies of a quarter's deliveries in one archive, as the command `return` writes them."""
    quarter = quarter_of(ask)
    desk = ask.desk
    folder = Path(tempfile.mkdtemp(prefix="kembali-", suffix=".tmp", dir=desk.journal.path.parent))
    try:
        told = desk.jobs.give_back(quarter, folder / "berkas")
        names = told.get("files", [])
        if not names:
            raise _nothing(told)
        archive = folder / "kembali.zip"
        with zipfile.ZipFile(archive, "w") as packed:  # workbooks are packed already
            for name in names:
                packed.write(folder / "berkas" / name, name)
            if told["left_out"]:
                packed.writestr(_LEFT_OUT, "".join(f"{name}: {why}\n" for name, why in told["left_out"].items()))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    ask.note("kembalikan", quarter=quarter.code, what=", ".join(names))
    clean = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(archive, media_type="application/zip", filename=f"kembali_{quarter}.zip", background=clean)


def _nothing(told: dict[str, Any]) -> RefusalError:
    if told.get("outcome") == "returned":
        text = "Tidak ada berkas dengan temuan yang menahan atau memperingatkan, sehingga tidak ada yang dikembalikan."
        why = "; ".join(f"{name}: {why}" for name, why in told["left_out"].items())
        return RefusalError(404, "Tidak ada yang dikembalikan", text, why)
    text = "Jalankan pengolahan lebih dahulu; salinan dibuat menurut temuannya."
    return RefusalError(409, "Salinan belum dapat dibuat", text, str(told.get("message", "")))
