"""The survey: 63 element means, their totals and seven NPS distributions from whole respondents."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from orchestration.sample import OTHER_WORLD, expected_figures
from orchestration.sample.survey import QUESTIONS, RECOMMENDATION
from tests.sample.conftest import LANDING, PROJECT
from tests.sample.reading import Rows, delimited, only

SERVICE_INDEX = {
    "pengujian": "3.70",
    "kalibrasi": "3.80",
    "sertifikasi": "3.67",
    "pelatihan": "3.68",
    "konsultasi": "4.00",
    "inspeksi_teknis": "3.72",
    "verifikasi_tkdn": "4.00",
}


def answers(landing: Path) -> dict[str, Rows]:
    """Answers of April to June by service."""
    with (PROJECT / "sources" / "reference" / "nama_layanan.csv").open(encoding="utf-8", newline="") as handle:
        names = {row["nama"].lower(): row["layanan"] for row in csv.DictReader(handle)}
    result: dict[str, Rows] = {}
    for row in delimited(only(landing / "2025-TW2", "*survei*")):
        at = dt.datetime.strptime(row["Timestamp"], "%d/%m/%Y %H:%M:%S")
        if dt.datetime(2025, 4, 1) <= at < dt.datetime(2025, 7, 1):
            result.setdefault(names[row["Jenis Layanan"].strip().lower()], []).append(row)
    return result


@pytest.fixture(scope="module")
def by_service() -> dict[str, Rows]:
    return answers(LANDING)


def mean(rows: Rows, question: str) -> Fraction:
    scores = [int(row[question][0]) for row in rows]
    assert set(scores) <= {1, 2, 3, 4}
    return Fraction(sum(scores), len(scores))


def rounded(value: Fraction, places: str = "0.01") -> Decimal:
    """Half up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(places), ROUND_HALF_UP)


def test_every_element_mean(by_service: dict[str, Rows], published: dict[str, Any]) -> None:
    assert by_service.keys() == SERVICE_INDEX.keys()
    for service, rows in by_service.items():
        respondents, *means = published["ikm"][service]
        assert len(rows) == respondents
        found = [rounded(mean(rows, question)) for question in QUESTIONS]
        assert found == [Decimal(str(value)) for value in means], service


def test_indices_and_totals(by_service: dict[str, Rows], published: dict[str, Any]) -> None:
    indices = {
        service: sum((mean(rows, question) for question in QUESTIONS), Fraction(0)) / 9
        for service, rows in by_service.items()
    }
    assert {service: str(rounded(index)) for service, index in indices.items()} == SERVICE_INDEX
    assert indices["kalibrasi"] == Fraction(1264, 333)
    overall = sum(indices.values(), Fraction(0)) / 7
    assert rounded(overall) == Decimal(str(published["ikm"]["printed_index"]))
    weighted = sum((index * len(by_service[s]) for s, index in indices.items()), Fraction(0)) / 313
    assert rounded(weighted) == Decimal("3.71")
    for question, printed in zip(QUESTIONS, published["ikm"]["printed_unsur"], strict=True):
        total = sum((mean(rows, question) for rows in by_service.values()), Fraction(0)) / 7
        assert rounded(total) == Decimal(str(printed))


def test_nps_distributions(by_service: dict[str, Rows], published: dict[str, Any]) -> None:
    values = []
    for service, rows in by_service.items():
        marks = [int(row[RECOMMENDATION]) for row in rows]
        assert all(0 <= mark <= 10 for mark in marks)
        promoters = sum(mark >= 9 for mark in marks)
        detractors = sum(mark <= 6 for mark in marks)
        found = [len(marks), promoters, len(marks) - promoters - detractors, detractors]
        assert found == published["nps"][service], service
        values.append(Fraction(100 * (promoters - detractors), len(marks)))
    assert rounded(sum(values, Fraction(0)) / 7) == Decimal(str(published["nps"]["printed_nps"]))


def test_the_export_grows_and_keeps_its_rows() -> None:
    first, second = (delimited(only(LANDING / f"2025-TW{number}", "*survei*")) for number in (1, 2))
    assert second[: len(first)] == first
    assert len(second) - len(first) == 313
    for rows in (first, second):
        keys = [(r["Timestamp"], r["Jenis Layanan"], r["No. WhatsApp"], r["Email"]) for r in rows]
        assert len(set(keys)) == len(keys)


def test_quirks_of_the_export() -> None:
    rows = delimited(only(LANDING / "2025-TW2", "*survei*"))
    assert any(row["Timestamp"].startswith("30/06/2025 23:59:") for row in rows)
    assert any(row["Timestamp"].startswith("31/03/2025 23:59:") for row in rows)
    assert any("\n" in row["Saran"] for row in rows) and any('"' in row["Saran"] for row in rows)
    answers_given = {row[QUESTIONS[0]] for row in rows}
    assert {"4", "4 - Sangat Baik"} <= answers_given


def test_the_other_world_answers_otherwise(other_landing: Path) -> None:
    expected = expected_figures(OTHER_WORLD)
    found = answers(other_landing)
    assert "verifikasi_tkdn" not in found
    for service, rows in found.items():
        assert len(rows) == expected[f"TJ.1.responden.{service}"]
        for number, question in enumerate(QUESTIONS, start=1):
            assert mean(rows, question) == expected[f"TJ.1.unsur.u{number}.{service}"]
