"""Small groups: where so few people answered that their answers could be guessed from the figures (UU 27/2022).

Belongs here: finding the services concerned. Not here: who answered what, which never comes this far (ingestion
replaces identities).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestration.evidence import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestration.profile import Profile
    from orchestration.publication.figures import Figure

SMALL_GROUP = 5
"""Respondents below which a group is small."""

_RESPONDENTS = re.compile(r"[A-Za-z0-9]+\.[0-9]+\.responden\.[a-z0-9_]+")


def small_groups(figures: Iterable[Figure], profile: Profile) -> list[Finding]:
    """One finding a service with one to four respondents; policy `kelompok_kecil` says whether it blocks."""
    holds_back = profile.policy("kelompok_kecil") == "menahan"
    found = []
    told: set[str] = set()
    for figure in figures:
        if not _RESPONDENTS.fullmatch(figure.figure_id) or figure.value is None or not 0 < figure.value < SMALL_GROUP:
            continue
        service = figure.figure_id.rpartition(".")[2]
        if service in told:  # the same people answered for satisfaction and for recommendation
            continue
        told.add(service)
        found.append(
            Finding(
                severity="blocking" if holds_back else "info",
                value=figure.printed,
                rule="kelompok_kecil",
                message=f"{figure.figure_id}: {figure.printed} respondents; expected at least {SMALL_GROUP}, because"
                " with fewer their answers could be guessed from the figures of this service"
                f" (policy kelompok_kecil: {profile.policy('kelompok_kecil')})",
            )
        )
    return found
