"""What every figure of the report is, as `measures.yaml` declares it.

Belongs here: the shape of that file, and its rows for the models. Not here: which figures there are and what they come
to (dbt models).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Code, Strict, Text, with_places
from orchestration.language.sentences import say

PATH = Path(__file__).with_name("measures.yaml")

_PLACES = ("nama", "layanan", "bulan")
_PLACE = re.compile(r"\[([^\[\]{}]*)(\{\w+\})\]")
_COMPONENT = re.compile(
    r"([a-z0-9_.]+)(?: per (layanan|unsur|bulan|bulan_sd|revisi_lalu))?( acuan)?( seunit)?( utama)?"
)


def _component(text: str) -> tuple[str, ...]:
    if (found := _COMPONENT.fullmatch(text)) is None:
        raise ValueError(
            say(
                "'{text}' names no component; expected a measure, then per <dimension>, acuan, seunit, utama", text=text
            )
        )
    return found.groups("")


class Traits(Strict):
    """What is said of the figures of a group, a measure or a variant: see the head of `measures.yaml`."""

    label: Annotated[Text, with_places(*_PLACES)] | None = None
    satuan: Text | None = None
    desimal: int | None = None
    masa: Code | None = None
    operasi: Code | None = None
    komponen: dict[Code, Annotated[tuple[str, ...], BeforeValidator(_component)]] = Field(default_factory=dict)
    kebijakan: list[Code] = Field(default_factory=list)
    alasan: Text | dict[Text | Literal[""], Text] | None = None
    jejak: list[Text] = Field(default_factory=list, max_length=2)

    def but(self, other: Traits) -> Traits:
        """These, but for what the other one says."""
        said = {name: getattr(other, name) for name in other.model_fields_set & Traits.model_fields.keys()}
        return self.model_copy(update=said)


class _Measure(Traits):
    varian: dict[Text, Traits] = Field(default_factory=dict)


class _Group(Strict):
    umum: Traits
    ukuran: dict[Text, _Measure]


@dataclass(frozen=True)
class Measure:
    """One way of working out a measure; `variant` is empty for the usual one."""

    group: str
    name: str
    variant: str
    traits: Traits

    @property
    def rule(self) -> str | None:
        """The name of its components; None when it is taken from rows."""
        return ".".join(filter(None, (self.group, self.name, self.variant))) if self.traits.komponen else None

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows in `reference.ukuran`, one for every reason that a value may be missing for."""
        traits = self.traits
        label = traits.label or ""
        words = {place: before for before, place in _PLACE.findall(label)}
        reasons = traits.alasan if isinstance(traits.alasan, dict) else {"": traits.alasan or ""}
        relation, measure, *_ = *traits.jejak, None, None
        for cause, reason in reasons.items():
            yield (
                *(self.group, self.name, self.variant, cause, _PLACE.sub(r"\2", label)),
                *(words.get(f"{{{place}}}", "") for place in _PLACES),
                *(traits.satuan, traits.desimal, traits.masa, traits.operasi, self.rule),
                *(", ".join(traits.kebijakan), reason or None, relation and f"marts.{relation}", measure),
            )

    def component_rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows in `reference.komponen`."""
        for role, (name, ranging, *words) in self.traits.komponen.items():
            yield self.rule, role, self.name if name == "sama" else name, ranging, *map(bool, words)


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure and variant, in the order of the file."""
    found = []
    for group, declared in typed_yaml.load(PATH, dict[Code, _Group]).items():
        for name, measure in declared.ukuran.items():
            common = declared.umum.but(measure)
            variants = {variant: common.but(own) for variant, own in measure.varian.items()}
            if common.operasi:
                variants[""] = common
            found += [Measure(group, name, variant, traits) for variant, traits in variants.items()]
    return tuple(found)
