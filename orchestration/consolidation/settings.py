"""What whoever consolidates sets: `konsolidasi.yaml` among the units; every key may be left out, and the file.

Belongs here: the keys and reading them. Not here: the words of the report (reports/templates/konsolidasi.yaml).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from orchestration.declarations import typed_yaml
from orchestration.declarations.strict import Strict, Text
from orchestration.language.sentences import say

FILE = "konsolidasi.yaml"


class Ranked(Strict):
    """An indicator whose units may be ranked, and who allows it.

    Attributes:
        kode: of the indicator.
        rumus: its formula.
        dasar: the regulation or letter by which ranks may be told.
    """

    kode: Text
    rumus: Text
    dasar: Text


class Outliers(Strict):
    """When an attainment is called an outlier: so many distances between the quartiles outside of them.

    Attributes:
        kelipatan: of the distance between the quartiles.
        satker_paling_sedikit: units with a value below which nothing is called one.
    """

    kelipatan: Decimal = Field(default=Decimal("1.5"), gt=0, le=10, max_digits=4, decimal_places=2)
    satker_paling_sedikit: int = Field(default=8, ge=4)


class Expected(Strict):
    """A unit that has to report.

    Attributes:
        kode_satker: its code, in quotation marks.
        nama: its name.
    """

    kode_satker: Text
    nama: Text


def _once(units: tuple[Expected, ...]) -> tuple[Expected, ...]:
    codes = [unit.kode_satker for unit in units]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(say("{codes} stands twice", codes=", ".join(twice)))
    return units


class Settings(Strict):
    """How releases are put together.

    Attributes:
        nama: who consolidates, on the cover.
        kementerian: the ministry or agency, on the cover; that of the units where all have one and it is left out.
        satuan_kerja: who has to report; one of which nothing lies among the units is late.
        peringkat: the indicators whose units are ranked; none are where it is left out.
        pencilan: when an attainment is called an outlier.
    """

    nama: Text | None = None
    kementerian: Text | None = None
    satuan_kerja: Annotated[tuple[Expected, ...], AfterValidator(_once)] = ()
    peringkat: tuple[Ranked, ...] = ()
    pencilan: Outliers = Outliers()


def read(path: Path) -> Settings:
    """The settings of a file, or the usual ones where there is none.

    Raises:
        ConfigurationError: with every problem of the file.
    """
    return typed_yaml.load(path, Settings) if path.is_file() else Settings()
