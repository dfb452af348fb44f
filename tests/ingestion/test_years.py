"""Papers of one fiscal year under the quarter of another: told once each, with both files and both years."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration.checks.evidence import Finding
from orchestration.ingestion import settled
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.judging.years import OTHER, REPEATED, SAME, UNNAMED
from orchestration.journey import plan as plans
from orchestration.journey.journey import Journey, RefusedError
from orchestration.transformation.project import DbtProject
from orchestration.workspace.profile import SamePaper
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.ingestion.deliveries import SBS_HEADER, Unit, check_named, findings, workbook

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


@pytest.mark.parametrize(
    ("name", "blocked"),
    [
        ("Perjanjian Kinerja 2025.xlsx", True),
        ("kinerja_2025-TW1.xlsx", True),
        ("kinerja_202503.xlsx", True),
        ("PK 2026 pengganti 2025.xlsx", False),
        ("PK 2026.xlsx", False),
        # a day says when a file was made, a span is a plan of several years, a longer number is no year
        ("kinerja_20251230.xlsx", False),
        ("kinerja 2025-12-30.xlsx", False),
        ("kinerja 30-12-2025.xlsx", False),
        ("Renstra 2025-2029.xlsx", False),
        ("kinerja 120254.xlsx", False),
    ],
)
def test_the_name_of_a_file_names_a_year(unit: Unit, name: str, blocked: bool) -> None:
    unit.deliver(name, workbook({"Perjanjian Kinerja": agreement()}), "2026-TW1")
    assert [(f.severity, f.delivery) for f in told(unit, OTHER)] == [("blocking", name)] * blocked


def test_a_title_says_more_than_the_name_of_its_file(unit: Unit) -> None:
    titled = agreement(title="Perjanjian Kinerja Tahun 2026")
    unit.deliver("format 2025.xlsx", workbook({"Perjanjian Kinerja": titled}), "2026-TW1")
    assert told(unit, OTHER) == []


def test_a_paper_that_names_no_year_is_asked_for_it_once_a_file(unit: Unit) -> None:
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja": agreement()}), "2026-TW1")
    unit.deliver("anggaran.csv", budget(("1", 500)), "2026-TW1")
    result = unit.ingest("2026-TW1")
    asked = findings(result, UNNAMED)
    assert [(f.severity, f.delivery, f.value) for f in asked] == [
        ("warning", "anggaran.csv", "MonSAKTI dataAng"),
        ("warning", "kinerja.xlsx", "Perjanjian Kinerja"),
    ]
    assert "expected: 2026; name the file so that it says 2026" in asked[0].message
    assert not check_named(result, UNNAMED).passed
    # a sheet whose rows are of quarters says of which year the workbook is
    heads = [column.label for column in load_contracts([PROJECT / "sources" / "contracts"])["fisik"].columns]
    progress = [heads, ["SK1.1", "2026-TW1", 30, 25, 30, 25]]
    unit.deliver("kinerja.xlsx", workbook({"Perjanjian Kinerja": agreement(), "Fisik": progress}), "2026-TW1")
    assert [f.delivery for f in findings(unit.ingest("2026-TW1"), UNNAMED)] == ["anggaran.csv"]


def receipts(*days: str) -> str:
    rows = [f"SBS-{n:04}/BLU/2025;{day};;PT A;;;424111;Uji;{n}00;;" for n, day in enumerate(days, 1)]
    return "\n".join([SBS_HEADER, *rows]) + "\n"


def test_a_register_of_the_year_before_is_told_once_and_nothing_else_of_it(unit: Unit) -> None:
    unreadable = "SBS-0003/BLU/2025;05/01/2025;;PT A;;;424111;Uji;sepuluh;;\n"
    unit.deliver("sbs.csv", receipts("31/12/2025", "02/01/2025") + unreadable, "2026-TW1")
    result = unit.ingest("2026-TW1")
    (found,) = findings(result, OTHER)
    assert (found.severity, found.row, found.value) == ("blocking", 2, "2025-12-31")
    assert "all 3 rows are of 2025" in found.message
    assert "expected: the Register SBS with rows of 2026" in found.message
    assert [f.row for f in result.findings if f.severity == "blocking" and f.row == 4] == [4]
    kept = [f for f in settled(result.findings) if f.delivery == "sbs.csv"]
    assert [f.rule for f in kept if f.severity != "info"] == [OTHER]
    # nor is it missing: it has come
    assert not any("kind sbs " in f.message for f in findings(result, "every_needed_kind_has_been_delivered"))
    unit.deliver("sbs.csv", receipts("31/12/2025", "02/01/2026"), "2026-TW1")
    assert findings(unit.ingest("2026-TW1"), OTHER) == []
    # of a year in which nothing came in the unit says so
    unit.deliver("sbs.csv", receipts("31/12/2025"), "2026-TW1")
    same = SamePaper(jenis="sbs", tahun=2026, alasan="Layanan belum dibuka")
    unit.profile = unit.profile.model_copy(update={"sama_tahun_lalu": [same]})
    (found,) = findings(unit.ingest("2026-TW1"), OTHER)
    assert found.severity == "info" and "Layanan belum dibuka" in found.message


def test_a_register_of_the_year_before_may_lie_beside_that_of_the_year(unit: Unit) -> None:
    unit.deliver("lama.csv", receipts("02/12/2025"), "2026-TW1")
    unit.deliver("baru.csv", receipts("02/01/2026"), "2026-TW1")
    assert findings(unit.ingest("2026-TW1"), OTHER) == []
    # but in the next quarter's folder it stands alone
    unit.deliver("lagi.csv", receipts("03/12/2025"), "2026-TW2")
    (found,) = findings(unit.ingest("2026-TW2"), OTHER)
    assert found.delivery == "lagi.csv"


def test_a_balance_sheet_is_that_of_the_december_before(unit: Unit) -> None:
    def sheet(*periods: str) -> str:
        return "KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI\n" + "".join(f"999119;{p};111111;Kas;5\n" for p in periods)

    unit.deliver("neraca.csv", sheet("2025-12", "2024-12"), "2026-TW1")
    assert findings(unit.ingest("2026-TW1"), OTHER) == []
    unit.deliver("neraca.csv", sheet("2024-12"), "2026-TW1")
    (found,) = findings(unit.ingest("2026-TW1"), OTHER)
    assert "expected: the Neraca with rows of 2025; put the Neraca of 2025 in its place" in found.message


NARRATIVE_HEADS = ["Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian"]
RESULT = "Pada triwulan I laboratorium menyelesaikan 12 metode uji yang baru."


def narrative(*texts: tuple[str, str]) -> bytes:
    rows = [["umum", part, number, text, None, None] for number, (part, text) in enumerate(texts, 1)]
    return workbook({"Narasi": [NARRATIVE_HEADS, *rows]})


def test_a_result_that_stood_in_an_earlier_quarter_is_told(unit: Unit) -> None:
    """The number of the quarter and the digits make no new text; figures do, and an obstacle may last."""
    lasting = ("kendala", "Dua instrumen menunggu perbaikan sejak awal tahun.")
    figure = ("hasil", "Pendapatan menutup {SK2.4.realisasi} persen dari biaya.")
    unit.deliver("n1.xlsx", narrative(("hasil", RESULT), lasting, figure), "2025-TW1")
    again = RESULT.replace("triwulan I ", "triwulan II ").replace("12", "15")
    unit.deliver("n2.xlsx", narrative(figure, lasting, ("hasil", again)), "2025-TW2")
    result = unit.ingest("2025-TW2")
    (found,) = findings(result, REPEATED)
    assert (found.severity, found.delivery, found.row, found.value) == ("warning", "n2.xlsx", 4, again)
    assert "the text is that of 2025-TW1/n1.xlsx (row 2)" in found.message
    assert not check_named(result, REPEATED).passed
    assert findings(unit.ingest("2025-TW1"), REPEATED) == []
    unit.deliver("n2.xlsx", narrative(figure, lasting, ("hasil", "Laboratorium diakreditasi ulang.")), "2025-TW2")
    assert findings(unit.ingest("2025-TW2"), REPEATED) == []


def test_a_narrative_of_the_year_before_is_told_once(unit: Unit) -> None:
    unit.deliver("n4.xlsx", narrative(("hasil", RESULT), ("hasil", "Audit surveilans selesai.")), "2025-TW4")
    unit.deliver("n1.xlsx", narrative(("hasil", RESULT), ("hasil", "Audit surveilans selesai.")), "2026-TW1")
    (found,) = findings(unit.ingest("2026-TW1"), REPEATED)
    assert "its Narasi is row for row (2 rows) that of 2025-TW4/n4.xlsx" in found.message
    assert (found.severity, found.row) == ("warning", 2)
    unit.deliver("n1.xlsx", narrative(("hasil", "Audit ulang dimulai."), ("hasil", RESULT)), "2026-TW1")
    (found,) = findings(unit.ingest("2026-TW1"), REPEATED)
    assert "the text is that of 2025-TW4/n4.xlsx (row 2)" in found.message


@pytest.mark.slow
def test_a_year_of_copies_is_held_back_with_one_sentence_for_each_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first quarter of 2025 once more under 2026, as an office begins a year: by copying the folder."""
    monkeypatch.setattr(plans.project, "load", lambda *_: DbtProject())
    shutil.copytree(PROJECT / "sources", tmp_path / "sources")
    landing = tmp_path / "sources" / "landing"
    shutil.copytree(landing / "2025-TW1", landing / "2026-TW1")
    with (tmp_path / "sources" / "reference" / "hari_libur.csv").open("a") as handle:
        handle.write("2026-01-01,libur nasional,Tahun Baru,SKB Tiga Menteri,2025-09-19\n")
    workspace = Workspace(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    journey = Journey(workspace, Quarter(2026, 1), plans.load_plan(workspace))
    journey.ingest()
    with pytest.raises(RefusedError):
        journey.settle("raw")
    told = [(f.delivery, f.sheet, f.severity, f.rule) for f in journey.findings if f.severity != "info"]
    book, spending = "contoh_kinerja_2025-TW1.xlsx", "GLP039_LAPORAN REALISASI SUPER "
    assert sorted(told) == [
        ("contoh_dataang_2025-03.csv", "", "blocking", SAME),
        ("contoh_glp039_sp2d_2025-03.xlsx", spending, "blocking", SAME),
        (book, "DIPA", "blocking", SAME),
        (book, "Fisik", "blocking", OTHER),
        (book, "Narasi", "warning", REPEATED),
        (book, "Penilaian Luar", "blocking", OTHER),
        (book, "Perjanjian Kinerja", "blocking", SAME),
        ("contoh_neraca_2024-12_belum_diaudit.csv", "", "blocking", OTHER),
        ("contoh_order_layanan_2025-03.xlsx", "Order Layanan", "blocking", OTHER),
        ("contoh_sbs_2025-03.csv", "", "blocking", OTHER),
        ("contoh_survei_2025-03.csv", "", "blocking", OTHER),
    ]
