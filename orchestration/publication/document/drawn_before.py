"""What is drawn and set by others' programs, and need not be drawn again while it is made of the same.

Belongs here: by what a rendering is known again, and where it is remembered. Not here: drawing (charts.py, formats/).

Charts, pictures and the pages of the PDF cost a third of a run. Whoever publishes has mostly looked before, by a check
or a konsep, and most charts show what they showed when one file has changed. Only a journey remembers; a proof draws
everything itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orchestration.workspace.memory import Memory, key_of

_MEMORY: ContextVar[Memory | None] = ContextVar("drawn_before", default=None)
_CODE = Path(__file__).resolve().parent.parent


@contextmanager
def remembering(state: Path) -> Iterator[None]:
    """What is drawn within is remembered in the state of a workspace, and what is remembered is not drawn."""
    memory = Memory(state)
    before = _MEMORY.set(memory)
    try:
        yield
    finally:
        _MEMORY.reset(before)
    memory.forget()


def once(kind: str, programs: tuple[str, ...], fonts: Path, made_of: list[object], make: Callable[[], bytes]) -> bytes:
    """A rendering, made where it is not remembered.

    Args:
        kind: what it is.
        programs: distributions that make it.
        fonts: folder of the fonts that it may use.
        made_of: all else that it depends on.
        make: makes it; what raises is not remembered.
    """
    memory = _MEMORY.get()
    if memory is None:
        return make()
    key = key_of(kind, [*map(version, programs), _letters(fonts), _program(), *made_of])
    found = memory.get(key)
    if found is None:
        memory.put(key, found := make())
    return found


@cache
def _letters(fonts: Path) -> tuple[str, ...]:
    return tuple(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(fonts.glob("*.?tf")))


@cache
def _program() -> str:
    """The code that asks for renderings: how it asks is part of what they are made of."""
    digest = hashlib.sha256()
    for name in ("document/charts.py", "formats/docx.py", "formats/pdf.py", "formats/pdf_links.py"):
        digest.update((_CODE / name).read_bytes())
    return digest.hexdigest()
