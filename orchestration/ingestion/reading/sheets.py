"""A recognised sheet to its rows, by the layout of its kind.

Belongs here: the call of a layout. Not here: any layout (layouts.py for the plain table, a module each for the others),
and their list, which is part of what a contract may say (`LAYOUTS` in contracts/shape.py).
"""

from __future__ import annotations

from importlib import import_module

from orchestration.ingestion.contracts.shape import LAYOUTS
from orchestration.ingestion.reading.layouts import Batch, Recognised


def read_sheet(item: Recognised, file_name: str) -> Batch:
    """The rows of a recognised sheet.

    Raises:
        LayoutError: the sheet is not laid out as its kind is.
    """
    layout = import_module(f"{__package__}.{LAYOUTS[item.contract.layout]}")
    batch: Batch = layout.read(item, file_name)
    return batch
