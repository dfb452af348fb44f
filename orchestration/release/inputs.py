"""What a report is made from: the hashes of deliveries, configuration, code and locked dependencies.

Belongs here: naming and hashing the inputs, so that equal inputs are known before anything heavy is loaded. Not here:
reading the inputs' content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from orchestration.ingestion import fingerprint
from orchestration.release import answers
from orchestration.release.former_figures import FIGURES, former_releases
from orchestration.workspace.attachments import attachments
from orchestration.workspace.organisation import EMBLEM
from orchestration.workspace.profile_loading import holiday_files, profile_files
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PACKAGE, PROJECT, Workspace

_MODELS = ("*.sql", "*.yml", "*.md", "*.csv")
_CODE = (
    ("orchestration", ("*.py", "*.yaml")),
    ("reports/templates", ("*",)),
    ("reports/fonts", ("*.ttf", "*.otf")),
)


def collect(workspace: Workspace, quarter: Quarter) -> dict[str, Any]:
    """The inputs of a report as the manifest prints them.

    Returns:
        `deliveries`, `configuration` and `models` (name to SHA-256), `code` and `dependencies` (one SHA-256 each),
        `earlier_reports` (quarter to the SHA-256 of the figures of its release in force).
    """
    return {
        "deliveries": fingerprint(workspace, quarter),
        "configuration": _configuration(workspace, quarter),
        "models": models(),
        **dict(zip(("code", "dependencies"), made_by(), strict=True)),
        "earlier_reports": _earlier_reports(workspace, quarter),
    }


def key(inputs: dict[str, Any]) -> str:
    """One SHA-256 over all inputs: equal keys mean an equal report."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def unit_files(workspace: Workspace, quarter: Quarter) -> dict[str, Path]:
    """Profile, emblem, reference data, answers, files beside the deliveries and contracts in force, by their names.

    A name is relative to the sources of the unit; files beside the deliveries have a folder of their own there.
    The profile is the one that holds in the quarter, with those of the year that held before it; holidays of later
    years are not among them. A contract of the unit's own hides the project's of the same name. Of the reports
    published before and of the answers, those of the quarter count alone.
    """
    reference = workspace.sources / "reference"
    of_later_years = {*holiday_files(reference)} - {*holiday_files(reference, quarter)}
    paths = sorted({*reference.glob("*.csv")} - of_later_years) + sorted(workspace.sources.glob(f"{EMBLEM}*.*"))
    paths.append(workspace.sources / "reference" / "laporan_terbit" / f"{quarter.code}.csv")
    paths.append(answers.place(workspace.sources, quarter))
    files = {name: path for name, path in profile_files(workspace.sources, quarter).items() if path.is_file()}
    files |= {path.relative_to(workspace.sources).as_posix(): path for path in paths if path.is_file()}
    files |= {place: one.path for place, one in attachments(workspace.sources, quarter).items()}
    for folder in reversed(workspace.contracts):
        files |= {f"contracts/{path.name}": path for path in sorted(folder.glob("*.yaml"))}
    return files


def _configuration(workspace: Workspace, quarter: Quarter) -> dict[str, str]:
    return {name: _hash(path) for name, path in sorted(unit_files(workspace, quarter).items())}


def _earlier_reports(workspace: Workspace, quarter: Quarter) -> dict[str, str]:
    """The reports of the earlier quarters of this and the last year, which it is compared with."""
    return {of.code: _hash(release / FIGURES) for of, release in former_releases(workspace, quarter).items()}


def models(dbt_project: Path = PROJECT / "dbt_project") -> dict[str, str]:
    """SHA-256 of every file of the dbt project: the formulas, each by its own name."""
    files = _matching(dbt_project, _MODELS)
    return {path.relative_to(dbt_project).as_posix(): _hash(path) for path in sorted(files)}


def made_by() -> tuple[str, str]:
    """One SHA-256 over the program (modules, templates, fonts), and one over the versions that it is pinned to."""
    return _digest(_project_files()), _digest({"constraints.txt": PROJECT / "constraints.txt"})


def _project_files() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder, patterns in _CODE:
        root = PACKAGE.parent if folder == PACKAGE.name else PROJECT
        for path in _matching(root / folder, patterns):
            found[path.relative_to(root).as_posix()] = path
    return found


def _matching(folder: Path, patterns: Iterable[str]) -> list[Path]:
    generated = {"target", "logs", "dbt_packages", "__pycache__"}
    if folder == PACKAGE:
        generated.add("project")  # what an installation without a checkout has of it, and counts by itself
    return [
        path
        for pattern in patterns
        for path in folder.rglob(pattern)
        if path.is_file() and not generated & set(path.relative_to(folder).parts)
    ]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(files: dict[str, Path]) -> str:
    """SHA-256 over names and contents in the order of the names."""
    lines = (f"{_hash(path)}  {name}\n" for name, path in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
