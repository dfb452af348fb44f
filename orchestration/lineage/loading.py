"""The lineage of the dbt project as it is now: computed once per version of the project, kept in the workspace.

Belongs here: what the answer depends on, computing it when that changed, the columns of what is loaded before dbt runs.
Not here: the analysis (queries.py).

Computing costs seconds, most of them dbt's, so a run never computes: `cached` reads what an earlier `load` left behind.
"""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lineage import columns, queries
from orchestration.lineage.columns import Lineage
from orchestration.lineage.queries import trace
from orchestration.transformation import project
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.workspace.settings import Workspace


def load(workspace: Workspace, dbt_project: Path) -> Lineage:
    """The lineage of the dbt project; computed when the project changed since it was last asked for.

    Raises:
        DbtProjectError: dbt cannot compile the project.
    """
    stamp = _stamp(dbt_project)
    kept = _read(workspace, stamp)
    if kept is not None:
        return kept
    contents = project.load(workspace, dbt_project)
    from orchestration.transformation.runner import compiled  # imports dbt

    lineage = trace(contents, compiled(workspace, dbt_project), source_columns())
    path = _path(workspace)
    # Atomic: an interface that starts at the same moment reads the old answer or the new one, never half of it.
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text(f"{stamp}\n{lineage.as_json()}", encoding="utf-8")
    partial.replace(path)
    return lineage


def cached(workspace: Workspace, dbt_project: Path) -> Lineage | None:
    """The lineage if it has been computed for the dbt project as it is now, else None; costs milliseconds."""
    return _read(workspace, _stamp(dbt_project))


def _path(workspace: Workspace) -> Path:
    return workspace.dbt_target / "lineage.json"


def _read(workspace: Workspace, stamp: str) -> Lineage | None:
    path = _path(workspace)
    if not path.is_file():
        return None
    written, _, text = path.read_text(encoding="utf-8").partition("\n")
    return Lineage.from_json(text) if written == stamp else None


def _stamp(dbt_project: Path) -> str:
    """SHA-256 over all that the answer depends on: the dbt project, the contracts' columns, this analysis."""
    digest = hashlib.sha256(project.fingerprint(dbt_project).encode())
    digest.update(version("sqlglot").encode())
    for module in (columns.__file__, queries.__file__, __file__):
        digest.update(Path(module).read_bytes())
    for path in sorted((PROJECT / "sources" / "contracts").glob("*.yaml")):
        digest.update(path.name.encode() + path.read_bytes())
    from orchestration.ingestion.contracts import shape
    from orchestration.workspace import reference

    digest.update(repr((reference.reference_columns(), shape.PIPELINE_COLUMNS)).encode())
    return digest.hexdigest()


def source_columns() -> dict[str, list[str]]:
    """The columns of every table that is loaded before dbt runs, by `schema.table`.

    A unit's own contracts may change how a table is found in a delivery, never its columns, so the project's serve all.
    """
    from orchestration.ingestion import ALL_REGISTERS, load_contracts
    from orchestration.ingestion.contracts.shape import PIPELINE_COLUMNS
    from orchestration.ingestion.raw.warehouse import BOOKS, table_columns
    from orchestration.workspace.leading import UNIT
    from orchestration.workspace.reference import reference_columns

    contracts = load_contracts([PROJECT / "sources" / "contracts"])
    columns = {contract.asset: [UNIT, *table_columns(contract)] for contract in contracts.values()}
    columns[ALL_REGISTERS] = [UNIT, "register", "kunci", "sel", *PIPELINE_COLUMNS]
    columns |= {f"raw_ingestion.{name}": [UNIT, *book] for name, book in BOOKS.items()}
    return columns | {f"reference.{name}": list(names) for name, names in reference_columns().items()}
