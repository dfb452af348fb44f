"""Numbers as people and programs write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.texts.numbers import as_text, canonical, doubtful, groups, parse_number, read


@pytest.mark.parametrize(
    ("text", "form", "kind", "value"),
    [
        ("1.917", "id", "integer", "1917"),  # a point groups thousands, it never starts decimals
        ("1917", "id", "integer", "1917"),
        ("20.558.293.466", "id", "integer", "20558293466"),
        (" -1.250.000 ", "id", "integer", "-1250000"),
        ("3,68", "id", "decimal", "3.68"),
        ("1.917,5", "id", "decimal", "1917.5"),
        ("0", "id", "decimal", "0"),
        ("1.917", "plain", "decimal", "1.917"),
        ("2.037392E10", "plain", "integer", "20373920000"),
        ("2.037392e+10", "plain", "integer", "20373920000"),
        ("1.78E+02", "plain", "integer", "178"),  # all digits are there
        ("-0.25", "plain", "decimal", "-0.25"),
        ("1,917", "en", "integer", "1917"),
        ("1,917.5", "en", "decimal", "1917.5"),
        # as people type money
        ("1.000.000,00", "id", "integer", "1000000"),
        ("6.666.228.000,0", "id", "integer", "6666228000"),
        ("Rp 1.000,-", "id", "integer", "1000"),
        ("Rp1.000", "id", "integer", "1000"),
        ("rp. 1.000,-", "id", "integer", "1000"),
        ("IDR 1.000", "id", "integer", "1000"),
        ("(1.000)", "id", "integer", "-1000"),
        ("Rp (1.000)", "id", "integer", "-1000"),
        ("(Rp1.000,00)", "id", "integer", "-1000"),
        ("1.000-", "id", "integer", "-1000"),
        ("Rp-1.000", "id", "integer", "-1000"),
        ("-Rp1.000", "id", "integer", "-1000"),
        ("+1.000", "id", "integer", "1000"),
        ("\u22121.000", "id", "integer", "-1000"),
        ("\u0663", "plain", "integer", "3"),  # another script's digit is that digit
        ("'1.000", "id", "integer", "1000"),
        # another form, where the text can only mean one number
        ("280000000.00", "id", "integer", "280000000"),
        ("3.72", "id", "decimal", "3.72"),
        ("0.500", "id", "decimal", "0.5"),  # no group of thousands starts with 0
        ("1234.567", "id", "decimal", "1234.567"),
        ("2.5E10", "id", "integer", "25000000000"),
        ("1.000.000", "plain", "integer", "1000000"),
        ("1.000,50", "plain", "decimal", "1000.5"),
        ("280000000,00", "plain", "integer", "280000000"),
        ("1,000,000", "id", "integer", "1000000"),
        ("1,000.50", "id", "decimal", "1000.5"),
        ("280000000.00", "plain", "integer", "280000000"),
    ],
)
def test_numbers_are_read(text: str, form: str, kind: str, value: str) -> None:
    assert parse_number(text, form, kind) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("1,5", "id", "integer"),
        ("1.91", "id", "integer"),
        ("1,000", "id", "integer"),  # one, or a thousand
        ("1,000", "plain", "integer"),
        ("1.917", "plain", "integer"),
        ("2.0373925E5", "plain", "integer"),  # 203739.25
        ("", "plain", "integer"),
        ("-", "id", "integer"),
        ("12 000", "id", "integer"),
        ("(-500)", "id", "integer"),
        ("-500-", "id", "integer"),
        ("+500-", "id", "integer"),
        ("(500", "id", "integer"),
        ("01.000", "id", "integer"),
        ("1.00.000", "id", "integer"),
        ("1.000,--", "id", "integer"),
        ("Rp Rp 5", "id", "integer"),
        ("47,57%", "id", "decimal"),  # a percentage is one only where its column says so
        ("20 hari", "id", "integer"),
        ("10\u00b2", "id", "integer"),
        ("8.95E+07", "id", "integer"),  # six digits at most of a longer number, as a narrow column shows it
        ("2.03739E+10", "plain", "decimal"),
    ],
)
def test_what_is_no_number_or_two_is_not_read(text: str, form: str, kind: str) -> None:
    assert parse_number(text, form, kind) is None


def test_words_and_percent_signs_are_read_where_they_are_declared() -> None:
    words = ("hari", "hari kerja", "hk")
    for text in ("20 hari", "20 Hari Kerja", "20HK", "20"):
        reading = read(text, "id", "integer", words)
        assert reading is not None and reading.value == 20
    percentage = read("47,57 %", "id")
    assert percentage is not None and (percentage.value, percentage.percent) == (Decimal("47.57"), True)


def test_what_another_form_beside_it_makes_doubtful() -> None:
    assert doubtful("1.917", "id", "plain") and doubtful("1,917", "id", "en")
    assert not doubtful("1.917.000", "id", "plain") and not doubtful("1917", "id", "plain")
    assert doubtful("1.917", "plain", "id") and not doubtful("1.9", "plain", "id")
    assert (groups("6.327.000", "id"), groups("769", "id"), groups("1,000,000", "en")) == (2, 0, 2)


@given(st.integers(-(10**15), 10**15), st.integers(0, 2), st.integers(0, 99))
def test_an_indonesian_number_reads_back_with_and_without_its_points(whole: int, places: int, rest: int) -> None:
    fraction = f"{rest:02d}"[:places]
    decimals = f",{fraction}" if fraction else ""
    wanted = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    dotted = f"{whole:,}".replace(",", ".")
    if whole == 0 and fraction:
        wanted = abs(wanted)
    assert parse_number(f"{dotted}{decimals}", "id") == wanted
    assert parse_number(f"{whole}{decimals}", "id") == wanted
    assert parse_number(f"Rp{dotted}{decimals}", "id") == wanted


@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_a_stored_number_reads_back_in_every_form(digits: int, places: int) -> None:
    exact = Decimal(digits).scaleb(-places)
    for form in ("id", "plain", "en"):
        assert parse_number(as_text(float(exact), form), form) == exact


@given(st.text(st.sampled_from("0123456789.,-+()RpE% "), max_size=14), st.sampled_from(["id", "plain", "en"]))
def test_two_forms_never_read_one_text_as_two_numbers_without_doubt(text: str, form: str) -> None:
    reading = read(text, form)
    if reading is not None and reading.form != form:
        # What strayed from its form is the same number in every form that can read it.
        others = {r.value for r in (read(text, other) for other in ("id", "plain", "en")) if r is not None}
        assert others == {reading.value}


def test_canonical_numbers_have_no_artefacts() -> None:
    assert [canonical(value) for value in (1917.0, 1917.5, 2.037392e10, 0.1 + 0.2, -0.00001, 1e-7, -0.0)] == [
        "1917", "1917.5", "20373920000", "0.3", "-0.00001", "0.0000001", "0",
    ]  # fmt: skip
    assert [canonical(Decimal(text)) for text in ("280000000.00", "1E+3", "-0.0", "3.720")] == [
        "280000000", "1000", "0", "3.72",
    ]  # fmt: skip
