"""What narratives claim of figures in words, held against the figures.

Belongs here: finding declared words in the steward's sentences and judging them. Not here: which words claim what
(reports/templates/klaim.yaml), and references and digits (wording.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.figures.book import Figure, Narrative
from orchestration.publication.document.wording import Wording, fits

_NOTHING = r"(?!)"


@dataclass(frozen=True, slots=True)
class Denied:
    """A claim that its figure does not bear out.

    Attributes:
        words: as the narrative puts it.
        figure: what it is about.
        narrative: where it stands.
    """

    words: str
    figure: Figure
    narrative: Narrative


def denied_claims(
    narratives: Iterable[Narrative], claims: Iterable[Mapping[str, Any]], wording: Wording
) -> Iterator[Denied]:
    """The claims in narratives that figures deny; a claim about a figure that the unit does not have is nobody's.

    Args:
        narratives: of the quarter.
        claims: as declared: `pola`, `kecuali`, `angka`, `benar`.
        wording: resolves what a claim is about.
    """
    declared = [
        (_pattern(claim["pola"]), _pattern(claim.get("kecuali", _NOTHING)), claim["angka"], claim["benar"])
        for claim in claims
    ]
    for narrative in narratives:
        for pattern, unless, reference, cases in declared:
            found = pattern.search(unless.sub("", narrative.teks))
            figure = wording.find(reference, narrative.kode) if found else None
            if found and figure is not None and not any(fits(case, figure) for case in cases):
                yield Denied(found[0], figure, narrative)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
