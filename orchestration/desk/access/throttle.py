"""How often somebody may guess: failed logins are counted by account and by address.

Belongs here: counting and the time to wait. Not here: what is told of it (pages/entering.py).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 15 * 60.0
MOST_OF_ACCOUNT, MOST_OF_ADDRESS = 5, 20
"""Failures within the window after which the next try has to wait; an office shares one address."""

_MOST_KEPT = 10_000


class Throttle:
    """Failed logins of a process.

    Args:
        now: seconds that only grow; for tests.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed: dict[tuple[str, str], deque[float]] = {}
        self._guard = threading.Lock()

    def wait_seconds(self, name: str, address: str) -> float:
        """For how long nothing is tried; 0 when a try is allowed."""
        with self._guard:
            return max(self._wait("akun", name, MOST_OF_ACCOUNT), self._wait("alamat", address, MOST_OF_ADDRESS))

    def failed(self, name: str, address: str) -> None:
        """Counts a failure."""
        with self._guard:
            for key in (("akun", name), ("alamat", address)):
                if key not in self._failed and len(self._failed) >= _MOST_KEPT:
                    self._failed.pop(next(iter(self._failed)))
                self._failed.setdefault(key, deque(maxlen=MOST_OF_ADDRESS)).append(self._now())

    def succeeded(self, name: str) -> None:
        """Forgets the failures of an account whose owner came in; those of the address stay."""
        with self._guard:
            self._failed.pop(("akun", name), None)

    def _wait(self, kind: str, what: str, most: int) -> float:
        failed = self._failed.get((kind, what))
        while failed and self._now() - failed[0] >= WINDOW_SECONDS:
            failed.popleft()
        if not failed:
            self._failed.pop((kind, what), None)
            return 0.0
        return 0.0 if len(failed) < most else WINDOW_SECONDS - (self._now() - failed[-most])
