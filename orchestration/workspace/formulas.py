"""What every formula of an indicator is made of, and every policy, as `formulas.yaml` declares them.

Belongs here: the shape of that file. Not here: what an indicator of a unit declares (indicators), and any arithmetic
(dbt models, audit).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Code, PlacedError, Problem, Strict, Text
from orchestration.language.sentences import say

PATH = Path(__file__).with_name("formulas.yaml")

Range = tuple[Decimal | None, Decimal | None]
"""Lowest and highest plausible value; None where there is no limit."""


class Policy(Strict):
    """A choice that a regulation leaves open.

    Attributes:
        nilai: its value.
        alasan: why the unit chose it.
        dasar: the regulation or letter behind it.
    """

    nilai: Text
    alasan: Text
    dasar: Text


class Choice(Strict):
    """A policy that may be chosen.

    Attributes:
        nama: as the report calls it.
        nilai: its two values, each with its words.
        sendiri: whether an indicator may choose for itself.
        nilai_baku: holds, and is printed, where a profile does not name the policy.
        sumber: the kind of delivery that it concerns, where it is no matter of a formula.
    """

    nama: Text
    nilai: dict[Code, Text] = Field(min_length=2, max_length=2)
    sendiri: bool = False
    nilai_baku: Policy | None = None
    sumber: Code | None = None

    @property
    def usual(self) -> str:
        """The value where nothing is said: the usual one, or the first."""
        return self.nilai_baku.nilai if self.nilai_baku else next(iter(self.nilai))

    def other(self, value: str) -> str:
        """The value that is not the given one."""
        return next(name for name in self.nilai if name != value)


class Formula(Strict):
    """A formula: see the head of `formulas.yaml`."""

    sumber: list[list[Code]] = Field(default_factory=list)
    layanan: Literal["di_pengguna", "di_volume", "di_sla", "di_ikm", "di_nps"] | None = None
    kebijakan: list[Code]
    batas: Range | None = None
    satuan: list[Text] = Field(default_factory=list)
    setara: Literal["triwulan"] | None = None
    menunggu: Literal["selalu", "akhir_tahun"] | None = None
    proyeksi: Literal["kumulatif", "tingkat"] | None = None
    parameter: list[Text] = Field(default_factory=list)
    templat: Code
    cara: Text
    cara_lain: dict[Code, Text] = Field(default_factory=dict)

    def way(self, unsur: str = "semua", bobot: str = "menurut profil", chosen: Collection[str] = ()) -> str:
        """How it is worked out.

        Args:
            unsur: how many elements of a survey there are.
            bobot: how they are weighed.
            chosen: the values of the policies that it follows.
        """
        told = next((words for value, words in self.cara_lain.items() if value in chosen), self.cara)
        return told.replace("{unsur}", unsur).replace("{bobot}", bobot)

    @property
    def takes(self) -> list[str]:
        """Keys that an indicator with this formula may have beside those that every indicator has."""
        return [name.rstrip("!") for name in self.parameter]

    @property
    def has_to_declare(self) -> list[str]:
        """Keys that it must have."""
        return [name.rstrip("!") for name in self.parameter if name.endswith("!")]


class Declared(Strict):
    """The whole file."""

    rumus: dict[Code, Formula]
    kebijakan: dict[Code, Choice]

    @model_validator(mode="after")
    def _policies_are_declared(self) -> Declared:
        problems: list[Problem] = [
            (
                ("rumus", name, "kebijakan", place),
                say("'{policy}' is no policy; known: {known}", policy=policy, known=", ".join(self.kebijakan)),
            )
            for name, formula in self.rumus.items()
            for place, policy in enumerate(formula.kebijakan)
            if policy not in self.kebijakan
        ]
        problems += [
            (("rumus", name, "cara_lain", value), say("'{value}' is chosen by no policy of it", value=value))
            for name, formula in self.rumus.items()
            for value in formula.cara_lain
            if not any(value in self.kebijakan[own].nilai for own in formula.kebijakan if own in self.kebijakan)
        ]
        if problems:
            raise PlacedError(problems)
        return self


@cache
def _declared() -> Declared:
    return typed_yaml.load(PATH, Declared)


def formulas() -> Mapping[str, Formula]:
    """Name (rumus) to formula, in the order of the file."""
    return _declared().rumus


def choices() -> Mapping[str, Choice]:
    """Name (kebijakan) to policy, in the order of the file."""
    return _declared().kebijakan


def parameters() -> list[str]:
    """Keys of an indicator that some formulas take and others do not, in the order of the file."""
    return list(dict.fromkeys(name for formula in formulas().values() for name in formula.takes))
