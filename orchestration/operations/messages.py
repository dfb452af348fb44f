"""Telling what is new, each cause once for every channel.

Belongs here: which causes a channel has been told, and the text of a message. Not here: what there is to tell
(news.py), how it travels (channels.py).

A cause is noted before it is sent and taken back when the channel did not take it. So a process that is killed in the
second between has told it to nobody, or to somebody, and nothing is ever told twice; `triwulan status --due`, which
forgets nothing, is what a second clock asks.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.language.sentences import joined, say, told
from orchestration.operations import kept, settings
from orchestration.release import durable
from orchestration.workspace import locking
from orchestration.workspace.profile_loading import UNIT

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.operations.channels import Channel
    from orchestration.operations.news import News
    from orchestration.workspace.settings import Workspace

_WAIT_SECONDS = 120.0


@dataclass(frozen=True)
class Sent:
    """What became of the news at one channel.

    Attributes:
        channel: its address without secrets.
        news: that were new to it.
        taken: whether it took them; True where there were none.
    """

    channel: str
    news: list[News]
    taken: bool

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        told_of = [{"kind": str(one.kind), "cause": one.cause, "text": one.text} for one in self.news]
        return {"channel": self.channel, "taken": self.taken, "news": told_of}


def tell(workspace: Workspace, news: Sequence[News], channels: Iterable[Channel]) -> list[Sent]:
    """Sends each channel what it has not been told, as one message.

    A channel that is new is not told of what stays true, such as releases of years.

    Args:
        workspace: whose news.
        news: all that there is to tell now, told or not; a cause that is missing has ended.
        channels: to which.

    Raises:
        WorkspaceBusyError: another process has been sending for two minutes.
        OSError: what was told cannot be noted.
    """
    with locking.hold(workspace.state / kept.OWN / "kabar.lock", "notify", wait_seconds=_WAIT_SECONDS):
        return [_tell(workspace, news, channel) for channel in channels]


def fresh(workspace: Workspace, news: Sequence[News], channel: Channel) -> list[News]:
    """What a channel has not been told."""
    known = _read(_ledger(workspace)).get(channel.digest)
    return [one for one in news if not one.fading and (one.cause not in known if known is not None else not one.lasts)]


def _tell(workspace: Workspace, news: Sequence[News], channel: Channel) -> Sent:
    path, now = _ledger(workspace), dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    ledger = _read(path)
    new = fresh(workspace, news, channel)
    current = {one.cause for one in news}
    before = ledger.get(channel.digest)
    if before is None:
        before = {one.cause: {"at": now, "lasts": True} for one in news if one.lasts}
    known = {cause: entry for cause, entry in before.items() if entry["lasts"] or cause in current}
    noted = known | {one.cause: {"at": now, "lasts": one.lasts} for one in new}
    text = message(workspace, new) if new else None  # before anything is noted: only sending lies between
    if noted != ledger.get(channel.digest):
        _write(path, ledger | {channel.digest: noted})
    if text is None:
        return Sent(channel.shown, [], taken=True)
    taken = channel.send(*text)
    if not taken:
        _write(path, ledger | {channel.digest: known})
    return Sent(channel.shown, new, taken)


def message(workspace: Workspace, news: Sequence[News]) -> tuple[str, str]:
    """Title and text of a message, in Indonesian."""
    desk = (settings.read(workspace).alamat_meja or "").rstrip("/")
    parts = []
    for one in news:
        lines = [one.text, say("What to do: {remedy}.", remedy=one.remedy)]
        parts.append(joined("\n", [*lines, f"{desk}{one.page}"] if desk else lines))
    first = news[0].text if len(news) == 1 else say("{count} news", count=len(news))
    title = joined(": ", [joined(" ", ["Triwulan", *filter(None, [_unit(workspace)])]), first])
    return told(title, "id"), told(joined("\n\n", parts), "id")


def trial(workspace: Workspace) -> tuple[str, str]:
    """Title and text of a message that says that messages arrive."""
    title = joined(": ", [joined(" ", ["Triwulan", *filter(None, [_unit(workspace)])]), say("a trial")])
    return told(title, "id"), told(say("Messages of this installation arrive here. Nothing is to be done."), "id")


def _unit(workspace: Workspace) -> str:
    """Short name of the unit; empty while the profile cannot be used."""
    from orchestration.declarations import ConfigurationError
    from orchestration.workspace.profile_loading import load_profile

    try:
        return load_profile(workspace).unit.singkatan if (workspace.sources / UNIT).is_file() else ""
    except ConfigurationError:
        return ""


def _ledger(workspace: Workspace) -> Path:
    return workspace.state / kept.OWN / "kabar.json"


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Per channel the causes that it knows; nothing where the file is missing or damaged."""
    try:
        found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _write(path: Path, ledger: dict[str, dict[str, Any]]) -> None:
    durable.write(path, json.dumps(ledger, ensure_ascii=False, indent=1).encode())
    path.chmod(0o600)
