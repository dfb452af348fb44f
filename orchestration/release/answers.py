"""Answers to warnings: `tanggapan/<quarter>.csv` in the unit's sources, one row an answer.

Belongs here: reading the file, adding a row, and which warning is answered by which row. Not here: what a warning is
(checks/asking.py), who may answer (run/deciding.py). The file is an input of the report like the reference data: it
goes with the release, and the report prints it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.checks.asking import KEY, Question
from orchestration.checks.evidence import Finding
from orchestration.declarations import ConfigurationError
from orchestration.language.sentences import say
from orchestration.release import durable
from orchestration.workspace.delimited import as_csv, unguarded

if TYPE_CHECKING:
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

FOLDER = "tanggapan"
VOID = "tanggapan_gugur"
"""Rule of the note that an answer answers nothing any more."""


@dataclass(frozen=True)
class Answer:
    """A row of the file.

    Attributes:
        key: of the warning.
        by: who answers.
        date: of the answer, `2025-07-15`.
        reason: why the report may say what it says all the same.
    """

    key: str
    by: str
    date: str
    reason: str


COLUMNS = tuple(field.name for field in fields(Answer))


@dataclass(frozen=True)
class Answered:
    """Warnings and what people said of them.

    Attributes:
        given: the answered ones, each with its answer, in the order of the file.
        open: those that nobody has answered.
        void: answers to no warning of this run.
    """

    given: tuple[tuple[Question, Answer], ...] = ()
    open: tuple[Question, ...] = ()
    void: tuple[Answer, ...] = ()

    def notes(self) -> list[Finding]:
        """A note for each answer that is void."""
        return [
            Finding(
                "info",
                rule=VOID,
                value=answer.key,
                message=say(
                    "the answer {key} of {by} ({date}) answers no warning of this run: the delivery or"
                    " the value it was given for has changed, or the warning is gone",
                    key=answer.key,
                    by=answer.by,
                    date=answer.date,
                ),
            )
            for answer in self.void
        ]


def place(sources: Path, quarter: Quarter) -> Path:
    """The file of a quarter's answers."""
    return sources / FOLDER / f"{quarter.code}.csv"


def read(path: Path) -> list[Answer]:
    """The answers in a file; none without one. Of two for one warning the later counts.

    Raises:
        ConfigurationError: with every row that is no answer.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            [say("{path}: cannot be read ({error}); expected CSV in UTF-8", path=path, error=error)]
        ) from None
    reader = csv.DictReader(io.StringIO(content, newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ConfigurationError(
            [say("{path}:1: expected the columns {columns}", path=path, columns=",".join(COLUMNS))]
        )
    found: dict[str, Answer] = {}
    problems = []
    for row in reader:
        values = {name: unguarded(row.get(name) or "").strip() for name in COLUMNS}
        answer = Answer(**values)
        problems += [
            say("{path}:{line}: {problem}", path=path, line=reader.line_num, problem=problem)
            for problem in _problems(answer)
        ]
        found.pop(answer.key, None)
        found[answer.key] = answer
    if problems:
        raise ConfigurationError(problems)
    return list(found.values())


def _problems(answer: Answer) -> Iterable[str]:
    if not re.fullmatch(KEY, answer.key):
        yield say("column key, value '{key}': expected the key of a warning, eight of 0-9 and a-f", key=answer.key)
    for name in ("by", "reason"):
        if not getattr(answer, name):
            yield say("column {name}: is empty; expected who answers and why", name=name)
    try:
        dt.date.fromisoformat(answer.date)
    except ValueError:
        yield say("column date, value '{date}': expected a day like 2025-07-15", date=answer.date)


def add(workspace: Workspace, quarter: Quarter, answer: Answer) -> Path:
    """Adds a row; the caller holds the lock of the workspace.

    Raises:
        ConfigurationError: the file, or the answer, cannot be used.
        OSError: it cannot be written.
    """
    path = place(workspace.sources, quarter)
    if problems := [f"{path}: {problem}" for problem in _problems(answer)]:
        raise ConfigurationError(problems)
    read(path)
    head, _, line = as_csv(COLUMNS, [astuple(answer)]).partition(b"\n")
    before = path.read_bytes() if path.is_file() else head + b"\n"
    if not before.endswith(b"\n"):
        before += b"\n"
    durable.write(path, before + line)
    return path


def match(questions: Sequence[Question], answers: Sequence[Answer]) -> Answered:
    """Which warnings are answered."""
    asked = {question.key: question for question in questions}
    said = {answer.key for answer in answers}
    return Answered(
        given=tuple((asked[answer.key], answer) for answer in answers if answer.key in asked),
        open=tuple(question for question in questions if question.key not in said),
        void=tuple(answer for answer in answers if answer.key not in asked),
    )
