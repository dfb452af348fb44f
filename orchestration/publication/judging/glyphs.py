"""Which characters the report can print, and what is told of one that it cannot.

Belongs here: the character maps of the font files, and the findings about text without a glyph. Not here: the fonts
(reports/fonts) and how a page is set (pdf.py).

The shipped fonts decide. What they lack, such as an arrow, the typesetter may still have among the few fonts that are
part of it; it is asked only about such a character, so an ordinary report costs the reading of the maps. Of a font
only the table `cmap` is read, formats 4 and 12 (OpenType 1.9, "Character to Glyph Index Mapping Table"), which every
font for Latin text has.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import Finding
from orchestration.publication.document.document import Document, document_text
from orchestration.publication.formats.pdf import prints

if TYPE_CHECKING:
    from orchestration.figures.book import Book

RULE = "huruf_tanpa_bentuk"

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


def glyph_findings(document: Document, book: Book, fonts: Path) -> list[Finding]:
    """What a steward has to read about characters that cannot be printed; each holds the report back.

    Args:
        document: the report, whose texts come from narratives, other deliveries and the templates.
        book: the narratives with the rows they came from.
        fonts: folder of the shipped fonts.
    """
    texts = document_text(document)
    missing = unprintable("".join(texts), fonts)
    if not missing:
        return []
    deliveries = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in book.deliveries}
    findings, told = [], set[str]()
    for narrative in book.narratives:
        head, _, row = narrative.source_row_id.rpartition("#")
        sha, _, sheet = head.partition(":")
        place: dict[str, Any] = {
            "delivery": deliveries.get(sha, sha),
            "sheet": sheet,
            "row": int(row) if row.isdigit() else None,
        }
        for character in unprintable(narrative.teks, fonts):
            told.add(character)
            findings.append(_finding(character, f"the narrative of {narrative.kode}", place | {"column": "Teks"}))
    for character in missing:
        if character not in told:
            words = next((text for text in texts if character in unicodedata.normalize("NFC", text)), "")
            findings.append(_finding(character, f"'{_around(words, character)}' in the report", {}))
    return findings


def _finding(character: str, where: str, place: Mapping[str, Any]) -> Finding:
    return Finding(
        severity="blocking",
        value=character,
        rule=RULE,
        message=f"{where} has the character {spelled(character)}, which the fonts of the report do not have;"
        " replace it by a letter or sign of Latin script in the file it came from, and deliver that again",
        **place,
    )


def _around(text: str, character: str) -> str:
    at = max(0, unicodedata.normalize("NFC", text).find(character))
    return " ".join(unicodedata.normalize("NFC", text)[max(0, at - 30) : at + 30].split())


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
