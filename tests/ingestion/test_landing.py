"""Which files a quarter uses, in which order, and how they are told from what is no delivery."""

from __future__ import annotations

import hashlib

import pytest

from orchestration.ingestion import fingerprint
from orchestration.ingestion.raw.landing import landed_files, misplaced, natural
from orchestration.workspace import attachments
from orchestration.workspace.quarters import Quarter
from tests.ingestion.deliveries import Unit, findings


def test_a_quarter_uses_its_year_up_to_itself_oldest_first(unit: Unit) -> None:
    for quarter in ("2025-TW3", "2025-TW2", "2025-TW1", "2024-TW4"):
        for name in ("b10.csv", "b2.csv", "A1.csv"):
            unit.deliver(name, quarter + name, quarter)
    files = landed_files(unit.workspace, Quarter.parse("2025-TW2"))
    wanted = [(q, name) for q in ("2025-TW1", "2025-TW2") for name in ("A1.csv", "b2.csv", "b10.csv")]
    assert [(file.quarter, file.name) for file in files] == wanted


def test_names_sort_with_their_numbers_read_as_numbers() -> None:
    names = ["rev10.csv", "rev9.csv", "Rev1.csv", "rev1.csv", "2.csv", "rev (1).csv", "rev.csv"]
    wanted = ["2.csv", "rev.csv", "Rev1.csv", "rev1.csv", "rev9.csv", "rev10.csv", "rev (1).csv"]
    assert sorted(names, key=natural) == wanted


def test_notes_hidden_files_and_locks_are_no_deliveries_and_each_is_told(unit: Unit) -> None:
    for name in ("README.md", ".DS_Store", "~$order.xlsx", "Thumbs.db"):
        unit.deliver(name, "x")
    (unit.workspace.landing / "2025-TW2" / "lama").mkdir()
    result = unit.ingest()
    told = findings(result, "diabaikan")
    assert {finding.delivery for finding in told} == {"README.md", ".DS_Store", "~$order.xlsx", "Thumbs.db", "lama"}
    assert {finding.severity for finding in told} == {"info"}
    assert result.deliveries == []
    assert fingerprint(unit.workspace, Quarter.parse("2025-TW2")) == {}


def test_a_document_that_is_too_large_goes_with_no_report_and_is_told(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 100)
    for name, size in (("kecil.pdf", 100), ("besar.pdf", 101)):
        unit.deliver(name, "%PDF-1.7".ljust(size))
    result = unit.ingest()
    [told] = findings(result, "diabaikan")
    assert (told.delivery, told.severity) == ("besar.pdf", "info")
    assert "a picture or a document of 101 bytes; at most 100 go with a report: save it smaller" in told.message
    known = attachments.attachments(unit.workspace.sources, Quarter.parse("2025-TW2"))
    assert {one.name for one in known.values()} == {"kecil.pdf"}
    kept = {path.name for path in unit.workspace.archive.glob("*/*")}
    assert kept == {"kecil.pdf"}
    assert attachments.named(known, "besar.pdf") is None


def test_a_folder_that_is_no_quarter_and_a_file_outside_one_are_told(unit: Unit) -> None:
    (unit.workspace.landing / "2025-TW5").mkdir()
    (unit.workspace.landing / "README.md").write_text("x")
    (unit.workspace.landing / "sbs_juni.csv").write_text("x")
    assert [path.name for path in misplaced(unit.workspace)] == ["2025-TW5", "sbs_juni.csv"]
    result = unit.ingest()
    [folder], [file] = findings(result, "nama_folder"), findings(result, "di_luar_folder")
    assert (folder.severity, file.severity, file.delivery) == ("warning", "warning", "sbs_juni.csv")
    assert "outside the folder of a quarter" in file.message


def test_the_fingerprint_names_every_delivery_with_its_hash(unit: Unit) -> None:
    unit.deliver("b.csv", "dua", "2025-TW2")
    unit.deliver("a.csv", "satu", "2025-TW1")
    unit.deliver("z.csv", "tiga", "2025-TW3")
    found = fingerprint(unit.workspace, Quarter.parse("2025-TW2"))
    assert list(found.items()) == [
        ("2025-TW1/a.csv", hashlib.sha256(b"satu").hexdigest()),
        ("2025-TW2/b.csv", hashlib.sha256(b"dua").hexdigest()),
    ]


def test_without_a_landing_folder_nothing_has_landed(unit: Unit) -> None:
    unit.workspace.landing.rmdir()
    assert landed_files(unit.workspace, Quarter.parse("2025-TW2")) == []
    assert unit.ingest().deliveries == []
