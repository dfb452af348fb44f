"""Releases of a few bytes, signed and chained as real ones are: to look at signatures without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orchestration.audit.chain import Examination
from orchestration.audit.proof.signatures import check_signature
from orchestration.release import writing
from orchestration.release.keys import Key, keys_of
from orchestration.release.signing import Signing
from orchestration.workspace.profile import Profile
from orchestration.workspace.profile_loading import load_profile
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace


@lru_cache
def profile() -> Profile:
    """That of the sample; only who reports is of interest."""
    return load_profile(Workspace.resolve(PROJECT / "sources", "/nonexistent/state", "/nonexistent/reports"))


@dataclass(frozen=True)
class Office:
    """A workspace that writes releases."""

    workspace: Workspace

    @classmethod
    def at(cls, folder: Path) -> Office:
        (folder / "sources").mkdir(parents=True)
        return cls(Workspace(folder / "sources", folder / "state", folder / "reports"))

    @property
    def signing(self) -> Signing:
        return Signing(self.workspace, profile().unit.model_dump())

    def publish(self, quarter: str, content: str) -> Path:
        """Writes the next release of a quarter."""
        made = writing.write(
            self.workspace.reports / quarter,
            Quarter.parse(quarter),
            profile(),
            {"figures.csv": f"figure_id,value\nTJ.1,{content}\n".encode()},
            {},
            {},
            lambda path: path.write_bytes(b"rows"),
            self.signing,
        )
        assert made.published
        return made.path

    def ring(self) -> list[Key]:
        """The keys of the workspace, in the order of making."""
        return keys_of(self.workspace.state)

    def look(self, release: Path) -> tuple[list[str], list[str]]:
        """Places of the broken links, and who signed."""
        seen = Examination()
        told = check_signature(seen, self.workspace, release)
        assert {found.link for found in seen.breaks} <= {"signature"}
        return [found.place for found in seen.breaks], told

    def messages(self, release: Path) -> str:
        """What is said of the broken links."""
        seen = Examination()
        check_signature(seen, self.workspace, release)
        return "\n".join(found.message for found in seen.breaks)
