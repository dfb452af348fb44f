"""What may stand in a profile, told to whoever writes one: formulas, policies, thresholds, keys.

Belongs here: the words and their order on a terminal. Not here: what they tell, which is what formulas.yaml, the
catalogue of checks, the contracts and the profile's model declare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Any

from orchestration.checks.catalogue import catalogue
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.workspace.formulas import Choice, Formula, choices, formulas
from orchestration.workspace.indicators import range_text
from orchestration.workspace.profile import ALWAYS_NEEDED
from orchestration.workspace.profile_schema import NAME, Schema
from orchestration.workspace.settings import PROJECT

_WIDTH = 110
_POLICY = "kebijakan_"


def profile_told(schema: Schema) -> str:
    """All that may stand in `unit.yaml`, as text.

    Args:
        schema: that of the profile.
    """
    papers = {kind: contract.printed_name for kind, contract in load_contracts([PROJECT / "sources/contracts"]).items()}

    def named(kinds: Iterable[str]) -> str:
        return " or ".join(f"{kind} ({papers[kind]})" for kind in kinds)

    lines = [
        *_chapter("Formulas (rumus), by one of which every indicator (indikator) is measured"),
        *_told(f"Every report needs {named([ALWAYS_NEEDED[0]])} and {named(ALWAYS_NEEDED[1:])}.", 0),
    ]
    for name, formula in formulas().items():
        needed = "; ".join(map(named, formula.sumber)) or "those that its parts name"
        lines += [f"\n{name}", *_told(formula.way(), 2), *_of_formula(formula, needed)]
    lines += _chapter("Policies (kebijakan), where a regulation leaves two ways open")
    for name, choice in choices().items():
        lines += [f"\n{name}", *_told(f"{choice.nama}{_standing(choice)}.", 2)]
        lines += [line for value, words in choice.nilai.items() for line in _told(f"{value}: {words}", 4)]
    lines += _chapter("Thresholds (ambang), by check, with the usual limit")
    for entry in catalogue().values():
        if entry.threshold is not None:
            lines += [f"\n{entry.id}: {entry.threshold:f}", *_told(entry.demands, 2)]
    lines += _chapter("Keys of unit.yaml (* has to be there)")
    for place, part in _mappings(schema, schema, ""):
        lines += [f"\n{place or 'unit.yaml'}", *_told(part.get("description", ""), 2)]
        for key, said in part["properties"].items():
            star = "*" if key in part.get("required", ()) else ""
            values = f" One of {', '.join(map(str, listed))}." if (listed := list(_listed(said))) else ""
            lines += _told(f"{key}{star}: {said['description']}{values}", 4)
    return "\n".join([*lines[1:], "", f"An editor completes and marks all of this by {NAME} beside unit.yaml."])


def _of_formula(formula: Formula, papers: str) -> Iterator[str]:
    """What a formula takes and needs, a line each."""
    takes = ", ".join(f"{name}*" if name in formula.has_to_declare else name for name in formula.takes)
    units = f" ({', '.join(formula.satuan)})" if formula.satuan else ""
    served = f"those with {formula.layanan} in reference/layanan.csv, or its own list" if formula.layanan else ""
    for what, text in (
        ("parameters", takes),
        ("papers", papers),
        ("services", served),
        ("policies", ", ".join(formula.kebijakan)),
        ("usual bounds", f"{range_text(formula.batas)}{units}" if formula.batas else ""),
    ):
        yield from _told(f"{what}: {text}", 4) if text else ()


def _standing(choice: Choice) -> str:
    """Who chooses a policy, and what holds where nobody does."""
    own = "; an indicator may choose for itself" if choice.sendiri else ""
    return own + (f"; {choice.nilai_baku.nilai} where it is not named" if choice.nilai_baku else "")


def _mappings(schema: Schema, part: Schema, place: str) -> Iterator[tuple[str, Schema]]:
    """Every mapping of a profile at the place where it first stands, without policies and thresholds."""
    seen: set[str] = set()

    def below(part: Schema, place: str) -> Iterator[tuple[str, Schema]]:
        yield place, part
        for key, said in part["properties"].items():
            for name in _references(said):
                if name not in seen and not name.startswith(_POLICY):
                    seen.add(name)
                    yield from below(schema["$defs"][name], f"{place}.{key}".lstrip("."))

    yield from below(part, place)


def _references(said: Any) -> Iterator[str]:
    """Names of the mappings that a key may hold, itself or in a list."""
    if isinstance(said, dict):
        if "$ref" in said:
            yield said["$ref"].rpartition("/")[2]
        for part in said.values():
            yield from _references(part)
    elif isinstance(said, list):
        for part in said:
            yield from _references(part)


def _listed(said: Schema) -> Iterator[Any]:
    """The values of a key that has a few."""
    yield from said.get("enum", ())
    for part in said.get("anyOf", ()):
        yield from _listed(part)


def _chapter(title: str) -> list[str]:
    return ["", title, "=" * len(title)]


def _told(text: str, indent: int) -> list[str]:
    """A text in lines; what follows the first line of a longer one stands further in."""
    if not text:
        return []
    return fill(text, _WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2)).splitlines()
