"""A delivery that takes the place of one of a release: whether it holds less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.ingestion.judging.record import Content
from orchestration.ingestion.judging.replaced import Holding, check_replaced

OLD = Holding(
    "2025-TW2",
    "sbs.csv",
    "sbs.csv",
    "a" * 64,
    (
        Content("sbs", "rows", "", "212"),
        Content("sbs", "total", "jumlah", "13580235534"),
        Content("sbs", "last", "tgl_sbs", "2025-06-30"),
        Content("sbs", "program", "kode_program", "EC"),
        Content("sbs", "program", "kode_program", "WA"),
    ),
)


def holding(without: str = "", **changed: str) -> Holding:
    """The same register in other bytes: `total="5"` is its new total, `without` a program that it lacks."""
    contents = tuple(
        content._replace(value=changed.get(content.measure, content.value))
        for content in OLD.contents
        if content.value != without
    )
    return replace(OLD, sha256="b" * 64, contents=contents)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rows": "121"}, "rows 121 instead of 212"),
        ({"total": "9000000000"}, "total of jumlah 9000000000 instead of 13580235534"),
        ({"last": "2025-05-12"}, "last tgl_sbs 2025-05-12 instead of 2025-06-30"),
        ({"without": "WA"}, "without program WA"),
    ],
)
def test_a_delivery_that_holds_less_is_asked_about(changed: dict[str, str], told: str) -> None:
    result, [finding] = check_replaced([holding(**changed)], [OLD], "r1")
    assert (result.passed, result.severity, result.counts["compared"]) == (False, "warn", 1)
    assert (finding.severity, finding.delivery, finding.value) == ("warning", "sbs.csv", "sbs")
    assert finding.message.startswith(
        f"sbs.csv: replaces sbs.csv ({'a' * 12}), of which r1 was made, and holds less of"
    )
    assert told in finding.message


@pytest.mark.parametrize("changed", [{}, {"rows": "300", "total": "14000000000", "last": "2025-07-01"}])
def test_as_much_or_more_is_no_question(changed: dict[str, str]) -> None:
    result, findings = check_replaced([holding(**changed)], [OLD], "r1")
    assert (result.passed, findings, result.counts["compared"]) == (True, [], 1)


def test_a_file_of_another_name_replaces_the_one_of_its_kind_that_is_gone() -> None:
    renamed = replace(holding(rows="121"), name="sbs_baru.csv", label="sbs_baru.csv")
    _, [finding] = check_replaced([renamed], [OLD], "r1")
    assert "sbs_baru.csv: replaces sbs.csv" in finding.message
    # Beside the old one it is another month, and of another quarter it is another delivery.
    assert check_replaced([OLD, renamed], [OLD], "r1")[1] == []
    assert check_replaced([replace(renamed, quarter="2025-TW3")], [OLD], "r1")[1] == []


def test_without_a_release_nothing_is_compared() -> None:
    result, findings = check_replaced([OLD], [], "")
    assert (result.passed, findings, result.counts["compared"]) == (True, [], 0)
