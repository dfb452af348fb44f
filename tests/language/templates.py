"""Every text that the catalogue of messages has to know, read from the code and from what the project declares.

Belongs here: finding them. Not here: what has to hold of them (test_catalogue).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import yaml

from orchestration.checks.catalogue import DIMENSIONS
from orchestration.checks.telling import CELLS
from orchestration.language.sentences import as_declared, has_words
from orchestration.lineage.columns import How
from orchestration.publication.judging.contradictions import catalogue
from orchestration.run.explaining import descriptions
from orchestration.workspace.profile_schema import profile_schema

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """A template, where it stands, and the names that are given to its places; None where nothing is."""

    template: str
    place: str
    given: frozenset[str] | None = None


@cache
def said() -> list[Said]:
    """Everything that has words: calls of `say`, and what contracts, models and checks declare."""
    return [item for item in [*_in_code(), *_declared()] if has_words(item.template)]


def not_literal() -> list[str]:
    """Calls of `say` whose template cannot be read from the code."""
    return [place for place, call in _calls() if not isinstance(_template(call), str)]


def _in_code() -> Iterator[Said]:
    for place, call in _calls():
        template = _template(call)
        if isinstance(template, str):
            yield Said(template, place, frozenset(word.arg for word in call.keywords if word.arg))


@cache
def _calls() -> list[tuple[str, ast.Call]]:
    found = []
    for path in sorted((PROJECT / "orchestration").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                found.append((f"{path.relative_to(PROJECT)}:{node.lineno}", node))
    return found


def _template(call: ast.Call) -> object:
    return call.args[0].value if len(call.args) == 1 and isinstance(call.args[0], ast.Constant) else None


def _declared() -> Iterator[Said]:
    for path in sorted((PROJECT / "sources" / "contracts").glob("*.yaml")):
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = [*(contract.get("expectations") or ()), *(contract.get("coherence") or ())]
        for text in (contract["description"], *(rule["why"] for rule in rules if "why" in rule)):
            yield Said(as_declared(text).template, path.name)
    for path in sorted((PROJECT / "dbt_project" / "models").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models") or ():
            yield Said(as_declared(model["description"]).template, path.name)
    for family in catalogue().keluarga:
        for text in (family.nama, family.melihat, family.alasan):
            yield Said(as_declared(text).template, "contradictions.yaml")
    for text in descriptions(profile_schema()):
        yield Said(as_declared(text).template, "unit.schema.json")
    for name in (*CELLS, *DIMENSIONS, *get_args(How)):
        yield Said(name, "a list in the code")
