"""What a steward reads in Indonesian is Indonesian throughout: no part stays English, no table is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.checks.catalogue import Entry, catalogue
from orchestration.checks.evidence import Finding, grouped
from orchestration.checks.telling import findings_of
from orchestration.language.catalogue import indonesian
from orchestration.language.sentences import told
from orchestration.release.held_back import as_file
from orchestration.release.reading import findings_in

ENGLISH = re.compile(r"\b(?:the|of|is|are|which|its|with|expected|instead|correct|and|row|rows|sheet|column)\b")
TABLE = re.compile(r"\b(?:raw_\w+|staging|intermediate|marts|figures|report)\.\w+")


def found(entry: Entry) -> list[Finding]:
    """A finding that names a row of a file, several of one cause, and one that names none."""
    rows = [{"_source_row_id": f"abc:Lembar 1#{row}", "jumlah_count": 3} for row in (7, 8)]
    results = [entry.result(rows[:1]), entry.result(rows), entry.result([{"layanan": "uji", "nilai_rp": 5}] * 5)]
    return [finding for result in results for finding in grouped(findings_of([result], lambda: {"abc": "a.csv"}))]


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.id)
def test_a_check_is_told_in_indonesian(entry: Entry) -> None:
    for text in (entry.demands, entry.reason, entry.remedy, *(finding.line() for finding in found(entry))):
        indonesian_text = told(text, "id")
        assert ENGLISH.findall(indonesian_text) == []
        assert TABLE.findall(indonesian_text) == []


def test_the_catalogue_holds_no_english() -> None:
    # What a file has to say (`of: rows`) is the same in every language.
    words = {re.sub(r"`[^`]*`|\{\{.*?\}\}|\{\w+(?::,)?\}", "", text) for text in indonesian().values()}
    assert {text for text in words if ENGLISH.search(text)} == set()


def test_findings_of_one_cause_are_counted_in_both_languages() -> None:
    _, several, without_row = found(catalogue()["no_order_is_finished_before_it_came_in"])
    assert several.line().startswith("a.csv, sheet 'Lembar 1', column jumlah_count: 2 rows (7, 8); the first: ")
    assert told(several.line(), "id").startswith(
        "a.csv, lembar 'Lembar 1', kolom jumlah: 2 baris (7, 8); yang pertama: a.csv, lembar 'Lembar 1', baris 7:"
        " jumlah '3'; seharusnya: Tidak ada order yang selesai sebelum masuk. Tanggal seperti itu salah ketik;"
    )
    assert told(without_row.line(), "id").startswith(
        "Tidak ada order yang selesai sebelum masuk: layanan 'uji', nilai (rupiah) '5'; "
    )


def test_what_is_asked_apart_is_one_finding_each_with_a_basis_of_its_own() -> None:
    entry = catalogue()["every_text_that_a_condition_names_stands_in_a_row"]
    texts = [{"kode": "L.4", "kolom": "status", "nilai": text} for text in ("selesay", "btal")]
    first, second = findings_of([entry.result(texts)], dict)
    assert "nilai 'selesay'" in first.message and "btal" not in first.message
    assert "nilai 'btal'" in second.message
    assert first.basis != second.basis
    # The same without the other: who has answered one is not asked again because the other was mended.
    assert findings_of([entry.result(texts[:1])], dict) == [first]


def test_a_file_of_findings_tells_both_and_gives_both_back(tmp_path: Path) -> None:
    findings = found(catalogue()["on_time_never_exceeds_due"])
    path = tmp_path / "findings.csv"
    path.write_bytes(as_file(findings))
    head, *_ = path.read_text(encoding="utf-8").splitlines()
    assert head == "severity,delivery,sheet,row,column,value,rule,message,pesan"
    again = findings_in(path)
    assert [finding.message for finding in again] == [finding.message for finding in findings]
    assert [told(one.message, "id") for one in again] == [told(one.message, "id") for one in findings]


def test_a_file_of_an_earlier_program_tells_its_english(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    path.write_text("severity,delivery,sheet,row,column,value,rule,message\ninfo,,,,,,r,a sentence\n", encoding="utf-8")
    (finding,) = findings_in(path)
    assert told(finding.message, "id") == finding.message == "a sentence"
