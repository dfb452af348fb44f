"""Every command takes the language by option or variable; what it prints, as text and as JSON, is in that language."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from orchestration.cli import cli
from orchestration.commands.options import speaking
from orchestration.language import choice
from orchestration.language.sentences import say
from orchestration.run import terminal


def commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield from commands(command) if isinstance(command, click.Group) else [command]


@pytest.fixture
def greeting(monkeypatch: pytest.MonkeyPatch) -> click.Command:
    monkeypatch.delenv(choice.VARIABLE, raising=False)
    token = choice._chosen.set(None)

    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    def greet(as_json: bool) -> None:
        said = say("row {row}", row=7)
        if as_json:
            terminal.print_json({"where": [said], "rows": 7})
        else:
            terminal.echo(said)

    yield speaking(greet)
    choice._chosen.reset(token)


def test_every_command_takes_the_language() -> None:
    found = list(commands(cli))
    assert len(found) > 20
    for command in found:
        options = [option for option in command.params if "--lang" in option.opts]
        assert [option.envvar for option in options] == [choice.VARIABLE], command.name


@pytest.mark.parametrize(
    ("arguments", "variable", "printed"),
    [
        ([], None, "row 7\n"),
        (["--lang", "en"], None, "row 7\n"),
        (["--lang", "id"], None, "baris 7\n"),
        ([], "id", "baris 7\n"),
        (["--lang", "en"], "id", "row 7\n"),
    ],
)
def test_an_option_goes_before_the_variable(
    greeting: click.Command, arguments: list[str], variable: str | None, printed: str
) -> None:
    env = {} if variable is None else {choice.VARIABLE: variable}
    assert CliRunner().invoke(greeting, arguments, env=env).output == printed


def test_json_has_the_words_of_the_language(greeting: click.Command) -> None:
    result = CliRunner().invoke(greeting, ["--json", "--lang", "id"])
    assert json.loads(result.output) == {"where": ["baris 7"], "rows": 7}


def test_an_unknown_language_is_refused(greeting: click.Command) -> None:
    result = CliRunner().invoke(greeting, [], env={choice.VARIABLE: "fr"})
    assert result.exit_code == 2
    assert "'fr' is not one of 'en', 'id'" in result.output
