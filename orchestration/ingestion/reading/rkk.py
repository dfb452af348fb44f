"""SAKTI's "Rincian Kertas Kerja" (RKK): the budget as a printed tree, with fund source and blokir.

Belongs here: row classes, codes, amounts, marks of this one layout. Not here: judging amounts.

Codes of every level stand in one column; items begin with `-`, groups of items with `>` or `>>`. The amount is the
last number of a row, in a column in which rows with a code keep theirs or the one after it (J, sometimes K), so that
the price of an item without an amount is never taken for its amount. Right of it stand the fund of an akun and the mark
of a blocked item: `*`, a code of blokir with it (`A*`), or the code alone.

Some programs write the amounts as text with points (`280.000.000`). Where one of them has two groups, points group
thousands in all texts of the sheet; every parent that equals the sum of its children then proves it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from orchestration.ingestion.contracts.shape import Contract, normalise_header
from orchestration.ingestion.reading.documents import Sheet, column_letter
from orchestration.ingestion.reading.headers import HEADER_SEARCH
from orchestration.ingestion.reading.hierarchy import DEPTH, MONTHS, Codes, Tree, satker_of
from orchestration.ingestion.reading.layouts import Batch, LayoutError, Problem, Recognised, fault_problem, is_blank
from orchestration.language.sentences import NOTHING, say
from orchestration.texts.cells import written
from orchestration.texts.numbers import parse_number

_CODES = (
    ("program", re.compile(r"\d{3}\.\d{2}\.[A-Z]{2}")),
    ("kegiatan", re.compile(r"\d{4}")),
    ("kro", re.compile(r"\d{4}\.[A-Z]{3}")),
    ("ro", re.compile(r"\d{4}\.[A-Z]{3}\.\d{3}")),
    ("komponen", re.compile(r"\d{3}")),
    ("subkomponen", re.compile(r"[A-Z]{1,2}")),
    ("akun", re.compile(r"\d{6}")),
)
_CARRIED = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")
_FUND = re.compile(r"RM|RMP|PNP|PNBP|BLU|PLN|PDN|HLN|HDN|SBSN|PHLN")
_BLOCKED = re.compile(r"\*|[A-Z0-9]{1,2}\s*\*?")
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3}){2,}")
_HEADER_WORDS = frozenset(
    {"kode", "uraian", "jumlah", "jumlah biaya", "volume", "harga satuan", "blokir", "sd/cp", "sat", "satuan"}
)
_TITLE = re.compile(
    r"rincian kertas kerja|kementerian\b|unit organisasi|unit eselon|satuan kerja|tahun anggaran|halaman\b|alokasi\b"
    r"|tanggal\b|kode dan nama",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"catatan\b|keterangan\b|mengetahui\b|menyetujui\b|kuasa pengguna|pejabat pembuat|a\.?n\.|nip\b|(\d+\.\s*)?\*"
    rf"|[^,\d]{{2,40}},\s*\d{{1,2}}\s+(?:{'|'.join(MONTHS)})\s+\d{{4}}$",
    re.IGNORECASE,
)
"""What begins the end of a printed page: legend, place and date, office, signature."""


def read(item: Recognised, _: str) -> Batch:
    """Reads one sheet of the report.

    Raises:
        LayoutError: no row with a code and an amount was found.
    """
    reader = _Reader(item.contract, item.sheet)
    reader.read()
    return reader.batch


class _Reader:
    def __init__(self, contract: Contract, sheet: Sheet) -> None:
        self.contract, self.sheet = contract, sheet
        self.locale = _locale(contract.number_locale[sheet.form], sheet)
        self.batch = Batch(contract, sheet.name, sheet.form, self.locale, counted=sheet.counted)
        self.batch.columns = {column.name: [] for column in contract.columns}
        self.codes, self.tree = Codes(), Tree()
        self.items: Counter[tuple[str | None, ...]] = Counter()
        self.fund: str | None = None
        self.started = self.ended = False
        self.titles: set[tuple[str, ...]] = set()
        self.amount_columns = self._learn()
        self.batch.unit = satker_of(self._titles())

    def text(self, cell: Any) -> str | None:
        return written(cell, self.locale)

    def is_number(self, cell: Any) -> bool:
        text = self.text(cell)
        return text is not None and parse_number(text, self.locale) is not None

    def classify(self, row: list[Any]) -> tuple[str, int] | None:
        """Level and position of the first filled cell that is a code, an item's or a group's text."""
        for position, cell in enumerate(row):
            text = self.text(cell)
            if text is None:
                continue
            text = text.strip()
            for level, pattern in _CODES:
                if pattern.fullmatch(text):
                    return level, position
            if text.startswith("-") and not self.is_number(cell):
                return "item", position
            if text.startswith(">"):
                return "grup", position
            return None
        return None

    def _titles(self) -> Iterator[list[Any]]:
        """The rows above the first program."""
        for row in self.sheet.rows[:HEADER_SEARCH]:
            if (found := self.classify(row)) is not None and found[0] == "program":
                return
            yield row

    def last_number(self, row: list[Any], after: int) -> int | None:
        return next((p for p in range(len(row) - 1, after, -1) if self.is_number(row[p])), None)

    def amount_at(self, row: list[Any], after: int) -> int | None:
        """Where a row keeps its amount: in a learnt column or, slipped, in the next; None where neither has a number.

        The columns before them hold volume and price, the one behind may hold a code of blokir that is a number.
        """
        at = self.last_number(row, after)
        if at is not None and at not in self.amount_columns:
            before = at - 1
            if before not in self.amount_columns:
                return None
            return before if before > after and self.is_number(row[before]) else at
        return at

    def _learn(self) -> frozenset[int]:
        """Columns in which rows with a code keep their amount."""
        found = set()
        for row in self.sheet.rows:
            level = self.classify(row)
            if level is not None and level[0] in DEPTH and level[0] != "item":
                at = self.last_number(row, level[1])
                if at is not None:
                    found.add(at)
        if not found:
            raise LayoutError(
                say("no row has a code (program, kegiatan, KRO ... akun) and an amount; export the report again")
            )
        return frozenset(found)

    def read(self) -> None:
        first = min(self.amount_columns)
        self.batch.headers["jumlah"] = self.contract.column("jumlah").label
        self.batch.positions["jumlah"] = first
        if self.sheet.form == "xlsx":
            self.batch.letters["jumlah"] = column_letter(first)
        for number, row in zip(self.sheet.numbers, self.sheet.rows, strict=True):
            self.row(number, row)
        self.tree.finish()
        self.batch.totals, self.batch.differences = self.tree.compared, self.tree.differences

    def row(self, number: int, row: list[Any]) -> None:
        faults = self.sheet.faults_by_row.get(number, {}) if self.started else {}
        if is_blank(row) and not faults:
            self.batch.classes["blank"] += 1
            return
        found = self.classify(row)
        texts = tuple(text.strip() for text in map(self.text, row) if text is not None)
        numeric = found is not None and (bool(faults) or self.last_number(row, found[1]) is not None)
        free = found is not None and found[0] in ("item", "grup") and not self.ended
        if found is not None and (numeric or free) and (self.started or found[0] == "program"):
            self.started, self.ended = True, False
            self.data(number, row, *found)
            return
        if found is None and faults:
            position = self.append("", number, None, {})
            self.batch.problems += [fault_problem(position, "", fault) for fault in set(faults.values())]
            return
        kind = self.textual(row, texts)
        if kind is None:
            position = self.append("", number, None, {})
            self.batch.problems.append(
                Problem(
                    position,
                    "",
                    " | ".join(texts)[:200],
                    "kelas_baris",
                    say("a code of a level, an item (-) or a group (>)"),
                )
            )
            return
        if kind == "wrap" and self.batch.extra:
            kept = json.loads(self.batch.extra[-1])
            kept["uraian_lanjutan"] = " ".join([*kept.get("uraian_lanjutan", "").split(), *texts])
            self.batch.extra[-1] = json.dumps(kept, ensure_ascii=False)
        self.batch.classes[kind] += 1

    def textual(self, row: list[Any], texts: tuple[str, ...]) -> str | None:
        header = len({normalise_header(text) for text in texts} & _HEADER_WORDS) >= 2
        if not self.started:
            self.titles.add(texts)
            return "header" if header else "title"
        if header:
            return "header"
        if texts in self.titles or _TITLE.match(texts[0]):
            return "title"
        self.ended = self.ended or bool(_FOOTER.match(texts[0]))
        if self.ended:
            return "footnote"
        if len(texts) <= 2 and not any(self.is_number(cell) for cell in row):
            return "wrap"
        return None

    def data(self, number: int, row: list[Any], level: str, code_at: int) -> None:
        text = (self.text(row[code_at]) or "").strip()
        at = self.amount_at(row, code_at)
        amount = self.text(row[at]) if at is not None else None
        tail = [(self.text(cell) or "").strip() for cell in row[code_at + 1 :]]
        broken = self.broken_amount(row, code_at) if amount is None else None
        texts: dict[str, str | None] = {"kode_blokir": None}
        parent = None
        if level in DEPTH and level != "item":
            parent = self.codes.missing_parent(level)
            self.codes.enter(level, text)
            self.fund = next((cell for cell in tail if _FUND.fullmatch(cell)), None) if level == "akun" else None
            names = (cell for cell in tail if cell and not is_blocked(cell) and not self.is_number(cell))
            texts["uraian"] = next(names, None)
        else:
            # The code cell of an item or a group is its uraian.
            texts["uraian"] = text
            if level == "item":
                right = map(self.text, row[(min(self.amount_columns) if at is None else at) + 1 :])
                texts["kode_blokir"] = next((mark.strip() for mark in right if mark and is_blocked(mark)), None)
                key = tuple(self.codes.get(name) for name in _CARRIED)
                self.items[key] += 1
                texts["nomor_item"] = str(self.items[key])
                if self.codes.get("akun") is None:
                    parent = "akun"
        texts["sumber_dana"] = self.fund
        position = self.append(level, number, amount if broken is None else broken, texts)
        if broken is not None:
            self.batch.problems.append(Problem(position, "jumlah", broken, "angka", NOTHING))
        if parent is not None:
            self.batch.problems.append(
                Problem(
                    position,
                    level if level in DEPTH and level != "item" else "uraian",
                    text,
                    "induk",
                    say("a {parent} above it", parent=parent),
                )
            )
        # Volume and price of an item count nowhere; its amount and the mark of a blocked row do.
        faults = self.sheet.faults_by_row.get(number, {})
        told = [fault for at, fault in faults.items() if at >= min(self.amount_columns)]
        self.batch.problems += [fault_problem(position, "jumlah", fault) for fault in told[:1]]
        if level in DEPTH:
            value = parse_number(amount, self.locale) if amount is not None else None
            self.tree.add(number, f"{level} {text}"[:80], level, {"jumlah": value})

    def broken_amount(self, row: list[Any], code_at: int) -> str | None:
        """Text that stands where an amount should."""
        for position in sorted(self.amount_columns):
            if code_at < position < len(row):
                text = self.text(row[position])
                if text is not None and not is_blocked(text) and not _FUND.fullmatch(text.strip()):
                    return text
        return None

    def append(self, level: str, number: int, amount: str | None, texts: dict[str, str | None]) -> int:
        columns = self.batch.columns
        columns["satker"].append(self.batch.unit)
        columns["kelas_baris"].append(level or None)
        for name in _CARRIED:
            within = level in ("item", "grup") or (level in DEPTH and DEPTH[name] <= DEPTH[level])
            columns[name].append(self.codes.get(name) if within else None)
        for name in ("nomor_item", "uraian", "kode_blokir", "sumber_dana"):
            columns[name].append(texts.get(name))
        columns["jumlah"].append(amount)
        self.batch.numbers.append(number)
        self.batch.extra.append("{}")
        return len(self.batch.numbers) - 1


def is_blocked(mark: str) -> bool:
    """Whether a text right of the amount marks a blocked item."""
    text = mark.strip()
    return bool(_BLOCKED.fullmatch(text)) and not _FUND.fullmatch(text)


def _locale(declared: str, sheet: Sheet) -> str:
    """The number locale of a sheet: `id` where its texts group thousands by points, else as declared."""
    texts = {cell.strip() for row in sheet.rows for cell in row if isinstance(cell, str)}
    return "id" if any(_GROUPED.fullmatch(text) for text in texts) else declared
