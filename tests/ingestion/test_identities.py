"""Personal data never gets past the door."""

from __future__ import annotations

import csv
import io
import re
import stat

import pytest

from orchestration.audit.recomputation.records import Delivery as ReceivedFile
from orchestration.audit.recomputation.second_reader import read_delivery
from orchestration.ingestion.raw.identities import Pseudonyms, canonical, mask
from orchestration.ingestion.reading.documents import open_document
from tests.ingestion.deliveries import SURVEY_HEADER, Unit, answer, survey_csv, workbook
from tests.ingestion.formats import cell, line, ods, page, table

SECRETS = ("PT Contoh", "Nama Contoh", "0812", "contoh1@contoh.test", "Jalan Rahasia", "budi@contoh.test")
DIGEST = re.compile(r"\b(?:[0-9a-f]{12}(?=:)|[0-9a-f]{14,64}\b)")
"""Pseudonyms, and hashes of files and rows: other ones in every test, with the digits of a secret by chance."""


def everything_written(unit: Unit) -> str:
    """All text that the run left behind, in the warehouse and in the archive."""
    written = []
    for (name,) in unit.query("SELECT table_schema || '.' || table_name FROM information_schema.tables"):
        written.append(str(unit.query(f"SELECT * FROM {name}")))
    for path in unit.workspace.state.rglob("*"):
        if path.is_file() and path.name != "identity.key":
            document = open_document(path.read_bytes())
            sheets = [document.sheet(",")] if hasattr(document, "delimiters") else document.sheets
            written.append(str([sheet.rows for sheet in sheets]))
    return "\n".join(written)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nothing_that_names_a_person_is_written(unit: Unit, form: str) -> None:
    rows = [
        answer("01/04/2025 10:00:00", c16="Hubungi 0812-3456-7890 atau budi@contoh.test ya"),
        answer("02/04/2025 10:00:00", "2", c6="0812 0000 0009"),  # a number in the wrong column is masked as well
    ]
    if form == "csv":
        content: bytes | str = (
            survey_csv(*rows).replace('"Saran"', '"Saran","Alamat"').replace('"Baik"\n', '"Baik","x"\n')
        )
        content = content.replace('ya"\n', 'ya","Jalan Rahasia 1"\n')
    else:
        content = workbook(
            {"Form Responses 1": [[*SURVEY_HEADER, "Alamat"], [*rows[0], "Jalan Rahasia 1"], [*rows[1], "x"]]}
        )
    unit.deliver(f"survei.{form}", content)
    result = unit.ingest()
    assert [(r.rule, r.value) for r in result.rejections] == [("skor", "[nomor disamarkan]")]
    [delivery] = result.deliveries
    assert delivery.pseudonymised
    text = DIGEST.sub("", everything_written(unit) + str(result))
    assert not [secret for secret in SECRETS if secret in text]
    assert "Hubungi [nomor disamarkan] atau [email disamarkan] ya" in text


def test_the_key_is_random_private_and_made_once(unit: Unit) -> None:
    unit.deliver("a.csv", survey_csv(answer("01/04/2025 10:00:00")))
    unit.ingest()
    key = unit.workspace.state / "identity.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    assert len(bytes.fromhex(first)) == 32
    unit.deliver("b.csv", survey_csv(answer("02/04/2025 10:00:00")))
    unit.ingest()
    assert key.read_text() == first
    hashes = unit.query("SELECT DISTINCT email, no_whatsapp, nama_perusahaan FROM raw_survey.responses")
    assert len(hashes) == 1  # the same person in both files
    assert all(len(text) == 64 for text in hashes[0])
    assert len(set(hashes[0])) == 3


@pytest.mark.parametrize("damage", ["lost", "empty", "half", "other", "link"])
def test_a_lost_or_damaged_key_counts_nobody_twice(unit: Unit, damage: str) -> None:
    person = answer("01/04/2025 10:00:00")
    unit.deliver("a.csv", survey_csv(person))
    unit.ingest()
    key = unit.workspace.state / "identity.key"
    old = key.read_text()
    if damage in ("lost", "link"):
        key.unlink()
    if damage == "link":
        key.symlink_to(unit.workspace.sources / "elsewhere")
    elif damage != "lost":
        key.write_text({"empty": "", "half": old[:20], "other": "no key at all"}[damage])
    unit.deliver("b.csv", survey_csv(person, answer("02/04/2025 10:00:00")))
    result = unit.ingest()
    assert re.fullmatch("[0-9a-f]{64}", key.read_text())
    assert key.read_text() != old
    assert stat.S_IMODE(key.lstat().st_mode) == 0o600
    # Both files are read under the new key: the answer that stands in both is one.
    assert len(unit.query("SELECT DISTINCT email FROM raw_survey.responses")) == 1
    assert [finding.value for finding in result.findings if finding.rule == "digantikan"] == ["1"]


