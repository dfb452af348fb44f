"""Days and moments as people and programs write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.texts.dates import DateFormat, exchanged, is_numeric

DATES = DateFormat("dd/mm/yyyy")
MOMENTS = DateFormat("dd/mm/yyyy HH:MM:SS")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/06/2025", (2025, 6, 30)),
        ("3/6/2025", (2025, 6, 3)),
        ("03-06-2025", (2025, 6, 3)),
        ("03.06.2025", (2025, 6, 3)),
        ("2025-06-30", (2025, 6, 30)),
        ("2025/6/3", (2025, 6, 3)),
        ("2025-06-30 00:00:00", (2025, 6, 30)),
        ("2025-06-30T23:59:59.123", (2025, 6, 30)),
        ("3 Maret 2025", (2025, 3, 3)),
        ("30-Jun-25", (2025, 6, 30)),
        ("30 Agt 2025", (2025, 8, 30)),
        ("1 Mei 2025", (2025, 5, 1)),
        ("Senin, 3 Maret 2025", (2025, 3, 3)),
        ("Jum'at, 7 Maret 2025", (2025, 3, 7)),
        ("Selasa, 08/04/2025", (2025, 4, 8)),
        ("Senin 2025-06-30", (2025, 6, 30)),
        ("Jun 30, 2025", (2025, 6, 30)),
        ("2025-Jun-30", (2025, 6, 30)),
        ("17 DESEMBER 2024", (2024, 12, 17)),
        ("30\u00a0Juni\u00a02025", (2025, 6, 30)),
        ("30/06/2025 13:05", (2025, 6, 30)),
        ("45838", (2025, 6, 30)),  # =DATE(2025,6,30) in a spreadsheet that counts from 1900
    ],
)
def test_days_are_read(text: str, day: tuple[int, int, int]) -> None:
    assert DATES.date(text) == dt.date(*day)


@pytest.mark.parametrize(
    "text",
    ["31/02/2025", "29/02/2025", "01/13/2025", "1/1/25", "99999", "123", "01/02/2025x", "32 Juni 2025", "3 Foo 2025",
     "",     "2025-13-01", "13/2025", "30/06-2025", "30 Juni", "Selasa, 3 Maret 2025", "Senin, 08/04/2025"],
)  # fmt: skip
def test_what_is_no_real_day_is_not_read(text: str) -> None:
    assert DATES.date(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30/06/2025 13:05:22", (2025, 6, 30, 13, 5, 22)),
        ("30/06/2025 13.05.22", (2025, 6, 30, 13, 5, 22)),
        ("2/1/2025 9.37.32", (2025, 1, 2, 9, 37, 32)),
        ("2025/06/30 1:05:22 PM GMT+7", (2025, 6, 30, 13, 5, 22)),
        ("2025/06/30 12:05:22 AM GMT+7", (2025, 6, 30, 0, 5, 22)),
        ("2025/06/30 12:05:22 PM GMT+7", (2025, 6, 30, 12, 5, 22)),
        ("2025/07/01 12:30:00 AM GMT+8", (2025, 6, 30, 23, 30, 0)),  # half past eleven in Jakarta
        ("2025-06-30T06:05:22Z", (2025, 6, 30, 13, 5, 22)),
        ("2025-07-01 01:05:22 GMT+8:30", (2025, 6, 30, 23, 35, 22)),
        ("2025-06-30 03:05:22 GMT-3", (2025, 6, 30, 13, 5, 22)),
        ("2025-06-30T13:05:22+07:00", (2025, 6, 30, 13, 5, 22)),
        ("30/06/2025 13:05", (2025, 6, 30, 13, 5, 0)),
        ("30/06/2025", (2025, 6, 30, 0, 0, 0)),
        ("30 Juni 2025, 13:05:22", (2025, 6, 30, 13, 5, 22)),
    ],
)
def test_moments_are_read_in_wib(text: str, moment: tuple[int, ...]) -> None:
    assert MOMENTS.moment(text) == dt.datetime(*moment)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "01/04/2025 24:00:00",
        "31/04/2025 10:00:00",
        "45838",
        "01/04/2025 13:05 PM",
        "01/04/2025 0:05 AM",
        "10:00",
        "01/04/2025 08:00-10:00",
    ],
)
def test_what_is_no_moment_is_not_read(text: str) -> None:
    assert MOMENTS.moment(text) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)), st.booleans(), st.sampled_from("/-."))
def test_a_date_reads_back_padded_or_not(day: dt.date, padded: bool, mark: str) -> None:
    text = f"{day:%d/%m}/{day.year:04d}" if padded else f"{day.day}/{day.month}/{day.year:04d}"
    assert DATES.date(text.replace("/", mark)) == day
    assert DateFormat("mm/dd/yyyy").date(f"{day.month}/{day.day}/{day.year:04d}") == day


def test_days_and_months_exchanged_are_their_own_opposite() -> None:
    assert exchanged(dt.date(2025, 3, 1)) == dt.date(2025, 1, 3)
    assert exchanged(dt.date(2025, 3, 13)) == dt.date(2025, 3, 13)
    assert is_numeric("03/04/2025") and not is_numeric("3 April 2025") and not is_numeric("2025-04-03")


def test_an_order_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"yyyy/dd/mm.*expected dd/mm/yyyy"):
        DateFormat("yyyy/dd/mm")
