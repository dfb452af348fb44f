"""A draft that waits is marked on every page of every file; a release is not, and prints what people answered."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from orchestration.publication.release import Draft
from orchestration.release.answers import VOID, Answer
from orchestration.release.hold import Hold
from tests.publication.warehouse import Warehouse

pytestmark = pytest.mark.slow

MARK = "KONSEP"
Drafted = Callable[..., Draft]


def parts(content: bytes, name: str) -> list[str]:
    """The parts of an office file whose name matches, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(item).decode() for item in archive.namelist() if re.fullmatch(name, item)]


def pages(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_every_page_of_a_konsep_is_marked_and_none_of_a_release(
    clean: Draft, house: Warehouse, drafted: Drafted
) -> None:
    made = drafted(house, hold=Hold())
    assert [warning.rule for warning in made.waits.warnings] == ["tanggal_tidak_sah"]
    assert [warning.rule for warning in clean.waits.warnings] == []
    for draft, marked in ((made, True), (clean, False)):
        assert (MARK in draft.files["laporan.html"].decode()) == marked
        found = {
            "pdf": pages(draft.files["laporan.pdf"]),
            "docx": parts(draft.files["laporan.docx"], r"word/kepala\d+\.xml"),
            "xlsx": parts(draft.files["tabel.xlsx"], r"xl/worksheets/sheet\d+\.xml"),
        }
        for name, texts in found.items():
            assert len(texts) > 5, name
            assert {MARK in text for text in texts} == {marked}, name
    # What is no picture of a page says the same in both.
    assert made.files["figures.csv"] == clean.files["figures.csv"]


def test_an_answer_is_printed_with_name_and_date_and_the_report_waits_no_longer(
    house: Warehouse, on_page: Drafted
) -> None:
    [warning] = on_page(house, hold=Hold()).waits.warnings
    given = Answer(warning.key, "Ani Pengelola", "2025-07-10", "Tanggal selesai menurut berita acara")
    old = Answer("0123abcd", "Budi", "2025-07-09", "sudah lama")
    made = on_page(house, hold=Hold(answers=(old, given)))
    assert not made.waits
    page = made.files["laporan.html"].decode()
    assert MARK not in page
    for text in ('data-tabel="mutu_tanggapan"', given.by, "10 Juli 2025", given.reason):
        assert text in page
    assert old.reason not in page
    [void] = [finding for finding in made.findings if finding.rule == VOID]
    assert (void.severity, void.value) == ("info", "0123abcd")
    assert on_page(house, hold=Hold(answers=(old, given))).files == made.files


def test_a_warning_of_the_page_itself_can_be_answered(house: Warehouse, on_page: Drafted) -> None:
    house.narratives.append(("SK2.4", "kendala", 1, "Hanya 66,86 persen.", "", "", "aaaaaaaaaaaa:Narasi#9"))
    asked = on_page(house, hold=Hold()).waits.warnings
    keys = {warning.rule: warning.key for warning in asked}
    assert {"no_digit_is_typed_into_a_narrative", "tanggal_tidak_sah"} <= keys.keys()
    answers = tuple(Answer(key, "Ani", "2025-07-10", f"benar {rule}") for rule, key in keys.items())
    made = on_page(house, hold=Hold(answers=answers))
    assert not made.waits
    assert "benar no_digit_is_typed_into_a_narrative" in made.files["laporan.html"].decode()


@pytest.mark.parametrize(
    ("weight", "severity"), [("menahan", "blocking"), ("catatan", "info")], ids=["raised", "lowered"]
)
def test_a_unit_weighs_what_warns(weight: str, severity: str, house: Warehouse, on_page: Drafted) -> None:
    from orchestration.workspace.profile import Weighing

    rule = "no_digit_is_typed_into_a_narrative"
    house.narratives.append(("SK2.4", "kendala", 1, "Hanya 66,86 persen.", "", "", "aaaaaaaaaaaa:Narasi#9"))
    reason = "Angka naskah diperiksa penyelia"
    berat = {rule: Weighing(berat=weight, alasan=reason)}  # type: ignore[arg-type]
    house.profile = house.profile.model_copy(update={"berat": berat})
    made = on_page(house, hold=Hold())
    assert rule not in {warning.rule for warning in made.waits.warnings}
    assert {check.severity for check in made.checks if check.name == rule} == {
        "error" if weight == "menahan" else "info"
    }
    assert made.refused == (weight == "menahan")
    assert {finding.severity for finding in made.findings if finding.rule == rule} <= {severity}
    assert reason in made.files["laporan.html"].decode()
