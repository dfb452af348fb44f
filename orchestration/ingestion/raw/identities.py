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
import hashlib
import hmac
import io
import json
import os
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from orchestration.ingestion.contracts.shape import Column
from orchestration.ingestion.reading.coded import Coded
from orchestration.ingestion.reading.documents import DelimitedText, Sheet, Workbook
from orchestration.ingestion.reading.layouts import Batch, Recognised, filled_width, is_blank, usual_length
from orchestration.texts.canonical import cleaned, name_key
from orchestration.workspace.salvage import put_aside

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Nine or more digits with the separators people put between them: telephone and identity numbers.
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s().-]{0,2}\d){8,17}(?!\d)")
_KEY = re.compile(rb"[0-9a-f]{64}")
_HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[^\W\d_]{2}")
_SHARED = 3
"""Rows with the same words: those of a questionnaire, not of a person."""

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


class KeptPseudonyms(Pseudonyms):
    """Hashes of persons as an archived delivery has them: they are kept, whatever key made them."""

    def hash(self, column: str, text: str) -> str:
        """The text itself where it is such a hash."""
        return text if _HASH.fullmatch(text) else super().hash(column, text)


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


@dataclass(frozen=True)
class Veil:
    """The cells of a sheet with personal data that are not kept as they stand, though their columns name nobody.

    Attributes:
        hidden: words that may be anybody's name, because their row has shifted.
        masked: what could not be read, or is not known: only telephone numbers and addresses in it are hidden, as in
            all that is no day.
        rows: physical rows that were read as data.
    """

    hidden: frozenset[tuple[int, str]]
    masked: frozenset[tuple[int, str]]
    rows: frozenset[int]

    def over(self, row: int, column: Column, text: str) -> str:
        """What is kept of a text in a physical row and a column that identifies nobody."""
        if (row, column.name) in self.hidden:
            return HIDDEN
        # The digits of a day that was read may look like a telephone number; a number that was read may be one.
        is_day = column.type in ("date", "datetime") and (row, column.name) not in self.masked
        return text if is_day else mask(text)


def veil(batch: Batch, crosswalks: Crosswalks = MappingProxyType({})) -> Veil:
    """What is hidden of a batch, once its cells were read and before its identities are replaced.

    A cell that does not fit its column is shown to the steward, who has to correct it. Not so where its row has
    shifted, so that a name may stand anywhere: an address or a telephone number stands in a column for something else,
    or words that nobody else uses in the file stand in more than one column for numbers, days, marks or services.
    """
    unfit: dict[int, dict[str, str]] = defaultdict(dict)
    for problem in batch.problems:
        if problem.column and problem.value:
            unfit[problem.index][problem.column] = problem.value
    for column in batch.contract.columns:
        if column.reference is not None and column.reference in crosswalks:
            known = crosswalks[column.reference]
            texts: Coded = batch.columns[column.name]
            strange = {text for text in texts.different() if text is not None and text not in known}
            for index in np.flatnonzero(texts.told(strange.__contains__)).tolist():
                unfit[index][column.name] = texts[index]
    shared = Counter(name_key(text) for cells in unfit.values() for text in {name_key(t) for t in cells.values()})
    hidden: set[tuple[int, str]] = set()
    masked: set[tuple[int, str]] = set()
    for index, cells in unfit.items():
        row = batch.numbers[index]
        words = [name for name, text in cells.items() if _WORD.search(text) and shared[name_key(text)] < _SHARED]
        if len(words) > 1 or _strays(batch, index, cells):
            hidden.update((row, name) for name, text in cells.items() if _WORD.search(text))
        masked.update((row, name) for name in cells)
    return Veil(frozenset(hidden), frozenset(masked - hidden), frozenset(batch.numbers))


def _strays(batch: Batch, index: int, cells: Mapping[str, str]) -> bool:
    """Whether an address or a telephone number of a row stands in a column for something else."""
    for column in batch.contract.columns:
        text = batch.columns[column.name][index] if column.identity else cells.get(column.name)
        if text is None:
            continue
        if (_EMAIL.search(text) and column.person != "email") or (_PHONE.search(text) and column.person != "phone"):
            return True
    return False


def replace_identities(batch: Batch, pseudonyms: Pseudonyms, cover: Veil) -> None:
    """Replaces identities of a batch in place, also in what is told of cells that were not read.

    Columns that the contract does not know are hashed as well: nobody has said that they hold no names.
    """
    if not batch.contract.identities:
        return
    place = {row: at for at, row in enumerate(batch.numbers)} if cover.hidden or cover.masked else {}
    for column in batch.contract.columns:
        texts: Coded = batch.columns[column.name]
        if column.identity:
            hashes = [None if text is None else pseudonyms.hash(column.name, text) for text in texts.cells]
            batch.columns[column.name] = texts.translated(hashes)
        else:
            batch.columns[column.name] = _covered(texts, column, cover, place)
    for name in batch.delivered:
        batch.delivered[name] = _covered(batch.delivered[name], batch.contract.column(name), cover, place)
    for at, problem in enumerate(batch.problems):
        if problem.column and problem.value and not batch.contract.column(problem.column).identity:
            kept = cover.over(batch.numbers[problem.index], batch.contract.column(problem.column), problem.value)
            batch.problems[at] = replace(problem, value=kept)
    batch.extra = batch.extra.mapped(lambda found: _hashed(found, pseudonyms))


