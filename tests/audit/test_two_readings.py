"""Of every cell that the door of ingestion reads, the second reader gives the same canonical text.

What is right is written down elsewhere (test_characters.py, test_cells.py, test_answers.py and the tests of ingestion);
here cells are made up that nobody thought of, and two programs that share nothing are asked about them.
"""

from __future__ import annotations

import datetime as dt
import sys
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.audit.recomputation.answers import read_score, scale_of
from orchestration.audit.recomputation.cells import Form
from orchestration.audit.recomputation.records import AuditError, Record
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.contracts.shape import Contract
from orchestration.ingestion.reading.door import Lists, enter
from orchestration.ingestion.reading.layouts import Batch
from orchestration.texts.cells import Percent
from tests.audit.small_unit import delivery

REFUSED = "refused"
FORMS = ("id", "plain", "en")
WORDS = ("hari", "hari kerja", "hk")
PERCENT = frozenset({"persen", "%"})

COLUMNS: dict[str, tuple[dict[str, Any], Form]] = {
    "kode": ({"type": "code"}, Form()),
    "besar": ({"type": "code", "case": "upper"}, Form(capitals=True)),
    "layanan": ({"reference": "nama_layanan"}, Form("name")),
    "status": ({"allowed": ["Selesai", "Belum diukur"]}, Form("name")),
    **{f"nilai_{form}": ({"type": "decimal", "number_form": form}, Form("number", number=form)) for form in FORMS},
    **{
        f"jumlah_{form}": (
            {"type": "integer", "number_form": form, "unit_words": list(WORDS)},
            Form("whole", number=form, words=WORDS),
        )
        for form in FORMS
    },
    "poin": ({"type": "decimal", "percent": "points"}, Form("number", percent="points")),
    "bagian": ({"type": "decimal", "percent": "fraction"}, Form("number", percent="fraction")),
    "target": (
        {"type": "decimal", "percent": {"points_where": {"kode": sorted(PERCENT)}}},
        Form("number", points_where=(("kode", PERCENT),)),
    ),
    "tanggal": ({"type": "date"}, Form("day")),
    "bulan_dulu": ({"type": "date", "date_format": "mm/dd/yyyy"}, Form("day", order="mdy")),
    "tahun_dulu": ({"type": "date", "date_format": "yyyy-mm-dd"}, Form("day", order="ymd")),
    "waktu": ({"type": "datetime"}, Form("moment")),
    "u1": ({"type": "score"}, Form()),
}
"""Column to what its contract declares of it, and to the form that this is to the second reader."""

NUMBERS = [name for name, (_, form) in COLUMNS.items() if form.reads in ("number", "whole")]
DATES = [name for name, (_, form) in COLUMNS.items() if form.reads in ("day", "moment")]
TEXTS = ["kode", "besar", "layanan", "status"]


@cache
def contract() -> Contract:
    with TemporaryDirectory() as folder:
        written = {
            "kind": "semua",
            "name": "Semua",
            "year": {"of": "none", "why": "it is no paper"},
            "table": "raw_semua.semua",
            "description": "One row of every form.",
            "formats": ["xlsx"],
            "number_locale": "id",
            "date_format": "dd/mm/yyyy HH:MM:SS",
            "columns": {name: {"header": name, **body} for name, (body, _) in COLUMNS.items()},
            "natural_key": ["kode"],
        }
        (Path(folder) / "semua.yaml").write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
        return load_contracts([Path(folder)])["semua"]


def first(column: str, cell: Any, kode: str) -> str:
    """What the raw table would hold."""
    columns = {name: [None] for name in COLUMNS} | {"kode": [kode]} | {column: [cell]}
    batch = Batch(contract(), "S", "xlsx", "id", numbers=[2], columns=columns)
    enter(batch, Lists())
    return REFUSED if batch.problems else batch.columns[column][0] or ""


def second(column: str, cell: Any, kode: str) -> str:
    """What the archived file says."""
    percents = frozenset({column} if isinstance(cell, Percent) else ())
    cells = {"kode": kode} | {column: float(cell) if percents else cell}
    forms = {name: form for name, (_, form) in COLUMNS.items()}
    record = Record("semua", "", "S", 2, cells, "id", delivery(), forms, percents)
    try:
        if column == "u1":
            score = read_score(record.text(column), scale_of({"kode": column}))
            return "" if score is None else str(score)
        return record.text(column)
    except (AuditError, ValueError):
        return REFUSED


def agree(columns: list[str], cell: Any, kode: str = "persen") -> None:
    """What the door reads the audit reads alike; of what the door refuses nothing stands behind a figure."""
    for column in columns:
        read = first(column, cell, kode)
        if read != REFUSED:
            told = {"column": column, "cell": cell}
            assert told | {"reads": read} == told | {"reads": second(column, cell, kode)}


def pieces(*options: str, most: int = 8) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(options), max_size=most).map("".join)


