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
from orchestration.language.choice import spoken
from orchestration.language.sentences import Sentence, as_declared, joined, say, told, verbatim
from orchestration.workspace.formula_sources import COLUMNS
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

    def named(kinds: Iterable[str]) -> Sentence:
        return joined(say(" or "), [f"{kind} ({papers[kind]})" for kind in kinds])

    lines = [
        *_chapter(say("Formulas (rumus), by one of which every indicator (indikator) is measured")),
        *_told(
            say(
                "Every report needs {first} and {others}.",
                first=named([ALWAYS_NEEDED[0]]),
                others=named(ALWAYS_NEEDED[1:]),
            ),
            0,
        ),
    ]
    for name, formula in formulas().items():
        needed = joined("; ", map(named, formula.sumber)) or say("those that its parts name")
        lines += [f"\n{name}", *_told(formula.way(), 2), *_of_formula(formula, needed)]
    lines += _chapter(say("Sources (sumber) of declared formulas beside the unit's own registers, and their columns"))
    for name, columns in COLUMNS.items():
        lines += [f"\n{name}", *_told(verbatim(", ".join(columns)), 4)]
    lines += _chapter(say("Policies (kebijakan), where a regulation leaves two ways open"))
    for name, choice in choices().items():
        lines += [f"\n{name}", *_told(joined("", [joined("; ", [choice.nama, *_standing(choice)]), "."]), 2)]
        lines += [line for value, words in choice.nilai.items() for line in _told(f"{value}: {words}", 4)]
    lines += _chapter(say("Thresholds (ambang), by check, with the usual limit"))
    for entry in catalogue().values():
        if entry.threshold is not None:
            lines += [f"\n{entry.id}: {entry.threshold:f}", *_told(entry.demands, 2)]
    lines += _chapter(say("Keys of unit.yaml (* has to be there)"))
    for place, part in _mappings(schema, schema, ""):
        lines += [f"\n{place or 'unit.yaml'}", *_told(as_declared(part.get("description", "")), 2)]
        for key, said in part["properties"].items():
            star = "*" if key in part.get("required", ()) else ""
            parts = [as_declared(said["description"])]
            if listed := list(_listed(said)):
                parts.append(say("One of {choices}.", choices=", ".join(map(str, listed))))
            lines += _told(joined(": ", [f"{key}{star}", joined(" ", parts)]), 4)
    end = say("An editor completes and marks all of this by {file} beside unit.yaml.", file=NAME)
    return "\n".join([*lines[1:], "", told(end, spoken())])


def _of_formula(formula: Formula, papers: Sentence) -> Iterator[str]:
    """What a formula takes and needs, a line each."""
    takes = ", ".join(f"{name}*" if name in formula.has_to_declare else name for name in formula.takes)
    units = f" ({', '.join(formula.satuan)})" if formula.satuan else ""
    served = say("those with {column} in reference/layanan.csv, or its own list", column=formula.layanan or "")
    for what, text in (
        (say("parameters"), takes),
        (say("papers"), papers),
        (say("services"), served if formula.layanan else ""),
        (say("policies"), ", ".join(formula.kebijakan)),
        (say("usual bounds"), f"{range_text(formula.batas)}{units}" if formula.batas else ""),
    ):
        yield from _told(joined(": ", [what, text]), 4) if text else ()


def _standing(choice: Choice) -> Iterator[Sentence]:
    """Who chooses a policy, and what holds where nobody does."""
    if choice.sendiri:
        yield say("an indicator may choose for itself")
    if choice.nilai_baku:
        yield say("{value} where it is not named", value=choice.nilai_baku.nilai)


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


def descriptions(schema: Schema) -> Iterator[str]:
    """What is said of the mappings and keys of a profile, in English; the catalogue of messages has the Indonesian."""
    for _, part in _mappings(schema, schema, ""):
        yield from (text for text in (part.get("description"),) if text)
        yield from (said["description"] for said in part["properties"].values())


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


def _chapter(title: Sentence) -> list[str]:
    text = told(title, spoken())
    return ["", text, "=" * len(text)]


def _told(text: str, indent: int) -> list[str]:
    """A text in lines; what follows the first line of a longer one stands further in."""
    if not text:
        return []
    return fill(
        told(text, spoken()), _WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2)
    ).splitlines()
