"""Each kind of delivery that real offices make, on a file of the sample: read right, or held back by one clear reason.

What has one meaning gives the figures of the sound file; what has two, or none, is told once a column with its rows.
The inputs are written by hand; none of them is taken from an existing office.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from orchestration.workspace.settings import PROJECT
from tests.cases.deliveries import Percent, dotted, in_text, in_workbook
from tests.mutation.bench import Bench, Place, Verdict

pytestmark = pytest.mark.slow

TW2 = "2025-TW2"
SBS, SURVEY, NERACA, DATAANG = (
    f"contoh_{name}"
    for name in ("sbs_2025-06.csv", "survei_2025-06.csv", "neraca_2024-12_diaudit.csv", "dataang_2025-06.csv")
)
ORDERS, SHEETS, GLP = (
    f"contoh_{name}" for name in ("order_layanan_2025-06.xlsx", "kinerja_2025-TW2.xlsx", "glp039_sp2d_2025-06.xlsx")
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
WORDS = ("Tidak baik", "Kurang baik", "Baik", "Sangat baik")
QUESTIONS = (
    "Bagaimana pendapat Saudara tentang kesesuaian persyaratan",
    "Bagaimana pendapat Saudara tentang kualitas sarana",
)

Spoil = Callable[[bytes], bytes]


def text(column: str, change: Callable[[str, int], Any]) -> Spoil:
    return lambda content: in_text(content, column, change)


def cells(
    sheet: str, column: str, change: Callable[[Any, int], Any], where: Callable[..., bool] | None = None
) -> Spoil:
    return lambda content: in_workbook(content, sheet, column, change, where)


def day_of(value: str) -> dt.date:
    return dt.datetime.strptime(value, "%d/%m/%Y").date()


def moment_of(value: str) -> dt.datetime:
    return dt.datetime.strptime(value, "%d/%m/%Y %H:%M:%S")


def judged(bench: Bench, file: str, spoil: Spoil) -> Verdict:
    content = (PROJECT / "sources" / "landing" / TW2 / file).read_bytes()
    spoilt = spoil(content)
    assert spoilt != content
    return bench.judge(TW2, file, spoilt, Place())


READ = {
    # white space, dashes and digits of every program
    "a tab behind the units of the balance sheet": (NERACA, text("KDSATKER", lambda cell, n: f"{cell}\t")),
    "no-break spaces around the accounts": (NERACA, text("AKUN", lambda cell, n: f"\u00a0{cell}\u202f")),
    "a byte order mark before every amount": (SBS, text("JUMLAH", lambda cell, n: f"\ufeff{cell}")),
    "a zero-width space in every tenth receipt": (
        SBS, text("NO_SBS", lambda c, n: f"{c}\u200b" if n % 10 == 0 else None),
    ),
    "numbers of receipts with dashes": (SBS, text("NO_SBS", lambda cell, n: cell.replace("-", "\u2013"))),
    "accounts in digits of full width": (
        SBS, text("KODE_AKUN", lambda cell, n: "".join(chr(0xFF10 + int(digit)) for digit in cell)),
    ),
    "a line break behind the fund": (DATAANG, text("SUMBER_DANA", lambda cell, n: f"{cell}\n")),
    "services of the survey in capitals": (SURVEY, text("Jenis Layanan", lambda cell, n: f" {cell.upper()}\u3000")),
    "status in capitals with a soft hyphen": (
        ORDERS, cells("Order Layanan", "Status", lambda c, n: f"{c.upper()}\u00ad"),
    ),
    "customers with a tab": (
        ORDERS, cells("Order Layanan", "Kode Pelanggan", lambda c, n: f"{c}\t" if n % 3 == 0 else None),
    ),
    # amounts
    "the balance sheet in Rp": (
        NERACA, text("NILAI", lambda c, n: f"Rp {dotted(c)},-" if int(c) >= 0 else f"(Rp{dotted(-int(c))})"),
    ),
    "a minus behind the amount": (
        NERACA, text("NILAI", lambda c, n: f"{dotted(-int(c))}-" if int(c) < 0 else dotted(c)),
    ),
    "amounts of a database": (SBS, text("JUMLAH", lambda cell, n: f"{cell}.00")),
    "the budget in Indonesian notation": (
        DATAANG, text("TOTAL", lambda c, n: f"{dotted(c)},00" if int(c) > 999 else None),
    ),
    "standards in working days": (ORDERS, cells("Order Layanan", "SPM (HK)", lambda c, n: f"{int(c)} HK")),
    # dates
    "days with the names of months": (
        SBS, text("TGL_SP3B", lambda c, n: f"{day_of(c).day}-{MONTHS[day_of(c).month - 1]}-{day_of(c):%y}"),
    ),
    "days of a database": (SBS, text("TGL_SBS", lambda c, n: f"{day_of(c):%Y-%m-%d}T00:00:00")),
    "days with points": (SBS, text("TGL_SBS", lambda cell, n: cell.replace("/", "."))),
    "days as stored numbers": (
        ORDERS, cells("Order Layanan", "Tanggal Masuk", lambda c, n: str((c - dt.datetime(1899, 12, 30)).days)),
    ),
    "moments of an Indonesian sheet": (SURVEY, text("Timestamp", lambda cell, n: cell.replace(":", "."))),
    "moments of the form itself": (
        SURVEY, text("Timestamp", lambda c, n: f"{moment_of(c):%Y/%m/%d %I:%M:%S %p} GMT+7"),
    ),
    "moments of another time zone": (
        SURVEY, text("Timestamp", lambda c, n: f"{moment_of(c) + dt.timedelta(hours=2):%Y-%m-%dT%H:%M:%S}+09:00"),
    ),
    # answers
    "answers with letters": (SURVEY, text(QUESTIONS[0], lambda cell, n: "ABCD"[int(cell[0]) - 1])),
    "answers in words": (
        SURVEY, text(QUESTIONS[1], lambda c, n: ("Buruk", "Cukup", "Baik", "Sangat baik")[int(c[0]) - 1]),
    ),
    "answers with number and words": (
        SURVEY, text(QUESTIONS[0], lambda c, n: f"{c[0]} = {WORDS[int(c[0]) - 1].upper()}"),
    ),
    # percentages and codes
    "physical progress in percent cells": (
        SHEETS, cells("Fisik", "Realisasi s.d.", lambda cell, n: Percent(cell / 100)),
    ),
    "targets in percent cells": (
        SHEETS,
        cells("Perjanjian Kinerja", "Target", lambda c, n: Percent(c / 100), lambda row: row["Satuan"] == "Persen"),
    ),
    "a target with a percent sign": (
        SHEETS,
        cells("Perjanjian Kinerja", "Target", lambda c, n: f"{c:g}%", lambda row: row["Kode"] == "SK1.1"),
    ),
    "codes of indicators with points and blanks": (
        SHEETS, cells("Penilaian Luar", "Kode", lambda cell, n: f"{cell[:2]}. {cell[2:]}."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_what_has_one_meaning_is_read(bench: Bench, kind: str) -> None:
    file, spoil = READ[kind]
    verdict = judged(bench, file, spoil)
    told = [finding.message for finding in verdict.findings if finding.severity != "info"]
    assert verdict.word == "harmless", (told, verdict.figures[:5])
    assert verdict.conserved


def exchanged(value: dt.datetime, number: int) -> Any:
    return value.replace(month=value.day, day=value.month) if value.day <= 12 else f"{value:%d/%m/%Y}"


HELD_BACK = {
    "days and months exchanged": (
        ORDERS, cells("Order Layanan", "Tanggal Selesai", exchanged), "tanggal_tertukar", "Tanggal Selesai",
    ),
    "a form that lists its best answer first": (
        SURVEY, text(QUESTIONS[0], lambda c, n: f"{5 - int(c[0])}. {WORDS[int(c[0]) - 1]}"), "kata_dan_angka", "skala",
    ),
    "answers of another form": (SURVEY, text(QUESTIONS[0], lambda c, n: f"{c[0]} - Setuju"), "skor", "1 to 4"),
    "receipts in percent": (SBS, text("JUMLAH", lambda cell, n: f"{cell}%"), "persen", "JUMLAH"),
    "a percent cell of an index": (
        SHEETS,
        cells("Perjanjian Kinerja", "Target", lambda c, n: Percent(c / 100), lambda row: row["Satuan"] == "Indeks"),
        "persen",
        "Satuan",
    ),
    "amounts that may be thousands": (SBS, text("JUMLAH", lambda c, n: f"{int(c) // 1000000},000"), "angka", "JUMLAH"),
    "years of two digits": (SBS, text("TGL_SBS", lambda c, n: f"{day_of(c):%d/%m/%y}"), "tanggal", "TGL_SBS"),
    "services that nobody knows": (
        ORDERS, cells("Order Layanan", "Jenis Layanan", lambda c, n: f"{c} A"), "layanan", "reference",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HELD_BACK)
def test_what_has_two_meanings_or_none_is_held_back(bench: Bench, kind: str) -> None:
    file, spoil, rule, words = HELD_BACK[kind]
    verdict = judged(bench, file, spoil)
    blocking = [finding for finding in verdict.findings if finding.severity == "blocking" and finding.delivery == file]
    assert {finding.rule for finding in blocking} == {rule}, [finding.message for finding in blocking[:3]]
    assert all(words in finding.message for finding in blocking)
    assert verdict.word in ("place", "file") and not verdict.figures


def test_receipts_of_another_account_by_a_tab_do_not_vanish(bench: Bench) -> None:
    """One tab behind one account code changed POBO once; it is the account all the same."""
    verdict = judged(bench, SBS, text("KODE_AKUN", lambda cell, n: f"{cell}\t" if n == 7 else None))
    assert (verdict.word, verdict.figures) == ("harmless", ())
