"""Small groups: where so few people answered that their answers could be guessed from the figures (UU 27/2022).

Belongs here: finding the services concerned; the tables that show them carry a note. Not here: who answered what, which
never comes this far (ingestion replaces identities).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestration.checks.evidence import Finding
from orchestration.language.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestration.figures.book import Figure
    from orchestration.workspace.profile import Profile

SMALL_GROUP = 5
"""Respondents below which a group is small."""

_RESPONDENTS = re.compile(r"responden\.[a-z0-9_]+")


def small_groups(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Service with one to four respondents to the figure that counts them.

    The same people answer for satisfaction and for recommendation: a service is named once.
    """
    found: dict[str, Figure] = {}
    for figure in figures:
        if _RESPONDENTS.fullmatch(figure.within) and figure.value is not None and 0 < figure.value < SMALL_GROUP:
            found.setdefault(figure.layanan, figure)
    return found


def small_group_findings(figures: Iterable[Figure], profile: Profile) -> list[Finding]:
    """One finding a small group; policy `kelompok_kecil` says whether it holds the report back or is only marked."""
    policy = profile.policy("kelompok_kecil")
    return [
        Finding(
            severity="blocking" if policy == "menahan" else "info",
            value=figure.printed,
            rule="kelompok_kecil",
            message=say(
                "{figure}: {printed} respondents; expected at least {least}, because with"
                " fewer their answers could be guessed from the figures of this service (policy"
                " kelompok_kecil: {policy})",
                figure=figure.figure_id,
                printed=figure.printed,
                least=SMALL_GROUP,
                policy=policy,
            ),
        )
        for figure in small_groups(figures).values()
    ]
