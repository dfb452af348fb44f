"""YAML files, read so that every complaint can name its line.

Belongs here: reading, refusing what YAML itself lets pass (a key that stands twice), and finding lines. Not here: what
a file has to say, and holding it against that (typed_yaml).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from orchestration.declarations import ConfigurationError
from orchestration.language.sentences import say


def read(path: Path) -> tuple[Any, yaml.Node | None]:
    """The content of a file, and its nodes for `line_of`.

    Raises:
        ConfigurationError: it is no UTF-8 or no YAML, or a key stands twice in one mapping.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            [say("{path}:{line}: is not written in UTF-8; save it as UTF-8", path=path, line=line)]
        ) from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, None
        if (twice := _twice(node)) is not None:
            key, line = twice
            raise ConfigurationError(
                [say("{path}:{line}: '{key}' stands twice here; expected each key once", path=path, line=line, key=key)]
            )
        return loader.construct_document(node), node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}" if mark is not None else f"{path}"
        raise ConfigurationError(
            [say("{place}: not readable as YAML: {error}", place=place, error=error.problem or error.context)]
        ) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
        raise ConfigurationError(
            [
                say(
                    "{path}:{line}: not readable as YAML: {error}",
                    path=path,
                    line=line,
                    error=str(error).splitlines()[0],
                )
            ]
        ) from None
    finally:
        loader.dispose()


def _twice(node: yaml.Node) -> tuple[str, int] | None:
    """The first key that stands twice in a mapping, and its second line."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                return name, key.start_mark.line + 1
            seen.add(name)
            if (found := _twice(value)) is not None:
                return found
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            if (found := _twice(value)) is not None:
                return found
    return None


def line_of(node: yaml.Node | None, place: Sequence[int | str]) -> int:
    """The line of a place in the file, or of the deepest part of the path to it that is there."""
    if node is None:
        return 1
    line = node.start_mark.line
    for part in place:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    found, line = value, key.start_mark.line
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
            line = found.start_mark.line
        if found is None:
            return node.start_mark.line + 1
        node = found
    return line + 1
