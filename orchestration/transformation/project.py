"""dbt's manifest as plain objects, parsed once and kept until the dbt project changes.

Belongs here: which models there are, what they depend on, which test looks at which model. Not here: running them
(build.py). Nothing here imports dbt unless the project changed since the last parse.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.checks.catalogue import catalogue
from orchestration.transformation.errors import DbtProjectError

if TYPE_CHECKING:
    from orchestration.checks.catalogue import Entry
    from orchestration.checks.evidence import Severity
    from orchestration.workspace.settings import Workspace

TableKey = tuple[str, str]
"""Schema and table: the name of a table in the warehouse, of its asset, of its model or source."""

MANIFEST, PARSED = "manifest.json", "partial_parse.msgpack"
"""dbt's own names of what it has parsed: for others to read, and for itself."""
_STAMP = "manifest.sha256"
KEPT = (MANIFEST, PARSED, _STAMP)
"""What a parsed project consists of; the stamp last, which says that the others are whole."""
_NOT_MODELS = {"target", "logs", "dbt_packages", "__pycache__"}
_TABLES = {"model", "seed", "snapshot"}
_DIMENSION = "validity"


@dataclass(frozen=True)
class Model:
    """One table or view that dbt builds.

    Attributes:
        unique_id: dbt's name of it.
        key: schema and table.
        description: as written beside the model, grain first.
        materialized: `view`, `table`, ...
        columns: name -> (data type or '', description), in the order they are documented.
        upstream: the tables it reads, sources and models.
        path: file of the model, relative to the dbt project.
    """

    unique_id: str
    key: TableKey
    description: str
    materialized: str
    columns: dict[str, tuple[str, str]]
    upstream: list[TableKey]
    path: str


@dataclass(frozen=True)
class DataTest:
    """One data test: a query that returns the rows which break a rule.

    Its words and its place are those of the catalogue of checks; a test of another dbt project, which the catalogue
    does not have, says them itself in `meta`.

    Attributes:
        unique_id: dbt's name of it.
        name: the rule as a sentence in snake_case.
        key: the table it is shown at.
        also: the other tables it reads.
        severity: `error`, or `warn` when `reason` says why it does not hold the report back.
        dimension: of data quality.
        reason: why it is there, and why its threshold or severity is what it is.
        description: what it demands.
        label: its name in Indonesian; empty for a test that the catalogue does not have.
    """

    unique_id: str
    name: str
    key: TableKey
    also: list[TableKey]
    severity: Severity
    dimension: str
    reason: str
    description: str
    label: str = ""


@dataclass(frozen=True)
class DbtProject:
    """What the manifest says; every model stands after those it reads."""

    models: list[Model] = field(default_factory=list)
    tests: list[DataTest] = field(default_factory=list)
    sources: dict[str, TableKey] = field(default_factory=dict)


def stop_of(key: TableKey) -> str:
    """The stop of the journey at which a table stands.

    Schemas of the models are named for their stop; everything else is loaded before dbt runs.
    """
    schema = key[0]
    return schema if schema in {"staging", "intermediate", "marts", "figures", "report"} else "raw"


def fingerprint(project: Path, target: str | None = None) -> str:
    """SHA-256 over dbt's version, its adapter's and the dbt project's files, what dbt generates left out."""
    digest = hashlib.sha256(version("dbt-core").encode() + version(f"dbt-{target or 'duckdb'}").encode())
    for path in sorted(_files(project)):
        digest.update(path.relative_to(project).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_MODELS or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def parsed_in(workspace: Workspace, project: Path, target: str | None = None) -> Path:
    """The folder of the parsed project: the installation's, else the workspace's, parsed anew if a file changed.

    Args:
        workspace: whose dbt target folder may be written.
        project: folder of the dbt project.
        target: of dbt's profile, where it is not the one that the profile begins with.

    Raises:
        DbtProjectError: dbt cannot parse the project; dbt's own message follows.
    """
    now = fingerprint(project, target)
    for folder in (_kept_by_installation(project), workspace.dbt_target):
        if _is_parse_of(now, folder):
            return folder
    return parse_anew(workspace, project, target)


def parse_anew(workspace: Workspace, project: Path, target: str | None = None) -> Path:
    """Parses the project from nothing into the workspace's folder, which it returns.

    Raises:
        DbtProjectError: dbt cannot parse the project; dbt's own message follows.
    """
    from orchestration.transformation.runner import parse  # imports dbt

    now = fingerprint(project, target)
    workspace.dbt_target.mkdir(parents=True, exist_ok=True)
    parse(workspace, project, target)
    # Written after the others and atomically: a process that dies in between parses again, never trusts a half file.
    write_whole(workspace.dbt_target / _STAMP, _stamp(now, workspace.dbt_target))
    return workspace.dbt_target


def keep(parsed: Path, project: Path) -> None:
    """Keeps a parsed project for every workspace of this installation.

    Raises:
        OSError: the folder of the project cannot be written.
    """
    kept = _kept_by_installation(project)
    kept.mkdir(exist_ok=True)
    for name in KEPT:
        write_whole(kept / name, (parsed / name).read_bytes())


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that whoever reads it meanwhile finds the former one or this."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)


def _kept_by_installation(project: Path) -> Path:
    """Where the installation keeps the parsed project for every workspace, as it does byte-compiled modules."""
    return project / "target"


def _is_parse_of(now: str, folder: Path) -> bool:
    try:
        return (folder / _STAMP).read_bytes() == _stamp(now, folder)
    except OSError:
        return False


def _stamp(now: str, folder: Path) -> bytes:
    """What says that a folder was made of this very project, and is as it was written."""
    hashes = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MANIFEST, PARSED)]
    return " ".join([now, *hashes]).encode()


