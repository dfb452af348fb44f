"""Rows that are held by column are what they are as rows; choosing among them, and finding one by its id."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.audit.numerals import digest_of, digest_text, numbers_of
from orchestration.audit.recomputation.cells import INDONESIAN, Form
from orchestration.audit.recomputation.columns import Lines, column_of
from orchestration.audit.recomputation.held_rows import Alike, Rows, Table
from orchestration.audit.recomputation.records import AuditError, Record
from orchestration.audit.recomputation.stocks import Archive, Chosen, Stock
from tests.audit.small_unit import delivery

CELLS = st.one_of(st.none(), st.text(max_size=2), st.integers(0, 2), st.floats(0, 2), st.booleans(), st.dates())
FORMS = {"jumlah": Form("number", percent="fraction"), "tanggal": Form("day")}


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.integers(0, 5), st.integers(0, 3))
def test_lines_give_back_their_rows_and_columns(rows: list[list[Any]], at: int, below: int) -> None:
    """Also one of 300 cells among them; 1, 1.0 and True stay what they are."""
    rows = [*rows, [*range(300)]]
    lines = Lines.of(enumerate(rows, 7))
    assert repr(list(lines)) == repr(list(enumerate(rows, 7)))
    assert repr([lines[place] for place in range(len(lines))]) == repr(list(lines))
    for position in (at, 299):
        column = lines.column(position)
        wanted = [row[position] if position < len(row) else None for row in rows]
        assert repr([column.cells[code] for code in column.codes]) == repr(wanted)
    below = min(below, len(rows) - 1)
    assert list(lines.below(below)) == list(lines)[below + 1 :]


def table(order: int, jumlah: list[Any], tanggal: list[Any], shares: dict[int, frozenset[str]] | None = None) -> Table:
    """Rows from row 2 on."""
    columns = {"jumlah": column_of(jumlah), "tanggal": column_of(tanggal)}
    of = Alike("buku", "S", delivery(order), INDONESIAN, FORMS)
    return Table(of, f"{of.delivery.sha256[:12]}:S#", np.arange(2, len(jumlah) + 2), columns, shares or {})


def everything(*parts: Table) -> Chosen:
    stock = Stock(parts)
    return Chosen(stock, np.arange(len(stock)))


def test_columns_of_two_sheets_say_what_their_rows_say() -> None:
    """1.917,5 and 12 as texts, 0,5 stored and shown as 50 per cent, an empty cell."""
    shown = {1: frozenset({"jumlah"})}
    parts = (
        table(1, ["1.917,5", 0.5], ["30/06/2025", ""], shown),
        table(2, [None, "12"], ["3 Maret 2025", "30/06/2025"]),
    )
    rows = everything(*parts)
    amounts = rows.amounts("jumlah")
    assert list(amounts.each()) == [Fraction("1917.5"), Fraction("0.5"), None, Fraction(12)]
    assert amounts.sum() == Fraction(1930)
    june, march = dt.date(2025, 6, 30), dt.date(2025, 3, 3)
    assert rows.days("tanggal").astype(object).tolist() == [june, None, march, june]
    assert list(rows.texts("jumlah").each()) == ["1917.5", "0.5", "", "12"]
    for name in FORMS:
        assert list(rows.texts(name).each()) == [row.text(name) for row in rows]
    assert list(rows.texts("tiada").each()) == [""] * 4


def test_only_a_row_that_was_chosen_says_that_it_cannot_be_read() -> None:
    rows = everything(table(1, ["1", "satu", "2"], ["", "", ""]))
    assert rows.at([0, 2]).amounts("jumlah").sum() == 3
    with pytest.raises(AuditError, match="sheet 'S', row 3, jumlah"):
        rows.amounts("jumlah")


def test_a_row_is_found_by_its_id_and_by_nothing_like_it() -> None:
    own = Record("lain", "kertas#9", "", 9, {"jumlah": "1"}, INDONESIAN, delivery(3))
    parts = table(1, ["1", "2"], ["", ""]), table(2, ["3"], [""])
    archive = Archive(Rows([*parts, *Rows.of([own]).parts]))
    first = f"{'1' * 12}:S#"
    assert [archive[name].text("jumlah") for name in (f"{first}2", f"{first}3", f"{'2' * 12}:S#2", "kertas#9")] == [
        *("1", "2", "3", "1")
    ]
    strange = [f"{first}02", f"{first}4", f"{first}-2", f"{first}\u0662", "kertas#8", "2", ""]
    assert not [name for name in strange if name in archive]
    asked = [*archive, *strange]
    part, place = archive.find(asked, numbers_of(asked))
    assert list(zip(part.tolist(), place.tolist(), strict=True))[:4] == [(0, 0), (0, 1), (1, 0), (2, 0)]
    assert (part[4:] == -1).all()


def test_ids_and_digest_of_chosen_rows() -> None:
    rows = everything(table(1, ["1", "2", "3"], [""] * 3), table(2, ["4"], [""]))
    ids = rows.at([3, 0]).ids
    assert ids == (f"{'2' * 12}:S#2", f"{'1' * 12}:S#2")
    assert digest_text(ids.total) == digest_of(ids)
    assert ids != rows.at([0, 3]).ids
    assert rows.at([]).ids == ()
