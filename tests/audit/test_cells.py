"""Numbers and dates of cells; every expected value is written down by hand from sources/contracts/README.md."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.recomputation.cells import Form, plain_text, read_day, read_moment, read_number, text_of

WHOLE, NUMBER = Form("whole"), Form("number")


def days(words: str) -> Form:
    return Form("whole", words=tuple(words.split("|")))


@pytest.mark.parametrize(
    ("cell", "locale", "expected"),
    [
        ("1917", "id", "1917"),
        ("1.917", "id", "1917"),
        ("1.917,5", "id", "1917.5"),
        ("3,68", "id", "3.68"),
        ("12.345.678,90", "id", "12345678.9"),
        ("1917", "plain", "1917"),
        ("1917.5", "plain", "1917.5"),
        ("1.917", "plain", "1.917"),
        ("2.037392E10", "plain", "20373920000"),
        ("5e-3", "plain", "0.005"),
        ("1917", "en", "1917"),
        ("1,917", "en", "1917"),
        ("1,917.5", "en", "1917.5"),
        ("1.917", "en", "1.917"),
        # One meaning only, whatever was declared.
        ("280000000.00", "id", "280000000"),
        ("3.72", "id", "3.72"),
        ("0.500", "id", "0.5"),
        ("1234.567", "id", "1234.567"),
        ("2.5E10", "id", "25000000000"),
        ("2.5e+10", "en", "25000000000"),
        ("1.000.000", "plain", "1000000"),
        ("1.000.000,00", "plain", "1000000"),
        ("1.000,50", "plain", "1000.5"),
        ("1.000.000", "en", "1000000"),
        ("1.000,50", "en", "1000.5"),
        ("280000000,00", "plain", "280000000"),
        ("280000000,00", "en", "280000000"),
        ("3,72", "en", "3.72"),
        ("3,72", "plain", "3.72"),
        ("0,500", "plain", "0.5"),
        ("1,000,000", "id", "1000000"),
        ("1,000.50", "id", "1000.5"),
        ("1,000,000", "plain", "1000000"),
        ("1,000.50", "plain", "1000.5"),
        # Around the number.
        ("Rp1.000", "id", "1000"),
        ("RP. 1.000,00", "id", "1000"),
        ("IDR 1,917.5", "en", "1917.5"),
        ("Rp 1.000,-", "id", "1000"),
        ("1.000.-", "id", "1000"),
        ("1.000-", "id", "-1000"),
        ("-1.000,-", "id", "-1000"),
        ("\u22121.000", "id", "-1000"),
        ("Rp -1.000", "id", "-1000"),
        ("- Rp 1.000", "id", "-1000"),
        ("(1.000)", "id", "-1000"),
        ("(Rp 1.000,-)", "id", "-1000"),
        ("Rp (1.000)", "id", "-1000"),
        ("+1.000", "id", "1000"),
        ("-0", "id", "0"),
        ("'1.000", "id", "1000"),
        ("\u00a01.917\u202f", "id", "1917"),
        ("\u0661\u0662", "id", "12"),
        # Stored by a workbook.
        (0.1, "id", "0.1"),
        (0.1 + 0.2, "id", "0.3"),
        (20558293466, "id", "20558293466"),
        (1234567890123456, "plain", "1234567890123456"),
        (1234567890123456.0, "plain", "1234567890123456"),
        (12345678901234567890, "plain", "12345678901234600000"),
        (123456789.123456789, "plain", "123456789.123457"),
        (-2.5e-7, "plain", "-0.00000025"),
        (83.0, "id", "83"),
    ],
)
def test_a_number(cell: object, locale: str, expected: str) -> None:
    value = read_number(cell, locale)
    assert value is not None
    assert plain_text(value) == expected


@pytest.mark.parametrize("cell", [None, "", " \u200b", "'", "\u00a0"])
def test_an_empty_cell_has_no_value(cell: object) -> None:
    assert read_number(cell, "id") is read_moment(cell) is read_day(cell) is None
    assert text_of(cell) == ""


@pytest.mark.parametrize(
    ("cell", "locale"),
    [
        ("1,917", "plain"),
        ("1.000,-", "plain"),
        ("1.000+", "id"),
        ("1.000,--", "id"),
        ("-1.000,- -", "id"),
        ("8.95E+07", "id"),
        ("1.00.000", "id"),
        ("1.000.00", "id"),
        ("01.000.000", "plain"),
        ("1.000,000,0", "id"),
        ("1 000 000", "id"),
        (".5", "plain"),
        ("5.", "plain"),
        ("2,5E10", "id"),
        ("-1.000-", "id"),
        ("(-1.000)", "id"),
        ("-(1.000)", "id"),
        ("(1.000", "id"),
        ("1.000)", "id"),
        ("((1.000))", "id"),
        ("1.000,50,-", "id"),
        ("1.000,00,-", "id"),
        ("Rp", "id"),
        ("Rp Rp 1", "id"),
        ("-", "id"),
        ("n/a", "id"),
        ("#N/A", "id"),
        ("10\u00b2", "id"),
        ("20 hari", "id"),
        ("1E9999", "plain"),
        (True, "id"),
        (float("inf"), "id"),
        (float("nan"), "plain"),
        (10**400, "plain"),
        (dt.date(2025, 1, 2), "id"),
        (dt.time(8, 30), "id"),
    ],
)
def test_what_is_no_number_is_refused(cell: object, locale: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_number(cell, locale)


@pytest.mark.parametrize(
    ("cell", "locale", "expected"),
    [
        ("1.000", "id", 1000),
        ("1.000,0", "id", 1000),
        ("1.000,00", "id", 1000),
        ("280000000.00", "id", 280_000_000),
        ("1.5E3", "plain", 1500),
        (3.0, "id", 3),
        ("20 hari", "id", 20),
        ("20HK", "id", 20),
        ("(20) hari", "id", -20),
        ("(20 hari)", "id", -20),
        ("20 Hari  Kerja", "id", 20),
        ("-1 hari", "id", -1),
    ],
)
def test_a_whole_number(cell: object, locale: str, expected: int) -> None:
    assert read_number(cell, locale, days("hari|hari kerja|hk")) == expected


@pytest.mark.parametrize(
    ("cell", "locale"),
    [
        *(("1,000", "id"), ("12,000", "id"), ("1.000", "plain"), ("1.000", "en"), ("2,5", "id"), ("1.5E0", "id")),
        *(
            (3.5, "id"),
            ("20 harian", "id"),
            ("20 hari hari", "id"),
            ("dua puluh hari", "id"),
            ("hari", "id"),
            ("HK 20", "id"),
        ),
    ],
)
def test_decimals_or_a_thousand_are_refused_where_numbers_are_whole(cell: object, locale: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_number(cell, locale, days("hari|hari kerja|hk"))


@pytest.mark.parametrize(
    ("cell", "is_percent", "percent", "expected"),
    [
        (0.95, True, "points", "95"),
        (0.95, True, "fraction", "0.95"),
        (0.07, True, "points", "7"),
        (95, False, "points", "95"),
        (0.95, False, "points", "0.95"),
        ("95 %", False, "points", "95"),
        ("95,5%", False, "points", "95.5"),
        ("95,5%", False, "fraction", "0.955"),
        ("-5%", False, "fraction", "-0.05"),
        ("(5 %)", False, "points", "-5"),
        ("95", True, "points", "95"),
    ],
)
def test_per_cent_means_what_its_column_declares(cell: object, is_percent: bool, percent: str, expected: str) -> None:
    value = read_number(cell, "id", Form("number", percent=percent), percent_cell=is_percent)
    assert value is not None
    assert plain_text(value) == expected


@pytest.mark.parametrize(("cell", "is_percent"), [(0.95, True), ("95 %", False), ("95%", False)])
def test_per_cent_is_refused_where_nothing_declares_its_meaning(cell: object, is_percent: bool) -> None:
    with pytest.raises(ValueError, match="per cent"):
        read_number(cell, "id", NUMBER, percent_cell=is_percent)


def test_a_declared_form_stands_over_that_of_the_file() -> None:
    assert read_number("1.917", "id", Form("number", number="plain")) == Fraction("1.917")


@pytest.mark.parametrize(
    "text",
    [
        *("30/06/2025", "30-06-2025", "30.06.2025", "2025-06-30", "2025/06/30", "2025.6.30"),
        *("30 Juni 2025", "30 juni 2025", "30-Jun-25", "30/JUN/2025", "30 Jun. 2025", "30 June 2025", "Jun 30, 2025"),
        *("2025-Jun-30", "Jun 30, 25", "Senin, 30/06/2025", "Mon. 30-Jun-25", "Senin Jun 30, 2025", "30.-Juni, 2025"),
        *(
            "June 30 2025",
            "Senin, 30 Juni 2025",
            "Monday, June 30, 2025",
            "SENIN 30 Juni 2025",
            "30Jun25",
            "30 Juni2025",
            "45838",
        ),
        *("2025-06-30 00:00:00", "30/06/2025 23:59", "30/06/2025, 13.05.22", "2025-06-30T13:05:22.123456Z"),
        *(
            "\u200e30/06/2025",
            "30\u201106\u20112025",
            "30\u00a0Juni\u00a02025",
            "'30/06/2025",
            "2025-06-29T20:00:00+01:00",
        ),
    ],
)
def test_a_day_in_all_its_forms(text: str) -> None:
    assert read_day(text) == dt.date(2025, 6, 30)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        (f"3 {name} 2025", month)
        for month, names in enumerate(
            [
                *("Januari Jan January", "Februari Feb February Pebruari", "Maret Mar March", "April Apr", "Mei May"),
                *("Juni Jun June", "Juli Jul July", "Agustus Agt Agu Ags Aug August", "September Sep Sept"),
                *("Oktober Okt October Oct", "November Nov Nopember", "Desember Des December Dec"),
            ],
            start=1,
        )
        for name in names.split()
    ],
)
def test_months_by_name(text: str, month: int) -> None:
    assert read_day(text) == dt.date(2025, month, 3)


@pytest.mark.parametrize(
    ("order", "text", "expected"),
    [
        ("dmy", "03/04/2025", dt.date(2025, 4, 3)),
        ("mdy", "03/04/2025", dt.date(2025, 3, 4)),
        ("dmy", "2025-04-03", dt.date(2025, 4, 3)),
        ("mdy", "2025-04-03", dt.date(2025, 4, 3)),
        ("ymd", "2025/4/3", dt.date(2025, 4, 3)),
        ("mdy", "3 April 2025", dt.date(2025, 4, 3)),
    ],
)
def test_the_declared_order_says_which_is_the_day(order: str, text: str, expected: dt.date) -> None:
    assert read_day(text, Form("day", order=order)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30/06/2025", dt.datetime(2025, 6, 30)),
        ("30/06/2025 13:05", dt.datetime(2025, 6, 30, 13, 5)),
        ("30/06/2025 13:05:22", dt.datetime(2025, 6, 30, 13, 5, 22)),
        ("30/06/2025 13.05.22", dt.datetime(2025, 6, 30, 13, 5, 22)),
        ("30/06/2025 13.05", dt.datetime(2025, 6, 30, 13, 5)),
        ("30 Juni 2025, 1:05:22 pm", dt.datetime(2025, 6, 30, 13, 5, 22)),
        ("2025-06-30T13:05:22.999", dt.datetime(2025, 6, 30, 13, 5, 22)),
        ("2025/06/30 1:05:22 PM GMT+7", dt.datetime(2025, 6, 30, 13, 5, 22)),
        ("2025/06/30 12:05:22 AM GMT+7", dt.datetime(2025, 6, 30, 0, 5, 22)),
        ("2025/06/30 12:05:22 PM GMT+7", dt.datetime(2025, 6, 30, 12, 5, 22)),
        ("2025/06/30 11:30:00 PM GMT+8", dt.datetime(2025, 6, 30, 22, 30)),
        ("2025-06-30 18:30:00Z", dt.datetime(2025, 7, 1, 1, 30)),
        ("2025-06-30 18:30:00+00:00", dt.datetime(2025, 7, 1, 1, 30)),
        ("2025-06-30 18:30:00 +0530", dt.datetime(2025, 6, 30, 20, 0)),
        ("2025/06/30 1:05:22 PM GMT-3", dt.datetime(2025, 6, 30, 23, 5, 22)),
        ("Senin, 30 Juni 2025 23:00 GMT-3", dt.datetime(2025, 7, 1, 9)),
        ("30 Juni 2025 13.05 WIB", dt.datetime(2025, 6, 30, 13, 5)),
        ("30 Juni 2025 13.05 WITA", dt.datetime(2025, 6, 30, 12, 5)),
        ("30 Juni 2025 13.05 WIT", dt.datetime(2025, 6, 30, 11, 5)),
        ("2025-06-30 13:05 UTC", dt.datetime(2025, 6, 30, 20, 5)),
        ("2025-06-30 1:05 p.m. UTC+7", dt.datetime(2025, 6, 30, 13, 5)),
        (dt.datetime(2025, 6, 30, 13, 5, 22, 999), dt.datetime(2025, 6, 30, 13, 5, 22)),
        (dt.datetime(2025, 6, 30, 13, 5, 21, 999_999), dt.datetime(2025, 6, 30, 13, 5, 22)),
        (dt.date(2025, 6, 30), dt.datetime(2025, 6, 30)),
    ],
)
def test_a_moment_is_that_of_jakarta(text: object, expected: dt.datetime) -> None:
    assert read_moment(text) == expected


@pytest.mark.parametrize(("serial", "expected"), [(36526, dt.date(2000, 1, 1)), (73050, dt.date(2099, 12, 31))])
def test_serial_numbers_are_days_of_this_century(serial: int, expected: dt.date) -> None:
    assert read_day(serial) == read_day(str(serial)) == read_day(float(serial)) == expected
    assert read_day("45838") == dt.date(2025, 6, 30)
    for other in (36525, 73051, 45838.5, "45838,0"):
        with pytest.raises(ValueError, match="date"):
            read_day(other)
    with pytest.raises(ValueError, match="date"):
        read_moment(str(serial))


@pytest.mark.parametrize(
    "text",
    [
        *("31/06/2025", "01/13/2025", "30/06/25", "30/06-2025", "06/2025", "Juni 2025", "30 Juno 2025", "30 Juni"),
        *("2025-30-06", "0000-01-01", "30/06/2025 25:00", "30/06/2025 13:5", "30/06/2025 13:05 PM", "13:05"),
        *("30/06/2025 0:05 AM", "30/06/2025 08:00-10:00", "30/06/2025 13:05 GMT+15", "9999-12-31 23:00Z", "20250630"),
        *("n/a", "30 Juni 2025 dan 1 Juli 2025", "Selasa, 30 Juni 2025", "Lusa, 30 Juni 2025", "30/6/025", "0025-6"),
        *("Jun 3025", "Selasa, 30/06/2025", "30/06/2025 13:05-05:00", "1 2025 Juni", "30/06/2025 13:05 -5"),
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date"):
        read_moment(text)


def test_a_number_is_no_moment_and_a_truth_value_no_day() -> None:
    for cell in (45838, 45838.5, True, dt.time(8)):
        with pytest.raises(ValueError, match="date"):
            read_moment(cell)
    with pytest.raises(ValueError, match="date"):
        read_day(True)
    with pytest.raises(ValueError, match="date"):
        read_day("30/06/2025", Form("day", order="ymd"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (521111, "521111"),
        (521111.0, "521111"),
        (18.01, "18.01"),
        ("  018.01 ", "018.01"),
        (dt.datetime(2025, 6, 30), "30/06/2025"),
        (dt.date(2025, 6, 30), "30/06/2025"),
        (dt.datetime(2025, 6, 30, 13, 5, 22), "30/06/2025 13:05:22"),
        (True, "TRUE"),
    ],
)
def test_a_cell_as_a_code(cell: object, expected: str) -> None:
    assert text_of(cell) == expected


@given(st.fractions(max_denominator=1).map(int) | st.integers(-(10**30), 10**30), st.integers(0, 12))
def test_a_plain_decimal_is_the_number_and_has_no_superfluous_zero(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    text = plain_text(value)
    assert Fraction(text) == value
    assert text == "0" or not text.lstrip("-").startswith("00")
    assert "." not in text or text[-1] != "0"


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


@given(st.integers(0, 10**15), st.integers(0, 99), st.sampled_from(["{}", "Rp {}", "+{}", "{} hk", "Rp. {} HK"]))
def test_every_number_written_in_its_form_is_that_number(whole: int, cents: int, around: str) -> None:
    value = whole + Fraction(cents, 100)
    form = Form("number", words=("hk",))
    for locale, groups, comma in (("id", ".", ","), ("en", ",", "."), ("plain", "", ".")):
        text = around.format(f"{grouped(whole, groups)}{comma}{cents:02d}")
        assert read_number(text, locale, form) == value
        assert "+" in text or read_number(f"({text})", locale, form) == -value
        assert read_number(around.format(grouped(whole, groups)), locale, form) == whole


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)), st.integers(-11, 14))
def test_every_moment_is_read_in_every_form(moment: dt.datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0)
    there = moment + dt.timedelta(hours=offset - 7)
    texts = [
        f"{moment:%d/%m/%Y %H:%M:%S}",
        f"{moment:%Y-%m-%dT%H:%M:%S}",
        f"{moment:%B} {moment.day}, {moment:%Y}, {moment:%I.%M.%S %p}",
        f"{moment:%A}, {moment:%d %b %Y %H:%M:%S}",
        f"{there:%Y/%m/%d} {there.hour % 12 or 12}:{there:%M:%S %p} GMT{offset:+d}",
    ]
    for text in texts:
        assert read_moment(text) == moment
        assert read_day(text) == moment.date()
