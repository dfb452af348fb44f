"""The machine's LibreOffice, which works a workbook out again before a test reads it.

What it would show without calculating is spoilt first, so that a test cannot pass on what was written beside a formula.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl

NAMES = ("soffice", "libreoffice")
WRONG = "987654321"
"""Written in place of every result."""

_RESULT = re.compile(rb"(</f>)<v>[^<]*</v>")
# Otherwise LibreOffice believes what a workbook of another program says of its own formulas.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def executable() -> str | None:
    """The program, None on a machine without it."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def spoilt(content: bytes) -> bytes:
    """A workbook with a wrong result beside every formula."""
    out = io.BytesIO()
    count = 0
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/"):
                part, found = _RESULT.subn(rb"\1<v>" + WRONG.encode() + b"</v>", part)
                count += found
            after.writestr(name, part)
    assert count, "the workbook holds no formula with a result"
    return out.getvalue()


def recalculated(content: bytes, folder: Path) -> openpyxl.Workbook:
    """A workbook as LibreOffice works it out; its cells are results."""
    program = executable()
    assert program is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    paper = folder / "paper.xlsx"
    paper.write_bytes(spoilt(content))
    command = [program, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(paper)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return openpyxl.load_workbook(folder / "out" / paper.name, data_only=True)
