"""What of the project lies beside the package and goes into its wheel: models, templates, fonts, contracts, pins.

Belongs here: the step of the build that copies it to `orchestration/project/`, where an installation without a checkout
finds it (settings.py). Not here: anything that runs afterwards. The build loads this file by itself, before there is
a package, so it imports none of it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

_TREES = {
    "dbt_project": ("*.sql", "*.yml", "*.csv", "*.md"),
    "reports/templates": ("*",),
    "reports/fonts": ("*",),
    "sources/contracts": ("*",),
    "sources/reference": ("*.csv",),
}
_FILES = (
    *("pyproject.toml", "constraints.txt"),
    *("sources/unit.yaml", "sources/unit.schema.json", "sources/lambang.svg"),
)
_MADE = {"target", "logs", "dbt_packages", "__pycache__"}


class WithProject(build_py):
    """Builds the package, and the project's files inside it."""

    def run(self) -> None:
        """Copies; an editable installation reads the checkout and needs no copy."""
        super().run()
        if self.editable_mode:
            return
        root, target = Path.cwd(), Path(self.build_lib) / "orchestration" / "project"
        for name in _FILES:
            _copy(root / name, target / name)
        for folder, patterns in _TREES.items():
            for pattern in patterns:
                for path in (root / folder).rglob(pattern):
                    if path.is_file() and not _MADE & set(path.relative_to(root).parts):
                        _copy(path, target / path.relative_to(root))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