DIGITS = pieces("0", "1", "12", "917", "000", "00", ".", ",", "-", "e", "E10", most=7)
BEFORE = pieces(" ", "-", "+", "(", "\u00a0", "\u2212", most=2)
CURRENCY = st.sampled_from(["", "Rp", "Rp. ", "IDR ", "rp "])
BEHIND = pieces(" ", "-", "+", ")", ",-", ".-", "%", " %", " hari", "HK", " Hari  Kerja", "\u00a0", most=3)
PLACES = pieces("1", "3", "12", "30", "2025", "25", "06", "/", "-", ".", " ", ", ", "Juni", "Agt", "Mar", "Senin", "T")
CLOCKS = pieces(
    " ", ", ", "T", "1", "13", "05", "22", ":", ".", "AM", " PM", "Z", "+07:00", " GMT+8", "GMT-3", "-05:00"
)
ANSWERS = pieces(
    "4", "3", "d", "a", " ", ".", "-", ")", "=", ":", "Sangat ", "Tidak ", "kurang ", "sesuai", "baik", "ada"
)


@pytest.mark.parametrize(
    "cell",
    [
        *("2025-30-06", "0625-06-03", "30 Juni 2025 13.05 WITA", "Senin, 30 Juni 2025 23:00 GMT-3", "45838", "45838.5"),
        *("1.05.22 p.m. 30/06/2025", "30/06/2025 1.05 p.m. UTC+7", "\u06f3\u06f0/06/2025", "30\u201306\u20132025"),
        *(
            "1.000,--",
            "''1",
            "\uff11\uff0e\uff19\uff11\uff17",
            "\u2052 1.000",
            "1.000 hari-",
            "(1.000) hari",
            "\u200b1\u00ad917",
        ),
        *("4 \u2013 Sangat baik.", "D) SANGAT SESUAI", "\u2019", "TRUE", "\u3164"),
    ],
)
def test_cells_that_once_were_read_apart(cell: str) -> None:
    agree(list(COLUMNS), cell)


@settings(max_examples=400, deadline=None)
@given(BEFORE, CURRENCY, BEFORE, DIGITS, BEHIND)
def test_numbers_as_text(before: str, currency: str, between: str, digits: str, behind: str) -> None:
    agree(NUMBERS, before + currency + between + digits + behind)


@settings(deadline=None)
@given(
    st.integers(-(10**18), 10**18).map(float)
    | st.floats(-1e15, 1e15)
    | st.floats(-2, 2)
    | st.booleans()
    | st.datetimes()
)
def test_what_a_workbook_stores(cell: object) -> None:
    agree([*NUMBERS, *DATES, *TEXTS], cell)


@settings(deadline=None)
@given(
    st.floats(-2, 2) | st.integers(0, 10_000).map(lambda part: part / 10_000), st.sampled_from(["Persen", "%", "Nilai"])
)
def test_cells_shown_as_per_cent(cell: float, kode: str) -> None:
    agree(NUMBERS, Percent(cell), kode)


@settings(max_examples=400, deadline=None)
@given(PLACES, CLOCKS)
def test_dates_as_text(day: str, clock: str) -> None:
    agree(DATES, day + clock)


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2105, 1, 1)),
    st.sampled_from(
        [
            "%d/%m/%Y",
            "%m/%d/%Y",
            "%Y-%m-%d",
            "%Y/%m/%d",
            "%d %B %Y",
            "%b %d, %Y",
            "%A, %d %B %Y",
            "%a %d-%b-%y",
            "%Y-%b-%d",
        ]
    ),
    st.sampled_from(["", " %H:%M", " %H:%M:%S", ", %H.%M.%S", "T%H:%M:%S.%fZ", " %I:%M:%S %p", "T%H:%M:%S+09:00"])
    | st.integers(-12, 14).map(lambda hours: f" %I:%M:%S %p GMT{hours:+d}"),
)
def test_dates_in_the_forms_of_programs(moment: dt.datetime, day: str, clock: str) -> None:
    agree(DATES, f"{moment:{day}{clock}}")


@settings(max_examples=200, deadline=None)
@given(ANSWERS)
def test_answers(text: str) -> None:
    agree(["u1"], text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_texts(text: str) -> None:
    agree(TEXTS, text)


def test_every_character_within_a_code() -> None:
    """Ideographs and syllables, which are letters like any other, are left out: there are a hundred thousand."""
    characters = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if not unicodedata.name(character, "?").startswith(("?", "CJK", "HANGUL SYLLABLE", "TANGUT", "EGYPTIAN"))
        or unicodedata.category(character) == "Cc"
    ]
    cells = [f"A{character}1" for character in characters]
    columns = {name: [None] * len(cells) for name in COLUMNS} | {"kode": cells}
    batch = Batch(contract(), "S", "xlsx", "id", numbers=list(range(len(cells))), columns=columns)
    enter(batch, Lists())
    read = zip(characters, batch.columns["kode"], (second("kode", cell, cell) for cell in cells), strict=True)
    assert [f"U+{ord(character):04X}" for character, door, audit in read if door != audit] == []
