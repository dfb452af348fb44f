"""Workbooks of Excel 97 to 2003 (.xls, BIFF8): what the cell reader does not tell of them.

Belongs here: the container and the few records that say which cells show an error or a percentage. Not here: the values
(documents).

Format: [MS-CFB] for the container, [MS-XLS] for the records.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.ingestion.reading.hostile import HostileError
from orchestration.language.sentences import say
from orchestration.texts.marks import PERCENT_FORMATS, UNCALCULATED, UNKNOWN_ERROR, Marks, Place, shows_percent

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FREE = 0xFFFFFFFA
"""Sector numbers from here on have other meanings: end of a chain, free, FAT."""

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_SUMMARY = "\x05SummaryInformation"
"""A stream that spreadsheet programs write into every file that they save, and mere writers of files do not."""

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x002F, 0x0085, 0x041E, 0x00E0
_FORMULA, _NUMBER, _RK, _MULRK, _BOOLERR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
_BIFF8 = 0x0600
_WORKSHEET = 0
_CALCULATE_ON_LOAD = 0x0002
_EMPTY_TEXT = b"\x03\0\0\0\0\0\xff\xff"
"""The result of a formula that is an empty text; writers that calculate nothing give every formula this one."""

_SAVE = say("open it in a spreadsheet program and save it as .xlsx")
_PROTECTED = say("the workbook is protected by a password; save it as .xlsx without one")


def marks_of(content: bytes) -> dict[str, Marks]:
    """What the cell reader does not tell, by the name of the sheet; worksheets only.

    Raises:
        HostileError: it is protected, carries macros, or is of another version of Excel.
        ValueError: the container is damaged.
    """
    container = _Container(content)
    names = set(container.entries)
    if "EncryptedPackage" in names:
        raise HostileError(_PROTECTED)
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT"}:
        raise HostileError(say("the workbook carries macros; save it as .xlsx, without macros"))
    if "Workbook" not in names:
        what = say("a workbook of Excel 5 or 95") if "Book" in names else say("no workbook")
        raise HostileError(say("the file is {what}; {save}", what=what, save=_SAVE))
    return _read(container.stream("Workbook"), saved=_SUMMARY in names)


class _Container:
    """Streams of a compound file.

    Attributes:
        entries: name of a stream or storage to its first sector and size.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise ValueError(say("its container is cut off"))
        self.content = content
        self.size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
        if self.size < 512:
            raise ValueError(say("its container has impossible sectors"))
        self.fat = self._fat()
        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        self.entries: dict[str, tuple[int, int]] = {}
        root = (_FREE, 0)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if not 2 <= length <= 64 or kind == 0:
                continue
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            entry = struct.unpack_from("<II", directory, at + 116)
            if kind == 5:
                root = entry
            else:
                self.entries.setdefault(name, entry)
        self.small = self._chain(root[0])
        small_fat = self._chain(struct.unpack_from("<I", content, 60)[0])
        self.small_fat = struct.unpack(f"<{len(small_fat) // 4}I", small_fat[: len(small_fat) // 4 * 4])

    def stream(self, name: str) -> bytes:
        first, size = self.entries[name]
        if size >= struct.unpack_from("<I", self.content, 56)[0]:
            return self._chain(first)[:size]
        found = []
        for sector in _followed(first, self.small_fat, len(self.small) // 64):
            found.append(self.small[sector * 64 : sector * 64 + 64])
        return b"".join(found)[:size]

    def _fat(self) -> tuple[int, ...]:
        count = len(self.content) // self.size
        lists = list(struct.unpack_from("<109I", self.content, 76))
        further, seen = struct.unpack_from("<I", self.content, 68)[0], 0
        while further < _FREE and seen < count:
            block = self._sector(further)
            numbers = struct.unpack(f"<{len(block) // 4}I", block)
            lists += numbers[:-1]
            further, seen = numbers[-1], seen + 1
        blocks = [self._sector(number) for number in lists[:count] if number < _FREE]
        whole = b"".join(blocks)
        return struct.unpack(f"<{len(whole) // 4}I", whole)

    def _sector(self, number: int) -> bytes:
        found = self.content[(number + 1) * self.size : (number + 2) * self.size]
        return found.ljust(self.size, b"\0")  # the last one may be cut off

    def _chain(self, first: int) -> bytes:
        sectors = _followed(first, self.fat, len(self.content) // self.size)
        return b"".join(map(self._sector, sectors))


def _followed(first: int, table: tuple[int, ...], sectors: int) -> Iterator[int]:
    """The sectors of a chain; one that runs in a circle, or out of its table or of the file, is damaged."""
    number, steps = first, 0
    while number < _FREE:
        if number >= min(len(table), sectors) or steps >= sectors:
            raise ValueError(say("a chain of sectors of its container is broken"))
        yield number
        number, steps = table[number], steps + 1


@dataclass
class _Styles:
    """Number formats of the workbook, and which one each cell style has."""

    codes: dict[int, bool] = field(default_factory=lambda: dict.fromkeys(PERCENT_FORMATS, True))
    formats: list[int] = field(default_factory=list)

    def percent(self, style: int) -> bool:
        return style < len(self.formats) and self.codes.get(self.formats[style], False)


def _read(stream: bytes, saved: bool) -> dict[str, Marks]:
    """The marks of the sheets; in a file that no spreadsheet program saved, formulas were calculated if any was."""
    sheets: list[tuple[int, str, Marks]] = []
    styles = _Styles()
    for kind, body in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
            raise HostileError(
                say("the file is a workbook of Excel 5 or 95; open it in a spreadsheet program, save it as .xlsx")
            )
        if kind == _FILEPASS:
            raise HostileError(_PROTECTED)
        if kind == _BOUNDSHEET:
            place, visibility, form = struct.unpack_from("<IBB", body)
            if form == _WORKSHEET:
                sheets.append((place, _text(body, 6, 1), Marks(hidden=bool(visibility & 3))))
        elif kind == _FORMAT:
            styles.codes[struct.unpack_from("<H", body)[0]] = shows_percent(_text(body, 2, 2))
        elif kind == _XF:
            styles.formats.append(struct.unpack_from("<H", body, 2)[0])
    empty: list[tuple[Marks, Place]] = []
    calculated = saved
    for place, _, marks in sheets:
        for kind, body in _records(stream, place):
            _take(kind, body, styles, marks)
            if kind == _FORMULA and body[6:14] == _EMPTY_TEXT:
                empty.append((marks, _place(body)))
            calculated |= kind == _FORMULA and body[6:14] != _EMPTY_TEXT
    for marks, cell in () if calculated else empty:
        marks.faults[cell] = UNCALCULATED
    return {name: marks for _, name, marks in sheets}


def _place(body: bytes) -> Place:
    row, column = struct.unpack_from("<HH", body)
    return row + 1, column


def _take(kind: int, body: bytes, styles: _Styles, marks: Marks) -> None:
    """What a record says of its cells."""
    if kind not in (_FORMULA, _NUMBER, _RK, _MULRK, _BOOLERR):
        return
    row, column, style = struct.unpack_from("<HHH", body)
    place = _place(body)
    if kind == _MULRK:
        for at in range(4, len(body) - 2, 6):
            if styles.percent(struct.unpack_from("<H", body, at)[0]):
                marks.percents.add((row + 1, column + (at - 4) // 6))
        return
    if kind == _BOOLERR:
        code, is_error = struct.unpack_from("<BB", body, 6)
        if is_error:
            marks.faults[place] = _ERRORS.get(code, UNKNOWN_ERROR)
        return
    if styles.percent(style):
        marks.percents.add(place)
    if kind == _FORMULA:
        result, (flags,) = body[6:14], struct.unpack_from("<H", body, 14)
        if result[6:] == b"\xff\xff":
            if result[0] == 2:
                marks.faults[place] = _ERRORS.get(result[2], UNKNOWN_ERROR)
        elif flags & _CALCULATE_ON_LOAD and not any(result):
            marks.faults[place] = UNCALCULATED


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, to the end of it; those of charts within it are passed over."""
    inner = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < length:
            raise ValueError(say("a record of the workbook is cut off"))
        at += 4 + length
        inner += kind == _BOF
        if inner < 2:
            yield kind, body
        if kind == _EOF:
            inner -= 1
            if inner < 1:
                return


def _text(body: bytes, at: int, width: int) -> str:
    """A string with its length in one or two bytes, one or two bytes a character."""
    length = int.from_bytes(body[at : at + width], "little")
    wide = body[at + width] & 1
    content = body[at + width + 1 : at + width + 1 + length * (1 + wide)]
    return content.decode("utf-16-le" if wide else "latin-1", "replace")
