"""Which characters the shipped fonts can print.

Belongs here: the character maps of the font files. Not here: the fonts (reports/fonts), how a page is set
(publication/formats/pdf.py), and what is told of a character in the report (publication/judging/glyphs.py).

The shipped fonts decide. What they lack, such as an arrow, the typesetter may still have among the few fonts that are
part of it; it is asked only about such a character, so an ordinary report costs the reading of the maps. Of a font
only the table `cmap` is read, formats 4 and 12 (OpenType 1.9, "Character to Glyph Index Mapping Table"), which every
font for Latin text has.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
"""Archival and accessible; the compiler refuses a document that does not meet them."""

INVISIBLE = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u2060")
"""Characters that leave no mark on a page, so that no font needs them."""


class FontError(ValueError):
    """A font file that cannot be read."""


@lru_cache(maxsize=4)
def covered(folder: Path) -> frozenset[str]:
    """Characters that at least one `.ttf` of a folder has a glyph for.

    Raises:
        FontError: there is no font, or one of them cannot be read.
    """
    fonts = sorted(folder.glob("*.ttf"))
    if not fonts:
        raise FontError(f"{folder}: no font")
    return frozenset[str]().union(*(_characters(path) for path in fonts))


def unprintable(text: str, fonts: Path) -> list[str]:
    """Characters of a text that cannot be printed, each once, in the order of their first place.

    A letter and its accent that are delivered apart are printed as one where the font has it.

    Raises:
        FontError: a shipped font cannot be read.
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


def prints(text: str, fonts: Path) -> bool:
    """Whether the compiler has a glyph for every character of a text, by the fonts and standards of the report."""
    import typst

    try:
        typst.compile(
            b'#set document(title: "-")\n#set text(font: "Noto Sans", lang: "id")\n#sys.inputs.teks',
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[fonts]),
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
        f"{place}: the character {spelled(character)} cannot be printed, the fonts of the report do not have it"
        for place, text in texts
        for character in unprintable(text, fonts)
    ]


def _characters(path: Path) -> set[str]:
    try:
        return {chr(code) for code in _codes(path.read_bytes())}
    except (OSError, struct.error, IndexError, KeyError) as error:
        raise FontError(f"{path.name}: not a font that can be read ({error})") from error


def _codes(data: bytes) -> set[int]:
    """Code points with a glyph, of every Unicode map of the font."""
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {}
    for number in range(count):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        tables[tag] = start
    base = tables[b"cmap"]
    (maps,) = struct.unpack_from(">H", data, base + 2)
    found: set[int] = set()
    for offset in {struct.unpack_from(">HHI", data, base + 4 + 8 * number)[2] for number in range(maps)}:
        (form,) = struct.unpack_from(">H", data, base + offset)
        if form == 4:
            found |= _segments(data, base + offset)
        elif form == 12:
            found |= _groups(data, base + offset)
    return found


def _segments(data: bytes, at: int) -> set[int]:
    """Format 4: segments of 16-bit codes; a glyph of number 0 is none."""
    (twice,) = struct.unpack_from(">H", data, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 2 * twice)
    offsets_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    found: set[int] = set()
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * number + offset + 2 * (code - start))
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                found.add(code)
    return found


def _groups(data: bytes, at: int) -> set[int]:
    """Format 12: groups of 32-bit codes whose glyphs follow each other."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    found: set[int] = set()
    for number in range(count):
        start, end, glyph = struct.unpack_from(">III", data, at + 16 + 12 * number)
        found.update(code for code in range(start, end + 1) if glyph + code - start)
    return found
