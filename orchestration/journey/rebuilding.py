"""A whole release made again from the archive: ingestion, models, report, every file compared with the release's.

Belongs here: `triwulan verify --rebuild`: a workspace for the time being out of archive and release, and comparing the
two. Not here: what `verify` examines without it (proving.py).

Where persons answered, the archive keeps the delivery with their identities replaced. It is read under the hash of what
was delivered, and its hashes of persons are kept as they stand.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.chain import Examination
from orchestration.audit.proof.words import check_head, passage
from orchestration.journey.plan import DBT_PROJECT, load_plan
from orchestration.journey.remaking import head_given
from orchestration.release import durable, store
from orchestration.release.inputs import made_by, models
from orchestration.release.reading import KONSEP, LATEST, read_manifest
from orchestration.transformation import statements
from orchestration.workspace import database
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    import duckdb

    from orchestration.workspace.quarters import Quarter

_OF_THE_RUN = {"raw_ingestion.deliveries": ("loaded_at", "size_bytes")}
"""Columns of the evidence that belong to the run and not to the quarter: when a file was loaded, and how long it was
before its persons were hidden."""

_NOT_COMPARED = ("manifest.json", store.FILE)


class NotRebuiltError(RuntimeError):
    """The release cannot be made again here; the message says why."""


@dataclass(frozen=True)
class Rebuilt:
    """A release made again.

    Attributes:
        files: name to content of every file but the manifest and the evidence.
        tables: tables of the evidence that differ: name, how many rows only the one made again has, how many only the
            release's.
        compared: how many tables were compared.
        head: what the unit's files give of what the manifest says.
    """

    files: Mapping[str, bytes]
    tables: list[tuple[str, int, int]]
    compared: int
    head: Mapping[str, Any]


def check_rebuilt(seen: Examination, release: Path, again: Rebuilt) -> None:
    """Every file has the bytes of the one made again, every table of the evidence its rows, the manifest its head."""
    manifest = read_manifest(release)
    check_head(seen, manifest, again.head)
    for name in sorted({*again.files, *manifest["files"]} - {*_NOT_COMPARED}):
        seen.counts["rebuilt"] += 1
        made = again.files.get(name)
        found = (release / name).read_bytes() if (release / name).is_file() else None
        if made == found:
            continue
        if made is None or found is None:
            expected, actual = ("a file", "no such file") if found is None else ("no such file", "a file")
            place = name
        else:
            place, expected, actual = passage(name, made, found)
        text = f"{place}: '{actual}' where the release made again has '{expected}'"
        seen.broken("rebuild", place, expected, actual, text)
    for name, missing, added in again.tables:
        place = f"{store.FILE}: {name}"
        text = f"{place}: {missing} rows of the one made again are missing, {added} are not in it"
        seen.broken("rebuild", place, f"{missing} rows", f"{added} rows", text)
    seen.counts["rebuilt_tables"] += again.compared


def rebuild(workspace: Workspace, quarter: Quarter, release: Path, dbt_project: Path = DBT_PROJECT) -> Rebuilt:
    """Makes a release again from the archive; leaves nothing behind.

    Args:
        workspace: whose archive is read; nothing of it is written.
        quarter: of the release.
        release: its folder.
        dbt_project: the formulas.

    Raises:
        NotRebuiltError: it was made by another program, other versions or other formulas than those at hand; a
            delivery or a release that it was compared with is not at hand; or the quarter is held back now.
    """
    from orchestration.journey.journey import MODEL_STOPS, RAW_STOPS, Approval, Journey, RefusedError

    manifest = read_manifest(release)
    _demand_same_program(manifest["created_from"], dbt_project)
    with tempfile.TemporaryDirectory(prefix="triwulan-") as name, store.read(release) as evidence:
        made = _workspace(workspace, quarter, release, manifest, evidence, Path(name))
        with _environment(made):
            journey = Journey(made, quarter, load_plan(made, dbt_project), dbt_project=dbt_project, publishes=False)
            if release.name != KONSEP:
                # Whoever published it has approved it; a warning that nobody answered shows all the same.
                journey.approval = Approval(by="verify")
            # What it was made from is what its manifest names; the archive has other bytes where persons are hidden.
            journey.__dict__["inputs"] = manifest["created_from"]
            journey.delivered_as = manifest["created_from"]["deliveries"]
            try:
                journey.ingest()
                journey.settle(*RAW_STOPS)
                journey.build()
                journey.settle(*MODEL_STOPS)
                journey.draft()
            except RefusedError as refusal:
                raise NotRebuiltError(f"the quarter is held back when it is made again:\n{refusal}") from refusal
            if journey.made is None:
                raise NotRebuiltError("nothing was drafted")
            path = Path(name) / store.FILE
            with database.connect(made.warehouse, beside=Path(name)) as warehouse:
                store.write(warehouse, path)
            with database.connect(path, read_only=True) as again:
                tables, compared = differing(again, evidence)
        inputs = {f"inputs/{file}": (release / "inputs" / file).read_bytes() for file in _configuration(manifest)}
        return Rebuilt({**journey.made.files, **inputs}, tables, compared, head_given(journey.profile))


def _configuration(manifest: Mapping[str, Any]) -> list[str]:
    return [*manifest["created_from"]["configuration"]]


def _demand_same_program(created: Mapping[str, Any], dbt_project: Path) -> None:
    code, dependencies = made_by()
    for name, recorded, here in (
        ("program", created["code"], code),
        ("set of pinned dependencies", created["dependencies"], dependencies),
    ):
        if recorded != here:
            raise NotRebuiltError(
                f"the release was made by another {name}: SHA-256 {recorded}; the one at hand has {here}."
                " Install the version that made it, and verify with that one"
            )
    here_models, recorded_models = models(dbt_project), created["models"]
    if changed := sorted(dict(here_models.items() ^ recorded_models.items())):
        raise NotRebuiltError(f"the release was made by other formulas: {', '.join(changed[:5])} have changed since")


def _workspace(
    workspace: Workspace,
    quarter: Quarter,
    release: Path,
    manifest: Mapping[str, Any],
    evidence: duckdb.DuckDBPyConnection,
    folder: Path,
) -> Workspace:
    """A workspace of the unit's files, the archived deliveries under their own names, and the releases before."""
    made = Workspace(folder / "sources", folder / "state", folder / "reports")
    shutil.copytree(release / "inputs", made.sources)
    made.landing.mkdir()
    kept = dict(evidence.execute("SELECT _delivery_sha256, archived_as FROM raw_ingestion.deliveries").fetchall())
    for place, sha256 in manifest["created_from"]["deliveries"].items():
        source = workspace.archive / str(kept.get(sha256, sha256))
        if not source.is_file():
            raise NotRebuiltError(f"{place}: {source} is not in the archive")
        target = made.landing / place
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
    statements.bring(workspace, made)
    made.reports.mkdir()
    previous = manifest["previous"]
    before = {quarter.code: previous["release"]} if previous else {}
    before |= {name: named["release"] for name, named in manifest["compared"].items() if name != quarter.code}
    before |= dict(evidence.execute("SELECT triwulan, rilis FROM reference.rilis_lalu").fetchall())
    for name, former in before.items():
        source = release.parent.parent / name
        if not (source / former).is_dir():
            raise NotRebuiltError(f"{name} {former}, with which the release was compared, is not at hand")
        target = made.reports / name
        target.mkdir()
        for number in range(1, int(former.removeprefix("r")) + 1):
            if (source / f"r{number}").is_dir():
                _bring(source / f"r{number}", target / f"r{number}")
        durable.point(target / LATEST, former)
    return made


