"""`alki`: what is entered into ALKI, the Ministry of Industry's application, per indicator and per KRO.

No public document tells the names of its fields; schemas/alki.yaml says what they were taken from instead.
"""

from __future__ import annotations

from orchestration.exports.content import Content
from orchestration.exports.declared import declared
from orchestration.exports.entries import Entries, chosen
from orchestration.exports.released import Released


def make(released: Released) -> Content:
    """Tables `indikator` and `kro`: target, realisasi, keuangan and fisik S and R, hasil, kendala, tindak lanjut."""
    kind, entries = declared("alki"), Entries(released)
    return Content(
        {
            "indikator": chosen(kind, "indikator", entries.indicators()),
            "kro": chosen(kind, "kro", entries.outputs()),
        }
    )
