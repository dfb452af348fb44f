"""What lies beside the sample deliveries: an emblem for the cover, the picture of a narrative, documents as evidence.

Belongs here: drawing them. All are invented; the emblem is nobody's.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from orchestration.workspace.fonts import NOWHERE
from orchestration.workspace.settings import PROJECT

PLAN = "contoh_denah_penerimaan.png"
"""The picture that a narrative of the second quarter names."""

PROOFS = "contoh_bukti_penilaian.pdf"
"""The evidence of the assessed indicators of the second quarter, a page for each."""

_EMBLEM = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120">
  <circle cx="60" cy="60" r="57" fill="#12406b"/>
  <circle cx="60" cy="60" r="50" fill="#ffffff"/>
  <path d="M28 84h16V62H28zm24 0h16V48H52zm24 0h16V34H76z" fill="#12406b"/>
  <path d="M24 90h72v6H24z" fill="#b5842a"/>
  <path d="M28 50c16-2 32-10 42-25l-7-1 14-8 3 16-5-4C64 44 46 54 28 56z" fill="#b5842a"/>
</svg>
"""

_PLAN = """
#set page(width: 16cm, height: 6.6cm, margin: 0.3cm)
#set text(font: "Noto Sans", size: 9pt, fill: rgb("#1b2733"))
#let ruang(nama, warna) = rect(
  width: 100%, height: 100%, fill: warna, stroke: 1pt + rgb("#52606d"), align(center + horizon, nama),
)
#let biru = rgb("#e9eff6")
#let emas = rgb("#faf1dd")
#grid(
  columns: (2fr, 1.4fr, 1.4fr, 2fr), rows: (1fr, 1fr), gutter: 4pt,
  ruang([Ruang tunggu], white), ruang([Loket pendaftaran], emas), ruang([Kaji ulang permintaan], emas),
  grid.cell(rowspan: 2, ruang([Laboratorium], biru)),
  ruang([Pintu masuk], white), ruang([Timbang dan pilah contoh], emas), ruang([Gudang contoh], biru),
)
"""


_PROOFS = """
#set document(title: "Contoh bukti penilaian - data karangan", date: auto)
#set page(paper: "a5", margin: 2cm)
#set text(font: "Noto Sans", size: 11pt, lang: "id")
#for judul in ("Lembar hasil evaluasi AKIP", "Cetak nilai IKPA, Juni", "Rekapitulasi belanja PDN, Juni") [
  #heading(judul)
  #v(1em)
  Contoh dokumen bukti; isinya karangan.
  #pagebreak(weak: true)
]
"""


def write_emblem(path: Path) -> Path:
    """Writes the emblem as SVG."""
    path.write_text(_EMBLEM, encoding="utf-8", newline="\n")
    return path


def write_plan(path: Path) -> Path:
    """Writes the plan of a room as PNG, lettered in the fonts of the report."""
    return _set(path, _PLAN, format="png", ppi=160)


def write_proofs(path: Path) -> Path:
    """Writes the documents of the assessors as PDF."""
    return _set(path, _PROOFS, format="pdf", timestamp=dt.datetime(2025, 7, 9, tzinfo=dt.UTC))


def _set(path: Path, source: str, **form: Any) -> Path:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[PROJECT / "reports" / "fonts"])
    path.write_bytes(bytes(typst.compile(source.encode(), root=NOWHERE, font_paths=fonts, **form)))
    return path
