"""What is recorded: of each delivery in the register, of the run in its books.

Belongs here: the record of a delivery as plain data, and the books made of the records. Not here: the tables that keep
them (raw/warehouse), what a steward is told of them (telling).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.ingestion.judging.validation import Oddity, Rejection
from orchestration.ingestion.raw import warehouse
from orchestration.ingestion.raw.archive import archived
from orchestration.ingestion.raw.deliveries import Delivery
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.ingestion.reading.layouts import Batch
from orchestration.ingestion.reading.recognition import Recognition

if TYPE_CHECKING:
    import duckdb


class Used(NamedTuple):
    """A delivery that the run uses.

    Attributes:
        file: where it lies.
        label: how findings name it.
        size: bytes as delivered.
        record: what the register keeps of it, with its `sha256`.
        loaded_at: when its rows were loaded.
    """

    file: LandedFile
    label: str
    size: int
    record: dict[str, Any]
    loaded_at: dt.datetime


def now() -> dt.datetime:
    """The moment that is written down: UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def record_of(
    batches: list[Batch], recognition: Recognition, rejections: list[Rejection], oddities: list[Oddity]
) -> dict[str, Any]:
    """What the register keeps of a delivery, as plain data."""
    rejected_rows = {rejection.source_row_id for rejection in rejections}
    per_sheet = Counter((r.sheet, r.kind) for r in {r.source_row_id: r for r in rejections}.values())
    classes: list[tuple[str, str, str, int]] = []
    differences = []
    for batch in batches:
        refused = per_sheet[batch.sheet, batch.contract.kind]
        found = {"accepted": len(batch.numbers) - refused, "rejected": refused, **dict(sorted(batch.classes.items()))}
        classes += [(batch.sheet, batch.contract.kind, name, count) for name, count in found.items() if count]
        differences += [
            {
                "sheet": batch.sheet,
                "row": difference.row,
                "label": difference.label,
                "column": difference.column,
                "stated": format(difference.stated, "f"),
                "summed": format(difference.summed, "f"),
            }
            for difference in batch.differences
        ]
    classes += [(sheet.name, "", "unread", sheet.counted) for sheet in recognition.unread]
    data_rows = sum(len(batch.numbers) for batch in batches)
    return {
        "kinds": sorted({batch.contract.kind for batch in batches}),
        "rows_total": sum(batch.counted for batch in batches) + sum(sheet.counted for sheet in recognition.unread),
        "rows_accepted": data_rows - len(rejected_rows),
        "rows_rejected": len(rejected_rows),
        "rows_empty": sum(count for _, _, name, count in classes if name not in ("accepted", "rejected")),
        "row_classes": classes,
        "rejections": [asdict(rejection) for rejection in rejections],
        "oddities": [asdict(oddity) for oddity in oddities],
        "hidden": [
            (batch.sheet, len(batch.numbers))
            for item, batch in zip(recognition.sheets, batches, strict=True)
            if item.sheet.hidden and batch.numbers
        ],
        "unread": [sheet.name for sheet in recognition.unread],
        "unknown": [
            (batch.sheet, header, bool(batch.contract.identities)) for batch in batches for header in batch.unknown
        ],
        "totals": sum(batch.totals for batch in batches),
        "differences": differences,
    }


def rejections_of(used: Sequence[Used]) -> list[Rejection]:
    """The rejected cells of all deliveries."""
    return [Rejection(**item) for one in used for item in one.record["rejections"]]


def keep_books(connection: duckdb.DuckDBPyConnection, archive: Path, used: Sequence[Used]) -> list[Delivery]:
    """Writes the books of the run.

    Args:
        connection: warehouse, open for writing.
        archive: the workspace's archive.
        used: deliveries, oldest first.

    Returns:
        The deliveries as the books know them.
    """
    deliveries = []
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in warehouse.BOOKS}
    for order, (file, label, size, record, loaded_at) in enumerate(used, start=1):
        counts = {name: int(record[name]) for name in ("rows_total", "rows_accepted", "rows_rejected", "rows_empty")}
        delivery = Delivery(
            sha256=record["sha256"],
            file_name=file.name,
            label=label,
            quarter=file.quarter,
            order=order,
            kinds=tuple(record["kinds"]),
            size_bytes=size,
            pseudonymised=record["pseudonymised"],
            **counts,
        )
        deliveries.append(delivery)
        kept = archived(archive, delivery.sha256)
        rows["deliveries"].append(
            (
                delivery.sha256,
                file.name,
                file.quarter,
                order,
                ",".join(delivery.kinds),
                size,
                *counts.values(),
                loaded_at,
                f"{delivery.sha256}/{kept.name}" if kept is not None else None,
                record["archived_sha256"],
                record["pseudonymised"],
            )
        )
        rows["row_classes"] += [(delivery.sha256, *item) for item in record["row_classes"]]
        for item in record["rejections"]:
            rows["rejections"].append(
                (
                    delivery.sha256,
                    item["sheet"],
                    item["row"],
                    item["source_row_id"],
                    item["kind"],
                    item["column"],
                    item["value"],
                    item["rule"],
                    item["expected"],
                    f"{label}, {item['message']}",
                )
            )
    warehouse.rewrite_books(connection, rows)
    return deliveries
