"""Cells as a file holds them: texts, and what a workbook stores as numbers, dates and truth values.

Belongs here: telling them apart and showing them as their sender sees them. Not here: what they mean (door).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from orchestration.texts.canonical import cleaned
from orchestration.texts.numbers import as_text, canonical


class Percent(float):
    """A number that a workbook stores as a fraction and shows as a percentage: 0.95, shown as 95 %."""


def shown(cell: Any) -> str:
    """A cell as its sender sees it, for messages and for what was delivered."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Percent):
        return f"{canonical(Decimal(f'{cell:.15g}') * 100)}%".replace(".", ",")
    return typed(cell, "id")


def typed(cell: Any, form: str = "plain") -> str:
    """The text of what a workbook stores, where its column wants a text; numbers in a form of `numbers`."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return as_text(cell, form)
    if isinstance(cell, dt.datetime) and cell.time() != dt.time():
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return cleaned(str(cell))


def written(cell: Any, form: str) -> str | None:
    """A cell as a text in which numbers are written in a declared form; None for an empty one."""
    if cell is None or isinstance(cell, str):
        return cell if cell and not cell.isspace() else None
    return typed(cell, form)
