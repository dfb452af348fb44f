"""What a person decides of a quarter: answers, approval of a konsep, withdrawal of a release, the head's signature.

Belongs here: whether an act is possible, doing it under the lock of the workspace, and noting who did it. Not here: how
it is asked for and told (commands/deciding.py, commands/signing.py), the run that makes the release (quarter.py).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.journey.journey import Approval
from orchestration.language.sentences import joined, say
from orchestration.release import answers, durable, head_signature, states, status, writing
from orchestration.release.answers import Answer
from orchestration.release.reading import LATEST, in_force, releases
from orchestration.release.states import OpenWarning, State
from orchestration.run.execution import WAIT_SECONDS, RunOutcome
from orchestration.run.quarter import run_quarter, unchanged_konsep
from orchestration.workspace import locking

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

NEAREST = 3


class NotPossibleError(RuntimeError):
    """The act is not possible as things stand; the message says why and what to do."""


class UnknownWarningError(LookupError):
    """No open warning has the key.

    Attributes:
        nearest: keys that look like it, the likeliest first; all that are open when none does.
    """

    def __init__(self, message: str, nearest: list[str]) -> None:
        super().__init__(message)
        self.nearest = nearest


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it was noted.

    Attributes:
        answer: the row.
        warning: what it answers.
        file: that holds it.
        open: the warnings that are open still.
    """

    answer: Answer
    warning: OpenWarning
    file: Path
    open: list[OpenWarning]


def answer(workspace: Workspace, quarter: Quarter, key: str, *, by: str, reason: str) -> GivenAnswer:
    """Answers a warning of the konsep, or of a quarter that is held back; the next run takes the answer in.

    Raises:
        UnknownWarningError: no open warning has the key, or nothing waits for answers.
        ConfigurationError: the file of answers, or the answer, cannot be used.
        WorkspaceBusyError: another process is at work for too long.
    """
    with _alone(workspace, quarter, f"answer {quarter}") as folder:
        stands = states.standing(workspace, quarter)
        if stands.konsep is None and not stands.waits:
            raise UnknownWarningError(
                say("{quarter}: nothing waits for answers; `triwulan run {quarter}` says what it is", quarter=quarter),
                [],
            )
        warnings = {warning.key: warning for warning in stands.waits.warnings}
        if key not in warnings:
            nearest = difflib.get_close_matches(key, warnings, NEAREST, cutoff=0.4) or sorted(warnings)
            raise UnknownWarningError(say("{quarter}: no open warning '{key}'", quarter=quarter, key=key), nearest)
        given = Answer(key, _line(by), dt.datetime.now(dt.UTC).date().isoformat(), _line(reason))
        file = answers.add(workspace, quarter, given)
        said = {item.key for item in answers.read(file)}
        states.record(
            folder,
            status.ANSWER,
            stands.state,
            release=stands.konsep.name if stands.konsep else "",
            by=given.by,
            reason=f"{key}: {given.reason}",
        )
        return GivenAnswer(given, warnings[key], file, [item for item in warnings.values() if item.key not in said])


def approve(
    workspace: Workspace, quarter: Quarter, *, by: str, note: str = "", on_event: Callable[..., None] | None = None
) -> RunOutcome:
    """Makes the konsep of a quarter a release, from the inputs that it was made from.

    The report is made again, without the mark: equal inputs give equal bytes, whatever konsep there was before.

    Returns:
        The outcome of that run, with the release.

    Raises:
        NotPossibleError: nothing waits, a warning is open, the inputs have changed, or the run did not publish.
        WorkspaceBusyError: another process is at work for too long.
    """
    with _alone(workspace, quarter, f"approve {quarter}") as folder:
        stands = states.standing(workspace, quarter)
        again = say("`triwulan run {quarter}` makes a new konsep", quarter=quarter)
        if stands.state in (State.DITAHAN, State.MENUNGGU):
            raise NotPossibleError(
                say(
                    "{quarter} is {state}: nothing can be approved; `triwulan run {quarter}` says why",
                    quarter=quarter,
                    state=stands.state,
                )
            )
        if stands.konsep is None:
            raise NotPossibleError(say("{quarter}: nothing waits for approval", quarter=quarter))
        if stands.waits.warnings:
            keys = ", ".join(warning.key for warning in stands.waits.warnings)
            raise NotPossibleError(
                say(
                    "{quarter}: the konsep waits for answers to {keys}; after `triwulan answer`, {again}",
                    quarter=quarter,
                    keys=keys,
                    again=again,
                )
            )
        if unchanged_konsep(workspace, quarter) is None:
            raise NotPossibleError(
                say(
                    "{quarter}: what the konsep was made from, or the konsep itself, has changed; {again}",
                    quarter=quarter,
                    again=again,
                )
            )
        outcome = run_quarter(
            workspace, quarter, publish=True, on_event=on_event, approval=Approval(_line(by), _line(note))
        )
        if not isinstance(outcome, RunOutcome) or outcome.release is None:
            why = outcome.error or outcome.waits.told() if isinstance(outcome, RunOutcome) else say("nothing was run")
            raise NotPossibleError(
                say("{quarter}: the run did not end with a release: {why}", quarter=quarter, why=why)
            )
        del folder
        return outcome


