"""Where a workspace keeps its sources, its state and its reports: the one place that reads options and variables.

Belongs here: directories and the variables that move them. Not here: the unit's profile (profile.py).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.language.sentences import said, say
from orchestration.workspace import engine, layout, limits

PACKAGE = Path(__file__).resolve().parents[1]
"""The modules."""

_PACKED = PACKAGE / "project"
PROJECT = _PACKED if _PACKED.is_dir() else PACKAGE.parent
"""The checkout, or what an installation without one has of it: dbt project, contracts and templates are read here."""

HOME = Path.cwd() if PROJECT == _PACKED else PROJECT
"""Where a workspace is that nobody places elsewhere: in the checkout; without one, where the command was called."""

_DEFAULTS = {"sources": "sources", "state": ".triwulan", "reports": "reports/releases"}


class SettingsError(ValueError):
    """A directory of the workspace or a limit is not what it has to be; the message names the option or variable."""


@dataclass(frozen=True)
class Workspace:
    """Three absolute directories; nothing is read or written outside them and the project itself.

    Attributes:
        sources: unit profile, contracts of its own, reference data, `landing/<quarter>/`.
        state: warehouse, orchestrator history, archive of received files.
        reports: releases, `<quarter>/rN/`.
    """

    sources: Path
    state: Path
    reports: Path

    @classmethod
    def resolve(
        cls,
        sources: str | Path | None = None,
        state: str | Path | None = None,
        reports: str | Path | None = None,
    ) -> Workspace:
        """Takes each directory from the option, else from TRIWULAN_SOURCES/STATE/REPORTS, else from HOME.

        Raises:
            SettingsError: `sources` does not exist, a path is a file, a limit is no number, the engine asked for is
                not installed, or a newer program made the state.
        """
        try:
            limits.demand_sound()
            engine.demand_there()
        except (limits.LimitError, engine.EngineError) as error:
            raise SettingsError(said(error)) from error
        chosen: dict[str, Path] = {}
        for name, given in (("sources", sources), ("state", state), ("reports", reports)):
            value = given or os.environ.get(f"TRIWULAN_{name.upper()}") or HOME / _DEFAULTS[name]
            path = Path(value).expanduser().absolute()
            if path.exists() and not path.is_dir():
                raise SettingsError(say("--{name} {path}: is a file; expected a directory", name=name, path=path))
            chosen[name] = path
        if not chosen["sources"].is_dir():
            raise SettingsError(
                say(
                    "--sources {path}: no such directory; `triwulan demo --out DIR` writes a sample one",
                    path=chosen["sources"],
                )
            )
        if (why := layout.refusal(chosen["state"])) is not None:
            raise SettingsError(why)
        return cls(**chosen)

    def environment(self) -> dict[str, str]:
        """The variables that hand this workspace to a child process."""
        return {f"TRIWULAN_{name.upper()}": str(getattr(self, name)) for name in _DEFAULTS}

    @property
    def landing(self) -> Path:
        """Where deliveries are dropped, one folder a quarter."""
        return self.sources / "landing"

    @property
    def contracts(self) -> list[Path]:
        """Folders of contracts, the unit's own first."""
        own = self.sources / "contracts"
        project = PROJECT / "sources" / "contracts"
        return [own, project] if own.is_dir() and own != project else [project]

    @property
    def warehouse(self) -> Path:
        """The working DuckDB file; one process writes it at a time and nobody reads it meanwhile."""
        return self.state / "warehouse" / "triwulan.duckdb"

    @property
    def archive(self) -> Path:
        """Received files, read-only, by SHA-256."""
        return self.state / "archive"

    @property
    def dagster_home(self) -> Path:
        """The orchestrator's history."""
        return self.state / "dagster"

    @property
    def dbt_target(self) -> Path:
        """What dbt compiles and remembers between runs."""
        return self.state / "dbt_target"

    @property
    def runs(self) -> Path:
        """One file a run: what it saw and how it ended."""
        return self.state / "runs"
