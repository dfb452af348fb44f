"""Documents as evidence of what others assessed: the cell that names one, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from orchestration.publication.assembly.documents import Documents
from orchestration.publication.document.document import ConstantRun, FileRun, Runs, TextRun, plain_text
from orchestration.publication.document.supplied import Supplied
from orchestration.publication.release import Draft
from orchestration.workspace.attachments import attachments
from orchestration.workspace.quarters import Quarter
from tests.publication.warehouse import Warehouse

TW2 = Quarter(2025, 2)


def paper(pages: int, password: str = "") -> bytes:
    document, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return out.getvalue()


@pytest.fixture
def supplied(tmp_path: Path) -> Supplied:
    """What lies beside the deliveries of two quarters."""
    files = {
        "2025-TW1/evaluasi.pdf": paper(1),
        "2025-TW2/Evaluasi.pdf": paper(3),
        "2025-TW1/lama.pdf": paper(2),
        "2025-TW2/terkunci.pdf": paper(1, "rahasia"),
        "2025-TW2/rusak.pdf": b"%PDF-1.7 dan tidak ada lagi",
        "2025-TW3/nanti.pdf": paper(1),
    }
    for name, content in files.items():
        path = tmp_path / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Supplied(None, attachments(tmp_path, TW2))


def words(text: str) -> Runs:
    return (ConstantRun(text, "medan") if any(map(str.isdigit, text)) else TextRun(text),) if text else ()


@pytest.fixture
def known(supplied: Supplied) -> Documents:
    return Documents(supplied, TW2.end, words)


@pytest.mark.parametrize(
    ("cell", "printed", "target"),
    [
        ("Lembar [evaluasi.pdf]", "Lembar: evaluasi.pdf", "inputs/pendukung/2025-TW2/Evaluasi.pdf"),
        (
            "Lembar [EVALUASI.PDF hlm. 3]",
            "Lembar: EVALUASI.PDF, hlm. 3",
            "inputs/pendukung/2025-TW2/Evaluasi.pdf#page=3",
        ),
        ("[lama.pdf, halaman 2]", "lama.pdf, hlm. 2", "inputs/pendukung/2025-TW1/lama.pdf#page=2"),
        ("L [lama.pdf, berlaku s.d. 30-06-2025] asli", "L: lama.pdf asli", "inputs/pendukung/2025-TW1/lama.pdf"),
        (
            "L [lama.pdf hlm 1; berlaku sampai 1 Juli 2025]",
            "L: lama.pdf, hlm. 1",
            "inputs/pendukung/2025-TW1/lama.pdf#page=1",
        ),
    ],
)
def test_a_cell_leads_to_the_file_that_it_names_the_newest_quarter_first(
    known: Documents, cell: str, printed: str, target: str
) -> None:
    runs = known("SK6.1", cell)
    assert plain_text(runs) == printed
    assert [run.target for run in runs if isinstance(run, FileRun)] == [target]
    assert known.doubts == []


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("Lembar [hilang.pdf]", "bytes lies in the folder of the quarter; put it there"),
        ("Lembar [nanti.pdf]", "bytes lies in the folder of the quarter; put it there"),
        ("Lembar [lama.pdf hlm. 3]", "it has 2 pages, not 3; correct the page"),
        ("Lembar [lama.pdf hlm. 0]", "it has 2 pages, not 0; correct the page"),
        ("Lembar [lama.pdf, berlaku s.d. 29-06-2025]", "it was good until 2025-06-29, before the end of the quarter"),
        ("Lembar [lama.pdf, berlaku s.d. akhir Juni]", "'akhir Juni' is no date; write it like 31-12-2025"),
        ("Lembar [terkunci.pdf]", "it asks for a password; save it without one"),
        ("Lembar [rusak.pdf]", "it is damaged or not whole"),
    ],
)
def test_what_proves_nothing_is_told(known: Documents, cell: str, why: str) -> None:
    known("SK6.1", cell)
    [doubt] = known.doubts
    assert (doubt.code, doubt.cell) == ("SK6.1", cell)
    assert why in doubt.why


def test_a_cell_that_names_no_file_is_printed_as_it_is(known: Documents) -> None:
    assert plain_text(known("SK6.1", "Surat Nomor 12 [asli]")) == "Surat Nomor 12 [asli]"
    assert known.doubts == []


@pytest.mark.slow
def test_the_report_leads_to_the_document_and_tells_what_is_missing(
    house: Warehouse, supplied: Supplied, on_page: Callable[..., Draft]
) -> None:
    cells = {"SK6.1": "Lembar [Evaluasi.pdf hlm. 2]", "SK6.2": "Cetak [tiada.pdf]", "SK7.1": "Rekap belanja"}
    house.indicators = [(*row[:17], cells.get(str(row[0]), row[17]), *row[18:]) for row in house.indicators]
    made = on_page(house, supplied=supplied)
    page = made.files["laporan.html"].decode("utf-8")
    assert '<a class="berkas" href="inputs/pendukung/2025-TW2/Evaluasi.pdf#page=2">' in page
    told = {(one.severity, one.value): str(one.message) for one in made.findings if one.rule == "berkas_pendukung"}
    missing = told["warning", "Cetak [tiada.pdf]"]
    assert missing.startswith(
        "SK6.2: the document that its assessment names ('Cetak [tiada.pdf]'): no such file of at most"
    )
    assert told["info", "Rekap belanja"] == "SK7.1: its assessment names no file as evidence ('Rekap belanja')"
    assert not made.refused


def test_days_are_compared_with_the_end_of_the_quarter(known: Documents) -> None:
    later = replace(known, day=dt.date(2025, 7, 2))
    later("SK6.1", "L [lama.pdf hlm 1; berlaku sampai 1 Juli 2025]")
    assert "it was good until 2025-07-01" in later.doubts[0].why
