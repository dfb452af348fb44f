"""What is declared in YAML: read from a file into a typed model, or told with file and line why it cannot be.

Belongs here: the one way in, for profile, contracts, catalogues and templates alike. Not here: what any of them says.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.language.sentences import joined


class ConfigurationError(ValueError):
    """Something declared is wrong; one line per place, each with file and line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(joined("\n", problems))
        self.problems = list(problems)
