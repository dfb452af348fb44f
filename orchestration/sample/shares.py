"""Splitting a total over rows so that the rows add up to it exactly, in whole units.

Belongs here: integer arithmetic alone. What the units are (rupiah, thousand rupiah, samples) is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


def spread(total: int, weights: Sequence[float], caps: Sequence[int] | None = None) -> list[int]:
    """Splits `total` in proportion to `weights`, no part above its cap, the parts adding up to `total`.

    Raises:
        ValueError: the caps, or weights that are all zero, leave no room for the total.
    """
    limits = list(caps) if caps is not None else [total] * len(weights)
    room = sum(limit for limit, weight in zip(limits, weights, strict=True) if weight > 0)
    if total > room:
        raise ValueError(f"cannot place {total} in parts that hold {room}")
    parts = [0] * len(weights)
    left = total
    while left > 0:
        open_parts = [i for i, weight in enumerate(weights) if weight > 0 and parts[i] < limits[i]]
        mass = sum(weights[i] for i in open_parts)
        added = 0
        for i in open_parts:
            step = min(int(left * weights[i] / mass), limits[i] - parts[i])
            parts[i] += step
            added += step
        left -= added
        if not added:  # less than one unit each: hand the rest out singly, heaviest part first
            for i in sorted(open_parts, key=lambda index: -weights[index])[:left]:
                parts[i] += 1
                left -= 1
    return parts


def pieces(total: int, count: int, rng: Random, largest: int | None = None) -> list[int]:
    """Splits `total` into `count` whole parts of at least 1 (and at most `largest`) of uneven size.

    Raises:
        ValueError: `total` is smaller than `count`, or larger than `count` parts of `largest`.
    """
    if total < count:
        raise ValueError(f"cannot make {count} parts of at least 1 out of {total}")
    caps = None if largest is None else [largest - 1] * count
    extra = spread(total - count, [rng.random() ** 2 + 0.02 for _ in range(count)], caps)
    return [1 + part for part in extra]
