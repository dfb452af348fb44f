"""Personal data at the door: what names a person is replaced by a keyed hash before anything is written (UU 27/2022).

Belongs here: the key, the hash, the masking of free text, pseudonymised copies of deliveries. Not here: which columns
identify a person (contracts).

The hash is keyed with a random key that stays in the workspace's state, so the same respondent gives the same hash
within a workspace and none can be guessed from outside it. Two workspaces give different hashes; nothing that is
published depends on them.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import hashlib
import hmac
import io
import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from orchestration.ingestion.answers import Scale
from orchestration.ingestion.canonical import name_key
from orchestration.ingestion.contracts import Column, Contract
from orchestration.ingestion.documents import DelimitedText, Workbook
from orchestration.ingestion.layouts import filled_width, is_blank, usual_length
from orchestration.ingestion.recognition import Recognised
from orchestration.salvage import put_aside

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Nine or more digits with the separators people put between them: telephone and identity numbers.
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s().-]{0,2}\d){8,17}(?!\d)")
_KEY = re.compile(rb"[0-9a-f]{64}")
_WORD = re.compile(r"[^\W\d_]{2}")
_TELLING = 5
"""Letters of a word that is found in few names."""

HIDDEN = "[teks disamarkan]"
"""Stands for words where none belong."""

Crosswalks = Mapping[str, Collection[str]]
"""Name of a crosswalk to the normalised texts it knows."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Pseudonyms:
    """The keyed hash of a workspace.

    Args:
        path: key file; created with 32 random bytes and mode 0600 when it is first needed. One that holds no key is put
            aside; the deliveries are then read again, because their reading depends on the key.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _key(self) -> bytes:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(self.path):
            if self.path.is_symlink() or not _KEY.fullmatch(self.path.read_bytes()):
                put_aside(self.path)
            else:
                self.path.chmod(0o600)
        if not self.path.exists():
            self._make()
        return bytes.fromhex(self.path.read_text())

    @property
    def mark(self) -> str:
        """By what one key is told from another; the key does not follow from it."""
        return self.hash("key", "")

    def _make(self) -> None:
        """Writes a new key whole or not at all: half a key would make every hash easy to guess."""
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self.path)

    def hash(self, column: str, text: str) -> str:
        """HMAC-SHA256 of a value as it is compared, 64 hexadecimal digits; each column has its own space of hashes."""
        return hmac.new(self._key, f"{column}\0{canonical(text)}".encode(), hashlib.sha256).hexdigest()


def canonical(text: str) -> str:
    """The form in which spellings of one identity are equal: case, white space, +62 or 0 before a number."""
    folded = " ".join(text.casefold().split())
    digits = re.sub(r"[\s().+-]", "", folded)
    if digits.isdigit() and len(digits) >= 8:
        return f"62{digits[1:]}" if digits.startswith("0") else digits
    return folded


def mask(text: str) -> str:
    """A text with telephone numbers and e-mail addresses replaced; used on every cell beside the identities."""
    return _PHONE.sub("[nomor disamarkan]", _EMAIL.sub("[email disamarkan]", text))


def replace_identities(
    contract: Contract,
    columns: dict[str, list[str | None]],
    extra: list[str],
    pseudonyms: Pseudonyms,
    crosswalks: Crosswalks = MappingProxyType({}),
) -> None:
    """Replaces identities of a batch in place.

    Columns that the contract does not know are hashed as well: nobody has said that they hold no names. Words where a
    number, a date or a service belongs are hidden: in a shifted row they may be anybody's name.
    """
    if not contract.identities:
        return
    for column in contract.columns:
        texts = columns[column.name]
        if column.identity:
            columns[column.name] = [pseudonyms.hash(column.name, text) if text is not None else None for text in texts]
        else:
            # Also where no free text belongs: a shifted row may carry a number anywhere.
            hide = _masker(column, contract, crosswalks)
            columns[column.name] = [hide(text) if text is not None else None for text in texts]

    for index, found in enumerate(extra):
        if found != "{}":
            hashed = {name: pseudonyms.hash(name, text) for name, text in json.loads(found).items()}
            extra[index] = json.dumps(hashed, ensure_ascii=False)


def pseudonymised_copy(
    document: Workbook | DelimitedText,
    sheets: tuple[Recognised, ...],
    pseudonyms: Pseudonyms,
    crosswalks: Crosswalks = MappingProxyType({}),
) -> bytes:
    """The delivery with identities replaced, every other cell in its row and column.

    Sheets of no known kind are left out; a record keeps the number of lines it had, so that row numbers still hold.
    """
    rewritten = [(item.sheet.name, _rewrite(item, pseudonyms, crosswalks)) for item in sheets]
    if isinstance(document, DelimitedText):
        return _write_text(document, rewritten[0][1], sheets[0])
    return _write_workbook(rewritten)


def _rewrite(item: Recognised, pseudonyms: Pseudonyms, crosswalks: Crosswalks) -> list[list[Any]]:
    contract, match = item.contract, item.match
    if match is None:
        return item.sheet.rows
    header = item.sheet.rows[match.index]
    names = {at: contract.column(name) for name, at in match.positions.items()}
    hashed: dict[int, str] = {}
    masked: dict[int, Callable[[str], str]] = {}
    for at in range(max(len(row) for row in item.sheet.rows)):
        column = names.get(at)
        if column is None:
            hashed[at] = " ".join(str(header[at]).split()) if at < len(header) else ""
        elif column.identity:
            hashed[at] = column.name
        else:
            masked[at] = _masker(column, contract, crosswalks)
    below = [row for row in item.sheet.rows[match.index + 1 :] if not is_blank(row)]
    usual = usual_length(below, len(header), filled_width(header))
    rows = []
    for index, row in enumerate(item.sheet.rows):
        if index <= match.index:
            rows.append(row)
        elif item.sheet.form == "csv" and len(row) > 1 and len(row) != usual:
            # Of a shifted line nobody knows which cell names a person.
            rows.append([_breaks(cell) for cell in row])
        else:
            rows.append([_treat(cell, hashed.get(at), masked.get(at), pseudonyms) for at, cell in enumerate(row)])
    return rows


def _masker(column: Column, contract: Contract, crosswalks: Crosswalks) -> Callable[[str], str]:
    """Masks a text, but never a date, whose digits a telephone number could have; hides words where none belong."""
    dates = contract.date_format
    if column.type == "date":
        return lambda text: text if dates.date(text) else _hidden(text)
    if column.type == "datetime":
        return lambda text: text if dates.moment(text) else _hidden(text)
    if column.type == "score":
        return lambda text: text if Scale().read(text)[0] is not None else _hidden(text)
    if column.type in ("integer", "decimal"):
        return _hidden
    if column.reference is not None and column.reference in crosswalks:
        known = crosswalks[column.reference]
        return lambda text: text if _resembles(text, known) else _hidden(text)
    return mask


def _hidden(text: str) -> str:
    return HIDDEN if _WORD.search(text) else mask(text)


def _resembles(text: str, known: Collection[str]) -> bool:
    """Whether a text is a known name, or one that somebody mistyped: it shares a word or most of its letters."""
    name = name_key(text)
    if name in known:
        return True
    words = {word for other in known for word in other.split() if len(word) >= _TELLING}
    return bool(words.intersection(name.split()) or difflib.get_close_matches(name, known, n=1, cutoff=0.75))


def _breaks(text: str) -> str:
    return "".join(_LINE_BREAK.findall(text))


def _treat(cell: Any, hashed: str | None, masked: Callable[[str], str] | None, pseudonyms: Pseudonyms) -> Any:
    """A cell of the copy: identities as hashes that keep their line breaks, the rest with numbers masked."""
    if cell is None or not str(cell).strip():
        return cell
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if hashed is not None:
        return pseudonyms.hash(hashed, text) + _breaks(text)
    if masked is None or isinstance(cell, dt.date):
        return cell
    hidden = masked(text)
    return cell if hidden == text else hidden


def _write_text(document: DelimitedText, rows: list[list[Any]], item: Recognised) -> bytes:
    used = next(
        mark for mark in document.delimiters if mark in item.contract.delimiters and _splits(document, mark, item)
    )
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=used, lineterminator="\n")
    writer.writerows(rows)
    return out.getvalue().encode()


def _splits(document: DelimitedText, mark: str, item: Recognised) -> bool:
    if item.match is None:
        return True
    head = document.head(mark, item.match.index + 1)
    return len(head) > item.match.index and head[item.match.index] == item.sheet.rows[item.match.index]


def _write_workbook(sheets: list[tuple[str, list[list[Any]]]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if cell is None or cell == "":
                        continue
                    if isinstance(cell, bool):
                        sheet.write_boolean(number, at, cell)
                    elif isinstance(cell, int | float):
                        sheet.write_number(number, at, cell)
                    elif isinstance(cell, dt.datetime):
                        sheet.write_datetime(number, at, cell, moment)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(number, at, cell, day)
                    else:
                        sheet.write_string(number, at, str(cell))
    return out.getvalue()