def test_two_workspaces_give_different_hashes(tmp_path) -> None:  # type: ignore[no-untyped-def]
    one, other = Pseudonyms(tmp_path / "a" / "key"), Pseudonyms(tmp_path / "b" / "key")
    assert one.hash("email", "x@y.z") != other.hash("email", "x@y.z")
    assert one.hash("email", "x@y.z") == Pseudonyms(tmp_path / "a" / "key").hash("email", " X@Y.Z ")
    assert one.hash("email", "x@y.z") != one.hash("nama", "x@y.z")


def test_a_missing_identity_stays_missing(unit: Unit) -> None:
    unit.deliver("a.csv", survey_csv(answer("01/04/2025 10:00:00", c4="", c5="")))
    unit.ingest()
    assert unit.rows("raw_survey.responses", "no_whatsapp, email") == [(None, None)]


def test_spellings_of_one_number_are_one_identity() -> None:
    spellings = ("081234567890", "+62 812-3456-7890", "62 812 3456 7890", " 0812.3456.7890 ")
    assert {canonical(text) for text in spellings} == {"6281234567890"}
    assert canonical("  PT   CONTOH ") == "pt contoh"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("WA 0812 3456 7890.", "WA [nomor disamarkan]."),
        ("+62-812-3456-7890", "[nomor disamarkan]"),
        ("NIK 3201010101010001", "NIK [nomor disamarkan]"),
        ("kantor (0251) 83-245", "kantor [nomor disamarkan]"),  # nine digits
        ("sampel 83245678", "sampel 83245678"),
        ("tulis ke nama.lengkap@contoh.co.id!", "tulis ke [email disamarkan]!"),
        ("Biaya 1.500.000 untuk 25 sampel pada 30/06/2025", "Biaya 1.500.000 untuk 25 sampel pada 30/06/2025"),
    ],
)
def test_free_text_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_the_archived_copy_keeps_rows_columns_and_lines(unit: Unit) -> None:
    rows = [
        answer("01/04/2025 10:00:00", c2="PT Contoh\nCabang Bogor", c16="baris satu\nbaris dua"),
        answer("02/04/2025 10:00:00", "2"),
    ]
    content = survey_csv(*rows)
    path = unit.deliver("survei.csv", content)
    result = unit.ingest()
    [row] = unit.query("SELECT archived_as, archived_sha256, pseudonymised FROM raw_ingestion.deliveries")
    kept = unit.workspace.archive / row[0]
    assert row[0] == f"{result.deliveries[0].sha256}/survei.csv"
    assert row[2] is True
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444
    text = kept.read_text(encoding="utf-8")
    assert text.count("\n") == content.count("\n")
    original, copy = list(csv.reader(io.StringIO(content))), list(csv.reader(io.StringIO(text)))
    hidden = {2, 3, 4, 5}
    for before, after in zip(original, copy, strict=True):
        assert [c for i, c in enumerate(before) if i not in hidden] == [
            c for i, c in enumerate(after) if i not in hidden
        ]
    stored = unit.rows("raw_survey.responses", "nama_perusahaan, nama_responden, no_whatsapp, email, _row")
    # line 1 header, answer 1 on lines 2-4 (a break in the company, one in the remark), answer 2 on line 5
    assert [r[4] for r in stored] == [2, 5]
    assert [[c.strip() for c in row[2:6]] for row in copy[1:]] == [list(r[:4]) for r in stored]
    assert path.read_text() == content


def test_other_kinds_are_archived_byte_for_byte(unit: Unit) -> None:
    content = "KDSATKER;KODE_PERIODE;AKUN;URAIAN;NILAI\n999119;2024-12;111911;Kas;10\n".encode("cp1252")
    unit.deliver("neraca.csv", content)
    result = unit.ingest()
    kept = unit.workspace.archive / result.deliveries[0].sha256 / "neraca.csv"
    assert kept.read_bytes() == content
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444
    assert not (unit.workspace.state / "identity.key").exists()


def test_a_shifted_row_of_a_survey_is_stored_without_its_cells(unit: Unit) -> None:
    shifted = survey_csv(answer("01/04/2025 10:00:00")) + "02/04/2025 10:00:00,Pengujian,PT Contoh, Tbk,Nama Contoh\n"
    unit.deliver("survei.csv", shifted)
    result = unit.ingest()
    assert [r.rule for r in result.rejections] == ["jumlah_kolom"]
    assert "Nama Contoh" not in everything_written(unit)
    assert unit.rows("raw_survey.responses", "waktu, saran")[1] == (None, None)


