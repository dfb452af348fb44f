"""Whether `jejak.json`, the trails for programs, says what the release says.

Belongs here: its figures, components, files and rows. Not here: the trails of the evidence (restatement.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from orchestration.audit.chain import Examination
from orchestration.audit.numerals import digest_text, numbers_of
from orchestration.audit.recomputation.holdings import FIGURES, Component, Evidence, Published

TRAILS = "jejak.json"

Whole = np.ndarray[Any, np.dtype[np.int64]]


def check_trail_file(
    seen: Examination,
    release: Path,
    published: Published,
    evidence: Evidence | None,
    again: Mapping[str, Mapping[str, str]],
    deliveries: Mapping[str, str],
) -> None:
    """Every figure stands in it with its value, components and rows.

    Args:
        seen: takes the breaks.
        release: folder of the release.
        published: what the public files say.
        evidence: what is behind them.
        again: what they should say, where that is known; see `restatement.restated`.
        deliveries: landing path to SHA-256.
    """
    try:
        content = json.loads((release / TRAILS).read_text(encoding="utf-8"))
        figures = {entry["figure_id"]: entry for entry in content["figures"]}
        _check_files(seen, content["files"], deliveries)
        components = [published.components] if published.components_whole else []
        components += [evidence.components] if evidence else []
        parts = [_by_figure(side) for side in components]
        stretches = {name: _stretches(trail) for name, trail in content["trails"].items()}
        numbers = _Numbers(stretches.values())
        digests = {
            name: _check_rows(seen, name, trail, stretches[name], numbers) for name, trail in content["trails"].items()
        }
        for figure_id in sorted(figures.keys() | published.figures.keys()):
            seen.counts["trail_file"] += 1
            sides = [side[figure_id] for side in (published.figures, again) if figure_id in side]
            if figure_id not in figures or not sides:
                found = "no such figure" if figure_id not in figures else "a figure"
                text = f"{TRAILS} has {found} {figure_id}, other than {FIGURES}"
                seen.broken("json", f"{TRAILS}: {figure_id}", "the figures of the release", found, text)
            else:
                _check_figure(seen, figures[figure_id], sides, parts, digests)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"{type(error).__name__}: {error}"
        seen.broken("json", TRAILS, "the trails of the figures", problem, f"{TRAILS} cannot be read ({problem})")


def _check_figure(
    seen: Examination,
    entry: Mapping[str, Any],
    sides: list[Mapping[str, str]],
    parts: list[dict[str, set[Component]]],
    digests: Mapping[str, tuple[str, str]],
) -> None:
    """One figure; a side that has been found wrong already does not count against it."""
    figure_id = entry["figure_id"]
    place = f"{TRAILS}: {figure_id}"
    for name in ("value", "printed", "row_count", "row_digest"):
        shown = "" if entry[name] is None else str(entry[name])
        if shown not in (allowed := [side[name] for side in sides]):
            text = f"{place}: {name} '{shown}'; the figure's is '{allowed[-1]}'"
            seen.broken("json", place, allowed[-1], shown, text)
            return
    if "trail" in entry and digests[entry["trail"]] != (str(entry["row_count"]), entry["row_digest"]):
        rows, digest = digests[entry["trail"]]
        text = f"{place}: the trail {entry['trail']} lists {rows} rows with digest {digest}"
        seen.broken("json", place, entry["row_digest"], digest, text)
        return
    found = {(figure_id, part["figure_id"], part["role"]) for part in entry["components"]}
    expected = [side.get(figure_id, set()) for side in parts]
    if expected and found not in expected:
        _, part, role = min(found ^ expected[-1])
        text = f"{place}: only one of it and the release names {role} {part}"
        seen.broken("json", place, "its components", f"{role} {part}", text)


def _by_figure(components: Iterable[Component]) -> dict[str, set[Component]]:
    found: dict[str, set[Component]] = {}
    for component in components:
        found.setdefault(component[0], set()).add(component)
    return found


def _check_files(seen: Examination, files: list[Mapping[str, str]], deliveries: Mapping[str, str]) -> None:
    known = set(deliveries.items())
    for file in files:
        landed = f"{file['quarter']}/{file['file_name']}"
        if (landed, file["sha256"]) not in known:
            place = f"{TRAILS}: {landed}"
            found = file["sha256"]
            text = f"{place}: SHA-256 {found}; the release used no such delivery"
            seen.broken("json", place, deliveries.get(landed, "no such delivery"), found, text)


class _Stretch(NamedTuple):
    """Rows of one sheet that a trail lists: what their ids begin with, first and last row of each unbroken run."""

    prefix: str
    first: Whole
    last: Whole


def _check_rows(
    seen: Examination, name: str, trail: Mapping[str, Any], stretches: Sequence[_Stretch], numbers: _Numbers
) -> tuple[str, str]:
    """Count and digest of the rows that a trail lists; what it says of them itself has to be that."""
    count = sum(int((stretch.last - stretch.first + 1).sum()) for stretch in stretches)
    digest = digest_text(sum(map(numbers.of, stretches)))
    if (trail["row_count"], trail["row_digest"]) != (count, digest):
        place = f"{TRAILS}: {name}"
        text = f"{place}: says {trail['row_count']} rows, digest {trail['row_digest']}; it lists {count}, {digest}"
        seen.broken("json", place, trail["row_digest"], digest, text)
    return str(count), digest


def _stretches(trail: Mapping[str, Any]) -> list[_Stretch]:
    """The rows listed as `2-40, 42`, sheet by sheet.

    Raises:
        ValueError: what is listed are no rows of a file.
    """
    found = []
    for stretch in trail["rows"]:
        sheet = f":{stretch['sheet']}" if stretch["sheet"] else ""
        runs = [run.partition("-") for run in stretch["row_ranges"].split(", ")]
        first = [int(run[0]) for run in runs]
        last = [int(run[2] or run[0]) for run in runs]
        for one, other in zip(first, last, strict=True):
            if not 0 < one <= other < _LONGEST:
                raise ValueError(f"{one}-{other} are no rows of a file")
        found.append(_Stretch(f"{stretch['sha256'][:12]}{sheet}#", _whole(first), _whole(last)))
    return found


def _whole(numbers: list[int]) -> Whole:
    return np.array(numbers, dtype=np.int64)


class _Numbers:
    """The numbers of rows in digests, added up from the first row of each sheet that any trail lists."""

    def __init__(self, trails: Iterable[Sequence[_Stretch]]) -> None:
        by_sheet: dict[str, list[_Stretch]] = {}
        for stretches in trails:
            for stretch in stretches:
                by_sheet.setdefault(stretch.prefix, []).append(stretch)
        self._sums = {prefix: _sums(prefix, stretches) for prefix, stretches in by_sheet.items()}

    def of(self, stretch: _Stretch) -> int:
        """The sum of the numbers of rows, modulo 2^64."""
        sums = self._sums[stretch.prefix]
        return int((sums[stretch.last] - sums[stretch.first - 1]).sum(dtype=np.uint64))


_LONGEST = 2**24
"""More rows than any file that is read."""


def _sums(prefix: str, stretches: Sequence[_Stretch]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Of each physical row up to the last of some stretches the sum of the numbers of theirs, modulo 2^64."""
    begun = np.zeros(max(int(stretch.last.max()) for stretch in stretches) + 2, dtype=np.int64)
    for stretch in stretches:
        # Rows may stand in a list twice.
        np.add.at(begun, stretch.first, 1)
        np.add.at(begun, stretch.last + 1, -1)
    wanted = np.flatnonzero(np.cumsum(begun[:-1]))
    numbers = np.zeros(len(begun) - 1, dtype=np.uint64)
    numbers[wanted] = numbers_of(f"{prefix}{row}" for row in wanted.tolist())
    return np.cumsum(numbers, dtype=np.uint64)
