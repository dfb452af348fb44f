"""What is recorded: of each delivery in the register, of the run in its books.

Belongs here: making the record of a delivery, and the books made of the records. Not here: the shape of a record
(judging/record), the tables that keep them (raw/warehouse), what a steward is told of them (telling).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestration.ingestion.judging.record import HiddenSheet, Record, RowClass, UnknownColumn, WrongTotal
from orchestration.ingestion.judging.replaced import contents_of
from orchestration.ingestion.judging.validation import Oddity, Rejection
from orchestration.ingestion.judging.years import Paper
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
        sha256: of what was delivered.
        record: what was found in it.
        loaded_at: when its rows were loaded.
    """

    file: LandedFile
    label: str
    size: int
    sha256: str
    record: Record
    loaded_at: dt.datetime


def now() -> dt.datetime:
    """The moment that is written down: UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


class Findings(NamedTuple):
    """What is found in a delivery apart from its rows.

    Attributes:
        rejections: cells for which rows are rejected.
        oddities: readable values that a steward should look at.
        papers: the papers of a fiscal year in it.
        foreign: whether it is of another satker.
    """

    rejections: list[Rejection]
    oddities: list[Oddity]
    papers: list[Paper]
    foreign: bool


def record_of(
    batches: list[Batch], recognition: Recognition, found: Findings, archived_sha256: str, key: str | None
) -> Record:
    """What the register keeps of a delivery.

    Args:
        batches: its sheets as read.
        recognition: of its sheets.
        found: what was found in them.
        archived_sha256: of the file in the archive.
        key: mark of the key by which its persons were hashed; None for a delivery without.
    """
    rejections = found.rejections
    rejected_rows = {rejection.source_row_id for rejection in rejections}
    per_sheet = Counter((r.sheet, r.kind) for r in {r.source_row_id: r for r in rejections}.values())
    classes: list[RowClass] = []
    differences = []
    for batch in batches:
        refused = per_sheet[batch.sheet, batch.contract.kind]
        rows = {"accepted": len(batch.numbers) - refused, "rejected": refused, **dict(sorted(batch.classes.items()))}
        classes += [RowClass(batch.sheet, batch.contract.kind, name, count) for name, count in rows.items() if count]
        differences += [
            WrongTotal(batch.sheet, wrong.row, wrong.label, wrong.column, f"{wrong.stated:f}", f"{wrong.summed:f}")
            for wrong in batch.differences
        ]
    classes += [RowClass(sheet.name, "", "unread", sheet.counted) for sheet in recognition.unread]
    data_rows = sum(len(batch.numbers) for batch in batches)
    return Record(
        kinds=sorted({batch.contract.kind for batch in batches}),
        rows_total=sum(batch.counted for batch in batches) + sum(sheet.counted for sheet in recognition.unread),
        rows_accepted=data_rows - len(rejected_rows),
        rows_rejected=len(rejected_rows),
        rows_empty=sum(item.rows for item in classes if item.name not in ("accepted", "rejected")),
        row_classes=classes,
        contents=contents_of(batches),
        rejections=rejections,
        oddities=found.oddities,
        hidden=[
            HiddenSheet(batch.sheet, len(batch.numbers))
            for item, batch in zip(recognition.sheets, batches, strict=True)
            if item.sheet.hidden and batch.numbers
        ],
        unread=[sheet.name for sheet in recognition.unread],
        unknown=[
            UnknownColumn(batch.sheet, header, bool(batch.contract.identities))
            for batch in batches
            for header in batch.unknown
        ],
        totals=sum(batch.totals for batch in batches),
        differences=differences,
        papers=found.papers,
        pseudonymised=key is not None,
        archived_sha256=archived_sha256,
        foreign=found.foreign,
        key=key or "",
    )


def rejections_of(used: Sequence[Used]) -> list[Rejection]:
    """The rejected cells of all deliveries."""
    return [rejection for one in used for rejection in one.record.rejections]


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
    for order, (file, label, size, sha256, record, loaded_at) in enumerate(used, start=1):
        delivery = Delivery(
            sha256=sha256,
            file_name=file.name,
            label=label,
            quarter=file.quarter,
            order=order,
            kinds=tuple(record.kinds),
            size_bytes=size,
            pseudonymised=record.pseudonymised,
            rows_total=record.rows_total,
            rows_accepted=record.rows_accepted,
            rows_rejected=record.rows_rejected,
            rows_empty=record.rows_empty,
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
                record.rows_total,
                record.rows_accepted,
                record.rows_rejected,
                record.rows_empty,
                loaded_at,
                f"{delivery.sha256}/{kept.name}" if kept is not None else None,
                record.archived_sha256,
                record.pseudonymised,
            )
        )
        rows["row_classes"] += [(delivery.sha256, *item) for item in record.row_classes]
        rows["contents"] += [(delivery.sha256, *item) for item in record.contents]
        for item in record.rejections:
            rows["rejections"].append(
                (
                    delivery.sha256,
                    item.sheet,
                    item.row,
                    item.source_row_id,
                    item.kind,
                    item.column,
                    item.value,
                    item.rule,
                    item.expected,
                    f"{label}, {item.message}",
                )
            )
    warehouse.rewrite_books(connection, rows)
    return deliveries
