"""Which language is spoken: of the command line by option or variable, of the interface by variable.

Belongs here: the languages there are and the choice. Not here: what is said in them (sentences, catalogue).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Literal, get_args

Language = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
VARIABLE = "TRIWULAN_LANG"
"""Sets the language where no option does."""

_chosen: ContextVar[Language | None] = ContextVar("chosen", default=None)


def preferred(default: Language, environment: Mapping[str, str] = os.environ) -> Language:
    """The language that the variable names, or the default where it names none that is known."""
    return next((known for known in LANGUAGES if known == environment.get(VARIABLE)), default)


def speak(language: Language) -> None:
    """Sets the language of what this command prints."""
    _chosen.set(language)


def chosen() -> Language | None:
    """The language that was asked for; None where none was."""
    return _chosen.get()


def spoken() -> Language:
    """The language of what this command prints."""
    return chosen() or "en"
