"""Office files as what they are: archives of named parts, the same bytes for the same parts.

Belongs here: the archive with fixed dates, and text that XML can hold. Not here: any part (docx.py, xlsx.py).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pack(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts in their order; office applications expect `[Content_Types].xml` first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            archive.writestr(entry, content)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of an archive in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def xml_text(text: str) -> str:
    """Text for an element or a quoted attribute; characters that XML forbids become the sign of a lost one."""
    return escape(_NOT_XML.sub("\ufffd", text))
