"""What narratives claim of figures in words, held against the figures.

Belongs here: finding declared words in the steward's sentences and judging them. Not here: which words claim what
(reports/templates/klaim.yaml), and references and digits (wording.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.figures.book import Figure, Narrative
from orchestration.publication.document.declared_words import Claim
from orchestration.publication.document.wording import Wording, fits


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


def denied_claims(narratives: Iterable[Narrative], claims: Iterable[Claim], wording: Wording) -> Iterator[Denied]:
    """The claims in narratives that figures deny; a claim about a figure that the unit does not have is nobody's.

    Args:
        narratives: of the quarter.
        claims: as declared.
        wording: resolves what a claim is about.
    """
    declared = list(claims)
    for narrative in narratives:
        for claim in declared:
            text = claim.kecuali.sub("", narrative.teks) if claim.kecuali else narrative.teks
            found = claim.pola.search(text)
            figure = wording.find(claim.angka, narrative.kode) if found else None
            if found and figure is not None and not any(fits(case, figure) for case in claim.benar):
                yield Denied(found[0], figure, narrative)
