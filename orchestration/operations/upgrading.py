"""A state that an older program made becomes one of today's layout, after a backup of the whole workspace.

Belongs here: what is changed for each layout, in their order, and proving the releases afterwards. Not here: the
numbers (workspace/layout.py), the backup (backup.py).

A backup is made and read to its end first. Each change may be made again, and the note of the layout is written last:
an upgrade that is killed at any moment is an older state still, and is done again.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from orchestration.language.sentences import Sentence, say
from orchestration.operations import backup, kept
from orchestration.operations.backup import Backup
from orchestration.release import formats, keys, states
from orchestration.release.reading import releases
from orchestration.workspace import layout, locking

if TYPE_CHECKING:
    from orchestration.audit.proof.verify import Verification
    from orchestration.workspace.locking import Holder
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

_OF_OLD_TABLES = ("warehouse", "dbt_target")
"""What of a state of layout 1 is of tables that the models have no more; the next run makes it anew."""


@dataclass(frozen=True)
class Upgraded:
    """What was done.

    Attributes:
        before: the layout that was found.
        file: the backup that was made first; None where nothing was to be done.
        backup: its content.
        done: what was changed, a sentence each.
    """

    before: int
    file: Path | None = None
    backup: Backup | None = None
    done: tuple[Sentence, ...] = ()


def upgrade(
    workspace: Workspace, target: Path, public: str = "", on_wait: Callable[[Holder], None] | None = None
) -> Upgraded:
    """Makes a backup, then changes a state of an older layout into one of today's; nothing where it is one.

    Args:
        workspace: whose state.
        target: the backup to make, as of `backup.write`.
        public: key for which it is encrypted; empty for no encryption.
        on_wait: called once with who runs, before waiting.

    Raises:
        BackupError: the backup cannot be made; nothing was changed.
        SealError: the key is none.
        SettingsError: a newer program made a release beside it; nothing was changed.
        WorkspaceBusyError: a run, or the interface, has not ended.
        OSError: something cannot be written.
    """
    if (before := layout.found(workspace.state)) >= layout.LAYOUT:
        return Upgraded(before)
    formats.demand_readable(workspace.reports)
    if (holder := locking.holder_of(interface := workspace.state / "interface.lock")) is not None:
        raise locking.WorkspaceBusyError(interface, holder)
    with locking.hold(locking.run_lock(workspace), "upgrade", wait_seconds=backup.WAIT_SECONDS, on_wait=on_wait):
        file, made = backup.write(workspace, target, public)
        done = tuple(sentence for number in range(before, layout.LAYOUT) for sentence in _CHANGES[number](workspace))
        layout.mark(
            workspace.state,
            {
                "layout": before,
                "until": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "backup": file.name,
            },
        )
    return Upgraded(before, file, made, done)


def _to_2(workspace: Workspace) -> Iterator[Sentence]:
    """What is of old tables goes, and secrets are closed to others."""
    for name in _OF_OLD_TABLES:
        folder = workspace.state / name
        if folder.exists() and kept.is_made_again(PurePosixPath("state", name)):
            shutil.rmtree(folder)
            yield say("{path}: of old tables, taken away; the next run makes it anew", path=folder)
    for path in (workspace.state / "identity.key", *(workspace.state / keys.FOLDER).glob(f"*/{keys.PRIVATE}")):
        if path.is_file() and path.stat().st_mode & 0o077:
            path.chmod(0o600)
            yield say("{path}: closed to others", path=path)


_CHANGES: dict[int, Callable[[Workspace], Iterator[Sentence]]] = {1: _to_2}
"""By the layout that is found, what makes the next of it."""


def proven(workspace: Workspace) -> Iterator[tuple[Quarter, Path, Verification]]:
    """Examines every release of every quarter, the withdrawn ones too, as an auditor does."""
    from orchestration.journey.proving import verify

    for quarter in states.quarters(workspace):
        for release in releases(workspace.reports / quarter.code):
            yield quarter, release, verify(workspace, quarter, release)