def load(workspace: Workspace, project: Path) -> DbtProject:
    """Reads the project's models, tests and sources.

    Raises:
        DbtProjectError: see `parsed_in` and `read`.
    """
    return read(json.loads((parsed_in(workspace, project) / MANIFEST).read_text()))


def read(manifest: Mapping[str, Any]) -> DbtProject:
    """Turns dbt's manifest into the few things the orchestrator needs.

    Raises:
        DbtProjectError: a test reads several models and nothing says at which it is shown, or its severity is not that
            of the catalogue.
    """
    nodes: Mapping[str, Any] = manifest["nodes"]
    sources = {uid: (s["schema"], s["identifier"]) for uid, s in manifest["sources"].items()}
    tables = {
        uid: (node["schema"], node["alias"])
        for uid, node in nodes.items()
        if node["resource_type"] in _TABLES and node["config"]["materialized"] != "ephemeral"
    }
    keys = sources | tables

    def upstream(uid: str) -> list[TableKey]:
        return list(dict.fromkeys(_through_ephemeral(nodes, keys, nodes[uid]["depends_on"].get("nodes", []))))

    models = [
        Model(
            unique_id=uid,
            key=key,
            description=nodes[uid]["description"],
            materialized=nodes[uid]["config"]["materialized"],
            columns={
                name: (column.get("data_type") or "", column["description"])
                for name, column in nodes[uid]["columns"].items()
            },
            upstream=upstream(uid),
            path=nodes[uid]["original_file_path"],
        )
        for uid, key in tables.items()
    ]
    models = _upstream_first(models)
    by_name = {nodes[uid]["name"]: key for uid, key in tables.items()}
    tests = [
        _data_test(node, upstream(uid), keys, by_name) for uid, node in nodes.items() if node["resource_type"] == "test"
    ]
    return DbtProject(models=models, tests=tests, sources=sources)


def _upstream_first(models: list[Model]) -> list[Model]:
    """The models in an order in which each stands after those it reads."""
    by_key = {model.key: model for model in models}
    order = TopologicalSorter({model.key: [key for key in model.upstream if key in by_key] for model in models})
    return [by_key[key] for key in order.static_order()]


def _through_ephemeral(
    nodes: Mapping[str, Any], keys: Mapping[str, TableKey], parents: Iterable[str]
) -> Iterator[TableKey]:
    """The tables behind a list of parents; an ephemeral model is no table, so its own parents stand for it."""
    for parent in parents:
        if parent in keys:
            yield keys[parent]
        elif parent in nodes:
            yield from _through_ephemeral(nodes, keys, nodes[parent]["depends_on"].get("nodes", []))


def _data_test(
    node: Mapping[str, Any],
    reads: list[TableKey],
    keys: Mapping[str, TableKey],
    by_name: Mapping[str, TableKey],
) -> DataTest:
    severity: Literal["error", "warn"] = "warn" if node["config"]["severity"].lower() == "warn" else "error"
    if (entry := catalogue().get(node["name"])) is not None and entry.engine == "dbt":
        return _catalogued(node, entry, severity, reads, set(by_name.values()))
    meta = {**node.get("meta", {}), **node["config"].get("meta", {})}
    shown_at = meta.get("dagster", {}).get("ref", {}).get("name")
    if shown_at:
        if shown_at not in by_name:
            raise DbtProjectError(f"{node['original_file_path']}: meta.dagster.ref names '{shown_at}', not a model")
        key = by_name[shown_at]
    elif node.get("attached_node") in keys:
        key = keys[node["attached_node"]]
    elif len(reads) == 1:
        key = reads[0]
    else:
        raise DbtProjectError(
            f"{node['original_file_path']}: test '{node['name']}' reads {len(reads)} tables; "
            "say at which it belongs by meta.dagster.ref.name"
        )
    reason = str(meta.get("reason", ""))
    if severity == "warn" and not reason:
        raise DbtProjectError(
            f"{node['original_file_path']}: test '{node['name']}' only warns; meta.reason has to say why"
        )
    return DataTest(
        unique_id=node["unique_id"],
        name=node["name"],
        key=key,
        also=[other for other in reads if other != key],
        severity=severity,
        dimension=str(meta.get("dimension", _DIMENSION)),
        reason=reason,
        description=node["description"] or node["name"].replace("_", " "),
    )


def _catalogued(
    node: Mapping[str, Any], entry: Entry, severity: Severity, reads: list[TableKey], models: set[TableKey]
) -> DataTest:
    """A test in the words of the catalogue; dbt has to know whether it blocks too, which decides what it skips."""
    schema, _, table = entry.at.partition(".")
    if (schema, table) not in models:
        raise DbtProjectError(f"{entry.id}: the catalogue of checks shows it at '{entry.at}', not a model")
    if severity != ("error" if entry.severity == "error" else "warn"):
        raise DbtProjectError(
            f"{node['original_file_path']}: severity is '{severity}', in the catalogue of checks '{entry.severity}'"
        )
    return DataTest(
        unique_id=node["unique_id"],
        name=entry.id,
        key=(schema, table),
        also=[other for other in reads if other != (schema, table)],
        severity=entry.severity,
        dimension=entry.dimension,
        reason=entry.reason,
        description=entry.demands,
        label=entry.nama,
    )
