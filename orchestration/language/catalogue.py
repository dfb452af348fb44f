"""The catalogue of messages: every English template with its Indonesian, as `id.po` has them.

Belongs here: reading the file. Not here: putting values into a template (sentences). The file has the format of
gettext, so that any program for translators opens it; it is read by the few lines below, because the library's own
reader knows nothing but its compiled form, which would have to be made and kept beside it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("id.po")
_TEXT = r'((?:".*"\n)+)'
_ENTRY = re.compile(rf"^msgid {_TEXT}msgstr {_TEXT}", re.MULTILINE)


def entries(text: str) -> list[tuple[str, str]]:
    """Template and its Indonesian, in the order of a file's text; its head, which translates nothing, is left out."""
    pairs = ((_joined(english), _joined(indonesian)) for english, indonesian in _ENTRY.findall(text))
    return [(english, indonesian) for english, indonesian in pairs if english]


@cache
def indonesian() -> dict[str, str]:
    """English template to the Indonesian one; read when the first sentence is told in Indonesian."""
    return dict(entries(PATH.read_text(encoding="utf-8")))


def _joined(lines: str) -> str:
    return "".join(map(json.loads, lines.splitlines()))
