"""The report's fonts inside the Word file, so that it looks and breaks the same where they are not installed.

Belongs here: the font table and the embedded fonts (ECMA-376 part 1, 17.8). Not here: which text has which font
(reports/templates/docx/styles.xml).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
# The second name is what an application takes that does not read embedded fonts: one that every office has.
_FAMILIES = (("Noto Sans", "Calibri", "swiss"), ("Noto Serif", "Cambria", "roman"))


@dataclass(frozen=True)
class Embedded:
    """A font file as a part of the Word file.

    Attributes:
        name: of the relation and, with `.odttf`, of the part below `word/fonts`.
        key: with which the content is disguised, `{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}`.
        content: the disguised font.
        family: that it belongs to.
        face: of the family, e.g. `BoldItalic`.
    """

    name: str
    key: str
    content: bytes
    family: str
    face: str


def embedded(folder: Path) -> list[Embedded]:
    """The faces that lie in the folder of fonts, by family and face."""
    fonts = []
    for family, _, _ in _FAMILIES:
        for face in _FACES:
            path = folder / f"{family.replace(' ', '')}-{face}.ttf"
            if path.is_file():
                key = uuid.uuid5(uuid.NAMESPACE_OID, path.name)
                content = disguised(path.read_bytes(), key)
                fonts.append(Embedded(path.stem, f"{{{str(key).upper()}}}", content, family, face))
    return fonts


def disguised(font: bytes, key: uuid.UUID) -> bytes:
    """The font with its first 32 bytes combined with the key in reverse, twice (17.8.1); the same again restores it."""
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font, mask, strict=False)) + font[len(mask) :]


def table(fonts: list[Embedded]) -> str:
    """The families as elements of the font table."""
    return "".join(
        f'<w:font w:name="{family}"><w:altName w:val="{other}"/><w:family w:val="{kind}"/>'
        + "".join(
            f'<w:embed{font.face} r:id="{font.name}" w:fontKey="{font.key}"/>'
            for font in fonts
            if font.family == family
        )
        + "</w:font>"
        for family, other, kind in _FAMILIES
    )
