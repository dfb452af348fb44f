"""Random damage to the sample files, and whether any of it gets past the door.

    python -m tests.mutation.corruptions [--count N] [--seed N] [--state DIR]

Bytes are flipped, inserted, deleted, overwritten, exchanged or cut off: of the file as it is and, in a workbook, of one
of its parts before it is packed again. Each damaged file takes the way of a delivery, in a process with a limit of
memory: what comes back is a finding, or rows. Where the accepted rows differ from the sound ones and no finding
says so, the figures decide, as for the mutants.

What no reader can know is counted apart: a digit of a text file that became another digit is a sound file with another
number in it. Only a total, another source or an earlier delivery can tell.
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from orchestration.workspace import attachments
from orchestration.workspace.settings import PROJECT
from tests.mutation.bench import Bench, Place, Verdict, ended
from tests.mutation.table import published, say

LARGEST = 1024**3
"""Bytes of memory that reading a damaged file may take at most."""


@dataclass(frozen=True)
class Damage:
    """A damaged file.

    Attributes:
        quarter: folder of the sound file.
        file: its name.
        how: what was done to which bytes.
        content: the damaged bytes.
        plausible: whether digits became other digits in a text and nothing else changed.
    """

    quarter: str
    file: str
    how: str
    content: bytes
    plausible: bool


def _flip(data: bytearray, rng: Random) -> None:
    for _ in range(rng.choice((1, 1, 1, 2, 8))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _overwrite(data: bytearray, rng: Random) -> None:
    at, size = rng.randrange(len(data)), rng.choice((1, 1, 4, 64, 512))
    data[at : at + size] = bytes(rng.randrange(256) for _ in data[at : at + size])


def _letter(data: bytearray, rng: Random) -> None:
    """One printable character for another: the damage of a hand, not of a disk."""
    data[rng.randrange(len(data))] = rng.randrange(32, 127)


def _insert(data: bytearray, rng: Random) -> None:
    at, size = rng.randrange(len(data) + 1), rng.choice((1, 1, 3, 100))
    data[at:at] = bytes(rng.randrange(256) for _ in range(size))


def _delete(data: bytearray, rng: Random) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.choice((1, 1, 3, 50, 1000))]


def _truncate(data: bytearray, rng: Random) -> None:
    del data[rng.randrange(len(data)) :]


def _exchange(data: bytearray, rng: Random) -> None:
    size = min(rng.choice((1, 16, 256)), len(data) // 3)
    a = rng.randrange(len(data) - 2 * size)
    b = rng.randrange(a + size, len(data) - size + 1)
    data[a : a + size], data[b : b + size] = data[b : b + size], data[a : a + size]


def _repeat(data: bytearray, rng: Random) -> None:
    at, size = rng.randrange(len(data)), rng.choice((1, 20, 500))
    data[at:at] = data[at : at + size]


WAYS = {
    "flip": _flip,
    "overwrite": _overwrite,
    "letter": _letter,
    "insert": _insert,
    "delete": _delete,
    "truncate": _truncate,
    "exchange": _exchange,
    "repeat": _repeat,
}


def damaged(landing: Path, count: int, seed: int) -> Iterator[Damage]:
    """Damaged copies of the sample files, the same for a seed."""
    files = sorted(path for path in landing.glob("2*/*.*") if not attachments.kind_of(path))
    for number in range(count):
        rng = Random(f"{seed}/{number}")
        path = files[number % len(files)]
        content, how = path.read_bytes(), rng.choice(sorted(WAYS))
        if path.suffix == ".xlsx" and rng.random() < 0.7:
            part, spoilt = _inside(content, WAYS[how], rng)
            yield Damage(path.parent.name, path.name, f"{how} in {part}", spoilt, False)
            continue
        data = bytearray(content)
        WAYS[how](data, rng)
        spoilt = bytes(data)
        yield Damage(path.parent.name, path.name, how, spoilt, path.suffix == ".csv" and _only_digits(content, spoilt))


def _inside(content: bytes, way: object, rng: Random) -> tuple[str, bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        sheets = [name for name in parts if "/worksheets/" in name or "sharedStrings" in name]
        chosen = rng.choice(sheets) if rng.random() < 0.7 else rng.choice(sorted(parts))
        data = bytearray(parts[chosen])
        way(data, rng)  # type: ignore[operator]
        for name, part in parts.items():
            # Without a date of its own a part would carry the time of day.
            new.writestr(zipfile.ZipInfo(name), bytes(data) if name == chosen else part, zipfile.ZIP_DEFLATED)
    return chosen, out.getvalue()


def _only_digits(before: bytes, after: bytes) -> bool:
    """Whether two files differ in digits alone, each in its place."""
    return len(before) == len(after) and all(
        a == b or (chr(a).isdigit() and chr(b).isdigit()) for a, b in zip(before, after, strict=True)
    )


@dataclass(frozen=True)
class Count:
    """What became of many damaged files.

    Attributes:
        words: verdict to number.
        codes: exit code to number.
        slips: those that no finding tells of although a figure differs, apart from plausible digits.
        plausible: the same where only digits of a text differ.
        broke: an exception instead of a finding, or rows lost.
        peak: largest resident memory in bytes.
        unplaced: told of, or refused, without the name of the file.
    """

    words: Counter[str]
    codes: Counter[int]
    slips: list[tuple[Damage, Verdict]]
    plausible: list[tuple[Damage, Verdict]]
    broke: list[tuple[Damage, str]]
    peak: int
    unplaced: list[tuple[Damage, str]] = field(default_factory=list)


def judge(bench: Bench, damages: Sequence[Damage] | Iterator[Damage], report: int = 0) -> Count:
    """Judges each; an exception is what must not happen, so it is kept, not raised."""
    count = Count(Counter(), Counter(), [], [], [], 0)
    for number, damage in enumerate(damages, start=1):
        try:
            verdict = bench.glance(damage.quarter, damage.file, damage.content) or bench.judge(
                damage.quarter, damage.file, damage.content, Place()
            )
        except Exception as error:
            count.broke.append((damage, f"{type(error).__name__}: {error}"))
            count.words["broke"] += 1
            count.codes[ended(error=str(error) or repr(error))] += 1
            if report:
                say(f"  broke: {damage.file} {damage.how}: {type(error).__name__}: {error}")
            bench.recover()
            continue
        count.words[verdict.word] += 1
        count.codes[verdict.code] += 1
        if verdict.word == "broke" or not verdict.conserved:
            count.broke.append((damage, "; ".join(finding.message for finding in verdict.findings)[:300]))
        elif verdict.word in ("told", "refused"):
            count.unplaced.append(
                (damage, "; ".join(f.message for f in verdict.findings if f.severity != "info")[:300])
            )
        elif verdict.word == "slipped":
            (count.plausible if damage.plausible else count.slips).append((damage, verdict))
        if report and verdict.word in ("slipped", "broke", "told", "refused"):
            say(f"  {verdict.word}: {damage.file} {damage.how} {verdict.figures[:1]}")
        if report and number % report == 0:
            say(f"{number}: {dict(count.words)}")
    return replace(count, peak=_peak())


def _peak() -> int:
    """Largest resident memory of this process in bytes; what `getrusage` says includes the caller's before `exec`."""
    status = Path("/proc/self/status")
    if found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text() if status.exists() else ""):
        return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=10_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--state", type=Path, help="state of a run of the sample, instead of running it first")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="corruptions-") as place:
        folder = Path(place)
        state = chosen.state or published(folder / "ran")
        # Memory beyond the limit is refused to the process, so that going beyond it shows as an error.
        resource.setrlimit(resource.RLIMIT_DATA, (LARGEST, LARGEST))
        bench, began = Bench.of(PROJECT / "sources", state, folder / "bench"), time.process_time()
        count = judge(bench, damaged(PROJECT / "sources" / "landing", chosen.count, chosen.seed), report=100)
    for title, found in (("slipped", count.slips), ("plausible digits, slipped", count.plausible)):
        for damage, verdict in found[:60]:
            say(f"{title}: {damage.file} {damage.how}; {len(verdict.figures)} figures, e.g. {verdict.figures[0]}")
    for title, damages in (("broke", count.broke), ("file not named", count.unplaced)):
        for damage, message in damages[:60]:
            say(f"{title}: {damage.file} {damage.how}: {message}")
    say(
        f"{chosen.count} damaged files: {dict(count.words)}; exit codes {dict(sorted(count.codes.items()))};"
        f" slipped {len(count.slips)}, digits for digits {len(count.plausible)}, broke {len(count.broke)};"
        f" peak memory {count.peak / 1024**2:.0f} MiB, {time.process_time() - began:.0f} CPU s"
    )
    return 1 if count.slips or count.broke or count.peak > LARGEST or count.codes.keys() - {0, 1} else 0


if __name__ == "__main__":
    sys.exit(main())
