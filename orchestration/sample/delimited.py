"""Writing delimited text files the way the exporting applications do: delimiter, encoding and line ends are theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any


def write_delimited(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    line_end: str = "\r\n",
) -> Path:
    """Writes header and rows; values are written as `str()`, None as an empty field."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def reorder(
    header: Sequence[str], rows: Sequence[Sequence[Any]], rng: Random | None
) -> tuple[list[str], list[list[Any]]]:
    """Puts the columns in another order, the same for header and rows; without a stream the order stays."""
    order = list(range(len(header)))
    if rng is not None:
        rng.shuffle(order)
    return [header[i] for i in order], [[row[i] for i in order] for row in rows]
