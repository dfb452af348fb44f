"""How things come to stand on a terminal: JSON, plain text, tables, and what is being done now.

Belongs here: that what stood in a delivery neither styles nor commands the terminal, its width, progress. Not here:
what is told (telling.py), exit codes (cli.py).
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from orchestration.language.choice import spoken
from orchestration.language.sentences import Sentence, say, told
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_CONTROL = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


def print_json(value: object) -> None:
    """A result for programs; its sentences in the language that is spoken."""
    click.echo(json.dumps(_told(value), ensure_ascii=False, indent=1, default=str))


def _told(value: object) -> object:
    if isinstance(value, Sentence):
        return told(value, spoken())
    if isinstance(value, dict):
        return {name: _told(part) for name, part in value.items()}
    return [_told(part) for part in value] if isinstance(value, list | tuple) else value


def echo(text: str, *, err: bool = False) -> None:
    """A text in the language that is spoken, without what would command the terminal."""
    click.echo(_safe(text), err=err)


def _safe(text: str) -> str:
    return told(text, spoken()).translate(_CONTROL)


def console() -> Console:
    """Where tables and colours go; as wide as the terminal, or 160 columns."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() else 160
    return Console(width=wide)


def print_text(console: Console, text: str) -> None:
    """A text behind a coloured word, as `echo` prints it."""
    console.print(_safe(text), highlight=False, markup=False)


def table(*columns: str, title: str) -> Table:
    """A table without rows."""
    from rich.table import Table

    made = Table(title=title, title_justify="left", header_style="bold", show_lines=False)
    for column in columns:
        made.add_column(told(column, spoken()), overflow="fold")
    return made


def shown(text: str) -> str:
    """A text for a table: what stood in a delivery neither styles nor commands the terminal."""
    from rich.markup import escape

    return escape(_safe(text))


class Progress:
    """What is being done now, on a terminal only; elsewhere nothing is written."""

    def __init__(self, quarter: Quarter, *, quiet: bool) -> None:
        self._quarter = quarter
        self._status: Any = None
        self._on = not quiet and sys.stderr.isatty()
        self._done = 0

    def __enter__(self) -> Progress:
        if self._on:
            from rich.console import Console

            self._status = Console(stderr=True).status(
                told(say("{quarter}: starting", quarter=self._quarter), spoken())
            )
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def event(self, stop: str, name: str, status: str, seconds: float | None = None) -> None:
        """Shows the newest step of the journey."""
        del seconds
        self._done += 1
        if status in ("rebuilt", "waiting"):
            click.echo(f"{stop}: {name}", err=True)
        if self._status is not None:
            step = say(
                "{quarter}: {stop}  {name}  {status}  ({steps} steps)",
                quarter=self._quarter,
                stop=stop,
                name=name,
                status=status,
                steps=self._done,
            )
            self._status.update(told(step, spoken()))
