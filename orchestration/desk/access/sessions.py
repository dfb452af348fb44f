"""Who is logged in: sessions of this process, and the proof that a form comes from a page of ours.

Belongs here: making, finding and ending sessions; the proof against forged requests. Not here: cookies as they travel
(gate.py), accounts (people.py).

Sessions live in the memory of the one process that serves the desk: when it ends everybody logs in again, and no
cookie that somebody kept is worth anything. Of a cookie only the SHA-256 is kept, so the memory names none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

IDLE_SECONDS = 2 * 3600.0
"""Without a request for so long a session has ended."""

MOST_SECONDS = 12 * 3600.0
"""A session ends after a working day, however busy."""

MOST_OF_ONE = 10
"""Sessions of one account; the oldest goes when another begins."""


@dataclass
class _Session:
    name: str
    began: float
    seen: float


class Sessions:
    """The sessions of a process.

    Args:
        now: seconds that only grow; for tests.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
        self._open: dict[str, _Session] = {}
        self._guard = threading.Lock()

    def begin(self, name: str) -> str:
        """Begins a session of an account and returns the text of its cookie; never one that a browser brought."""
        cookie = secrets.token_urlsafe(32)
        with self._guard:
            self._sweep()
            own = sorted((key for key, one in self._open.items() if one.name == name), key=self._began)
            for key in own[: max(0, len(own) - MOST_OF_ONE + 1)]:
                del self._open[key]
            self._open[_digest(cookie)] = _Session(name, self._now(), self._now())
        return cookie

    def name_of(self, cookie: str) -> str:
        """Whose session it is; empty when it is nobody's or has ended. Asking keeps it open."""
        with self._guard:
            self._sweep()
            found = self._open.get(_digest(cookie))
            if found is None:
                return ""
            found.seen = self._now()
            return found.name

    def end(self, cookie: str) -> None:
        """Ends one session."""
        with self._guard:
            self._open.pop(_digest(cookie), None)

    def end_all_of(self, name: str) -> None:
        """Ends every session of an account: its password or its rights have changed."""
        with self._guard:
            self._open = {key: one for key, one in self._open.items() if one.name != name}

    def proof(self, cookie: str) -> str:
        """What a form of a page that was made for this cookie brings along."""
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()

    def proves(self, cookie: str, brought: str) -> bool:
        """Whether a form comes from a page that was made for this cookie."""
        return bool(cookie) and hmac.compare_digest(self.proof(cookie).encode(), brought.encode())

    def _began(self, key: str) -> float:
        return self._open[key].began

    def _sweep(self) -> None:
        now = self._now()
        self._open = {
            key: one
            for key, one in self._open.items()
            if now - one.seen < IDLE_SECONDS and now - one.began < MOST_SECONDS
        }


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
