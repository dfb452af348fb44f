"""What keeps a draft a konsep: warnings that nobody answered, and approval that a person has to give.

Belongs here: the unit's policies on publishing, brought to bear on one draft. Not here: what is published (writing.py),
and the acts of persons (run/deciding.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.checks.asking import delivered_as, questions
from orchestration.declarations import ConfigurationError
from orchestration.language.sentences import NOTHING, Sentence, say, verbatim
from orchestration.release import answers, status, writing
from orchestration.release.answers import Answer, Answered
from orchestration.release.reading import in_force
from orchestration.release.states import OpenWarning, Waits

if TYPE_CHECKING:
    from orchestration.checks.evidence import Finding
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

FIGURES = "figures.csv"


@dataclass(frozen=True)
class Hold:
    """What may keep a draft a konsep; by default nothing but its open warnings.

    Attributes:
        answers: what people said of its warnings.
        inputs: the unit's own files that go with it, by path.
        folder: of the quarter's releases; None where it is not to be compared with any.
        penerbitan, revisi: policies of the unit.
        approved: whether a person approves this draft.
    """

    answers: tuple[Answer, ...] = ()
    inputs: Mapping[str, bytes] = field(default_factory=dict)
    folder: Path | None = None
    penerbitan: str = "otomatis"
    revisi: str = "otomatis"
    approved: bool = False

    def waits(self, answered: Answered, files: Mapping[str, bytes]) -> Waits:
        """What a draft waits for.

        Args:
            answered: its warnings, and what people said of them.
            files: its files that do not depend on a format; what stands already waits for nobody.
        """
        if self.folder is not None and writing.unchanged(self.folder, files):
            return Waits()
        return Waits(_open_warnings(answered), NOTHING if self.approved else self._approval(files))

    def _approval(self, files: Mapping[str, bytes]) -> Sentence:
        """Why a person has to approve; empty when nobody has to."""
        if self.penerbitan == "disahkan":
            return verbatim("penerbitan: disahkan")
        if self.folder is None:
            return NOTHING
        figures = hashlib.sha256(files[FIGURES]).hexdigest()
        for name, act in status.withdrawn(self.folder).items():
            path = self.folder / name / FIGURES
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == figures:
                return say("its figures are those of {release}, which {by} withdrew", release=name, by=act.by)
        if self.revisi == "konsep" and (release := in_force(self.folder)) is not None:
            return say("revisi: konsep, {release} is published", release=release.name)
        return NOTHING


def open_among(
    workspace: Workspace, quarter: Quarter, findings: Sequence[Finding], deliveries: Mapping[str, str]
) -> list[OpenWarning]:
    """The warnings among findings that nobody has answered; an unusable file of answers answers nothing.

    Args:
        workspace: whose answers.
        quarter: which quarter.
        findings: row by row.
        deliveries: landing path to SHA-256.
    """
    said: list[Answer] = []
    with suppress(ConfigurationError):
        said = answers.read(answers.place(workspace.sources, quarter))
    return _open_warnings(answers.match(questions(findings, delivered_as(deliveries)), said))


def _open_warnings(answered: Answered) -> list[OpenWarning]:
    return [OpenWarning(item.key, item.finding.rule, item.finding.line(), item.finding.rows) for item in answered.open]


def hold_of(workspace: Workspace, quarter: Quarter, profile: Profile, *, approved: bool = False) -> Hold:
    """What may keep a draft of a quarter a konsep.

    Raises:
        ConfigurationError: the file of answers cannot be used.
    """
    from orchestration.release.inputs import unit_files

    return Hold(
        tuple(answers.read(answers.place(workspace.sources, quarter))),
        {f"inputs/{name}": path.read_bytes() for name, path in unit_files(workspace, quarter).items()},
        workspace.reports / quarter.code,
        profile.penerbitan,
        profile.revisi,
        approved,
    )
