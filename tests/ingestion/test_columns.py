"""Cells held column by column are the cells that came: rows as Python lists are the second opinion."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingestion.judging.coherence.within_registers import _median
from orchestration.ingestion.reading.coded import Coded, members, numbered, repeated
from orchestration.ingestion.reading.documents import DelimitedText
from orchestration.ingestion.reading.grid import Grid
from orchestration.texts.cells import Percent

CELLS = st.sampled_from(
    ["", "a", "b", None, 1, 1.0, True, Percent(0.5), 0.5, dt.date(2025, 1, 2), dt.datetime(2025, 1, 2)]
)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=12)


def alike(found: Any, wanted: Any) -> bool:
    return bool(found == wanted) and [list(map(type, row)) for row in found] == [list(map(type, row)) for row in wanted]


@given(ROWS, st.integers(0, 12), st.sampled_from([0, 40]))
def test_a_grid_gives_back_its_rows_and_columns(rows: list[list[Any]], at: int, long: int) -> None:
    if rows:
        rows[at % len(rows)] = rows[at % len(rows)] + ["x"] * long  # one line much longer than the others
    grid = Grid()
    for part in (rows[:at], rows[at:]):
        grid.add(part)
    assert alike(list(grid), rows)
    assert alike([grid[place] for place in range(len(grid))], rows)
    assert alike(list(Grid.of_plain(grid.plain())), rows)
    assert (len(grid), grid.width) == (len(rows), max(map(len, rows), default=0))
    for column in range(grid.width + 1):
        wanted = [row[column] if column < len(row) else None for row in rows]
        assert alike([list(grid.column(column))], [wanted])


def test_a_long_line_does_not_widen_the_others() -> None:
    grid = Grid.of([["a"] * 3] * 2000 + [["b"] * 5000])
    assert grid.even_width < 20
    assert (grid.width, len(grid[2000]), list(grid.beyond())) == (5000, 5000, [2000])


@pytest.mark.parametrize("spoilt", [{"cells": [["a", "a"]]}, {"chunks": [[np.array([7], np.int32).tobytes()]]}])
def test_columns_that_are_none_are_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Grid.of_plain(Grid.of([["a"]]).plain() | spoilt)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=40))
def test_groups_are_numbered_as_they_come(pairs: list[tuple[int, int]]) -> None:
    parts = [np.array([pair[part] for pair in pairs], dtype=np.int64) for part in (0, 1)]
    numbers: dict[tuple[int, int], int] = {}
    wanted = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
    groups = numbered(*parts)
    assert groups.tolist() == wanted
    assert [rows.tolist() for rows in members(groups)] == [
        [at for at, number in enumerate(wanted) if number == group] for group in range(len(numbers))
    ]
    assert repeated(*parts).tolist() == [wanted.count(number) > 1 for number in wanted]


@given(st.lists(CELLS, min_size=1, max_size=20), st.data())
def test_other_cells_stand_where_they_were_put(cells: list[Any], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(cells) - 1), unique=True))
    changed = list(cells)
    for place in places:
        changed[place] = f"other {place}"
    column = Coded.of(cells).replaced(places, [changed[place] for place in places])
    assert alike([list(column), list(column.compacted())], [changed, changed])
    assert len(set(map(repr, column.compacted().cells))) == len(set(map(repr, changed)))


def test_the_median_of_rough_quotients_is_the_exact_one() -> None:
    draw = random.Random(7)
    for _ in range(200):
        # Numerators so near to each other that their quotients are one number to a machine.
        pairs = [
            (Decimal(10**17 + draw.randrange(4)), Decimal(draw.choice([3, 7]))) for _ in range(draw.randrange(1, 9))
        ]
        exact = sorted(above / below for above, below in pairs)
        half = len(exact) // 2
        wanted = exact[half] if len(exact) % 2 else (exact[half - 1] + exact[half]) / 2
        rough = np.array([float(above) / float(below) for above, below in pairs])
        rows = np.arange(len(pairs))
        assert _median(rough, rows, lambda at, of=pairs: of[at][0] / of[at][1]) == wanted


TEXTS = st.text(alphabet=st.sampled_from('ab;"\n\r é\u2028\x0b'), max_size=60)


@given(TEXTS)
def test_a_text_is_split_as_a_stream_of_it_is(text: str) -> None:
    try:
        wanted = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error:
        return
    document = DelimitedText(text.encode(), "utf-8")
    assert list(document.sheet(";").rows) == wanted
    assert document.count_records(";") == len(list(csv.reader(io.StringIO(text, newline=""), delimiter=";")))
