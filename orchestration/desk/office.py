"""All that the pages of one desk share: the workspace, accounts, sessions, journal, arrivals, work.

Belongs here: making it for a workspace. Not here: any of it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass, field

from orchestration.desk import settings
from orchestration.desk.access.journal import Journal
from orchestration.desk.access.people import People
from orchestration.desk.access.sessions import Sessions
from orchestration.desk.access.throttle import Throttle
from orchestration.desk.deliveries.arriving import Arrivals
from orchestration.desk.settings import Settings
from orchestration.desk.work.jobs import Jobs
from orchestration.workspace.settings import Workspace

FOLDER = "meja"
"""Of the desk, in the state."""


@dataclass
class Desk:
    """What is served.

    Attributes:
        workspace: whose quarters.
        read_only: whether nothing can be changed.
        dagster: address of Dagster's interface, shown on this machine alone; empty without one.
        settings: of the office.
        people: accounts.
        sessions: who is logged in.
        throttle: failed logins.
        journal: acts.
        arrivals: files that were put in.
        jobs: work under way.
        acting: one act at a time; the lock of the workspace is the process's, not a thread's.
    """

    workspace: Workspace
    read_only: bool
    dagster: str
    settings: Settings
    people: People
    sessions: Sessions
    throttle: Throttle
    journal: Journal
    arrivals: Arrivals
    jobs: Jobs
    _first: str
    acting: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, workspace: Workspace, *, read_only: bool = False, dagster: str = "", first: str = "") -> Desk:
        """The desk of a workspace.

        Args:
            workspace: which.
            read_only: nothing can be changed.
            dagster: address of Dagster's interface.
            first: secret of the link that makes the first account; empty for none.

        Raises:
            ConfigurationError: the settings of the office cannot be used.
        """
        folder = workspace.state / FOLDER
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        arrivals = Arrivals(workspace, folder)
        if not read_only:
            arrivals.sweep()
        return cls(
            workspace,
            read_only,
            dagster,
            settings.read(workspace),
            People(folder),
            Sessions(),
            Throttle(),
            Journal(folder),
            arrivals,
            Jobs(workspace, folder),
            hashlib.sha256(first.encode()).hexdigest() if first else "",
        )

    def is_first(self, secret: str) -> bool:
        """Whether a secret is that of the first link, and nobody has used it."""
        given = hashlib.sha256(secret.encode()).hexdigest()
        return bool(self._first) and secrets.compare_digest(given, self._first) and not self.people.all()
