"""Dagster's way in: `[tool.dagster]` names this module. It only assembles."""

from orchestration.defs.assembly import assemble
from orchestration.defs.lineage import drawn
from orchestration.journey.plan import load_plan
from orchestration.workspace.settings import Workspace

workspace = Workspace.resolve()
defs = assemble(load_plan(workspace), drawn=drawn(workspace))