def withdraw(workspace: Workspace, quarter: Quarter, name: str, *, by: str, reason: str) -> Path | None:
    """Withdraws a release: it stays on disk, and `latest` names the one in force before it, or is gone.

    Returns:
        The release that is in force now.

    Raises:
        NotPossibleError: there is no such release, or it was withdrawn before.
        WorkspaceBusyError: another process is at work for too long.
    """
    with _alone(workspace, quarter, f"withdraw {quarter} {name}") as folder:
        _demand_in_force(quarter, folder, name)
        with states.acting(folder, states.WITHDRAWAL):
            left = next((path for path in reversed(releases(folder)) if _stays(folder, path, name)), None)
            # First the link: at no moment does it name a release that is withdrawn.
            if left is None:
                durable.remove(folder / LATEST)
            else:
                durable.point(folder / LATEST, left.name)
            state = State.DITARIK if left is None else State.TERBIT
            states.record(folder, status.WITHDRAW, state, release=name, by=_line(by), reason=_line(reason))
            # It was compared with what is no longer in force.
            writing.drop_konsep(folder)
        return in_force(folder)


def to_sign(workspace: Workspace, quarter: Quarter, name: str | None) -> Path:
    """The release that may be signed: the one that is named, by default the one in force.

    Raises:
        NotPossibleError: there is none, or it was withdrawn; a konsep is no release.
    """
    folder = workspace.reports / quarter.code
    if name is None:
        release = in_force(folder)
        if release is None:
            parts = [say("{quarter}: no release is in force, so nothing is signed", quarter=quarter)]
            if states.konsep(folder):
                parts.append(say("a konsep is no release: answer its warnings or approve it first"))
            raise NotPossibleError(joined("; ", parts))
        return release
    _demand_in_force(quarter, folder, name)
    return folder / name


def sign(
    workspace: Workspace, quarter: Quarter, name: str, field: str, key: Path | head_signature.Token, password: str
) -> Path:
    """Puts an electronic signature on the report of a release; two people who sign at once come one after the other.

    Args:
        workspace: where.
        quarter: which quarter.
        name: of the release.
        field: of the PDF, see `head_signature.HEAD`.
        key: a PKCS#12 file (.p12), or a token.
        password: of the file, or PIN of the token.

    Returns:
        The signed copy of the report.

    Raises:
        NotPossibleError: the release may not be signed.
        HeadSignatureError: the key cannot be opened, the field is not there or taken.
        WorkspaceBusyError: another process is at work for too long.
    """
    with _alone(workspace, quarter, f"sign {quarter} {name}"):
        return head_signature.sign(to_sign(workspace, quarter, name), field, key, password)


def _demand_in_force(quarter: Quarter, folder: Path, name: str) -> None:
    """Raises unless the quarter has a release of this name that nobody withdrew."""
    if name not in (known := [path.name for path in releases(folder)]):
        listed = ", ".join(known) or say("none")
        raise NotPossibleError(
            say("{quarter}: no release '{release}'; there are: {known}", quarter=quarter, release=name, known=listed)
        )
    if (before := status.withdrawn(folder).get(name)) is not None:
        raise NotPossibleError(
            say(
                "{quarter} {release} was withdrawn by {by} on {date}: {reason}",
                quarter=quarter,
                release=name,
                by=before.by,
                date=before.time[:10],
                reason=before.reason,
            )
        )


def _line(text: str) -> str:
    """A name or a reason in one line."""
    return " ".join(text.split())


def _stays(folder: Path, path: Path, name: str) -> bool:
    return path.name != name and path.name not in status.withdrawn(folder)


@contextmanager
def _alone(workspace: Workspace, quarter: Quarter, purpose: str) -> Iterator[Path]:
    """The folder of a quarter, held for one act, after an act that was interrupted is finished."""
    folder = workspace.reports / quarter.code
    with locking.hold(locking.run_lock(workspace), purpose, wait_seconds=WAIT_SECONDS):
        states.recover(workspace, quarter)
        yield folder
