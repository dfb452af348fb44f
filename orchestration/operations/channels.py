"""The ways by which news reach people, as Apprise knows them: mail, Telegram, a webhook and a hundred more.

Belongs here: where their addresses come from, and sending. Not here: what is sent (news.py).

An address holds passwords and tokens. It comes from the environment or from a file of its own, never from the profile,
and is shown only as Apprise shows it in private.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.language.sentences import say
from orchestration.workspace.settings import SettingsError

if TYPE_CHECKING:
    import apprise

ADDRESSES, FILE = "TRIWULAN_NOTIFY", "TRIWULAN_NOTIFY_FILE"
"""Variables: addresses between blanks; a file with one a line, `#` before remarks."""


@dataclass(frozen=True)
class Channel:
    """A way to reach people.

    Attributes:
        digest: stands for the address where it must not be told.
        shown: the address without its secrets.
    """

    digest: str
    shown: str
    _service: apprise.NotifyBase = field(repr=False, compare=False)

    def send(self, title: str, body: str) -> bool:
        """Sends a text; False when it was not taken, which Apprise explains on standard error."""
        import apprise

        sender = apprise.Apprise()
        sender.add(self._service)
        return bool(sender.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT))


def is_configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether anybody is to be told at all; cheap."""
    return bool(environment.get(ADDRESSES, "").strip() or environment.get(FILE, "").strip())


def channels(environment: Mapping[str, str] = os.environ) -> list[Channel]:
    """The channels that the environment names; none where it names none.

    Raises:
        SettingsError: the file cannot be read or others may read it, an address is none, or Apprise is not installed.
    """
    if not is_configured(environment):
        return []
    try:
        import apprise
    except ImportError:
        raise SettingsError(
            say("messages need the package apprise; install it as the README says, with the extra kabar")
        ) from None
    found: dict[str, Channel] = {}
    for number, address in enumerate(_addresses(environment), start=1):
        service = apprise.Apprise.instantiate(address)
        if service is None:
            raise SettingsError(
                say("address {number} of the channels: no address that Apprise knows ({scheme}://...)", number=number,
                    scheme=address.partition("://")[0] if "://" in address else "?")
            )  # fmt: skip
        digest = hashlib.sha256(address.encode()).hexdigest()[:16]
        found[digest] = Channel(digest, service.url(privacy=True), service)
    return list(found.values())


def _addresses(environment: Mapping[str, str]) -> list[str]:
    found = environment.get(ADDRESSES, "").split()
    if name := environment.get(FILE, "").strip():
        path = Path(name)
        try:
            if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(say("{path}: others may read it; chmod go-rwx {path}", path=path))
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                say("{name}={path}: cannot be read ({error}); expected a file with an address a line", name=FILE,
                    path=path, error=error)
            ) from None  # fmt: skip
        found += [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return found
