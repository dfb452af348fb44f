"""What every figure of the report is, as `measures.yaml` declares it.

Belongs here: the shape of that file, and its rows for the models. Not here: which figures there are and what they come
to (dbt models).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Code, Strict, Text, with_places

PATH = Path(__file__).with_name("measures.yaml")

_PLACES = ("nama", "layanan", "bulan")
_PLACE = re.compile(r"\[([^\[\]{}]*)(\{\w+\})\]")


class Component(Strict):
    """Figures that another one is made of."""

    ukuran: Text | None = None
    dari: Literal["acuan"] | None = None
    berkisar: Literal["layanan", "unsur", "bulan", "bulan_sd"] | None = None
    dimensi: Literal["sama", "tanpa"] = "sama"
    alternatif: Literal["sama", "utama"] = "sama"


class Traits(Strict):
    """What is said of the figures of a group, a measure or a variant: see the head of `measures.yaml`."""

    label: Annotated[Text, with_places(*_PLACES)] | None = None
    satuan: Text | None = None
    desimal: int | None = None
    masa: Code | None = None
    operasi: Code | None = None
    komponen: dict[Code, Text | Component] = Field(default_factory=dict)
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

    @property
    def components(self) -> dict[str, Component]:
        """By role."""
        return {
            role: Component(ukuran=part) if isinstance(part, str) else part
            for role, part in self.traits.komponen.items()
        }

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows in `reference.ukuran`, one for every reason that a value may be missing for."""
        traits = self.traits
        label = traits.label or ""
        words = {place: before for before, place in _PLACE.findall(label)}
        told = traits.alasan
        reasons: Mapping[str, str | None] = {"": told} if not isinstance(told, dict) else told
        relation, measure, *_ = *traits.jejak, None, None
        for cause, reason in reasons.items():
            yield (
                *(self.group, self.name, self.variant, cause, _PLACE.sub(r"\2", label)),
                *(words.get(f"{{{place}}}", "") for place in _PLACES),
                *(traits.satuan, traits.desimal, traits.masa, traits.operasi, self.rule),
                *(", ".join(traits.kebijakan), reason, relation and f"marts.{relation}", measure),
            )

    def component_rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows in `reference.komponen`."""
        for role, part in self.components.items():
            name = part.ukuran or self.name
            yield self.rule, role, part.dari or "", name, part.berkisar or "", part.dimensi, part.alternatif


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
