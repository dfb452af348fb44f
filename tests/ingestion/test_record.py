"""The record of a delivery: what the register keeps is what was found."""

from __future__ import annotations

from orchestration.ingestion.judging.record import (
    Content,
    HiddenSheet,
    PapersOf,
    Record,
    RowClass,
    UnknownColumn,
    WrongTotal,
)
from orchestration.ingestion.judging.validation import Oddity, Rejection
from orchestration.ingestion.judging.years import NamedYears, Paper
from orchestration.language.sentences import NOTHING, say

PAPER = Paper("dipa", "DIPA", 2, 40, "abc", (NamedYears(1, "", "DIPA TA 2024", (2024,)),))


def test_a_record_is_read_back_as_it_was() -> None:
    record = Record(
        rows_total=10,
        rows_accepted=7,
        rows_rejected=2,
        rows_empty=1,
        kinds=["dipa"],
        row_classes=[RowClass("DIPA", "dipa", "accepted", 7)],
        contents=[Content("dipa", "total", "nilai", "12")],
        rejections=[Rejection("DIPA", 3, "x:3", "dipa", "Nilai", "C", "0,,1", "angka", "a number", "row 3")],
        oddities=[Oddity("DIPA", 4, "Tanggal", "1925-01-01", "tahun", "far from 2025")],
        hidden=[HiddenSheet("Lama", 3)],
        unread=["Catatan"],
        unknown=[UnknownColumn("DIPA", "Keterangan", False)],
        totals=2,
        differences=[WrongTotal("DIPA", 9, "Jumlah", "Nilai", "10", "9.5")],
        papers=[PAPER],
        pseudonymised=False,
        archived_sha256="def",
        foreign=False,
        key="",
    )
    assert Record.of_text(record.as_text()) == record


def test_papers_are_read_back_as_they_were() -> None:
    for found in (PapersOf([PAPER], NOTHING), PapersOf([], say("it is no file but a device or a pipe; remove it"))):
        assert PapersOf.of_text(found.as_text()) == found
