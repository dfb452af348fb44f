"""Every character that Unicode knows, against lists written down from its tables of properties, not from the code."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.recomputation.characters import compared, folded, seen
from orchestration.texts.canonical import cleaned

# PropList.txt: White_Space, and the four information separators that programs treat alike.
SPACES = {*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)}
SPACES |= {0x2028, 0x2029, 0x202F, 0x205F, 0x3000}

# PropList.txt: Dash, and the minus signs and the bullet that are none by that list.
DASHES = {0x2D, 0x58A, 0x5BE, 0x1400, 0x1806, *range(0x2010, 0x2016), 0x2053, 0x207B, 0x208B, 0x2212, 0x2E17, 0x2E1A}
DASHES |= {0x2E3A, 0x2E3B, 0x2E40, 0x2E5D, 0x301C, 0x3030, 0x30A0, 0xFE31, 0xFE32, 0xFE58, 0xFE63, 0xFF0D, 0x10EAD}
DASHES |= {0x2D7, 0x2043, 0x2052, 0x2796}

# PropList.txt: Quotation_Mark, and the letter apostrophe.
SINGLE = {0x27, 0x2BC, *range(0x2018, 0x201C), 0x2039, 0x203A, 0xFF07}
DOUBLE = {0x22, 0xAB, 0xBB, *range(0x201C, 0x2020), 0x2E42, *range(0x300C, 0x3010), *range(0x301D, 0x3020)}
DOUBLE |= {*range(0xFE41, 0xFE45), 0xFF02, 0xFF62, 0xFF63}

# DerivedCoreProperties.txt: Default_Ignorable_Code_Point as far as assigned, without tags and soft hyphen (Cf).
FILLERS = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0}
FILLERS |= {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x2800}

CODES = range(sys.maxunicode + 1)


@cache
@cache
def between(code: int) -> str:
    """What stands between two letters after the character was read."""
    text = compared(f"a{chr(code)}b")
    assert text[0] == "a"
    assert text[-1] == "b"
    return text[1:-1]


def test_every_white_space_is_a_space() -> None:
    assert {code for code in CODES if between(code) == " "} == SPACES


def test_what_cannot_be_seen_is_nothing() -> None:
    invisible = {code for code in CODES if unicodedata.category(chr(code)) in ("Cc", "Cf")} - SPACES
    assert {0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x2060, 0xFEFF, 0x180E, 0, 0x7F} <= invisible
    assert {code for code in CODES if between(code) == ""} == invisible | FILLERS


def test_every_dash_and_minus_is_one() -> None:
    assert {code for code in CODES if between(code) == "-"} == {code for code in DASHES if chr(code).isprintable()}


def test_every_quotation_mark_is_one_of_two() -> None:
    assert {code for code in CODES if between(code) == "'"} == SINGLE
    assert {code for code in CODES if between(code) == '"'} == DOUBLE


def test_decimal_digits_of_every_script_are_0_to_9_and_nothing_else_is() -> None:
    digits = {code for code in CODES if between(code) in set("0123456789")}
    # Unicode gives every script ten digits in a row, from zero to nine.
    assert digits == {code for code in CODES if unicodedata.category(chr(code)) == "Nd"}
    assert len(digits) % 10 == 0
    assert "".join(between(code) for code in sorted(digits)) == "0123456789" * (len(digits) // 10)
    assert [between(ord(character)) for character in "²₂①½Ⅻ"] == list("²₂①½Ⅻ")


def test_full_width_letters_and_signs_are_the_ordinary_ones() -> None:
    for code in range(0xFF01, 0xFF5F):
        assert between(code) == chr(code - 0xFF01 + 0x21)


def test_every_other_letter_stays() -> None:
    treated = SPACES | DASHES | SINGLE | DOUBLE | FILLERS | {*range(0xFF01, 0xFF61), *range(0xFFE0, 0xFFE7)}
    for code in CODES:
        if code not in treated and unicodedata.category(chr(code)) not in ("Nd", "Cc", "Cf"):
            assert between(code) == chr(code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Pengujian \t\n  Laboratorium\u00a0", "Pengujian Laboratorium"),
        ("\ufeff 424119\u200e", "424119"),
        ("'0012", "0012"),
        ("\u2019 0012", "0012"),
        ("'", ""),
        (" \u2019\u200b ", ""),
        ("''", ""),
        ("''0012'", "0012'"),
        ("", ""),
        ("\u3164\u00ad \u2800", ""),
        ("Jum\u2019at", "Jum'at"),
        ("S\u2013\u0661\u0662", "S-12"),
        ("\uff33\uff2b\uff0e\uff17", "SK.7"),
    ],
)
def test_a_text_as_it_is_compared(text: str, expected: str) -> None:
    assert compared(text) == expected


@given(st.text() | st.text(" '\u2019\t\u200ba", max_size=6))
def test_what_was_read_once_stays_as_it_is(text: str) -> None:
    assert compared(compared(text)) == compared(text)
    assert compared(text) == " ".join(compared(text).split(" ")).strip()
    assert folded(f"\u200b {text}\u00a0") == folded(text)


def test_a_text_that_nothing_compares_keeps_its_signs() -> None:
    assert seen(" S\u2013\u0661 \u00ad\u2019\tx\u200b") == "S\u2013\u0661 \u2019 x"
    assert [seen(text) for text in ("'", "''", "'0012", "\u200b ")] == ["", "''", "'0012", ""]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_both_implementations_see_the_same(text: str) -> None:
    assert seen(text) == cleaned(text)
