"""One canonical text for every way in which Unicode can write the same thing."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.texts.canonical import cleaned, compared, name_key

WHITE_SPACE = (  # property White_Space of the Unicode Character Database, and the separators that Python adds to it
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\ufe0f"
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b\u2039\u203a\uff07\u02bc"
DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\uff02\u00ab\u00bb'


def everything(category: str) -> Iterator[str]:
    return (chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == category)


def test_every_white_space_is_a_space_and_none_stands_at_the_ends() -> None:
    for mark in WHITE_SPACE:
        assert cleaned(f"{mark}Uji{mark}{mark}Coba{mark}") == "Uji Coba", repr(mark)
        assert cleaned(mark) == ""
    for category in ("Zs", "Zl", "Zp"):
        for mark in everything(category):
            assert cleaned(f"a{mark}b") == "a b"


def test_what_cannot_be_seen_counts_as_nothing() -> None:
    for mark in UNSEEN:
        assert cleaned(f"{mark}42{mark}41{mark}13{mark}") == "424113", hex(ord(mark))
    for mark in everything("Cf"):
        assert cleaned(f"4{mark}2") == "42", hex(ord(mark))
    assert cleaned("Batal\r\n") == "Batal"
    assert (cleaned("'"), compared("'"), cleaned(" \t")) == ("", "", "")


def test_dashes_quotation_marks_and_digits_have_one_form_where_values_are_compared() -> None:
    for dash in DASHES:
        assert compared(f"UJI{dash}2503{dash}0001") == "UJI-2503-0001", hex(ord(dash))
    for dash in everything("Pd"):
        assert compared(f"a{dash}b") == "a-b", hex(ord(dash))
    for mark in SINGLE_QUOTES:
        assert compared(f"Jum{mark}at") == "Jum'at", hex(ord(mark))
    for mark in DOUBLE_QUOTES:
        assert compared(f"PT {mark}A{mark}") == 'PT "A"', hex(ord(mark))
    for digit in everything("Nd"):
        assert compared(f"1{digit}") == f"1{unicodedata.decimal(digit)}", hex(ord(digit))
    assert compared("\uff33\uff2b\uff11\uff0e\uff12") == "SK1.2"
    assert compared("'0017") == "0017"


def test_no_other_character_is_taken_for_another() -> None:
    assert compared("10\u00b2") == "10\u00b2"  # ten to the power of two is not a hundred and two
    assert compared("\u017fK\u212a") == "\u017fK\u212a"
    assert (
        cleaned("Layanan \u2013 \u201cBaik\u201d") == "Layanan \u2013 \u201cBaik\u201d"
    )  # a free text keeps its typography
    assert name_key("Jasa\u00a0PENGUJIAN ") == "jasa pengujian"


@given(st.text())
def test_a_canonical_text_is_canonical(text: str) -> None:
    for form in (cleaned, compared, name_key):
        once = form(text)
        assert form(once) == once or once.startswith("'")
        assert once == once.strip() and "  " not in once


@pytest.mark.parametrize("form", [cleaned, compared])
@given(text=st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Sk"])))
def test_a_printed_ascii_text_only_loses_blanks(form, text: str) -> None:  # type: ignore[no-untyped-def]
    assert form(f"x{text}x").split() == f"x{text}x".split()