def _bring(release: Path, target: Path) -> None:
    """Lets a release be found elsewhere too: by a link, by a copy where none can be made."""
    try:
        target.symlink_to(release, target_is_directory=True)
    except OSError:
        shutil.copytree(release, target)


@contextmanager
def _environment(workspace: Workspace) -> Iterator[None]:
    """What is read from variables is read of this workspace, and of the former one afterwards."""
    before = dict(os.environ)
    os.environ.update(workspace.environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def differing(
    again: duckdb.DuckDBPyConnection, evidence: duckdb.DuckDBPyConnection
) -> tuple[list[tuple[str, int, int]], int]:
    """Tables of two pieces of evidence that do not hold the same rows."""
    from collections import Counter

    sides = (again, evidence)
    known = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name <> 'release' ORDER BY 1"
    names = [[row[0] for row in side.execute(known).fetchall()] for side in sides]
    found = []
    for name in sorted({*names[0], *names[1]}):
        if name not in names[0] or name not in names[1]:
            found.append((name, int(name in names[0]), int(name in names[1])))
            continue
        left_out = _OF_THE_RUN.get(name, ())
        columns = f"* EXCLUDE ({', '.join(left_out)})" if left_out else "*"
        read = [side.execute(f"SELECT {columns} FROM {name}") for side in sides]  # noqa: S608
        tables = [(cursor.description, cursor.fetchall()) for cursor in read]
        if tables[0] == tables[1]:
            continue  # columns, types, and rows in their order; where the order is another, they are counted
        rows = [Counter(map(str, table)) for _, table in tables]
        if rows[0] != rows[1]:
            found.append((name, (rows[0] - rows[1]).total(), (rows[1] - rows[0]).total()))
    return found, len({*names[0], *names[1]})
