"""Which tests one worker takes together, and which are begun first.

Belongs here: the order of the pieces. The tests of a file share what its fixtures make, so one worker takes them all;
what takes longest is begun first, so that no worker is still busy when the others have nothing left.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

PIECES = (
    "tests/orchestration/test_scenarios.py",
    "tests/adoption/",
    "tests/desk/test_walk.py",
    "tests/dbt/",
    "tests/audit/test_verify.py",
    "tests/checks/test_refusals.py",
    "tests/orchestration/test_faults.py",
    "tests/orchestration/test_interface.py",
    "tests/mutation/test_mutants.py",
    "tests/orchestration/test_machine_faults.py",
    "tests/orchestration/test_recipes.py",
    "tests/orchestration/test_command_line.py",
    "tests/audit/test_succession.py",
    "tests/orchestration/test_hostile_content.py",
    "tests/publication/test_report.py",
    "tests/publication/test_trace_panel.py",
    "tests/mutation/test_corruptions.py",
    "tests/exports/",
    "tests/consolidation/test_consolidation.py",
    "tests/cases/",
)
"""Beginnings of the ids of tests, slow ones first; every other file is a piece of its own."""


def piece(test: str) -> str:
    """The piece that a test belongs to: the longest beginning that fits, else its file."""
    return max((begins for begins in PIECES if test.startswith(begins)), key=len, default=test.partition("::")[0])


class SlowFirst(LoadScopeScheduling):
    """Hands out whole pieces, in the order of `PIECES`."""

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)

    def _assign_work_unit(self, node: object) -> None:
        first = min(self.workqueue, key=lambda name: PIECES.index(name) if name in PIECES else len(PIECES))
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)  # type: ignore[arg-type]
