"""Which characters the shipped fonts can print.

Belongs here: the list of their characters. Not here: the fonts (reports/fonts), how a page is set
(publication/formats/pdf.py), and what is told of a character in the report (publication/judging/glyphs.py).

The shipped fonts decide; `characters.txt` beside them lists what they have. What they lack, such as an arrow, the
typesetter may still have among the few fonts that are part of it; it is asked only about such a character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orchestration.language.sentences import say

if TYPE_CHECKING:
    import typst

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
"""Archival and accessible; the compiler refuses a document that does not meet them."""

NOWHERE: Any = Path(__file__).resolve().parent
"""Where Typst may look for files: no page names one. Where nothing is said it opens the folder in which the command was
called, and fails in one that the account may not read, as where root becomes another account. (Any, because Typst's own
types want it to be bytes where the page is.)"""

INVISIBLE = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u2060")
"""Characters that leave no mark on a page, so that no font needs them."""


@lru_cache(maxsize=4)
def covered(folder: Path) -> frozenset[str]:
    """Characters that a font of a folder has a glyph for, by its `characters.txt`: a range of codes a line."""
    ranges = (line.split("-") for line in (folder / "characters.txt").read_text(encoding="ascii").split())
    return frozenset(chr(code) for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1))


def unprintable(text: str, fonts: Path) -> list[str]:
    """Characters of a text that cannot be printed, each once, in the order of their first place.

    A letter and its accent that are delivered apart are printed as one where the font has it.
    """
    known = covered(fonts) | INVISIBLE
    if not {*text} - known:
        return []
    return [char for char in dict.fromkeys(unicodedata.normalize("NFC", text)) if not _has(char, known, fonts)]


def _has(character: str, known: frozenset[str], fonts: Path) -> bool:
    return character in known or _asked(character, fonts)


@lru_cache(maxsize=4096)
def _asked(character: str, fonts: Path) -> bool:
    return prints(character, fonts)


def spelled(character: str) -> str:
    """A character as somebody can look for it, whatever his screen shows: `'☎' U+260E BLACK TELEPHONE`."""
    name = unicodedata.name(character, "without a name")
    return f"'{character}' U+{ord(character):04X} {name}"


@lru_cache(maxsize=4)
def opened(fonts: Path) -> typst.Fonts:
    """The fonts of a folder for the compiler, none of the machine; it reads the file of a font once."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[fonts])


def prints(text: str, fonts: Path) -> bool:
    """Whether the compiler has a glyph for every character of a text, by the fonts and standards of the report."""
    import typst

    try:
        typst.compile(
            b'#set document(title: "-")\n#set text(font: "Noto Sans", lang: "id")\n#sys.inputs.teks',
            root=NOWHERE,
            font_paths=opened(fonts),
            sys_inputs={"teks": text},
            format="pdf",
            pdf_standards=[*STANDARDS],
        )
    except typst.TypstError:
        return False
    return True


def profile_problems(texts: Iterable[tuple[str, str]], fonts: Path) -> list[str]:
    """A line for each character of (place, text) that cannot be printed, for whoever edits the profile."""
    return [
        say(
            "{place}: the character {character} cannot be printed, the fonts of the report do not have it",
            place=place,
            character=spelled(character),
        )
        for place, text in texts
        for character in unprintable(text, fonts)
    ]
