"""The profile and the reference data: what is wrong is named with file and line before anything runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.declarations import ConfigurationError
from orchestration.workspace.formulas import choices
from orchestration.workspace.profile_loading import check_calendar, load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.reference import REFERENCE_TABLES, write_reference
from orchestration.workspace.settings import PROJECT, Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A copy of the sample profile that a test may spoil."""
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in ("unit.yaml", "lambang.svg"):
        shutil.copy(PROJECT / "sources" / name, sources)
    shutil.copytree(PROJECT / "sources" / "reference", sources / "reference")
    return Workspace(sources, tmp_path / "state", tmp_path / "reports")


def spoil(path: Path, old: str, new: str) -> int:
    """Replaces the first occurrence and returns its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(workspace: Workspace) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_profile(workspace)
    return str(caught.value)


def test_the_sample_profile_holds_every_policy(workspace: Workspace) -> None:
    profile = load_profile(workspace)
    assert set(profile.kebijakan) == set(choices())
    assert all(policy.alasan and policy.dasar for policy in profile.kebijakan.values())
    assert profile.policy("ikm_gabungan") == "rata_rata_layanan"
    assert len(profile.indikator) == 17
    assert len(profile.layanan) == 12


def test_an_unknown_policy_value_is_named_with_file_and_line(workspace: Workspace) -> None:
    spoil(workspace.sources / "unit.yaml", "nilai: jumlah_per_layanan", "nilai: sekali_saja")
    message = problems(workspace)
    assert "unit.yaml:" in message
    assert "policy 'pengguna' is 'sekali_saja'; expected jumlah_per_layanan or entitas_unik" in message


def test_a_profile_from_before_a_policy_came_stays_valid_and_has_the_usual_value(workspace: Workspace) -> None:
    path = workspace.sources / "unit.yaml"
    text = path.read_text(encoding="utf-8")
    begin, end = text.index("  jawaban_ganda:"), text.index("jeda_ganda_menit:")
    path.write_text(text[:begin] + text[text.index("\n", end) + 1 :], encoding="utf-8")
    profile = load_profile(workspace)
    assert (profile.policy("jawaban_ganda"), profile.jeda_ganda_menit) == ("satu", 10)
    assert profile.kebijakan["jawaban_ganda"].dasar
    path.write_text(text[:begin] + text[begin:].replace("nilai: satu", "nilai: dua"), encoding="utf-8")
    assert "policy 'jawaban_ganda' is 'dua'; expected satu or semua" in problems(workspace)


def test_a_policy_without_a_reason_is_named_with_its_line(workspace: Workspace) -> None:
    path = workspace.sources / "unit.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.strip().startswith("alasan:"))
    del lines[number]
    path.write_text("\n".join(lines), encoding="utf-8")
    message = problems(workspace)
    # The policy's mapping starts at its first key, one line above the one taken away.
    assert f"unit.yaml:{number}: kebijakan.ikm_gabungan.alasan" in message


def test_bounds_of_an_indicator_are_the_units_own_where_it_gives_a_reason(workspace: Workspace) -> None:
    path = workspace.sources / "unit.yaml"
    own = "rumus: pobo, desimal: 2, batas: {capaian: [0, 12000], alasan: Target awal disusun sangat rendah}"
    spoil(path, "rumus: pobo, desimal: 2", own)
    with duckdb.connect() as connection:
        write_reference(connection, load_profile(workspace), Quarter(2025, 2))
        rows = connection.execute(
            "SELECT kode, besaran, satuan, rentang FROM reference.batas WHERE kode IN ('SK1.2', 'SK2.4', 'SK3.1')"
        ).fetchall()
    assert rows == [
        ("SK1.2", "realisasi", None, "-100 to 100"),
        ("SK1.2", "capaian", None, "at most 300"),
        ("SK2.4", "realisasi", None, "0 to 200"),
        ("SK2.4", "capaian", None, "0 to 12000"),
        ("SK3.1", "realisasi", "persen", "0 to 100"),
        ("SK3.1", "realisasi", "%", "0 to 100"),
        ("SK3.1", "capaian", None, "0 to 300"),
    ]


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("batas: {capaian: [0, 12000]}", "batas.alasan"),
        ("batas: {capaian: [300, 0], alasan: Tertukar}", "expected the lowest value before the highest"),
        ("batas: {target: [0, 1], alasan: Tidak dikenal}", "batas.target"),
    ],
)
def test_bounds_without_a_reason_or_out_of_order_are_named_with_their_line(
    workspace: Workspace, own: str, says: str
) -> None:
    line = spoil(workspace.sources / "unit.yaml", "rumus: pobo, desimal: 2", f"rumus: pobo, desimal: 2, {own}")
    message = problems(workspace)
    assert f"unit.yaml:{line}: indikator[8]" in message
    assert says in message


def test_a_formula_may_be_used_twice_and_left_out(workspace: Workspace) -> None:
    spoil(workspace.sources / "unit.yaml", "rumus: pobo", "rumus: roa")
    profile = load_profile(workspace)
    assert [indicator.kode for indicator in profile.indikator if indicator.rumus == "roa"] == ["SK2.3", "SK2.4"]
    assert not profile.unneeded_kinds()  # the balance sheet and the receipts are asked for all the same


def test_what_no_indicator_measures_by_needs_no_papers(workspace: Workspace) -> None:
    path = workspace.sources / "unit.yaml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "rumus: " not in line or "sla" in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    profile = load_profile(workspace)
    assert profile.unneeded_kinds() == {"survey", "sbs", "ntpn", "neraca", "penilaian_luar"}


def test_an_indicator_chooses_its_own_services_and_policies(workspace: Workspace) -> None:
    own = "rumus: sla, desimal: 2, layanan: [kalibrasi], kebijakan: {sla_gabungan: gabungan}"
    spoil(workspace.sources / "unit.yaml", "rumus: sla, desimal: 2", own)
    profile = load_profile(workspace)
    sla = profile.indikator[2]
    assert [service.layanan for service in profile.services_of(sla)] == ["kalibrasi"]
    assert profile.policy("sla_gabungan", sla) == "gabungan"
    assert profile.policy("sla_gabungan") == "rata_rata_bulan"
    assert profile.chosen("sla_gabungan", sla).dasar == profile.kebijakan["sla_gabungan"].dasar


@pytest.mark.parametrize("code", ["SX.1.1", "IKU 1", "TX-1", "S1-2b", "IKSK 1.2"])
def test_a_code_is_written_as_the_papers_of_the_unit_do(workspace: Workspace, code: str) -> None:
    spoil(workspace.sources / "unit.yaml", "kode: SK7.1", f"kode: {code}")
    assert load_profile(workspace).indikator[-1].kode == code


def test_a_missing_service_is_named(workspace: Workspace) -> None:
    path = workspace.sources / "reference" / "layanan.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("opti,")]
    path.write_text("\n".join(kept), encoding="utf-8")
    assert "names the unknown service 'opti'" in problems(workspace)


def test_a_bad_date_in_the_calendar_is_named_with_line_and_value(workspace: Workspace) -> None:
    line = spoil(workspace.sources / "reference" / "hari_libur.csv", "2025-01-29", "29/01/2025")
    message = problems(workspace)
    assert f"hari_libur.csv:{line}: column tanggal, value '29/01/2025'" in message


def test_all_problems_are_told_at_once(workspace: Workspace) -> None:
    spoil(workspace.sources / "unit.yaml", "rumus: pobo", "rumus: popo")
    spoil(workspace.sources / "reference" / "hari_libur.csv", "2025-01-29", "x")
    with pytest.raises(ConfigurationError) as caught:
        load_profile(workspace)
    assert {problem.split(":")[0].rsplit("/")[-1] for problem in caught.value.problems} == {
        "unit.yaml",
        "hari_libur.csv",
    }


def test_a_calendar_that_ends_before_the_quarter_is_refused(workspace: Workspace) -> None:
    profile = load_profile(workspace)
    check_calendar(workspace, profile, Quarter.parse("2025-TW4"))
    with pytest.raises(ConfigurationError, match=r"hari_libur.csv:\d+: .* expected the holidays of 2031"):
        check_calendar(workspace, profile, Quarter.parse("2031-TW1"))


def test_a_calendar_that_stops_within_the_year_is_refused_for_later_quarters(workspace: Workspace) -> None:
    path = workspace.sources / "reference" / "hari_libur.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(("2025-0", "2025-1")) or line < "2025-04"))
    profile = load_profile(workspace)
    check_calendar(workspace, profile, Quarter.parse("2025-TW1"))
    with pytest.raises(ConfigurationError, match=r"last holiday is 2025-03-31, .* no national holiday in 2025-TW2;"):
        check_calendar(workspace, profile, Quarter.parse("2025-TW2"))


def test_a_holiday_may_be_withdrawn_and_then_says_when_and_by_what(workspace: Workspace) -> None:
    path = workspace.sources / "reference" / "hari_libur.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("2025-05-01,libur nasional"))
    lines[0] += ",dicabut_sejak,dasar_pencabutan"
    path.write_text("\n".join([*lines[:at], f"{lines[at]},2025-06-01,", *lines[at + 1 :]]), encoding="utf-8")
    assert f"hari_libur.csv:{at + 1}: a withdrawal needs both dicabut_sejak" in problems(workspace)
    path.write_text("\n".join([*lines[:at], f"{lines[at]},2023-06-01,SKB", *lines[at + 1 :]]), encoding="utf-8")
    assert "dicabut_sejak 2023-06-01 lies before berlaku_sejak" in problems(workspace)
    path.write_text("\n".join([*lines[:at], f"{lines[at]},2025-07-01,SKB", *lines[at + 1 :]]), encoding="utf-8")
    [day] = [day for day in load_profile(workspace).hari_libur if day.dasar_pencabutan]
    assert [day.is_withdrawn(Quarter.parse(f"2025-TW{number}").end) for number in (1, 2, 3)] == [False, False, True]


def test_the_profile_reaches_the_warehouse(workspace: Workspace) -> None:
    profile = load_profile(workspace)
    connection = duckdb.connect()
    write_reference(connection, profile, Quarter.parse("2025-TW2"))
    tables = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables == set(REFERENCE_TABLES)
    period = connection.execute("SELECT triwulan, tanggal_akhir::VARCHAR FROM reference.periode").fetchall()
    assert period == [("2025-TW2", "2025-06-30")]
    # pelatihan stands in the volume table under its other name
    names = connection.execute("SELECT layanan_volume FROM reference.layanan WHERE layanan = 'pelatihan'").fetchall()
    assert names == [("bimbingan_pendampingan",)]


def test_a_character_that_cannot_be_printed_is_named_with_file_and_line(workspace: Workspace) -> None:
    path = workspace.sources / "unit.yaml"
    line = spoil(path, "  kota: ", "  kota: \u6f22")
    message = problems(workspace)
    assert f"{path}:{line}: unit.kota: the character '\u6f22' U+6F22 CJK UNIFIED IDEOGRAPH-6F22" in message


def test_a_service_whose_name_cannot_be_printed_is_named(workspace: Workspace) -> None:
    path = workspace.sources / "reference" / "layanan.csv"
    spoil(path, "Kalibrasi", "\u6f22Kalibrasi")
    assert f"{path}: kalibrasi: the character '\u6f22' U+6F22" in problems(workspace)
