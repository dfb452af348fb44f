"""Papers of one fiscal year under the quarter of another: told once each, with both files and both years."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.checks.evidence import Finding
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.judging.years import OTHER, SAME
from orchestration.workspace.profile import SamePaper
from orchestration.workspace.settings import PROJECT
from tests.ingestion.deliveries import Unit, check_named, findings, workbook

CHECK = "every_paper_of_a_year_is_that_of_the_report"
AGREEMENT = load_contracts([PROJECT / "sources" / "contracts"])["perjanjian_kinerja"]
BUDGET = load_contracts([PROJECT / "sources" / "contracts"])["dataang"]


def agreement(target: float = 3.72, title: str = "") -> list[list[Any]]:
    """A Perjanjian Kinerja of two indicators, below a title where there is one."""
    heads = [column.label for column in AGREEMENT.columns]
    rows = [["TJ.1", "Layanan", "IKM", "Indeks", target, "naik"], ["SK2.4", "BLU", "POBO", "Persen", 75, "naik"]]
    return [*([[title], []] if title else []), heads, *rows]


def budget(*items: tuple[str, int], year: str = "") -> str:
    """A dataAng of items with their totals; with a column of the year where one is named."""
    heads = [column.label for column in BUDGET.columns]
    lines = []
    for number, total in items:
        cells = {
            "KDSATKER": "999119",
            "KODE_PROGRAM": "WA",
            "KODE_KEGIATAN": "6042",
            "KODE_OUTPUT": "EBA",
            "KODE_SUBOUTPUT": "994",
            "KODE_KOMPONEN": "002",
            "KODE_SUBKOMPONEN": "0A",
            "KODE_AKUN": "521111",
            "HEADER1": "0",
            "HEADER2": "0",
            "NOMOR_ITEM": number,
            "SUMBER_DANA": "A",
            "TOTAL": str(total),
            "KODE_STS_HISTORY": "B00",
        }
        lines.append(";".join([*(cells.get(head, "") for head in heads), *([year] if year else [])]))
    return "\n".join([";".join([*heads, *(["THANG"] if year else [])]), *lines]) + "\n"


def told(unit: Unit, rule: str, quarter: str = "2026-TW1") -> list[Finding]:
    result = unit.ingest(quarter)
    found = findings(result, rule)
    blocking = [f for f in result.findings if f.rule in (SAME, OTHER) and f.severity == "blocking"]
    assert check_named(result, CHECK).passed == (not blocking)
    return found


def test_the_budget_of_the_year_before_is_told_whatever_its_order_and_file(unit: Unit) -> None:
    unit.deliver("dataang_lama.csv", budget(("1", 500), ("2", 300)), "2025-TW4")
    unit.deliver("dataang_baru.csv", budget(("2", 300), ("1", 500)).replace(";", ","), "2026-TW1")
    (found,) = told(unit, SAME)
    assert (found.severity, found.delivery, found.row, found.value) == ("blocking", "dataang_baru.csv", 2, "2")
    for part in ("MonSAKTI dataAng", "2025-TW4/dataang_lama.csv", "of 2025", "of 2026", "landing/2026-TW1"):
        assert part in found.message
    # nothing of the year before is loaded
    assert unit.query("SELECT count(DISTINCT _delivery_sha256) FROM raw_monsakti.dataang") == [(1,)]
    # one amount another: a budget of its own
    unit.deliver("dataang_baru.csv", budget(("1", 500), ("2", 301)), "2026-TW1")
    assert told(unit, SAME) == []


def test_the_same_bytes_and_a_new_title_are_the_same_paper(unit: Unit) -> None:
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja": agreement()}), "2025-TW1")
    unit.deliver("kinerja_2026.xlsx", workbook({"Perjanjian Kinerja": agreement()}), "2026-TW1")
    (found,) = told(unit, SAME)
    assert "its Perjanjian Kinerja is row for row (2 rows) that of 2025 in 2025-TW1/kinerja.xlsx" in found.message
    titled = agreement(title="Perjanjian Kinerja Tahun 2026")
    unit.deliver("kinerja_2026.xlsx", workbook({"Perjanjian Kinerja": titled}), "2026-TW1")
    (found,) = told(unit, SAME)
    assert found.row == 4
    # what the quarters of one year repeat is no other year's
    unit.deliver("kinerja_lagi.xlsx", workbook({"Perjanjian Kinerja": agreement()}), "2025-TW2")
    assert told(unit, SAME, "2025-TW2") == []


def test_a_paper_that_says_the_same_may_be_declared_with_a_reason(unit: Unit) -> None:
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja": agreement()}), "2025-TW1")
    unit.deliver("kinerja_2026.xlsx", workbook({"Perjanjian Kinerja": agreement()}), "2026-TW1")
    same = SamePaper(jenis="perjanjian_kinerja", tahun=2026, alasan="Target tidak diubah")
    unit.profile = unit.profile.model_copy(update={"sama_tahun_lalu": [same]})
    (found,) = told(unit, SAME)
    assert found.severity == "info" and "Target tidak diubah" in found.message
    unit.profile = unit.profile.model_copy(update={"sama_tahun_lalu": [same.model_copy(update={"tahun": 2025})]})
    assert [found.severity for found in told(unit, SAME)] == ["blocking"]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("PERJANJIAN KINERJA TAHUN 2025", True),
        ("Perjanjian Kinerja 2025", True),
        ("Balai Contoh, T.A. 2025", True),
        ("Perjanjian Kinerja Tahun 2026, menggantikan Tahun 2025", False),
        ("Sesuai Renstra Tahun 2025-2029", False),
        ("PermenPANRB Nomor 53 Tahun 2014", False),
        ("Perjanjian Kinerja", False),
    ],
)
def test_a_title_of_another_year_is_told(unit: Unit, title: str, named: bool) -> None:
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja": agreement(title=title)}), "2026-TW1")
    found = told(unit, OTHER)
    assert [(f.severity, f.row, f.value) for f in found] == [("blocking", 1, title)] * named
    assert all("expected: the Perjanjian Kinerja of 2026" in f.message for f in found)


def test_the_name_of_a_sheet_is_a_title(unit: Unit) -> None:
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja 2025": agreement()}), "2026-TW1")
    (found,) = told(unit, OTHER)
    assert found.value == "Perjanjian Kinerja 2025"
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja 2026": agreement()}), "2026-TW1")
    assert told(unit, OTHER) == []


def test_a_single_row_of_another_year_is_told_with_its_row(unit: Unit) -> None:
    mixed = budget(("1", 500), ("2", 300), year="2026").splitlines()
    unit.deliver("dataang.csv", "\n".join([*mixed[:2], mixed[2].replace("2026", "2025")]) + "\n", "2026-TW1")
    (found,) = told(unit, OTHER)
    assert (found.row, found.column, found.value) == (3, "THANG", "2025")
    unit.deliver("dataang.csv", "\n".join(mixed) + "\n", "2026-TW1")
    assert told(unit, OTHER) == []


def test_a_file_of_the_year_before_that_cannot_be_read_is_told_and_opened_once(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit.deliver("rusak.xlsx", b"PK no workbook", "2025-TW3")
    unit.deliver("lama.csv", budget(("1", 500)), "2025-TW3")
    unit.deliver("baru.csv", budget(("1", 501)), "2026-TW1")
    assert told(unit, SAME) == []
    monkeypatch.setattr("orchestration.ingestion.reading.confined.Opener.open", None)
    result = unit.ingest("2026-TW1")
    assert check_named(result, CHECK).counts["papers_of_the_year_before"] == 1
    (found,) = findings(result, "naskah_tidak_dibandingkan")
    assert found.severity == "info" and "2025-TW3/rusak.xlsx: not compared" in found.message


def test_an_assessment_made_before_the_year_is_warned_of_once(unit: Unit) -> None:
    heads = ["Kode", "Triwulan", "Nilai", "Status", "Tanggal", "Penilai", "Dokumen Bukti"]
    rows = [
        ["SK6.1", "2026-TW1", 83, "final", "16/06/2025", "Inspektorat", ""],
        ["SK6.2", "2026-TW1", 98, "final", "31/12/2025", "KPPN", ""],
        ["SK7.1", "2026-TW1", 56, "final", "01/01/2026", "Biro", ""],
        ["SK6.1", "2025-TW4", 83, "final", "16/06/2025", "Inspektorat", ""],
    ]
    unit.deliver("kinerja.xlsx", workbook({"Penilaian Luar": [heads, *rows]}), "2026-TW1")
    (found,) = findings(unit.ingest("2026-TW1"), "padu_of_its_year")
    assert (found.severity, found.row, found.value) == ("warning", 2, "16/06/2025")
    assert "2025-06-16, as in 1 more rows, lies before 2026-01-01, though it stands for 2026-TW1" in found.message
