"""Opening files: physical row numbers, cells that only seem empty, files that cannot be read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingestion.reading.documents import (
    DelimitedText,
    DocumentError,
    Workbook,
    column_index,
    column_letter,
    open_document,
)
from tests.ingestion.deliveries import workbook


def text_document(content: str | bytes) -> DelimitedText:
    document = open_document(content.encode() if isinstance(content, str) else content)
    assert isinstance(document, DelimitedText)
    return document


def book(content: bytes) -> Workbook:
    document = open_document(content)
    assert isinstance(document, Workbook)
    return document


def test_a_record_is_numbered_by_the_line_it_starts_on() -> None:
    # line 1 header; line 2 record; lines 3-5 one record with two breaks in a quoted cell; line 6 blank; line 7 record
    sheet = text_document('a;b\r\n1;x\r\n2;"satu\r\ndua\ntiga"\r\n\r\n3;y\r\n').sheet(";")
    assert sheet.numbers == [1, 2, 3, 6, 7]
    assert sheet.rows[2] == ["2", "satu\r\ndua\ntiga"]
    assert sheet.rows[3] == []
    assert sheet.counted == 5


CELLS = st.text(alphabet=st.sampled_from('ab;"\n\r 1é\u2028\x0b'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_row_numbers_are_the_lines_an_editor_shows(records: list[list[str]], line_end: str) -> None:
    out = io.StringIO(newline="")
    starts = []
    for record in records:
        written = out.getvalue()
        # Lines so far, counted by their ends alone: CR LF is one end, a lone CR or LF is one.
        starts.append(written.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1)
        csv.writer(out, delimiter=";", lineterminator=line_end, quoting=csv.QUOTE_ALL).writerow(record)
    sheet = DelimitedText(out.getvalue().encode(), "utf-8").sheet(";")
    assert sheet.rows == records
    assert list(sheet.numbers) == starts
    assert sheet.counted == len(records)


def test_an_unclosed_quotation_mark_is_named_by_its_line() -> None:
    with pytest.raises(DocumentError, match="starts on line 3"):
        text_document('a;b\n1;x\n2;"tanpa penutup\n3;y\n').sheet(";")


def test_both_encodings_are_read_and_told_apart() -> None:
    assert text_document("a;café\n").encoding == "utf-8"
    assert text_document("\ufeffa;b\n").sheet(";").rows == [["a", "b"]]
    western = text_document("a;café – ya\n".encode("cp1252"))
    assert (western.encoding, western.sheet(";").rows) == ("windows-1252", [["a", "café – ya"]])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        ("a;b\n".encode("utf-16-le"), "NUL bytes"),
        (b"a;\x00b\n", "NUL bytes"),
        (b"\x81\x8d;\x90\n", "neither UTF-8 nor Windows-1252"),
        (b"\xd0\xcf\x11\xe0 old", "damaged"),
        (b"<html><table></table></html>", "web page"),
        (b"PK\x03\x04 no zip", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(content: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        open_document(content)


def test_a_truncated_workbook_is_refused_at_every_length() -> None:
    whole = workbook({"A": [["x", 1.0]]})
    for share in range(1, 20):
        with pytest.raises(DocumentError):
            open_document(whole[: len(whole) * share // 20])


def test_a_workbook_with_a_flipped_byte_never_ends_in_a_traceback() -> None:
    whole = workbook({"A": [["x", 1.0], ["y", 2.0]]})
    for position in range(0, len(whole), 97):
        broken = bytearray(whole)
        broken[position] ^= 0xFF
        try:
            open_document(bytes(broken))
        except DocumentError as error:
            assert str(error)


def test_a_sheet_that_starts_in_row_3_column_b_keeps_its_places() -> None:
    sheet = book(workbook({"A ": [["Kode", "Nilai"], ["x", 1.0]]}, row=3, column=2)).sheets[0]
    assert sheet.name == "A "
    assert list(sheet.numbers) == [1, 2, 3, 4]
    assert sheet.rows[2] == ["", "Kode", "Nilai"]
    assert sheet.rows[3] == ["", "x", 1.0]
    assert sheet.counted == 4


def test_cells_that_only_seem_empty_are_faults() -> None:
    # An error value and a formula that was never computed both look empty to the reader of cells.
    sheet = book(workbook({"A": [["a", "b", "c"], ["#REF!", "=1+1", 5]]}, row=2, column=2)).sheets[0]
    assert sheet.faults == {(3, 1): "#REF!", (3, 2): "formula without a stored result"}
    assert sheet.rows[2] == ["", "", "", 5.0]


def test_a_sheet_without_formulas_has_no_faults() -> None:
    assert book(workbook({"A": [["tE", 't="e"', "<f>"]]})).sheets[0].faults == {}


@given(st.integers(0, 20_000))
def test_letters_and_numbers_of_columns_agree(index: int) -> None:
    assert column_index(column_letter(index) + "7") == index + 1


def test_known_letters() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 30)] == ["A", "Z", "AA", "AE"]


@pytest.mark.parametrize("part", [1, 7, 1000])
def test_a_text_is_read_alike_in_parts_and_as_a_whole(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even lines, a longer one, an empty one, both ends of lines, no end at the last; a quoted break at its line."""
    monkeypatch.setattr("orchestration.ingestion.reading.documents._PART", part)
    sheet = text_document("a;b\r\n1;2\r\n3;4;5\n\n6;\u2028 7").sheet(";")
    assert list(sheet.rows) == [["a", "b"], ["1", "2"], ["3", "4", "5"], [], ["6", "\u2028 7"]]
    assert list(sheet.numbers) == [1, 2, 3, 4, 5]
    quoted = text_document('a;b\n"1\n2";3\n4;5\n').sheet(";")
    assert list(quoted.rows) == [["a", "b"], ["1\n2", "3"], ["4", "5"]]
    assert list(quoted.numbers) == [1, 2, 4]
