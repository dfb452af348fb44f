"""What a release says of the releases before it, and those releases where they are at hand.

Belongs here: reading both out of a release and its neighbours, to compare them again as the report did. Not here: the
comparison (publication/evidence/against_formers.py), whether the list of changes is right (audit/proof/succession.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.figures.book import Figure
from orchestration.publication.evidence.former_releases import Former, Formers, names_of, rows_by_id
from orchestration.publication.evidence.hindsight import Hindsight, Row
from orchestration.publication.evidence.revisions import (
    COMPARED,
    REVISIONS,
    TODAY,
    Comparison,
    Revision,
    read_revisions,
)
from orchestration.release.reading import is_whole
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class ToldBefore:
    """What is known of the releases before.

    Attributes:
        comparison: as the release tells it.
        formers: the releases that it was compared with; None where one is not at hand.
        unseen: what cannot be compared again, in words.
    """

    comparison: Comparison
    formers: Formers | None
    unseen: Sequence[str] = ()


def told_before(release: Path, quarter: Quarter, manifest: Mapping[str, Any]) -> ToldBefore:
    """Reads what a release was compared with.

    Args:
        release: its folder.
        quarter: that it is of.
        manifest: its content.
    """
    kept = {f"{COMPARED}/{path.name}": path.read_bytes() for path in sorted((release / COMPARED).glob("*.csv"))}
    revisions = read_revisions((release / REVISIONS).read_bytes())
    comparison = Comparison(revisions, kept, {**manifest["compared"]})
    reports = release.parent.parent
    previous = manifest["previous"]
    newest = Former(release.parent / previous["release"]) if previous else None
    earlier = {
        Quarter.parse(code): Former(reports / code / named["release"])
        for code, named in sorted(manifest["compared"].items())
        if code != quarter.code
    }
    for former in filter(None, (newest, *earlier.values())):
        if not is_whole(former.path):
            name = f"{former.path.parent.name} {former.path.name}"
            return ToldBefore(comparison, None, [f"why figures changed since {name}, which is not at hand"])
    today = {
        of: _hindsight(kept[f"{COMPARED}/{of.code}{TODAY}"], revisions, of, former, manifest)
        for of, former in earlier.items()
        if f"{COMPARED}/{of.code}{TODAY}" in kept
    }
    return ToldBefore(comparison, Formers(newest, earlier, today))


def _hindsight(
    content: bytes, revisions: Sequence[Revision], of: Quarter, former: Former, manifest: Mapping[str, Any]
) -> Hindsight:
    """An earlier quarter as the release says that it would print today; the rows are those that it lists."""
    names = names_of(manifest["created_from"]["deliveries"])
    sha256_of = {name: sha256 for sha256, name in {**former.files, **names}.items()}
    rows = {
        revision.figure_id: [_row(place, sha256_of) for place in revision.rows.split("; ")]
        for revision in revisions
        if revision.kind == "periode_lalu" and revision.quarter == of.code and revision.rows
    }
    return Hindsight({name: Figure.of_public(row) for name, row in rows_by_id(content).items()}, rows)


def _row(place: str, sha256_of: Mapping[str, str]) -> Row:
    file, _, number = place.rpartition("#")
    name = file if file in sha256_of else file.rpartition(":")[0]
    return Row(sha256_of.get(name, ""), name, file.removeprefix(name).removeprefix(":"), int(number))
