"""`pp39`: what is entered into e-Monev PP 39, in the order of Formulir A (Lampiran PP 39/2006)."""

from __future__ import annotations

from orchestration.exports.content import Content
from orchestration.exports.declared import declared
from orchestration.exports.entries import Entries, chosen
from orchestration.exports.released import Released


def make(released: Released) -> Content:
    """Tables `data_umum`, `keluaran` (a KRO a row), `indikator`, `kendala`; amounts in whole rupiah."""
    kind, entries = declared("pp39"), Entries(released)
    tables = {
        "data_umum": [entries.general],
        "keluaran": entries.outputs(),
        "indikator": entries.indicators(),
        "kendala": entries.obstacles(),
    }
    return Content({name: chosen(kind, name, rows) for name, rows in tables.items()})
