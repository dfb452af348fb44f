"""A release proven whole: the second implementation for its figures, its own makers for its words.

Belongs here: what `triwulan verify` asks of both. Not here: any examination (audit/proof), making a report again
(remaking.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.audit.proof import verify as examination
from orchestration.journey.remaking import remake
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.audit.proof.verify import Verification
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


def verify(
    workspace: Workspace, quarter: Quarter, release: Path, dbt_project: Path = PROJECT / "dbt_project"
) -> Verification:
    """Examines a release, its words included; never raises for what it finds. Arguments as in `audit.proof.verify`."""
    return examination.verify(workspace, quarter, release, dbt_project, make_again=remake)