def _covered(texts: Coded, column: Column, cover: Veil, place: Mapping[int, int]) -> Coded:
    """The texts of a column that identifies nobody as they are kept; `place` is of each row that may be covered."""
    rows = [
        place[row]
        for row, name in (*cover.hidden, *cover.masked)
        if name == column.name and texts[place[row]] is not None
    ]
    numbers = {at: row for row, at in place.items()}
    kept = texts.mapped(lambda text: None if text is None else cover.over(0, column, text))
    return kept.replaced(rows, [cover.over(numbers[at], column, texts[at]) for at in rows])


def _hashed(found: str, pseudonyms: Pseudonyms) -> str:
    if found == "{}":
        return found
    hashed = {name: pseudonyms.hash(name, text) for name, text in json.loads(found).items()}
    return json.dumps(hashed, ensure_ascii=False)


def pseudonymised_copy(
    document: Workbook | DelimitedText, sheets: tuple[Recognised, ...], veils: Sequence[Veil], pseudonyms: Pseudonyms
) -> bytes:
    """The delivery with identities replaced, every other cell in its row and column.

    Sheets of no known kind are left out; a record keeps the number of lines it had, so that row numbers still hold.

    Args:
        document: as it was opened.
        sheets: those of a known kind.
        veils: one a sheet.
        pseudonyms: of the workspace.
    """
    rewritten = [(item.sheet, _rewrite(item, cover, pseudonyms)) for item, cover in zip(sheets, veils, strict=True)]
    if isinstance(document, DelimitedText):
        used = next(
            mark
            for mark in document.delimiters
            if mark in sheets[0].contract.delimiters and _splits(document, mark, sheets[0])
        )
        return _write_text(used, rewritten[0][1])
    if all(sheet.form == "csv" for sheet, _ in rewritten):
        # The table of a page: one line a row, for its cells hold no line breaks.
        return _write_text(sheets[0].contract.delimiters[0], rewritten[0][1])
    return _write_workbook(rewritten)


def _rewrite(item: Recognised, cover: Veil, pseudonyms: Pseudonyms) -> Sequence[list[Any]]:
    contract, match = item.contract, item.match
    if match is None:
        return item.sheet.rows
    header = item.sheet.rows[match.index]
    columns = {at: contract.column(name) for name, at in match.positions.items()}
    unknown = [" ".join(str(cell).split()) for cell in header]
    below = [row for row in item.sheet.rows[match.index + 1 :] if not is_blank(row)]
    usual = usual_length(below, len(header), filled_width(header))

    named = {row for row, _ in cover.hidden | cover.masked}

    # Most cells of a register say what many others of their column say, and are kept alike: the number of a row is 0
    # unless the veil names a cell of it.
    @lru_cache(maxsize=1 << 16, typed=True)
    def kept(at: int, cell: Any, read: bool, number: int) -> Any:
        if cell is None or not str(cell).strip():
            return cell
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        column = columns.get(at)
        if column is None:
            return pseudonyms.hash(unknown[at] if at < len(unknown) else "", text) + _breaks(text)
        if column.identity:
            return pseudonyms.hash(column.name, cleaned(text)) + _breaks(text)
        if isinstance(cell, dt.date):
            return cell
        shown = cover.over(number, column, text) if read else _hidden(text)
        return cell if shown == text else shown

    rows = []
    for index, (number, row) in enumerate(zip(item.sheet.numbers, item.sheet.rows, strict=True)):
        if index <= match.index:
            rows.append(row)
        elif item.sheet.form == "csv" and len(row) > 1 and len(row) != usual:
            # Of a line with another number of cells nobody knows which one names a person.
            rows.append([_breaks(cell) for cell in row])
        else:
            of_row = number in cover.rows, number if number in named else 0
            rows.append([kept(at, cell, *of_row) for at, cell in enumerate(row)])
    return rows


def _hidden(text: str) -> str:
    return HIDDEN if _WORD.search(text) else mask(text)


def _breaks(text: str) -> str:
    return "".join(_LINE_BREAK.findall(text))


def _write_text(delimiter: str, rows: Sequence[list[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows(rows)
    return out.getvalue().encode()


def _splits(document: DelimitedText, mark: str, item: Recognised) -> bool:
    if item.match is None:
        return True
    head = document.head(mark, item.match.index + 1)
    return len(head) > item.match.index and head[item.match.index] == item.sheet.rows[item.match.index]


def _write_workbook(sheets: list[tuple[Sheet, Sequence[list[Any]]]]) -> bytes:
    """A workbook with the same values, percent formats and merged cells in the same places, whatever format it had."""
    import xlsxwriter
    from xlsxwriter.exceptions import OverlappingRange

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        share = book.add_format({"num_format": "0.00%"})
        for original, rows in sheets:
            sheet = book.add_worksheet(original.name)
            for top, left, bottom, right in original.merged:
                last = min(bottom, len(rows))
                if last > top or (last == top and right > left):
                    with suppress(OverlappingRange):
                        sheet.merge_range(top - 1, left, last - 1, right, "")
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if cell is None or cell == "":
                        continue
                    if isinstance(cell, bool):
                        sheet.write_boolean(number, at, cell)
                    elif isinstance(cell, int | float):
                        sheet.write_number(number, at, cell, share if (number + 1, at) in original.percents else None)
                    elif isinstance(cell, dt.datetime):
                        sheet.write_datetime(number, at, cell, moment)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(number, at, cell, day)
                    else:
                        sheet.write_string(number, at, str(cell))
    return out.getvalue()
