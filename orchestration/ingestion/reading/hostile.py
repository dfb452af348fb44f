"""What is refused before it costs: files that are none, packages without end, cells at the end of the world.

Belongs here: what no export is, and looking at a file or a package in pieces, never at the whole of it. Not here:
reading cells (documents), and how much is read (workspace/limits.py). Nothing is ever unpacked to disk, so a name
inside a package can point nowhere. The declared sizes of a package are not believed: every part is unpacked once, piece
by piece, and its length and checksum compared. Its XML is parsed on the way, because the cell reader forgives tags that
do not match, and leaves out the cell that they held.
"""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING
from xml.parsers import expat

from orchestration.language.sentences import NOTHING, Sentence, say
from orchestration.workspace import limits

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

MOST_PARTS = 10_000
"""Parts of a workbook; one with a hundred sheets has some 300."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The grid of a worksheet in Office Open XML (ECMA-376)."""

_PIECE = 1 << 20
_OVERLAP = 64
_ENCRYPTED = re.compile(rb"encryption-data|encrypted-package")
_CELL = re.compile(rb"""r=(?<!\wr=)["']([A-Z]+)([0-9]+)["']""")  # what begins with letters is found twice as fast
_XML = (".xml", ".rels")


class HostileError(ValueError):
    """A file that is not read; the message says why and what to do."""


def why_not_opened(path: Path) -> Sentence:
    """Why an entry of the landing folder is not even opened; empty when it may be."""
    try:
        found = path.lstat()
    except OSError as error:
        return not_opened(error)
    if stat.S_ISLNK(found.st_mode):
        return say("it is a link to another place; put the file itself here")
    if not stat.S_ISREG(found.st_mode):
        return say("it is no file but a device or a pipe; remove it")
    if found.st_size > limits.FILE.now:
        return say(
            "it has {bytes:,} bytes; more than {most:,} are not read ({setting}): split the export",
            bytes=found.st_size,
            most=limits.FILE.now,
            setting=limits.FILE.variable,
        )
    return NOTHING


def not_opened(error: OSError) -> Sentence:
    """That the system does not give a file, and why."""
    return say("it cannot be opened ({error})", error=error.strerror or error)


def examine_package(archive: zipfile.ZipFile) -> None:
    """Looks through a workbook without keeping any of it.

    Raises:
        HostileError: it holds macros or entities, or is larger than any export.
        ValueError: a part is no well-formed XML.
        zipfile.BadZipFile: a part is not as long as declared, or its checksum is another.
    """
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise HostileError(
            say(
                "the workbook has {parts:,} parts; more than {most:,} are not read",
                parts=len(parts),
                most=MOST_PARTS,
            )
        )
    declared = sum(part.file_size for part in parts)
    if declared > limits.UNPACKED.now:
        raise HostileError(
            say(
                "the workbook unpacks to {bytes:,} bytes; more than {most:,} are not read ({setting})",
                bytes=declared,
                most=limits.UNPACKED.now,
                setting=limits.UNPACKED.variable,
            )
        )
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as manifest:
            if _ENCRYPTED.search(manifest.read(_PIECE)):
                raise HostileError(say("the workbook is protected by a password; save it without one"))
    for part in parts:
        name = part.filename.casefold()
        if name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")):
            raise HostileError(say("the workbook carries macros; save it as .xlsx, without macros"))
        if part.flag_bits & 1:
            raise HostileError(say("the workbook is protected by a password; save it without one"))
        _examine_part(archive, part, of_cells="/worksheets/" in name and name.endswith(".xml"))


def _examine_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, of_cells: bool) -> None:
    """Unpacks one part in pieces; a piece begins with the end of the one before, so that nothing falls in between."""
    row = column = 0
    end = b""
    reader = parser(part.filename) if part.filename.casefold().endswith(_XML) else None
    try:
        with archive.open(part) as content:
            while piece := content.read(_PIECE):
                if reader is not None:
                    reader.Parse(piece, False)
                if of_cells:
                    text = end + piece
                    cells = _CELL.findall(text)
                    row = max((row, *map(int, {digits[:9] for _, digits in cells})))
                    column = max((column, *map(_column, {letters[:5] for letters, _ in cells})))
                    demand_a_grid(part.filename, row, column)
                    end = text[-_OVERLAP:]
        if reader is not None:
            reader.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(
            say("its part {part} is no well-formed XML: {error}", part=part.filename, error=error)
        ) from None


def parser(part: str, namespace_separator: str | None = None) -> expat.XMLParserType:
    """A parser that keeps nothing and stops at a document type, before any entity could be declared."""

    def refuse(*_: object) -> None:
        raise HostileError(say("its part {part} declares a document type, which no export does", part=part))

    found = expat.ParserCreate(namespace_separator=namespace_separator)
    found.StartDoctypeDeclHandler = refuse
    return found


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index


def demand_a_grid(part: str, row: int, column: int) -> None:
    """A table reaches no further than a worksheet does, and has no more cells than are read.

    Raises:
        HostileError: it does.
    """
    if row > LAST_ROW or column > LAST_COLUMN:
        raise HostileError(
            say(
                "its part {part} names a cell in row {row:,}, column {column:,}, which no worksheet has",
                part=part,
                row=row,
                column=column,
            )
        )
    if row * column > limits.CELLS.now:
        raise HostileError(
            say(
                "its part {part} reaches to row {row:,}, column {column:,}; more than {most_cells:,}"
                " cells are not read ({setting}): copy the table alone into a new workbook",
                part=part,
                row=row,
                column=column,
                most_cells=limits.CELLS.now,
                setting=limits.CELLS.variable,
            )
        )
