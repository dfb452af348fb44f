"""`python -m orchestration.transformation.parse`: is the dbt project whole?

Belongs here: what installation and lint run, without a warehouse and without a workspace; what comes of it is kept
beside the project, so that no workspace has to parse it again. Not here: parsing for a run (project.py).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from orchestration.transformation import project
from orchestration.transformation.errors import DbtProjectError
from orchestration.workspace.settings import PROJECT, Workspace


def main() -> int:
    """Parses the project from nothing and says how much there is, or what is wrong with it."""
    dbt_project = PROJECT / "dbt_project"
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(PROJECT / "sources", Path(folder), Path(folder))
        try:
            parsed = project.parse_anew(workspace, dbt_project)
            contents = project.read(json.loads((parsed / project.MANIFEST).read_text()))
        except DbtProjectError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        try:
            project.keep(parsed, dbt_project)
        except OSError as error:
            sys.stderr.write(f"not kept beside the project, so each workspace parses it once: {error}\n")
    sys.stdout.write(f"dbt project: {len(contents.models)} models, {len(contents.tests)} data tests\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
