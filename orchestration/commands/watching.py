"""`doctor`, `notify`: whether an installation is well, and telling people who are not looking.

Belongs here: options, how the outcome is told, exit codes. Not here: looking and telling (operations/).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.options import EXIT_OK, EXIT_REFUSED, EXIT_USAGE, fail, leave, workspace_options
from orchestration.language.sentences import joined, say, verbatim
from orchestration.run import terminal
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    from orchestration.operations.examining import Seen
    from orchestration.operations.messages import Sent

_SIGNS = {"ok": say("ok"), "warning": say("look"), "wrong": say("WRONG")}


@click.command()
@workspace_options
def doctor(as_json: bool, **paths: Path | None) -> None:
    """Examine the installation and say what to do.

    Looked at are versions, locks, disk, clock, keys, permissions, runs and the last backup.
    Ends with 0 when nothing is wrong, else with 1. Changes nothing.
    """
    from orchestration.operations.examining import examine

    found = examine(Workspace.resolve(**paths))
    well = all(one.grade != "wrong" for one in found)
    if as_json:
        terminal.print_json({"well": well, "seen": [one.as_dict() for one in found]})
    else:
        for one in found:
            _tell(one)
    leave(EXIT_OK if well else EXIT_REFUSED)


def _tell(one: Seen) -> None:
    sign = _SIGNS[one.grade]
    parts = [say("{sign}  {about}: {text}", sign=sign, about=_ABOUT[one.about], text=one.text)]
    terminal.echo(joined("\n        ", [*parts, one.remedy] if one.remedy else parts))


_ABOUT = {
    "versions": say("versions"),
    "locks": say("locks"),
    "disk": say("disk"),
    "clock": say("clock"),
    "keys": say("keys"),
    "permissions": say("permissions"),
    "files": say("files"),
    "runs": say("runs"),
    "service": say("service"),
    "backup": say("backup"),
}


@click.command()
@click.option("--test", "is_test", is_flag=True, help="send a message that says that messages arrive")
@click.option("--dry-run", is_flag=True, help="only say what would be told")
@workspace_options
def notify(is_test: bool, dry_run: bool, as_json: bool, **paths: Path | None) -> None:
    """Tell people what is new.

    News are a release, a konsep that waits, a quarter that is held back, a run that broke off, what is late, a full
    disk, a dead service.
    The channels are addresses of Apprise in TRIWULAN_NOTIFY, or one a line in the file that TRIWULAN_NOTIFY_FILE names.
    Each is told a cause once. Ends with 1 when a channel took no message.
    """
    from orchestration.operations import channels, messages, metrics, news

    workspace = Workspace.resolve(**paths)
    found = channels.channels()
    if not found and not dry_run:
        fail(say("nobody is told: set TRIWULAN_NOTIFY or TRIWULAN_NOTIFY_FILE"), EXIT_USAGE, as_json)
    if is_test:
        sent = [messages.Sent(one.shown, [], one.send(*messages.trial(workspace))) for one in found]
    elif dry_run:
        there = news.gather(workspace)
        sent = [messages.Sent(one.shown, messages.fresh(workspace, there, one), taken=True) for one in found]
        sent = sent or [messages.Sent("-", [one for one in there if not one.fading], taken=True)]
    else:
        metrics.write(workspace)
        sent = messages.tell(workspace, news.gather(workspace), found)
    if as_json:
        terminal.print_json({"channels": [one.as_dict() for one in sent]})
    else:
        for one in sent:
            _tell_of(one, is_test=is_test, dry_run=dry_run)
    leave(EXIT_OK if all(one.taken for one in sent) else EXIT_REFUSED)


def _tell_of(one: Sent, *, is_test: bool, dry_run: bool) -> None:
    if not one.taken:
        state = say("took no message")
    elif is_test:
        state = say("took the message; see whether it has arrived")
    elif not one.news:
        state = say("nothing new")
    else:
        state = say("would be told:") if dry_run else say("was told:")
    terminal.echo(joined("  ", [one.channel, state]))
    for told in one.news:
        terminal.echo(joined("", [verbatim("  "), told.text]))
