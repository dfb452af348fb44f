"""How a narrative names a sheet whose table it shows: `Tabel: SPBE | Kegiatan penerapan SPBE`.

Belongs here: reading such a text, and comparing names of sheets. Not here: the sheet (ingestion), and what is printed
of it (publication).
"""

from __future__ import annotations

from orchestration.texts.canonical import cleaned, name_key

TABLE = "Tabel:"
"""Begin of a text that is the caption of a table."""


def sheet_named(text: str) -> tuple[str, str] | None:
    """The sheet that a text names, and the caption of its table; None of any other text, as of a caption alone."""
    if not cleaned(text).startswith(TABLE):
        return None
    name, mark, caption = cleaned(text).removeprefix(TABLE).partition("|")
    return (name.strip(), caption.strip()) if mark and name.strip() else None


def sheet_key(name: str) -> str:
    """A name as sheets are found by it: capitals and runs of spaces do not count."""
    return name_key(name)
