"""What a formula that a unit declares itself counts, in words.

Belongs here: the parts of such a formula as sentences of the note on method. Not here: the words (metode.yaml), and
what is counted (dbt models).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.publication.assembly.spoken import number
from orchestration.workspace.indicators import Condition, Indicator, Term

if TYPE_CHECKING:
    from orchestration.publication.assembly.context import Context
    from orchestration.publication.document.declared_words import TermWords


def terms_told(context: Context, indicator: Indicator) -> Iterator[str]:
    """One sentence a part: its name, what is counted of which source, and which rows."""
    words = context.outline.methods.ketentuan
    limit = _limit(context, indicator, words)
    for _, term, _, _ in indicator.parts():
        conditions = [_condition(context, term.sumber, condition, words) for condition in term.syarat]
        chosen = words.dengan + words.dan.join(conditions) if conditions else ""
        yield f"{context.wording.token(term.nama)}: {_counted(context, term, words)}{chosen}{limit}."


def _counted(context: Context, term: Term, words: TermWords) -> str:
    source = context.book.kinds.get(term.sumber, term.sumber).lower()
    told: str = getattr(words, term.hitung)
    for place, name in (("kolom", term.kolom), ("mulai", term.mulai), ("selesai", term.selesai)):
        told = told.replace(f"{{{place}}}", _spoken(context, term.sumber, name or ""))
    return told.replace("{sumber}", context.wording.token(source))


def _condition(context: Context, source: str, condition: Condition, words: TermWords) -> str:
    """A condition with what it compares as the profile writes it."""
    sort = condition.tests()[0][0]
    said = getattr(condition, sort)
    told: str = getattr(words, "kosong" if said is False else sort)
    texts = said if isinstance(said, list) else [number(said) if isinstance(said, Decimal) else ""]
    values = words.atau.join(context.wording.token(text) for text in texts)
    return told.replace("{kolom}", _spoken(context, source, condition.kolom)).replace("{nilai}", values)


def _limit(context: Context, indicator: Indicator, words: TermWords) -> str:
    promise = indicator.waktu
    if promise is None:
        return ""
    told: str = words.batas
    values = {"nilai": number(promise.paling_lama), "satuan": promise.satuan}
    for place, value in values.items():
        told = told.replace(f"{{{place}}}", context.wording.token(value))
    for place, name in (("mulai", promise.mulai), ("selesai", promise.selesai)):
        told = told.replace(f"{{{place}}}", _spoken(context, promise.sumber, name))
    return told


def _spoken(context: Context, source: str, column: str) -> str:
    """What a column is called: a register's by its header, one of the program's own sources by metode.yaml."""
    named = context.book.columns.get((source, column)) or context.outline.methods.kolom.get(column)
    return context.wording.token(named or column.replace("_", " "))
