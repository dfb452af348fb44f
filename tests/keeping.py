"""What is made of the same bytes in the same way is made once in a session, whichever process needs it first.

Belongs here: the folder where it is kept, and what native renderers, Jinja's compiler and dbt make. Not here:
what is kept of verifications (audit/reading_once.py). That two makings give the same is shown by processes that keep
nothing: those that a test starts in a new interpreter (`World.triwulan(..., within=())`), and tests that ask for
`made_anew`.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import pickle
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

_SYNTAX = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
    *("trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
)
"""What Jinja understands a template by."""


class Store:
    """Results by what they were made of, in a folder that processes share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.on = True

    def once(self, kind: str, key: object, make: Callable[[], Any]) -> Any:
        """The result for a key, made where there is none; what raises, and None, is made again."""
        if not self.on:
            return make()
        path = self.folder / f"{kind}-{hashlib.sha256(repr(key).encode()).hexdigest()}"
        with contextlib.suppress(FileNotFoundError):
            return pickle.loads(path.read_bytes())
        made = make()
        if made is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            partial.write_bytes(pickle.dumps(made, protocol=5))
            partial.replace(path)
        return made


def digest(path: Path) -> str:
    """Of a file, or of every file below a folder with its name."""
    found = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if not file.is_dir():
            found.update(f"{file.relative_to(path)}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def keep_renderings(store: Store, patch: pytest.MonkeyPatch) -> None:
    """PDF files and pictures by Typst, drawings by Vega-Lite's engine; what comes with a warning is made again."""
    import typst
    import vl_convert

    compiled, drawn = typst.compile_with_warnings, vl_convert.vegalite_to_svg
    opened = typst.Fonts
    last: list[tuple[Any, object]] = []

    def fonts(**given: Any) -> Any:
        made = opened(**given)
        last[:] = [(made, given | {"font_paths": [digest(Path(path)) for path in given["font_paths"]]})]
        return made

    def compile_with_warnings(content: bytes, *, font_paths: Any, **more: Any) -> Any:
        warned: list[Any] = []

        def make() -> bytes | None:
            pdf, warnings = compiled(content, font_paths=font_paths, **more)
            warned[:] = [(pdf, warnings)]
            return None if warnings else bytes(pdf)

        if not last or last[0][0] is not font_paths:
            return compiled(content, font_paths=font_paths, **more)
        pdf = store.once("pdf", (content, last[0][1], sorted(more.items())), make)
        return warned[0] if pdf is None else (pdf, [])

    def vegalite_to_svg(spec: str) -> str:
        return str(store.once("svg", spec, lambda: drawn(spec)))

    patch.setattr(typst, "Fonts", fonts)
    patch.setattr(typst, "compile_with_warnings", compile_with_warnings)
    patch.setattr(vl_convert, "vegalite_to_svg", vegalite_to_svg)


def keep_templates(store: Store, patch: pytest.MonkeyPatch) -> None:
    """Python that Jinja makes of a template: dbt has one for each model and macro, a twentieth of a run."""
    import jinja2

    compiled = jinja2.Environment.compile
    known: dict[object, Any] = {}

    def compile_once(self: jinja2.Environment, source: Any, *more: Any, **named: Any) -> Any:
        if not isinstance(source, str) or callable(self.autoescape) or named.get("raw") or not store.on:
            return compiled(self, source, *more, **named)
        delimiters = [getattr(self, name) for name in _SYNTAX]
        kind = (type(self).__qualname__, delimiters, sorted(self.extensions), self.autoescape, self.optimized)
        key = repr((kind, source, more, named))
        if key not in known:
            code = store.once("jinja", key, lambda: marshal.dumps(compiled(self, source, *more, **named)))
            known[key] = marshal.loads(code)
        return known[key]

    patch.setattr(jinja2.Environment, "compile", compile_once)


def keep_parsed(store: Store, patch: pytest.MonkeyPatch) -> None:
    """What dbt makes of a dbt project when it parses it."""
    from orchestration.transformation import project as projects
    from orchestration.transformation import runner
    from orchestration.workspace.settings import Workspace

    parse, names = runner.parse, (projects.MANIFEST, projects.PARSED)

    def parse_once(workspace: Workspace, project: Path, target: str | None) -> None:
        def make() -> dict[str, bytes]:
            parse(workspace, project, target)
            return {name: (workspace.dbt_target / name).read_bytes() for name in names}

        for name, content in store.once("dbt", (projects.fingerprint(project, target), str(project)), make).items():
            (workspace.dbt_target / name).write_bytes(content)

    patch.setattr(runner, "parse", parse_once)


def keep_statements(store: Store, patch: pytest.MonkeyPatch) -> None:
    """What dbt writes for a build: whoever builds the same in another workspace runs its statements, too.

    That they make what dbt makes is shown by tests/dbt/test_statements.py.
    """
    from orchestration.transformation import statements
    from orchestration.workspace.settings import Workspace

    keep, kept = statements.keep, statements.kept

    def keep_for_all(workspace: Workspace, stamp: str, written: Iterable[statements.Statement]) -> None:
        known = list(written)
        keep(workspace, stamp, known)
        store.once("statements", stamp, lambda: known)

    def kept_by_any(workspace: Workspace, stamp: str) -> list[statements.Statement]:
        if not (found := kept(workspace, stamp)) and (found := store.once("statements", stamp, lambda: None) or []):
            keep(workspace, stamp, found)
        return found

    patch.setattr(statements, "keep", keep_for_all)
    patch.setattr(statements, "kept", kept_by_any)


def keep_suites(store: Store, patch: pytest.MonkeyPatch) -> None:
    """What great-expectations has found in order: whoever delivers the same rows to another workspace is not asked.

    That others are asked is shown by tests/ingestion/test_remembered.py.
    """
    from orchestration.workspace.memory import Memory

    get, put = Memory.get, Memory.put

    def put_for_all(self: Memory, key: str, content: bytes) -> None:
        put(self, key, content)
        if key.startswith("suite-"):
            store.once("memory", key, lambda: content)

    def got_by_any(self: Memory, key: str) -> bytes | None:
        found = get(self, key)
        if found is None and key.startswith("suite-"):
            found = store.once("memory", key, lambda: None)
        return found

    patch.setattr(Memory, "get", got_by_any)
    patch.setattr(Memory, "put", put_for_all)
