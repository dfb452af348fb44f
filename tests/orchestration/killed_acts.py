"""Kills approval, signing and withdrawal at moments spread over their length, and does each again: `make kills`.

Right after a kill `latest` names a whole release that nobody withdrew, or is as gone as before; the act done again ends
well, and what is in force then verifies. Belongs here: the kills and what is looked at. Not here: killed runs
(kills.py), kills before each single step on the disk (test_states.py).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from orchestration.audit.proof.verify import verify
from orchestration.release import durable, status
from orchestration.release.reading import in_force, is_whole
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests import launching
from tests.adoption.office import write_office
from tests.adoption.writing import TW1, TW2
from tests.launching import Launched
from tests.orchestration.kills import any_moment, call
from tests.publication.certificates import PASSWORD, write_p12

HEAD = "Kepala Karangan"


def begin(words: Sequence[str], environment: dict[str, str], said: int) -> Launched:
    """A call with its libraries loaded: a kill hits its work, not its imports."""
    return launching.launch(words, environment, said, said)


def torn(workspace: Workspace, quarter: Quarter) -> list[str]:
    """What is wrong with what `latest` names, as an onlooker finds it."""
    folder = workspace.reports / quarter.code
    name = durable.pointed(folder / "latest")
    if name is None:
        return []
    wrong = [] if is_whole(folder / name) else [f"latest names {name}, which is not whole"]
    return wrong + ([f"latest names {name}, which was withdrawn"] if name in status.withdrawn(folder) else [])


def broken(workspace: Workspace, quarter: Quarter) -> list[str]:
    """What is wrong once the act was done again: `latest`, the proof of what it names, and what a kill left beside."""
    folder = workspace.reports / quarter.code
    release, named = in_force(folder), durable.pointed(folder / "latest")
    wrong = [] if named == (release.name if release else None) else [f"latest names {named}; {release} is in force"]
    if release is not None:
        wrong += [found.message for found in verify(workspace, quarter, release).broken]
    return wrong + [f"{path.name} is left" for path in folder.iterdir() if path.name.startswith((".acting", ".new-"))]


def kill(workspace: Workspace, quarter: Quarter, words: Sequence[str], moments: Iterable[float]) -> list[str]:
    """Kills an act at each of some moments, and looks at what is left.

    Args:
        workspace: where; nothing is put back between two kills.
        quarter: which quarter.
        words: of the command.
        moments: seconds after its begin.

    Returns:
        What was wrong.
    """
    wrong = []
    for seconds in moments:
        call(workspace, words, seconds, begin)
        wrong += [f"{words[0]} killed after {seconds:.2f} s: {text}" for text in torn(workspace, quarter)]
    return wrong


def approve(quarter: str) -> list[str]:
    """The words of an approval."""
    return ["approve", quarter, "--by", HEAD]


def sign(quarter: str, folder: Path) -> list[str]:
    """The words of a signing, with a certificate made for it."""
    (folder / "sandi").write_text(PASSWORD, encoding="utf-8")
    write_p12(folder / "kepala.p12", HEAD)
    return ["sign", quarter, f"--p12={folder / 'kepala.p12'}", f"--password-file={folder / 'sandi'}"]


def withdraw(quarter: str, release: str) -> list[str]:
    """The words of a withdrawal."""
    return ["withdraw", quarter, release, "--by", HEAD, "--reason", "keliru"]


# ---- many of them -------------------------------------------------------------------------------------------------


def _done(workspace: Workspace, words: Sequence[str], code: int = 0) -> float:
    """Seconds that a command took, which has to end as it should."""
    began = time.monotonic()
    ended, said = call(workspace, words, begin=begin)
    if ended != code:
        raise RuntimeError(f"{' '.join(words)} ended with {ended}:\n{said}")
    return time.monotonic() - began


def _prepare(folder: Path) -> tuple[Workspace, dict[str, tuple[list[str], float, str]]]:
    """An office before its second release is approved (`konsep`) and after (`terbit`), and the acts to kill.

    Of each act: its words, its length in seconds, and the name of the copy that it begins from.
    """
    workspace = Workspace(folder / "sources", folder / "state", folder / "reports")
    write_office(workspace.sources)
    shutil.rmtree(workspace.landing / TW2)
    profile = workspace.sources / "unit.yaml"
    text = profile.read_text(encoding="utf-8") + "\npenerbitan: disahkan\n"
    profile.write_text(text, encoding="utf-8")
    _done(workspace, ["run", TW1], 6)
    _done(workspace, approve(TW1))
    profile.write_text(f"{text}# another\n", encoding="utf-8")
    _done(workspace, ["run", TW1], 6)
    _copy(workspace, folder / "konsep")
    acts = {"approve": (approve(TW1), _done(workspace, approve(TW1)), "konsep")}
    _copy(workspace, folder / "terbit")
    for name, words in (("sign", sign(TW1, folder)), ("withdraw", withdraw(TW1, "r2"))):
        acts[name] = (words, _done(workspace, words), "terbit")
    return workspace, acts


def _copy(workspace: Workspace, to: Path) -> None:
    for name in ("state", "reports"):
        shutil.copytree(getattr(workspace, name), to / name, symlinks=True)


def _rehearse(folder: Path, times: int, seed: int, tell: Callable[[str], object]) -> int:
    """Kills so many acts, each from the same beginning; how many did not end well."""
    workspace, acts = _prepare(folder)
    quarter, failed = Quarter.parse(TW1), 0
    counts = dict.fromkeys(acts, 0)
    for number in range(times):
        name = list(acts)[number % len(acts)]
        words, length, begins = acts[name]
        for part in ("state", "reports"):
            shutil.rmtree(getattr(workspace, part))
            shutil.copytree(folder / begins / part, getattr(workspace, part), symlinks=True)
        seconds = any_moment(seed, number) * length
        wrong = kill(workspace, quarter, words, [seconds])
        code, said = call(workspace, words, begin=begin)
        if code not in (0, 1):  # 1: it had been done before the kill
            wrong.append(f"{name} again ended with {code}: {said}")
        wrong += broken(workspace, quarter)
        counts[name] += 1
        failed += bool(wrong)
        tell(f"{number + 1:4} {name} killed after {seconds:5.2f} s: {'; '.join(wrong) or 'well'}\n")
    tell(f"{counts}; {failed} did not end well\n")
    return failed


def main() -> None:
    """Rehearses and says what came of each kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, launching.shared(Path(name)):
        raise SystemExit(bool(_rehearse(Path(name), options.times, options.seed, sys.stdout.write)))


if __name__ == "__main__":
    main()
