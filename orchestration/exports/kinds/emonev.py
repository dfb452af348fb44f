"""`emonev`: what is entered into e-Monev of Bappenas (Pedoman Penggunaan Aplikasi e-Monev, 2012, Bab II and IV)."""

from __future__ import annotations

from orchestration.exports.content import Content
from orchestration.exports.declared import declared
from orchestration.exports.entries import Entries, chosen
from orchestration.exports.released import Released


def make(released: Released) -> Content:
    """Tables `target` and `realisasi` (a KRO a row), `indikator`; amounts in whole rupiah."""
    kind, entries = declared("emonev"), Entries(released)
    outputs = entries.outputs()
    tables = {"target": outputs, "realisasi": outputs, "indikator": entries.indicators()}
    return Content({name: chosen(kind, name, rows) for name, rows in tables.items()})
