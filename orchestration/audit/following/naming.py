"""Which figure somebody means: by its id, by words of its name, or by the number that the report prints.

Belongs here: finding a figure among those of a release, and saying which there are where several fit. Not here:
following it (trace.py).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHOWN = 40
"""Figures listed where several fit; the count is always true."""

_NUMERAL = re.compile(r"-?\d[\d.]*(,\d+)?", re.ASCII)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_ALTERNATIVE = ".alt."


class UnknownFigureError(KeyError):
    """No figure, or several, are what was asked for.

    Attributes:
        asked: as typed.
        nearest: ids that look most like it, where none fits.
        fitting: the figures that fit, where there are several: figure_id, label, printed, unit.
    """

    def __init__(self, asked: str, nearest: list[str], fitting: list[dict[str, Any]]) -> None:
        super().__init__(asked)
        self.asked = asked
        self.nearest = nearest
        self.fitting = fitting

    def __str__(self) -> str:
        """The sentence for a person."""
        if not self.fitting:
            hint = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
            return f"no figure '{self.asked}'{hint}"
        lines = [f"{len(self.fitting)} figures fit '{self.asked}'; name one by its id, or with more words:"]
        lines += [
            f"  {one['figure_id']} = {one['printed']} {one['unit']}   {one['label']}" for one in self.fitting[:SHOWN]
        ]
        if len(self.fitting) > SHOWN:
            lines.append(f"  ... {len(self.fitting) - SHOWN} more")
        return "\n".join(lines)


@dataclass(frozen=True)
class Meant:
    """The figure that was meant.

    Attributes:
        figure_id: of the figure.
        others: figures that bear its name with words before it, such as its target; not meant, and worth knowing of.
    """

    figure_id: str
    others: tuple[str, ...] = ()


def meant(asked: str, figures: Mapping[str, Mapping[str, Any]]) -> Meant:
    """The figure that somebody means.

    An id is that figure, however its letters are written. Otherwise every word has to begin a word of the figure's
    name, id or unit, and every number has to be what the report prints, or a word of its name. What another policy
    would give is found only where nothing else fits. Of figures that bear one name, as an indicator, its target and its
    capaian do, the one with nothing before the name is meant.

    Args:
        asked: an id, words, a printed number, or words and numbers.
        figures: by id, each with `label`, `printed` and `unit`.

    Raises:
        UnknownFigureError: none fits, or several do.
    """
    same = [name for name in figures if name.casefold() == asked.strip().casefold()]
    if asked in figures or len(same) == 1:
        return Meant(asked if asked in figures else same[0])
    fitting = [name for name in sorted(figures) if _fits(asked, figures[name])]
    fitting = [name for name in fitting if _ALTERNATIVE not in name] or fitting
    if len(fitting) == 1:
        return Meant(fitting[0])
    for name in fitting:
        ending = f": {figures[name]['label']}"
        if all(other == name or figures[other]["label"].endswith(ending) for other in fitting):
            return Meant(name, tuple(other for other in fitting if other != name))
    told = [{key: figures[name][key] for key in ("figure_id", "label", "printed", "unit")} for name in fitting]
    raise UnknownFigureError(asked, nearest(asked, list(figures)) if not fitting else [], told)


def nearest(figure_id: str, known: list[str]) -> list[str]:
    """The figure ids that look most like a wrong one."""
    folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(figure_id.lower(), list(folded), n=5, cutoff=0.5)
    return [folded[name] for name in close]


def _fits(asked: str, figure: Mapping[str, Any]) -> bool:
    """Whether all that was typed is said of a figure."""
    pieces = asked.split()
    own = _WORD.findall(f"{figure['figure_id']} {figure['label']} {figure['unit']}".casefold())
    numerals = [piece for piece in pieces if _NUMERAL.fullmatch(piece)]
    if any(piece != figure["printed"] and piece not in own for piece in numerals):
        return False
    words = _WORD.findall(" ".join(piece for piece in pieces if piece not in numerals).casefold())
    return bool(words or numerals) and all(any(one.startswith(word) for one in own) for word in words)
