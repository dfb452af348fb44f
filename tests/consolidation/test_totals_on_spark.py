"""What is worked out over units is the same on Spark: every figure, what it is made of, and the order.

Belongs here: what can be shown in a minute where Spark is installed. Releases are put together by `make spark`
(tests/on_spark.py); what the totals are, test_totals.py says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.consolidation.settings import Ranked, Settings
from orchestration.workspace import engine
from tests.consolidation.small import Small, work_out

pytest.importorskip("pyspark", reason="Spark is no part of the pinned environment; `make spark` has it")
pytestmark = pytest.mark.slow

INDICATORS = (
    ("sla", "Tepat waktu", "Persen"),
    ("volume", "Hasil layanan", "Layanan"),
    ("pertumbuhan_pnbp", "PNBP", "Persen"),
)


def unit(at: int, attained: str) -> Small:
    """A unit with quartiles that are no whole numbers, money that no double holds, and names to be told apart."""
    assessed = ("SK4", "penilaian_luar", f" Nilai {'SAKIP' if at % 2 else 'IKPA'}", "Nilai")
    values = {
        "SK1.capaian": (attained, "Persen", 2),
        "SK2.realisasi.uji": (str(5 + at), "Sampel Uji/Air", 0),
        "SK3.pnbp": ("9007199254740993", "Rp", 0),
        "SK4.capaian": (attained, "Nilai", 1),
        "anggaran.pagu": (str(9007199254740993 + at), "Rp", 0),
        "anggaran.realisasi": (str(3 * at + 1), "Rp", 0),
        "anggaran.pagu.blu": ("55.5", "Rp", 2),
        # Not of every unit: no share of it is told.
        "anggaran.efektif": ("7" if at else "", "Rp", 0),
    }
    named = [(f"SK{number}", *indicator) for number, indicator in enumerate(INDICATORS, 1)]
    return Small(f"{100 + at}", [*named, assessed], values, policy="sla_satuan=order")


@pytest.mark.parametrize("ranked", [(), (Ranked(kode="SK1", rumus="sla", dasar="Surat contoh"),)])
def test_units_add_up_to_the_same_on_both_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ranked: tuple[Ranked, ...]
) -> None:
    attained = ["97", "98", "99.000000000001", "100", "101.5", "102", "103", "300", ""]
    units = [unit(at, value) for at, value in enumerate(attained)]
    made = []
    for name in engine.ENGINES:
        monkeypatch.setenv(engine.VARIABLE, name)
        made.append(work_out(tmp_path / name, units, Settings(peringkat=ranked)))
    one, other = made
    assert one.figures == other.figures
    assert one.figures["jumlah.anggaran.pagu"].printed == "81.064.793.292.668.973"  # 9 x 9007199254740993 + 36
    assert one.components == other.components
    assert (one.groups, one.totals, one.operations) == (other.groups, other.totals, other.operations)
    assert any(group.outliers for group in one.groups)
    assert any(name.startswith("peringkat.") for name in one.figures) == bool(ranked)
