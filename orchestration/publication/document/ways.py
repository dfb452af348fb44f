"""How an indicator is worked out, in the words of the report.

Belongs here: the sentence of its formula (workspace/formulas.yaml), with what the profile says of the survey. Not here:
the rest of the note on method (assembly/method_notes.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.figures.numbers import spoken

if TYPE_CHECKING:
    from orchestration.workspace.indicators import Indicator
    from orchestration.workspace.profile import Profile


def way_of(profile: Profile, indicator: Indicator) -> str:
    """The sentence of an indicator."""
    weighed = any(element.bobot for element in profile.unsur)
    chosen = [policy.nilai for policy in profile.policies_of(indicator).values()]
    return indicator.formula.way(spoken(len(profile.unsur)), "yang ditetapkan" if weighed else "yang sama", chosen)
