"""What the runs of a workspace read and made, for collectors of lineage: `openlineage.ndjson` in the state.

Belongs here: the events, one a line, in the form of OpenLineage 2-0-2 (https://openlineage.io/spec/2-0-2/OpenLineage.json).
Not here: when they are written (attending.py). Nothing is sent: whoever collects takes the file.

One event for each act of the program or of an approval in `status.csv`: COMPLETE for a release or a konsep, FAIL for a
refusal, none for a run that changed nothing, and no START, for an act is noted at its end. The file is made anew of
what stands, so it is never torn and the same act has the same event. It names files, hashes and columns: no cell, no
person.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.figures.book import PUBLIC_COLUMNS
from orchestration.lineage import loading
from orchestration.lineage.columns import Column
from orchestration.release import durable, inputs, states, status
from orchestration.release.reading import KONSEP, manifest_sha256, read_manifest
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.lineage.columns import Lineage
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

FILE = "openlineage.ndjson"
TABLE = "figures.figures"
"""The table of which `figures.csv` is made, column by column."""

_SPEC = "https://openlineage.io/spec"
_SCHEMA = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS = {
    "version": f"{_SPEC}/facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet",
    "columnLineage": f"{_SPEC}/facets/1-0-1/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet",
}
_OURS = uuid.UUID("a4b0f8d6-5a0e-5d0e-9a51-0c6b1d3b7f39")
"""Namespace of the ids of runs."""

_ENDED = {states.State.TERBIT: "COMPLETE", states.State.KONSEP: "COMPLETE", states.State.DITAHAN: "FAIL"}


def write(workspace: Workspace) -> Path:
    """Writes all events.

    Raises:
        ConfigurationError: the profile, which names the unit, cannot be used.
        StatusError: the acts of a quarter cannot be read.
        OSError: the file cannot be written.
    """
    path = workspace.state / FILE
    lines = [json.dumps(event, ensure_ascii=False) for event in events(workspace)]
    durable.write(path, "".join(f"{line}\n" for line in lines).encode())
    path.chmod(0o644)
    return path


def events(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """The events of all quarters, oldest quarter first."""
    namespace = f"triwulan://{load_profile(workspace).unit.kode_satker}"
    columns, models = _column_lineage(workspace, namespace), inputs.models()
    for quarter in states.quarters(workspace):
        folder = workspace.reports / quarter.code
        for number, act in enumerate(status.entries(folder)):
            if act.act in (status.RUN, status.APPROVE) and act.state in _ENDED:
                made = _made(folder, act)
                # Of other models nobody here knows of what their columns were made.
                known = columns if made is not None and made["created_from"].get("models") == models else None
                yield {
                    "eventType": _ENDED[states.State(act.state)],
                    "eventTime": act.time,
                    "producer": _producer(),
                    "schemaURL": _SCHEMA,
                    "run": {"runId": str(uuid.uuid5(_OURS, f"{namespace} {quarter} {number} {act.time}"))},
                    "job": {"namespace": namespace, "name": "laporan-triwulan"},
                    "inputs": [] if made is None else list(_read(namespace, made)),
                    "outputs": [] if made is None else [_figures(namespace, quarter, act, made, known)],
                }


def _made(folder: Path, act: status.Entry) -> Mapping[str, Any] | None:
    """The manifest of what an act made; None where it made nothing, or where that is there no more."""
    place = folder / act.release
    try:
        if not act.release or (act.manifest_sha256 and manifest_sha256(place) != act.manifest_sha256):
            return None  # a konsep that another has replaced
        return read_manifest(place)
    except (OSError, ValueError):
        return None


def _read(namespace: str, made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    of = made["created_from"]
    for place, digest in sorted(of["deliveries"].items()):
        yield _dataset(namespace, f"landing/{place}", digest)
    for name, digest in sorted(of.get("configuration", {}).items()):
        yield _dataset(namespace, f"sources/{name}", digest)


def _figures(
    namespace: str, quarter: Quarter, act: status.Entry, made: Mapping[str, Any], columns: Mapping[str, Any] | None
) -> dict[str, Any]:
    """`figures.csv`, of which every number in the report is a copy."""
    name = f"reports/{quarter}/{act.release or KONSEP}/figures.csv"
    found = _dataset(namespace, name, made.get("files", {}).get("figures.csv", {}).get("sha256", ""))
    if columns is not None:
        found["facets"]["columnLineage"] = _facet("columnLineage", fields=columns)
    return found


def _dataset(namespace: str, name: str, digest: str) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, "facets": {"version": _facet("version", datasetVersion=digest)}}


def _facet(name: str, **content: Any) -> dict[str, Any]:
    return {"_producer": _producer(), "_schemaURL": _FACETS[name], **content}


def _producer() -> str:
    return f"urn:triwulan:{version('triwulan')}"


def _column_lineage(workspace: Workspace, namespace: str) -> dict[str, Any] | None:
    """Each column of `figures.csv` to the columns of the raw tables that it is made of.

    None where nobody has worked the lineage out for the models of today (the interface does when it starts).
    """
    lineage: Lineage | None = loading.cached(workspace, PROJECT / "dbt_project")
    if lineage is None or TABLE not in lineage.tables:
        return None
    known = lineage.tables[TABLE].columns
    return {
        name: {
            "inputFields": [
                {"namespace": namespace, "name": source.table, "field": source.name}
                for source in lineage.sources(Column(TABLE, name))
            ]
        }
        for name in PUBLIC_COLUMNS
        if name in known
    }
