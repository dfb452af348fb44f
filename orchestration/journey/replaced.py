"""What the deliveries held of which the release in force was made, as its own evidence tells.

Belongs here: reading it from the release. Not here: the comparison (ingestion/judging/replaced.py). The release is
asked, not the warehouse: so the comparison is the same in whatever state directory it is made.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from orchestration.release import store
from orchestration.release.reading import in_force

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.ingestion.judging.replaced import Holding

_SQL = """
    SELECT d.quarter, d.file_name, d._delivery_sha256, c.kind, c.measure, c.column_name, c.value
    FROM raw_ingestion.deliveries AS d
    JOIN raw_ingestion.contents AS c ON c._delivery_sha256 = d._delivery_sha256
    ORDER BY d.delivery_order, c.kind, c.measure, c.column_name, c.value
"""


def holdings_before(folder: Path) -> tuple[list[Holding], str]:
    """The deliveries of the release in force, oldest first, and its name; none without a release that tells."""
    import duckdb

    from orchestration.ingestion.judging.record import Content
    from orchestration.ingestion.judging.replaced import Holding

    release = in_force(folder)
    if release is None:
        return [], ""
    try:
        with store.read(release) as connection:
            rows = connection.execute(_SQL).fetchall()
    except (OSError, duckdb.Error):
        return [], release.name  # of a damaged release `find_formers` says nothing either
    found: dict[tuple[str, str, str], list[Content]] = defaultdict(list)
    for quarter, name, sha256, *content in rows:
        found[quarter, name, sha256].append(Content(*content))
    return [
        Holding(quarter, name, name, sha256, tuple(contents)) for (quarter, name, sha256), contents in found.items()
    ], release.name
