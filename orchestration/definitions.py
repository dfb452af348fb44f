"""Dagster's way in: `[tool.dagster]` names this module. It only assembles."""

from orchestration.defs.assembly import assemble
from orchestration.journey import load_plan
from orchestration.settings import Workspace

defs = assemble(load_plan(Workspace.resolve()))
