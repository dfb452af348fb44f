"""What a declared formula may count of beside the unit's own registers, and the columns that it may name of it.

Belongs here: these sources, their columns, and the refusal of another. Not here: the columns of a register, which are
those of its contract (a data test holds them against its rows), the rows themselves (fct_sumber, a dbt model).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from orchestration.declarations.strict import PlacedError, Problem
from orchestration.language.sentences import say

if TYPE_CHECKING:
    from orchestration.workspace.indicators import Condition

BUDGET_SOURCES = ("realisasi", "pagu")
"""Sources that are the budget and what was spent of it."""

BUDGET_LISTS = ("sumber_dana", "jenis_belanja")
"""Their columns whose values the profile lists under the same name."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "order": (
        *("layanan", "no_order", "kode_pelanggan", "status_order", "satuan", "jumlah_count", "nilai_rp"),
        *("tanggal_masuk", "tanggal_mulai", "tanggal_jatuh_tempo", "tanggal_selesai", "tanggal"),
    ),
    "survei": ("layanan", "rekomendasi", *(f"u{number}" for number in range(1, 21)), "tanggal"),
    "penerimaan": ("no_bukti", "kode_akun", "tanggal_sah", "jumlah_rp", "tanggal"),
    "realisasi": (*BUDGET_LISTS, "kro", "realisasi_sd_rp"),
    "pagu": (*BUDGET_LISTS, "kro", "pagu_rp", "efektif_rp"),
}
"""Source to the columns that a formula may name of it."""


def nearest_first(text: str, known: Iterable[str]) -> list[str]:
    """What is known, most like a text first."""
    return sorted(known, key=lambda name: -SequenceMatcher(None, text.casefold(), name.casefold()).ratio())


def of_conditions(conditions: Sequence[Condition]) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    """The columns that conditions name, each with its place beside them."""
    for number, condition in enumerate(conditions):
        yield ("syarat", number, "kolom"), condition.kolom


def refuse_others(source: str, named: Iterable[tuple[tuple[str | int, ...], str | None]]) -> None:
    """Refuses columns that a source does not have; of a register of the unit nothing is known here.

    Raises:
        PlacedError: with every column, each with those that may be named.
    """
    known = COLUMNS.get(source)
    problems: list[Problem] = [
        (
            place,
            say(
                "'{column}' is no column of the source {source}; expected one of {known}",
                column=column,
                source=source,
                known=", ".join(nearest_first(column, known or ())),
            ),
        )
        for place, column in named
        if known is not None and column is not None and column not in known
    ]
    if problems:
        raise PlacedError(problems)