def test_lines_that_all_end_with_a_delimiter_keep_their_cells_in_the_copy(unit: Unit) -> None:
    lines = survey_csv(answer("01/04/2025 10:00:00"), answer("02/04/2025 10:00:00", "2")).splitlines()
    unit.deliver("survei.csv", "\n".join([lines[0], *(f"{line}," for line in lines[1:])]) + "\n")
    result = unit.ingest()
    assert result.rejections == []
    kept = next(unit.workspace.archive.rglob("survei.csv")).read_text()
    assert kept.count("01/04/2025 10:00:00") == 1
    assert kept.count(",Baik,") == 2


@pytest.mark.parametrize("form", ["ods", "page"])
def test_the_copy_of_another_format_keeps_rows_and_columns(unit: Unit, form: str) -> None:
    rows = [SURVEY_HEADER, answer("01/04/2025 10:00:00"), answer("02/04/2025 10:00:00", "2")]
    if form == "page":
        unit.deliver("survei.xls", page(*rows))
    else:
        unit.deliver("survei.ods", ods(table("Form Responses 1", *(line(*map(cell, row)) for row in rows))))
    result = unit.ingest()
    assert result.rejections == []
    [kept] = [path for path in unit.workspace.archive.rglob("*") if path.is_file()]
    sha256 = result.deliveries[0].sha256
    records = read_delivery(ReceivedFile(kept, sha256, "2025-TW2", 1, kept.name))
    stored = unit.rows("raw_survey.responses", "_source_row_id, nama_responden, email")
    assert [(r.row_id, r.text("nama_responden"), r.text("email")) for r in records] == stored
    assert [r.text("waktu") for r in records] == ["2025-04-01 10:00:00", "2025-04-02 10:00:00"]
    assert b"contoh.test" not in kept.read_bytes()


def test_what_identifies_nobody_is_shown_where_it_does_not_fit(unit: Unit) -> None:
    """An answer in words of the form's own, a moment in words, a service that nobody listed, one a row."""
    rows = [
        answer("01/04/2025 10:00:00"),
        answer("02/04/2025 10:00:00", "2", c6="mantap sekali"),
        answer("kemarin siang", "3"),
        answer("04/04/2025 10:00:00", "4", c1="Layanan Baru"),
    ]
    unit.deliver("survei.csv", survey_csv(*rows))
    result = unit.ingest()
    assert [(r.row, r.value) for r in result.rejections] == [
        (3, "mantap sekali"), (4, "kemarin siang"), (5, "layanan baru"),
    ]  # fmt: skip
    kept = next(unit.workspace.archive.rglob("survei.csv")).read_text()
    for told in ("mantap sekali", "kemarin siang", "layanan baru"):
        assert any(told in finding.message for finding in result.findings)
        assert told in kept.casefold()


def test_words_that_many_rows_share_are_those_of_the_form(unit: Unit) -> None:
    """Nine answers a row that do not fit, three rows alike: no name is given nine times by three persons."""
    own = {f"c{at}": "Mantap" for at in range(6, 15)}
    unit.deliver("survei.csv", survey_csv(*(answer(f"0{day}/04/2025 10:00:00", str(day), **own) for day in (1, 2, 3))))
    result = unit.ingest()
    assert {r.value for r in result.rejections} == {"Mantap"}
    assert len(result.rejections) == 27


@pytest.mark.parametrize(
    "shifted",
    [
        # The name where the service belongs, the address where the number for messages does.
        {"c1": "Nama Contoh 2", "c2": "PT Contoh", "c3": "08120000002", "c4": "contoh2@contoh.test", "c5": "-"},
        # Two cells further to the right: company and name where marks belong.
        {"c6": "PT Contoh", "c7": "Nama Contoh 2"},
    ],
)
def test_a_name_in_a_shifted_row_is_written_nowhere(unit: Unit, shifted: dict[str, str]) -> None:
    unit.deliver("survei.csv", survey_csv(answer("01/04/2025 10:00:00"), answer("02/04/2025 10:00:00", "2", **shifted)))
    result = unit.ingest()
    assert {r.value for r in result.rejections} == {"[teks disamarkan]"}
    text = DIGEST.sub("", everything_written(unit) + str(result))
    assert not [secret for secret in SECRETS if secret in text]


def test_a_number_for_messages_among_the_marks_is_masked_also_as_it_was_delivered(unit: Unit) -> None:
    """A no-break space makes another canonical text, beside which the delivered one is kept."""
    unit.deliver("survei.csv", survey_csv(answer("01/04/2025 10:00:00", c6="0812\u00a00000\u00a00009")))
    result = unit.ingest()
    assert [r.value for r in result.rejections] == ["[nomor disamarkan]"]
    assert "0812" not in DIGEST.sub("", everything_written(unit) + str(result))
