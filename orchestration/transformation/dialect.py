"""SQL outside of dbt with the macros that dbt has: one text for every engine.

Belongs here: putting in what dialect.sql writes for an engine. Not here: what the engines write differently
(dbt_project/macros/dialect.sql), and calling dbt (runner.py, which takes more than a second to load).
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from jinja2 import Environment, StrictUndefined

from orchestration.workspace.settings import PROJECT

MACROS = PROJECT / "dbt_project" / "macros" / "dialect.sql"


def macros(engine: str) -> dict[str, Callable[..., str]]:
    """The macros of dialect.sql by their names, as dbt would dispatch them for an engine."""
    found: dict[str, Callable[..., str]] = {}
    adapter = SimpleNamespace(dispatch=lambda name, _project: found[f"{engine}__{name}"])
    source = _environment().from_string(MACROS.read_text(encoding="utf-8"))
    found |= vars(source.make_module({"adapter": adapter, "return": lambda written: written}))
    return found


def written(template: str, engine: str) -> str:
    """A text in which macros stand, in the SQL of an engine.

    Raises:
        jinja2.UndefinedError: it calls a macro that there is not.
    """
    return _environment().from_string(template).render(macros(engine))


def _environment() -> Environment:
    # What is written is SQL, and nothing of it comes from anybody's file.
    return Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701
