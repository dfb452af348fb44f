"""Random numbers that are the same on every machine and in every run: one stream per name, none shared.

A stream per subject keeps a change in one source from reshuffling another.
"""

from __future__ import annotations

import random


def stream(seed: int, name: str) -> random.Random:
    """The random stream of a subject; equal seed and name give equal numbers."""
    return random.Random(f"{seed}/{name}")  # noqa: S311 (sample data, not secrets)
