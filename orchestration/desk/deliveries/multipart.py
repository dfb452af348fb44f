"""A form with files as browsers send it (multipart/form-data, RFC 7578), read piece by piece as it arrives.

Belongs here: taking the body apart. Not here: where the files go (arriving.py), what they are.

A browser's form alone is read: the parts' heads are short, names are quoted as the HTML standard says (`"` as %22), no
part is nested in another. Anything else is refused; no more of a part is in memory than one piece of the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_HEAD = 4096
_BOUNDARY = re.compile(r'multipart/form-data\s*;(?:.*;)?\s*boundary="?([0-9A-Za-z\'()+_,./:=?-]{1,70})"?\s*(?:;.*)?')
_FIELD = re.compile(r'[; ]name="([^"]*)"')
_FILE = re.compile(r'[; ]filename="([^"]*)"')


class FormError(ValueError):
    """The body is not a form as browsers send it, or is not whole."""


@dataclass(frozen=True)
class Begin:
    """A part begins: the name of its field, and of the file where it is one."""

    name: str
    filename: str | None


@dataclass(frozen=True)
class Data:
    """A piece of the part that began last."""

    content: bytes


@dataclass(frozen=True)
class End:
    """The part that began last is whole."""


Event = Begin | Data | End


def boundary_of(content_type: str) -> bytes | None:
    """What parts a body, by its content type; None where it is no form with files."""
    found = _BOUNDARY.fullmatch(content_type.strip())
    return found[1].encode() if found else None


class Parts:
    """Takes a body apart.

    Args:
        boundary: see `boundary_of`.
    """

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"\r\n--" + boundary
        # The first mark has no line before it; with one, all marks are alike.
        self._rest = b"\r\n"
        self._state = "before"

    def feed(self, piece: bytes) -> Iterator[Event]:
        """What a piece of the body completes.

        Raises:
            FormError: it is no form as browsers send it.
        """
        if self._state == "over":
            return
        self._rest += piece
        while (event := self._next()) is not None:
            if event is not _NOTHING:
                yield event

    def close(self) -> None:
        """Says that the body is over.

        Raises:
            FormError: the end of the form is missing.
        """
        if self._state != "over":
            raise FormError("formulir terpotong sebelum selesai")

    def _next(self) -> Event | None:
        """The next event; `_NOTHING` after a step without one; None when more of the body is needed."""
        if self._state == "over":
            return None
        if self._state == "mark":
            return self._after_mark()
        if self._state == "head":
            return self._head()
        return self._until_mark()

    def _until_mark(self) -> Event | None:
        at = self._rest.find(self._mark)
        inside = self._state == "part"
        if at < 0:
            # What could be the beginning of a mark stays.
            keep = len(self._mark) - 1
            ready, self._rest = self._rest[:-keep], self._rest[-keep:]
            if not inside and ready:
                raise FormError("bukan formulir peramban")
            return Data(ready) if ready else None
        if at == 0:
            self._rest = self._rest[len(self._mark) :]
            self._state = "mark"
            return End() if inside else _NOTHING
        if not inside:
            raise FormError("bukan formulir peramban")
        ready, self._rest = self._rest[:at], self._rest[at:]
        return Data(ready)

    def _after_mark(self) -> Event | None:
        if len(self._rest) < 2:
            return None
        after, self._rest = self._rest[:2], self._rest[2:]
        if after == b"--":
            self._state = "over"
            return None
        if after != b"\r\n":
            raise FormError("bukan formulir peramban")
        self._state = "head"
        return _NOTHING

    def _head(self) -> Event | None:
        head, end, rest = self._rest.partition(b"\r\n\r\n")
        if len(head) > _LONGEST_HEAD:
            raise FormError("kepala bagian formulir terlalu panjang")
        if not end:
            return None
        self._rest, self._state = rest, "part"
        try:
            lines = head.decode("utf-8").split("\r\n")
        except UnicodeDecodeError:
            raise FormError("nama bagian formulir bukan UTF-8") from None
        said = next((line for line in lines if line.casefold().startswith("content-disposition:")), "")
        name, filename = _FIELD.search(said), _FILE.search(said)
        if name is None:
            raise FormError("bagian formulir tanpa nama")
        return Begin(_unquoted(name[1]), _unquoted(filename[1]) if filename else None)


_NOTHING: Event = Data(b"")


def _unquoted(text: str) -> str:
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
