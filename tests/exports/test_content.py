"""What is in an export is in the release, with the same id and the same value, and what belongs in it is there."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal

import pytest

from orchestration.exports import KINDS
from tests.conftest import PROJECT, World, printed_number
from tests.exports.conftest import Files, exports_of

pytestmark = pytest.mark.slow

KRO = "(BAD|CAH|EBA|EBB|EBC)"
INDICATOR = r"(TJ|SK\d)\.\d"
SERVICE = r"(\.(pengujian|kalibrasi|sertifikasi|pelatihan|konsultasi|inspeksi_teknis|verifikasi_tkdn|uji_profisiensi))?"
OF_INDICATORS = rf"{INDICATOR}\.(target|realisasi|capaian|(sasaran_)?fisik\.(tw|sd))"
OF_OUTPUTS = rf"kro\.((sasaran|realisasi|persen|sasaran_persen|fisik|sasaran_fisik)\.(tw|sd)|volume|pagu)\.{KRO}"
SCOPE = {
    "alki": rf"{OF_INDICATORS}|{OF_OUTPUTS}",
    "pp39": rf"{OF_INDICATORS}|{OF_OUTPUTS}|anggaran\.(pagu|blokir|efektif|realisasi|persen_pagu)",
    "emonev": rf"{INDICATOR}\.(target|realisasi|capaian|target_antara\.tw[1-4])|kro\.(volume|pagu)\.{KRO}"
    rf"|kro\.(sasaran|realisasi|fisik|sasaran_fisik)\.(tw|sd)\.{KRO}|kro\.persen\.sd\.{KRO}",
    "skm": rf"TJ\.1\.(responden|sampel_minimum|realisasi|konversi|unsur\.u[1-9]){SERVICE}",
    "bios": rf"SK2\.1\.pnbp_tw|anggaran\.realisasi_tw|TJ\.1\.konversi|TJ\.1\.realisasi{SERVICE}"
    r"|TJ\.1\.responden\.\w+|TJ\.2\.realisasi\.\w+|SK2\.2\.realisasi(_tw)?\.\w+",
    "satu-data": r"[^ ]+",
}
"""Kind to the figures that belong in it, and no others."""


@pytest.mark.parametrize("kind", SCOPE)
def test_every_id_is_a_figure_with_that_value_and_none_of_the_scope_is_left_out(
    kind: str, exports: dict[str, Files], sample_world: World
) -> None:
    figures = sample_world.figures("2025-TW2")
    if kind == "satu-data":
        found = {row["angka_id"]: row["angka"] for row in exports[kind].rows("data")}
        for row in exports[kind].rows("data"):
            assert row["nilai"] == figures[row["angka_id"]]["value"]
            assert row["satuan"] == figures[row["angka_id"]]["unit"]
    else:
        found = exports[kind].pairs()
    for figure_id, text in found.items():
        printed = figures[figure_id]["printed"]
        if printed in ("On progress", "-"):
            assert text == "", figure_id
        else:
            assert Decimal(text) == printed_number(printed), figure_id
    scope = {figure_id for figure_id in figures if re.fullmatch(SCOPE[kind], figure_id)}
    if kind in ("alki", "pp39", "emonev", "skm", "bios"):
        scope = {figure_id for figure_id in scope if ".alt." not in figure_id}
    assert set(found) == scope


def test_an_entry_has_what_the_published_report_prints(exports: dict[str, Files]) -> None:
    rows = {row["kode"]: row for row in exports["alki"].rows("indikator")}
    assert list(rows)[:3] == ["TJ.1", "TJ.2", "SK1.1"]
    assert (rows["TJ.1"]["target"], rows["TJ.1"]["realisasi"], rows["TJ.1"]["capaian"]) == ("3.72", "3.79", "101.88")
    assert (rows["SK2.4"]["realisasi"], rows["SK2.4"]["capaian"]) == ("66.46", "88.61")
    # Not measured yet is no number, and keeps its id.
    assert (rows["SK3.1"]["realisasi"], rows["SK3.1"]["realisasi_id"]) == ("", "SK3.1.realisasi")
    outputs = {row["kode"]: row for row in exports["alki"].rows("kro")}
    assert list(outputs) == ["BAD", "CAH", "EBA", "EBB", "EBC"]
    assert (outputs["BAD"]["pagu"], outputs["BAD"]["keuangan_r_sd"]) == ("10619080000", "51.75")
    assert (outputs["EBA"]["pagu"], outputs["EBA"]["keuangan_r_sd"]) == ("30437177000", "48.89")
    [general] = exports["pp39"].rows("data_umum")
    assert (general["pagu"], general["pagu_efektif"], general["realisasi"]) == (
        "43216257000",
        "37444096000",
        "20558293466",
    )


def test_sentences_are_those_of_the_report_with_the_ids_of_their_figures(exports: dict[str, Files]) -> None:
    rows = {row["kode"]: row for row in exports["alki"].rows("indikator")}
    # Volumes as the published report has them.
    assert rows["SK2.2"]["hasil"].startswith("Sumbangan terbesar berasal dari pengujian sebanyak 5.501 sampel dan ")
    assert rows["SK2.2"]["angka_dalam_teks"] == "SK2.2.realisasi.pengujian; SK2.2.realisasi.kalibrasi"
    obstacles = [row for row in exports["pp39"].rows("kendala") if row["kode"] == "SK2.4"]
    assert [row["tindak_lanjut"].split()[:3] for row in obstacles] == [["Menyusun", "proyeksi", "arus"]]
    assert obstacles[0]["pihak"] == "Kepala Bagian Tata Usaha dan Ketua Tim Keuangan"


def test_receipts_by_account_and_day_are_those_of_the_register(exports: dict[str, Files]) -> None:
    """Added up here from the register as it was delivered."""
    expected: Counter[tuple[str, str]] = Counter()
    register = PROJECT / "sources" / "landing" / "2025-TW2" / "contoh_sbs_2025-06.csv"
    with register.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter=";"):
            day, month, year = row["TGL_SBS"].split("/")
            if row["KODE_AKUN"][:3] in ("424", "425") and (year, int(month) > 3) == ("2025", True):
                expected[row["KODE_AKUN"], f"{year}-{month}-{day}"] += int(row["JUMLAH"])
    document = exports["bios"].json("penerimaan.json")
    assert {(one["kd_akun"], one["tgl_transaksi"]): one["jumlah"] for one in document["data"]} == dict(expected)
    assert document["jumlah"] == sum(expected.values()) == 7_261_492_628
    assert document["siap_kirim"] is True
    assert document["alamat"] == "keuangan/akuntansi/penerimaan"


def test_spending_by_account_is_never_given_a_day(exports: dict[str, Files]) -> None:
    document = exports["bios"].json("pengeluaran.json")
    assert sum(one["jumlah"] for one in document["data"]) == document["jumlah"] == 3_956_801_175
    assert {one["tgl_transaksi"] for one in document["data"]} == {None}
    assert document["siap_kirim"] is False
    assert "tgl_transaksi" in exports["bios"].content["CATATAN.md"].decode().partition("Yang tidak ada")[2]
    [index] = exports["bios"].json("ikm_barang_jasa.json")["data"]
    assert index == {"tgl_transaksi": "2025-06-30", "nilai_indeks": Decimal("3.79")}


def test_answers_add_up_to_the_elements_and_tell_of_nobody(exports: dict[str, Files]) -> None:
    survey = exports["skm"]
    elements = {(row["layanan"], row["unsur"]): row for row in survey.rows("unsur")}
    # Kalibrasi: 37 respondents, nine elements, 1264 points in 333 answers, which the published index comes from.
    calibration = [row for (service, _), row in elements.items() if service == "kalibrasi"]
    assert sum(int(row["jumlah_nilai"]) for row in calibration) == 1264
    assert sum(int(row["jumlah_jawaban"]) for row in calibration) == 333
    answers = survey.rows("jawaban")
    assert list(answers[0]) == [
        *("triwulan", "rilis", "kode", "layanan", "responden_id", "nomor"),
        *("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9"),
    ]
    for (service, element), row in elements.items():
        given = [int(one[element]) for one in answers if one["layanan"] == service]
        if given:
            assert (sum(given), len(given)) == (int(row["jumlah_nilai"]), int(row["jumlah_jawaban"])), service
    for service in {one["layanan"] for one in answers}:
        own = [[int(one[f"u{n}"]) for n in range(1, 10)] for one in answers if one["layanan"] == service]
        assert own == sorted(own), "the order of answers, not of time"


def test_small_groups_are_marked_and_their_answers_left_out(exports: dict[str, Files]) -> None:
    small = {row["layanan"] for row in exports["skm"].rows("indeks") if row["kelompok_kecil"] == "true"}
    assert small == {"konsultasi", "verifikasi_tkdn"}
    assert not small & {row["layanan"] for row in exports["skm"].rows("jawaban")}
    assert {row["layanan"] for row in exports["satu-data"].rows("data") if row["kelompok_kecil"] == "true"} == small
    services = exports["bios"].json("layanan.json")["data"]
    assert {one["layanan"] for one in services if one["kelompok_kecil"]} == small
    note = exports["skm"].content["CATATAN.md"].decode()
    for service in small:
        assert f"jawaban TJ.1 {service}: tidak disertakan" in note


def test_what_the_target_wants_and_the_release_lacks_is_named(exports: dict[str, Files]) -> None:
    notes = {kind: files.content["CATATAN.md"].decode() for kind, files in exports.items()}
    lacking = {kind: note.partition("## Yang tidak ada")[2] for kind, note in notes.items()}
    assert "SK2.1.realisasi: 'On progress'" in lacking["alki"]
    assert "keluaran, kolom anggaran_phln: tidak ada dalam rilis" in lacking["pp39"]
    assert "target, kolom realisasi_volume: tidak ada dalam rilis" in lacking["emonev"]
    assert "profil, kolom pendidikan: tidak ada dalam rilis" in lacking["skm"]
    assert "unsur, kolom nrr_tertimbang: tidak ada dalam rilis" in lacking["skm"]
    assert "Walidata" in lacking["satu-data"]
    for kind, files in exports.items():
        if "datapackage.json" in files.content:
            for text in files.json("datapackage.json")["tidak_ada"]:
                assert text in lacking[kind]


def test_the_same_release_gives_the_same_bytes(exports: dict[str, Files], sample_world: World) -> None:
    again = exports_of(sample_world.release("2025-TW2"))
    assert {kind: files.content for kind, files in again.items()} == {
        kind: files.content for kind, files in exports.items()
    }
    assert set(again) == set(KINDS)


def test_nobody_who_answered_or_paid_is_in_any_file(exports: dict[str, Files]) -> None:
    """Every name, number and address of the survey and the register as they were delivered."""
    told: set[str] = set()
    for quarter, month in (("2025-TW1", "03"), ("2025-TW2", "06")):
        folder = PROJECT / "sources" / "landing" / quarter
        for name, delimiter, columns in (
            (f"contoh_survei_2025-{month}.csv", ",", ("Nama Perusahaan", "Nama Responden", "No. WhatsApp", "Email")),
            (f"contoh_sbs_2025-{month}.csv", ";", ("NPWP", "WAJIB_BAYAR")),
        ):
            with (folder / name).open(encoding="utf-8", newline="") as handle:
                rows = list(csv.DictReader(handle, delimiter=delimiter))
            told |= {row[column].strip() for row in rows for column in columns}
    told -= {""}
    assert len(told) > 500
    pattern = re.compile("|".join(map(re.escape, sorted(told))))
    for kind, files in exports.items():
        for name, content in files.content.items():
            assert not pattern.search(content.decode("utf-8")), (kind, name)
