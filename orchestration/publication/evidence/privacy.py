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


def small_groups(figures: Iterable[Figure]) -> dict[tuple[str, str], Figure]:
    """Indicator and service with one to four respondents to the figure that counts them.

    An indicator has a period of its own, so that of one service many may have answered for one and few for another.
    """
    return {
        (figure.indicator, figure.layanan): figure
        for figure in figures
        if _RESPONDENTS.fullmatch(figure.within) and figure.value is not None and 0 < figure.value < SMALL_GROUP
    }


def small_group_findings(figures: Iterable[Figure], profile: Profile) -> list[Finding]:
    """One finding a small group; policy `kelompok_kecil` says whether it holds the report back or is only marked."""
    policy = profile.policy("kelompok_kecil")
    groups: dict[tuple[str, str], Figure] = {}
    for figure in small_groups(figures).values():
        # The same people answer for satisfaction and for recommendation: they are named once.
        groups.setdefault((figure.layanan, figure.printed), figure)
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
        for figure in groups.values()
    ]
