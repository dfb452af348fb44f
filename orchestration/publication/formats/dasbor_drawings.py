"""The drawings of the dashboard as inline SVG, of whole tenths of a unit, so that equal values give equal bytes.

Belongs here: how long a bar is and where a point of a line lies. Not here: the numbers beside them, which every drawing
has in a table (dasbor.py), the colours (dasbor.css).

A bar says of which number it is (`data-batang`), and its drawing how much its full length is (`data-penuh`); a line
says of which figure (`data-garis`) and between which values it lies. So a reader of the file can measure them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from orchestration.figures.numbers import plain

FULL_CAPAIAN = Decimal(150)
"""Per cent of the target at which the bar of a capaian ends; the target itself is marked."""

_WIDE, _HIGH, _STEP, _COLUMN = 100, 24, 12, 40


def share_bar(key: str, value: Decimal, title: str) -> str:
    """A capaian: from nothing to `FULL_CAPAIAN`, with a mark at a hundred."""
    length = _tenths(min(max(value, Decimal(0)), FULL_CAPAIAN), FULL_CAPAIAN, _WIDE)
    mark = _tenths(Decimal(100), FULL_CAPAIAN, _WIDE)
    return (
        f'<svg class="batang capaian" viewBox="0 0 {_WIDE} 8" role="img" aria-label="{escape(title)}"'
        f' preserveAspectRatio="none" data-penuh="{plain(FULL_CAPAIAN)}">'
        f'<rect class="alas" width="{_WIDE}" height="8"/>'
        f'<rect class="isi" data-batang="{escape(key)}" width="{length}" height="8"/>'
        f'<rect class="sasaran" x="{mark}" width="1" height="8"/></svg>'
    )


def signed_bar(key: str, value: Decimal, full: Decimal) -> str:
    """A contribution: to the right of the middle when it adds, to the left when it takes away."""
    length = _tenths(abs(value), full, _WIDE // 2)
    start = _subtracted(_WIDE // 2, length) if value < 0 else str(_WIDE // 2)
    kind = "turun" if value < 0 else "naik"
    return (
        f'<svg class="batang kontribusi" viewBox="0 0 {_WIDE} 8" aria-hidden="true" preserveAspectRatio="none"'
        f' data-penuh="{plain(full)}"><rect class="{kind}" data-batang="{escape(key)}" x="{start}" width="{length}"'
        f' height="8"/><rect class="poros" x="{_WIDE // 2}" width="0.5" height="8"/></svg>'
    )


def line(figure_id: str, values: Sequence[Decimal | None], title: str) -> str:
    """The values of a figure quarter by quarter; where there is none, the line is broken. Nothing for a single one."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    points = [
        None
        if value is None
        else (str(_STEP * at + 4), _subtracted(_HIGH - 4, _tenths(value - low, high - low, _HIGH - 8)))
        for at, value in enumerate(values)
    ]
    runs: list[list[tuple[str, str]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    drawn = "".join(f'<polyline points="{" ".join(map(",".join, run))}"/>' for run in runs if len(run) > 1)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="1.6"/>' for x, y in filter(None, points))
    width = _STEP * (len(values) - 1) + 8
    return (
        f'<svg class="garis" viewBox="0 0 {width} {_HIGH}" role="img" aria-label="{escape(title)}"'
        f' data-garis="{escape(figure_id)}" data-rendah="{plain(low)}" data-tinggi="{plain(high)}">{drawn}{dots}</svg>'
    )


def columns(keys: Sequence[str], values: Sequence[Decimal | None], title: str) -> str:
    """The values of a figure as columns from nothing, side by side; nothing where one is below it or none above."""
    known = [value for value in values if value is not None]
    if not known or min(known) < 0 or max(known) == 0:
        return ""
    full, height = max(known), 80
    drawn = ""
    for at, (key, value) in enumerate(zip(keys, values, strict=True)):
        if value is not None:
            tall = _tenths(value, full, height)
            drawn += (
                f'<rect data-batang="{escape(key)}" x="{_COLUMN * at + 6}" y="{_subtracted(height, tall)}"'
                f' width="{_COLUMN - 12}" height="{tall}"/>'
            )
    width = _COLUMN * len(values)
    return (
        f'<svg class="kolom" viewBox="0 0 {width} {height + 1}" role="img" aria-label="{escape(title)}"'
        f' data-penuh="{plain(full)}">{drawn}<rect class="poros" y="{height}" width="{width}" height="1"/></svg>'
    )


def _tenths(value: Decimal, full: Decimal, length: int) -> str:
    """The part of a length, rounded half up to tenths; nothing of nothing."""
    exact = Fraction(value) / Fraction(full) * length * 10 if full else Fraction(0)
    return _text((2 * exact + 1) // 2)


def _subtracted(length: int, tenths: str) -> str:
    return _text(length * 10 - int(Decimal(tenths) * 10))


def _text(tenths: int) -> str:
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)
