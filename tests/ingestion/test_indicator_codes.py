"""Codes of indicators are compared by their letters and numbers; what fits none, or two, stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.texts.indicator_codes import matcher

CODES = ("TJ.1", "TJ.2", "SK1.1", "SK2.2", "SK4.1", "SK7.1", "SK12.3")

SIGNS = st.text(alphabet=" .-_/\u2013", max_size=3)
APART = st.text(alphabet=" .-_/", min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SK7.1", "SK7.1"),
        ("SK 7.1", "SK7.1"),
        ("SK.7.1", "SK7.1"),
        ("S.K.7.1.", "SK7.1"),
        ("sk-7-1", "SK7.1"),
        ("SK 07.01", "SK7.1"),
        ("TJ 1", "TJ.1"),
        ("TJ1", "TJ.1"),
        ("SK 12,3", "SK12.3"),
        ("SK2.2.pengujian", "SK2.2.pengujian"),
        ("SK.2.2..pengujian", "SK2.2.pengujian"),
        ("S.K. 2.2 . uji_profisiensi", "SK2.2.uji_profisiensi"),
    ],
)
def test_a_code_is_known_however_it_is_written(written: str, meant: str) -> None:
    assert matcher(CODES)(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        *("BAD", "4660.BAD", "6077.BAD.001", "019.07.EC", "EC", "PNBP.TARGET", "PNBP.TAHUN_LALU", "umum", ""),
        *("SK71", "SK 9.9", "SK7", "TJ", "SK7.1.2", "SK 7.1 SK 4.1", "SK 7.1.SK 4.1", "Skor 7.1", "SKÉ7.1", "7.1 SK"),
    ],
)
def test_what_fits_no_code_stays_as_it_is(written: str) -> None:
    assert matcher(CODES)(written) == written


def test_a_text_that_fits_two_codes_stays_as_it_is() -> None:
    read = matcher(("SK1.1", "sk1.1"))
    assert read("SK 1 1") == "SK 1 1"
    assert read("SK1.1") == "SK1.1"


@given(st.sampled_from(CODES), st.data())
def test_signs_between_letters_and_numbers_do_not_count(code: str, data: st.DataObject) -> None:
    letters, numbers = code.partition(".")[0].rstrip("0123456789"), "".join(c if c.isdigit() else " " for c in code)
    written = "".join(letter + data.draw(SIGNS) for letter in letters)
    written += data.draw(APART).join(numbers.split()) + data.draw(SIGNS)
    assert matcher(CODES)(written) == code


@given(st.text(alphabet="SKTJsk1270. -_aé", max_size=12))
def test_what_was_read_is_read_as_itself(text: str) -> None:
    read = matcher(CODES)
    assert read(read(text)) == read(text)
