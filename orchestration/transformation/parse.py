"""`python -m orchestration.transformation.parse`: is the dbt project whole?

Belongs here: the check that lint runs, without a warehouse and without a workspace. Not here: parsing for a run
(project.py).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from orchestration.transformation import project
from orchestration.transformation.errors import DbtProjectError
from orchestration.workspace.settings import PROJECT, Workspace


def main() -> int:
    """Parses the project from nothing and says how much there is, or what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(PROJECT / "sources", Path(folder), Path(folder))
        try:
            contents = project.load(workspace, PROJECT / "dbt_project")
        except DbtProjectError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    sys.stdout.write(f"dbt project: {len(contents.models)} models, {len(contents.tests)} data tests\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
