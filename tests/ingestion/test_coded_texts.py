"""Texts come out of the warehouse as they went in, whichever way they are counted."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from orchestration.ingestion.raw import coded_texts
from orchestration.ingestion.reading.coded import Coded

TEXTS = ["b", None, "a", "b", "", "1", None, "a"]


@pytest.mark.parametrize("few", [0, 3, 100])
def test_texts_go_in_and_out(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One column of repeated texts and one of nothing, in frames of three rows."""
    monkeypatch.setattr(coded_texts, "_FEW", few)
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (x VARCHAR, y VARCHAR, n BIGINT)")
    columns = {"x": Coded.of(TEXTS), "y": Coded.constant(None, len(TEXTS))}
    for frame in coded_texts.frames(columns, np.arange(len(TEXTS)), 3):
        connection.register("part", frame)
        connection.execute("INSERT INTO t SELECT CAST(x AS VARCHAR), CAST(y AS VARCHAR), number FROM part")
        connection.unregister("part")
    wanted = [(text, None, number) for number, text in enumerate(TEXTS)]
    assert connection.execute("FROM t ORDER BY n").fetchall() == wanted
    numbers, texts = coded_texts.columns_of(connection, "SELECT * FROM t ORDER BY n", ["n"], ["x", "y"], "t")
    assert numbers["n"].tolist() == list(range(len(TEXTS)))
    assert list(texts["x"]) == TEXTS
    assert texts["x"].cells == ["b", None, "a", "", "1"]
    assert list(texts["y"]) == [None] * len(TEXTS)
    assert connection.execute(
        "SELECT count(*) FROM duckdb_types() WHERE type_name LIKE '\\_texts%' ESCAPE '\\'"
    ).fetchone() == (0,)
