"""SAKTI's GLP039 "Laporan Fa Detail (16 Segmen)": a printed report read by the class of each row.

Belongs here: row classes, codes, amounts of this one layout, as .xlsx and as delimited text. Not here: judging amounts.

The report shifts its columns between versions and even between rows (the total row), so nothing is read by column
letter: a row's class follows from the pattern of its code cell, its amounts from their order. Rows that leave an
amount empty are read by the columns that complete rows of the same sheet use. The share (`%`) takes its place in that
order, in whatever form it is printed, and is kept as text: no figure is made of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from orchestration.ingestion.contracts.shape import Contract, normalise_header
from orchestration.ingestion.reading.documents import Sheet, column_letter
from orchestration.ingestion.reading.headers import HEADER_SEARCH
from orchestration.ingestion.reading.hierarchy import DEPTH, LEVELS, MONTHS, Codes, Tree, satker_of
from orchestration.ingestion.reading.layouts import Batch, LayoutError, Problem, Recognised, fault_problem, is_blank
from orchestration.language.sentences import NOTHING, say
from orchestration.texts.cells import written
from orchestration.texts.numbers import parse_number

AMOUNTS = (
    "pagu_revisi",
    "lock_pagu",
    "realisasi_periode_lalu",
    "realisasi_periode_ini",
    "realisasi_sd_periode",
    "persen",
    "sisa",
)
_SUMMED = tuple(name for name in AMOUNTS if name != "persen")
_CODES = (
    ("program", re.compile(r"[A-Z]{2}")),
    ("kegiatan", re.compile(r"[A-Z]{2}\.\d{4}")),
    ("kro", re.compile(r"[A-Z]{3}")),
    ("ro", re.compile(r"[A-Z]{3}\.\d{3}")),
    ("komponen", re.compile(r"\d{3}")),
    ("subkomponen", re.compile(r"\d{3}\.[0-9A-Z]{2}")),
    ("akun", re.compile(r"\d{6}")),
)
_ITEM = re.compile(r"(\d{1,6})\.\s*(.*)", re.DOTALL)
_TOTAL = re.compile(r"jumlah\s+seluruhnya", re.IGNORECASE)
_AMOUNT = re.compile(r"-?\d[\d.,]*\s*%?")
_PERIOD = re.compile(rf"\b({'|'.join(MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
_BASIS = re.compile(r"(?<![a-z0-9])(sp2d|akrual)(?![a-z0-9])", re.IGNORECASE)
_HEADER_WORDS = frozenset({
    "kode", "uraian", "pagu", "pagu revisi", "lock pagu", "realisasi", "periode lalu", "periode ini", "s.d. periode",
    "s.d periode", "sd periode", "sisa anggaran", "sisa", "%", "% anggaran", "persen",
})  # fmt: skip
_TITLE = re.compile(
    r"laporan ketersediaan dana|per program;|periode\b|kementerian\b|unit organisasi|satuan kerja|halaman\b|tanggal\b"
    r"|tgl\b|kode lap|dicetak",
    re.IGNORECASE,
)


def period(sheet: Sheet) -> str | None:
    """The month the report runs to, `2025-06`, from its title rows (the last month named in `Periode ...`)."""
    for row in sheet.rows[:HEADER_SEARCH]:
        for cell in row:
            if isinstance(cell, str) and "periode" in cell.casefold():
                found = _PERIOD.findall(cell)
                if found:
                    month, year = found[-1]
                    return f"{year}-{MONTHS.index(month.casefold()) + 1:02d}"
    return None


def basis(sheet: Sheet, file_name: str) -> str | None:
    """`sp2d` or `akrual`, from the title rows or the file name.

    Raises:
        LayoutError: the two are both named.
    """
    titles = [cell for row in sheet.rows[:HEADER_SEARCH] for cell in row if isinstance(cell, str) and len(cell) < 200]
    named = {found.casefold() for text in (*_before_data(titles), file_name) for found in _BASIS.findall(text)}
    if len(named) > 1:
        raise LayoutError(
            say(
                "title and file name declare both 'sp2d' and 'akrual'; name the one basis of the"
                " realisasi in the file name"
            )
        )
    return named.pop() if named else None


def _titles(sheet: Sheet) -> Iterator[list[Any]]:
    """The rows above the grand total: an uraian below may speak of a satuan kerja."""
    for row in sheet.rows[:HEADER_SEARCH]:
        if any(isinstance(cell, str) and _TOTAL.match(cell.strip()) for cell in row):
            return
        yield row


def _before_data(texts: list[str]) -> list[str]:
    """Titles end where the grand total stands: an uraian below may mention either word."""
    for index, text in enumerate(texts):
        if _TOTAL.match(text.strip()):
            return texts[:index]
    return texts


def read(item: Recognised, file_name: str) -> Batch:
    """Reads one sheet of the report; the name of its file may say the basis.

    Raises:
        LayoutError: period, basis, rows or amounts of the report cannot be found.
    """
    reader = _Reader(item.contract, item.sheet, file_name)
    reader.read()
    return reader.batch


class _Reader:
    def __init__(self, contract: Contract, sheet: Sheet, file_name: str) -> None:
        self.contract, self.sheet = contract, sheet
        self.locale = contract.number_locale[sheet.form]
        self.batch = Batch(contract, sheet.name, sheet.form, self.locale, counted=sheet.counted)
        self.batch.columns = {column.name: [] for column in contract.columns}
        month, declared = period(sheet), basis(sheet, file_name)
        if month is None:
            raise LayoutError(say("no title row names the period, for example 'Periode Juni 2025'"))
        if declared is None:
            raise LayoutError(
                say(
                    "its basis is not declared; put 'sp2d' or 'akrual' into the file name, for example"
                    " '{example}', as the realisasi was chosen when it was exported",
                    example=_with_basis(file_name),
                )
            )
        self.month, self.basis = month, declared
        self.batch.unit = satker_of(_titles(sheet))
        self.codes, self.tree = Codes(), Tree()
        self.blocks: Counter[tuple[str | None, ...]] = Counter()
        self.titles: set[tuple[str, ...]] = set()
        self.started = False
        self.previous: tuple[str, str, dict[str, str | None]] | None = None
        self.layout = self._learn()

    def text(self, cell: Any) -> str | None:
        return written(cell, self.locale)

    def is_number(self, cell: Any) -> bool:
        text = self.text(cell)
        return text is not None and parse_number(text, self.locale) is not None

    def amounts_in(self, row: list[Any], after: int) -> list[int]:
        """Positions of the amounts right of a code: numbers, also of another notation, and a share (`47,57%`)."""
        return [
            p
            for p in range(after + 1, len(row))
            if self.is_number(row[p]) or (isinstance(row[p], str) and _AMOUNT.fullmatch(row[p].strip()))
        ]

    def classify(self, row: list[Any]) -> tuple[str, int] | None:
        """Level and position of the code cell: the first filled cell of the row, if it is a code."""
        for position, cell in enumerate(row):
            text = self.text(cell)
            if text is None:
                continue
            text = text.strip()
            if _TOTAL.match(text):
                return "total", position
            for level, pattern in _CODES:
                if pattern.fullmatch(text):
                    return level, position
            if isinstance(cell, str) and _ITEM.match(text) and not self.is_number(cell):
                return "item", position
            return None
        return None

    def _learn(self) -> tuple[int, ...]:
        """The columns of the seven amounts: those that most complete rows use."""
        seen: Counter[tuple[int, ...]] = Counter()
        for row in self.sheet.rows:
            found = self.classify(row)
            if found is None or found[0] == "total":
                continue
            at = tuple(self.amounts_in(row, found[1]))
            if len(at) == len(AMOUNTS):
                seen[at] += 1
        if not seen:
            raise LayoutError(
                say(
                    "no row has a code followed by {count} amounts ({amounts}); export the report per item, complete",
                    count=len(AMOUNTS),
                    amounts=", ".join(AMOUNTS),
                )
            )
        return seen.most_common(1)[0][0]

    def amounts(self, level: str, row: list[Any], code_at: int) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
        """The seven amounts of a row, and (column, text) of cells in amount columns that hold no number."""
        numeric = self.amounts_in(row, code_at)
        if len(numeric) == len(AMOUNTS):
            places: tuple[int, ...] = tuple(numeric)
        else:
            places = self.layout
        taken, wrong = {}, []
        for name, position in zip(AMOUNTS, places, strict=True):
            text = self.text(row[position]) if position < len(row) else None
            taken[name] = text
            if text is not None and name != "persen" and parse_number(text, self.locale) is None:
                wrong.append((name, text))
        if level == "total" and len(numeric) != len(AMOUNTS):
            wrong.append(("", say("{count} amounts", count=len(numeric))))
        return taken, wrong

    def read(self) -> None:
        for name, position in zip(AMOUNTS, self.layout, strict=True):
            self.batch.headers[name] = self.contract.column(name).label
            self.batch.positions[name] = position
            if self.sheet.form == "xlsx":
                self.batch.letters[name] = column_letter(position)
        for number, row in zip(self.sheet.numbers, self.sheet.rows, strict=True):
            self.row(number, row)
        if not any(kind == "total" for kind in self.batch.columns["kelas_baris"]):
            raise LayoutError(
                say("it has no row JUMLAH SELURUHNYA, so it cannot be proved complete; export the report again")
            )
        self.tree.finish()
        self.batch.totals, self.batch.differences = self.tree.compared, self.tree.differences

    def row(self, number: int, row: list[Any]) -> None:
        faults = self.sheet.faults_by_row.get(number, {}) if self.started else {}
        if is_blank(row) and not faults:
            self.batch.classes["blank"] += 1
            return
        texts = tuple(text.strip() for text in map(self.text, row) if text is not None)
        found = self.classify(row)
        if found is not None and (faults or any(self.is_number(cell) for cell in row[found[1] + 1 :])):
            self.started = True
            self.data(number, row, *found)
            return
        if found is None and faults:
            position = self.append("", number, {}, {})
            self.batch.problems += [fault_problem(position, "", fault) for fault in set(faults.values())]
            return
        kind = self.textual(row, texts)
        if kind == "title" and (satker := satker_of([row])) not in (None, self.batch.unit):
            raise LayoutError(
                say(
                    "row {number} begins the report of satker {satker} below that of {above}; export each"
                    " satker as a file of its own",
                    number=number,
                    satker=satker,
                    above=self.batch.unit or say("another"),
                )
            )
        if kind == "wrap":
            self.wrap(texts)
        if kind is None:
            position = self.append("", number, {}, {})
            self.batch.problems.append(
                Problem(
                    position,
                    "",
                    " | ".join(texts)[:200],
                    "kelas_baris",
                    say("a program, kegiatan, KRO, RO, komponen, subkomponen, akun or item"),
                )
            )
            return
        self.batch.classes[kind] += 1

    def textual(self, row: list[Any], texts: tuple[str, ...]) -> str | None:
        """The class of a row that is no data row; None when it cannot be told."""
        if not self.started:
            kind = "header" if self.is_header(texts) else "title"
            if kind == "title":
                self.titles.add(texts)
            return kind
        if self.is_header(texts):
            return "header"
        if texts in self.titles or _TITLE.match(texts[0]):
            return "title"
        if texts[0].startswith("*"):
            return "footnote"
        if not any(self.is_number(cell) for cell in row) and len(texts) <= 2:
            return "wrap"
        return None

    def is_header(self, texts: tuple[str, ...]) -> bool:
        if all(text.isdigit() for text in texts):
            # The row of column numbers under a printed header.
            return len(texts) > 2 and list(map(int, texts)) == list(range(int(texts[0]), int(texts[0]) + len(texts)))
        words = {normalise_header(text) for text in texts}
        return bool(words & _HEADER_WORDS) or any(word.startswith("realisasi ta") for word in words)

    def wrap(self, texts: tuple[str, ...]) -> None:
        """Keeps the rest of a long uraian beside the row it belongs to."""
        if self.batch.extra:
            kept = json.loads(self.batch.extra[-1])
            kept["uraian_lanjutan"] = " ".join([*kept.get("uraian_lanjutan", "").split(), *texts])
            self.batch.extra[-1] = json.dumps(kept, ensure_ascii=False)

    def data(self, number: int, row: list[Any], level: str, code_at: int) -> None:
        taken, wrong = self.amounts(level, row, code_at)
        text = (self.text(row[code_at]) or "").strip()
        if level == "item":
            code, _, uraian = text.partition(".")
            uraian = uraian.strip()
        else:
            code = text
            first_amount = min((p for p in range(code_at + 1, len(row)) if self.is_number(row[p])), default=len(row))
            after = (self.text(cell) for cell in row[code_at + 1 : first_amount])
            uraian = next((found.strip() for found in after if found is not None), "")
        if level != "total" and self.previous == (level, code, taken) and level != "item":
            # A printed akun whose uraian wraps repeats its code and amounts on the next line.
            self.batch.classes["wrap"] += 1
            self.wrap((uraian,) if uraian else ())
            return
        self.previous = (level, code, taken)
        parent = None
        if level != "total":
            parent = self.codes.missing_parent(level)
            self.codes.enter(level, code)
            if level == "akun":
                self.blocks[self.codes.path()] += 1
        position = self.append(level, number, taken, {"uraian": uraian or (code if level == "total" else None)})
        for name, value in wrong:
            self.batch.problems.append(
                Problem(
                    position, name, value, "angka", say("{count} amounts", count=len(AMOUNTS)) if not name else NOTHING
                )
            )
        if parent is not None:
            self.batch.problems.append(
                Problem(position, level, code, "induk", say("a {parent} above it", parent=parent))
            )
        for at, fault in self.sheet.faults_by_row.get(number, {}).items():
            name = AMOUNTS[self.layout.index(at)] if at in self.layout else ""
            self.batch.problems.append(fault_problem(position, name, fault))
        values: dict[str, Decimal | None] = {}
        for name in _SUMMED:
            given = taken[name]
            values[name] = parse_number(given, self.locale) if given is not None else None
        if level == "total":
            self.tree.total(number, code, values)
        else:
            self.tree.add(number, f"{level} {code}", level, values)

    def append(self, level: str, number: int, taken: dict[str, str | None], texts: dict[str, str | None]) -> int:
        columns = self.batch.columns
        columns["satker"].append(self.batch.unit)
        columns["periode"].append(self.month)
        columns["basis"].append(self.basis)
        columns["kelas_baris"].append(level or None)
        for name in LEVELS:
            within = level in DEPTH and DEPTH[name] <= DEPTH[level]
            columns[name].append(self.codes.get(name) if within else None)
        # An akun printed once for each fund may number its items anew in each block.
        columns["akun_ke"].append(str(self.blocks[self.codes.path()]) if level in ("akun", "item") else None)
        columns["uraian"].append(texts.get("uraian"))
        for name in AMOUNTS:
            columns[name].append(taken.get(name))
        self.batch.numbers.append(number)
        self.batch.extra.append("{}")
        return len(self.batch.numbers) - 1


def _with_basis(file_name: str) -> str:
    stem, dot, suffix = file_name.rpartition(".")
    return f"{stem}_sp2d{dot}{suffix}" if dot else f"{file_name}_sp2d"
