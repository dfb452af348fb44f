"""The papers of the year before, with which those of the year are compared.

Belongs here: finding them in the landing folder, each file opened once and remembered. Not here: what a paper is, and
when one is that of another year (judging/years).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orchestration.checks.evidence import Finding
from orchestration.ingestion.judging.record import PapersOf
from orchestration.ingestion.judging.years import Delivered
from orchestration.ingestion.pipeline import telling
from orchestration.ingestion.pipeline.delivery import Reader
from orchestration.ingestion.pipeline.record import now
from orchestration.ingestion.raw import landing, warehouse
from orchestration.ingestion.raw.landing import LandedFile
from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.documents import sha256

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.quarters import Quarter


def of_the_year_before(
    connection: duckdb.DuckDBPyConnection, reader: Reader, quarter: Quarter
) -> tuple[list[Delivered], list[Finding]]:
    """The papers of the deliveries of the year before.

    Nothing of them is loaded; what was found in a file is remembered, so that it is opened once.

    Args:
        connection: warehouse, open for writing.
        reader: of deliveries.
        quarter: of the report.

    Returns:
        The papers, and a note for every file that cannot be read.
    """
    last = replace(quarter, year=quarter.year - 1, number=4)
    papers, findings = [], []
    for file in landing.landed_files(reader.workspace, last):
        if file.ignored:
            continue
        why = hostile.why_not_opened(file.path)
        found = PapersOf([], why) if why else _papers_in(connection, reader, file)
        if found.unread:
            findings.append(telling.of_paper_not_compared(file, quarter, found.unread))
        papers += [Delivered(file.quarter, file.name, paper) for paper in found.papers]
    return papers, findings


def _papers_in(connection: duckdb.DuckDBPyConnection, reader: Reader, file: LandedFile) -> PapersOf:
    """The papers of a fiscal year in a file, and why it cannot be read where it cannot; remembered."""
    try:
        content = file.path.read_bytes()
    except OSError as error:
        return PapersOf([], hostile.not_opened(error))
    digest, reading = sha256(content), reader.reading_of_papers(file)
    if kept := warehouse.registered(connection).get((digest, reading)):
        return PapersOf.of_text(kept.text)
    found = PapersOf(*reader.papers(file, content))
    warehouse.remember(connection, digest, reading, found.as_text(), now())
    return found
