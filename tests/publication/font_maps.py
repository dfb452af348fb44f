"""The character map of a font file, by which the list of characters beside the fonts is held.

Of a font only the table `cmap` is read, formats 4 and 12 (OpenType 1.9, "Character to Glyph Index Mapping Table"),
which every font for Latin text has.
"""

from __future__ import annotations

import struct
from pathlib import Path


def characters(path: Path) -> set[str]:
    """Characters that a font has a glyph for."""
    return {chr(code) for code in _codes(path.read_bytes())}


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
