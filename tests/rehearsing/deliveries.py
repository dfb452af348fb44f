"""What the office of tests/adoption delivers in the four quarters of a year; two of them are those of its own tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from tests.adoption import office, writing
from tests.adoption.writing import MILLION, TW1, TW2, write_text, write_yaml
from tests.ingestion.deliveries import SURVEY_HEADER

TW3, TW4 = "2025-TW3", "2025-TW4"
YEAR = (TW1, TW2, TW3, TW4)

_HEADER = [head for head in SURVEY_HEADER if "merekomendasikan" not in head]
_BUDGET = replace(
    office.BUDGET,
    revisions={
        **office.BUDGET.revisions,
        TW3: ("B02", (150 * MILLION, 400 * MILLION, 90 * MILLION), (0, 0, 10 * MILLION)),
        TW4: ("B03", (150 * MILLION, 400 * MILLION, 90 * MILLION), (0, 0, 0)),
    },
    spent={
        **office.BUDGET.spent,
        TW3: (120 * MILLION, 300 * MILLION, 65 * MILLION),
        TW4: (148 * MILLION, 399 * MILLION, 88 * MILLION),
    },
)
_ORDERS = {
    **office.ORDERS,
    TW3: [
        ("A-8", "Peta Pesisir", "P2", "23/06/2025", 5, "01/07/2025", 3, "Selesai"),
        ("A-9", "Salinan Akta", "P7", "07/07/2025", 3, "09/07/2025", 2, "Selesai"),
        ("A-10", "Peta Pesisir", "P8", "08/09/2025", 5, "15/09/2025", 1, "Selesai"),
    ],
    TW4: [
        ("A-11", "Salinan Akta", "P9", "06/10/2025", 3, "08/10/2025", 4, "Selesai"),
        ("A-12", "Peta Pesisir", "P1", "03/11/2025", 5, "10/11/2025", 2, "Selesai"),
    ],
}
_ANSWERS = {
    **office.ANSWERS,
    TW3: [
        ("10/07/2025 09:00:00", "Salinan Akta", "343434343", None),
        ("17/09/2025 10:00:00", "Peta Pesisir", "333333333", None),
    ],
    TW4: [
        ("09/10/2025 09:00:00", "Salinan Akta", "443434343", None),
        ("12/11/2025 10:00:00", "Peta Pesisir", "333333334", None),
    ],
}


def begin(sources: Path) -> None:
    """The office's sources before anything has landed; reports are due ten days after a quarter, files after seven."""
    office.write_office(sources)
    profile = yaml.safe_load((sources / "unit.yaml").read_text(encoding="utf-8"))
    profile["tenggat"] = {"zona": "WIT", "hitung": "kalender", "laporan": 10, "kiriman": 7}
    write_yaml(sources / "unit.yaml", profile)
    for path in sorted((sources / "landing").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def deliver(sources: Path, quarter: str) -> list[Path]:
    """The files of a quarter, as they should be."""
    writing.write_papers(sources / "landing", quarter, _BUDGET, office.PAPER)
    landing = sources / "landing" / quarter
    write_text(landing / "permohonan.csv", writing.orders(_ORDERS[quarter]))
    write_text(landing / "survei.csv", writing.answers(_HEADER, _ANSWERS[quarter], "Pemohon"))
    return sorted(landing.iterdir())


def spoil(sources: Path, quarter: str) -> None:
    """An answer in the survey that is on no scale."""
    path = sources / "landing" / quarter / "survei.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    write_text(path, "\n".join([head, first.replace(",4,", ",9,").replace(",3,", ",9,"), *rest]) + "\n")
