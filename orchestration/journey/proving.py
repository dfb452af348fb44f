"""A release proven whole: the second implementation for its figures, its own makers for its words.

Belongs here: what `triwulan verify` asks of both. Not here: any examination (audit/proof), making a report again
(remaking.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.audit.chain import Examination
from orchestration.audit.proof import verify as examination
from orchestration.journey.rebuilding import check_rebuilt
from orchestration.journey.rebuilding import rebuild as rebuild_release
from orchestration.journey.remaking import remake
from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from orchestration.audit.proof.verify import Verification
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace


def verify(
    workspace: Workspace,
    quarter: Quarter,
    release: Path,
    dbt_project: Path = PROJECT / "dbt_project",
    *,
    rebuild: bool = False,
) -> Verification:
    """Examines a release, its words included; never raises for what it finds.

    Args:
        workspace: where the archive is.
        quarter: that the release is of.
        release: its folder.
        dbt_project: the formulas to compare with those the release was made with.
        rebuild: whether the whole release is made again from the archive, too, once all else holds.

    Raises:
        NotRebuiltError: it cannot be made again here; says why.
    """
    examined = partial(examination.verify, workspace, quarter, release, dbt_project)
    if not rebuild:
        return examined(make_again=remake)
    # Where every byte is made again from the archive, the report need not be made again of its evidence before.
    found = examined()
    if not found.holds:
        found = examined(make_again=remake)
        return replace(found, omitted=[*found.omitted, "the whole release made again, it does not hold as it is"])
    seen = Examination(counts=Counter(found.counts))
    check_rebuilt(seen, release, rebuild_release(workspace, quarter, release, dbt_project))
    return replace(found, broken=seen.breaks, counts=dict(seen.counts))
