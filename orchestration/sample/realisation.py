"""The SAKTI workbook GLP039 "Laporan Fa Detail (16 Segmen)", in both of its column variants.

Belongs here: the layout, with the things that make it hard to read (a sheet name that ends in a space, six title rows,
a two-level header repeated on every printed page, a total in other columns than its parts, wrapped texts, amounts
stored as text). Not here: the amounts (budget.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from orchestration.sample.budget import Item
from orchestration.sample.budget_lines import (
    ACCOUNTS,
    ACTIVITIES,
    COMPONENTS,
    OUTPUT_DETAILS,
    OUTPUTS,
    PROGRAMS,
    SUBCOMPONENTS,
)
from orchestration.sample.workbook import Book, Sheet

SHEET_NAME = "GLP039_LAPORAN REALISASI SUPER "
_PAGE = 52  # data rows between two printed headers
_WRAP = 48  # characters of text that fit in a row

# Columns of the first variant, 0 = A; the second variant lies one column to the left.
_CODE = {"program": 1, "kegiatan": 1, "kro": 2, "ro": 2, "komponen": 4, "subkomponen": 5, "akun": 7}
_TEXT = 13
_PAGU, _LOCK, _BEFORE, _NOW, _TOTAL_TO_DATE, _TO_DATE, _PERCENT, _TOTAL_LEFT, _LEFT = 16, 18, 22, 23, 24, 25, 28, 29, 30


@dataclass(frozen=True)
class Spending:
    """Amounts of one item or of a sum of items, rupiah."""

    pagu: int
    lock: int
    before: int
    now: int

    def __add__(self, other: Spending) -> Spending:
        return Spending(
            self.pagu + other.pagu, self.lock + other.lock, self.before + other.before, self.now + other.now
        )

    @property
    def to_date(self) -> int:
        """Spent since 1 January."""
        return self.before + self.now


def spending(items: Sequence[Item], quarter: int, *, accrual: bool = False) -> list[Spending]:
    """What each item shows at the end of a quarter: last month alone, and the months before.

    Args:
        items: the budget.
        quarter: 1 or 2.
        accrual: the other basis: a little more is owed than was paid.
    """
    rows = []
    for number, item in enumerate(items):
        pagu = item.pagu[{1: 3, 2: 6}[quarter]]
        before_quarter, to_date = ((0, item.realised_tw1), (item.realised_tw1, item.realised_tw2))[quarter - 1]
        if accrual:
            to_date += (to_date // 1000) * 27
        now = (to_date - before_quarter) * (35 + number % 9) // 100
        lock = 1_500_000 if quarter == 2 and number % 17 == 5 and pagu > 50_000_000 else 0
        rows.append(Spending(pagu, lock, to_date - now, now))
    return rows


def write_realisation(
    path: Path,
    items: Sequence[Item],
    amounts: Sequence[Spending],
    *,
    satker: str,
    unit: str,
    year: int,
    month: str,
    basis: str,
    shifted: bool = False,
    inline_text: bool = False,
    numbered_through: bool = False,
) -> Path:
    """Writes one GLP039 workbook.

    Args:
        path: where to write.
        items: the budget, in the order of its codes.
        amounts: one entry per item.
        satker: code of the unit.
        unit: name of the unit.
        year: fiscal year.
        month: name of the last month of the period.
        basis: `SP2D` or `Akrual`, declared in the title.
        shifted: the variant one column to the left.
        inline_text: text stored in the cells themselves.
        numbered_through: items numbered through the whole unit, not anew in each account.
    """
    with Book(path, "Contoh GLP039 - data karangan", inline_text=inline_text) as book:
        page = _Page(book.sheet(SHEET_NAME), 1 if shifted else 0)
        page.titles(
            f"LAPORAN KETERSEDIAAN DANA DETAIL TA {year}",
            basis,
            "Per Program; Kegiatan; Output; SubOutput; Komponen; SubKomponen; Akun; Item;",
            f"Periode {month} {year}",
            "Kementerian   : 019   KEMENTERIAN PERINDUSTRIAN",
            "Unit Organisasi   : 07   BADAN STANDARDISASI DAN KEBIJAKAN JASA INDUSTRI",
            f"Satuan Kerja   : {satker}   {unit.upper()}",
        )
        page.header()
        page.total(_sum(amounts))
        levels = ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")
        previous: tuple[str, ...] = ()
        for item, amount in zip(items, amounts, strict=True):
            codes = item.codes
            opened = False
            for depth, level in enumerate(levels):
                opened = opened or codes[: depth + 1] != previous[: depth + 1]
                if opened:
                    path_here = codes[: depth + 1]
                    inside = [
                        part
                        for other, part in zip(items, amounts, strict=True)
                        if other.codes[: depth + 1] == path_here
                    ]
                    page.parent(level, *_label(level, codes), _sum(inside))
            page.item(item.running if numbered_through else item.number, item.line.text, amount)
            previous = codes
        page.footnote("*Lock Pagu: bagian pagu yang sedang berada dalam usulan revisi, bukan blokir")
    return path


def _sum(amounts: Sequence[Spending]) -> Spending:
    return sum(amounts, Spending(0, 0, 0, 0))


def _label(level: str, codes: tuple[str, ...]) -> tuple[str, str]:
    """Code as SAKTI writes it, and name, of a parent row."""
    program, activity, kro, ro, component, subcomponent, account = codes
    return {
        "program": (program, PROGRAMS[program]),
        "kegiatan": (f"{program}.{activity}", ACTIVITIES[activity][1]),
        "kro": (kro, OUTPUTS[kro][1]),
        "ro": (f"{kro}.{ro}", OUTPUT_DETAILS[f"{kro}.{ro}"]),
        "komponen": (component, COMPONENTS[f"{kro}.{component}"]),
        "subkomponen": (f"{component}.{subcomponent}", SUBCOMPONENTS[f"{kro}.{component}.{subcomponent}"]),
        "akun": (account, ACCOUNTS[account]),
    }[level]


class _Page:
    """Writes rows from top to bottom and repeats the header where a printed page would end."""

    def __init__(self, sheet: Sheet, left: int) -> None:
        self._sheet = sheet
        self._left = left
        self._row = 0
        self._on_page = 0
        self._amounts = 0

    def _put(self, column: int, value: object) -> None:
        self._sheet.put(self._row, column - self._left, value)

    def titles(self, first: str, basis: str, *others: str) -> None:
        self._put(1, first)
        self._put(_TO_DATE, f"Basis: {basis}")
        self._row += 1
        for text in others:
            self._put(1, text)
            self._row += 1

    def header(self) -> None:
        self._put(1, "Uraian")
        self._put(_PAGU, "Pagu Revisi")
        self._put(_LOCK, "Lock Pagu")
        self._put(_BEFORE, "Realisasi")
        self._put(_PERCENT, "%")
        self._put(_LEFT, "Sisa Anggaran")
        self._row += 1
        self._put(_BEFORE, "Periode Lalu")
        self._put(_NOW, "Periode Ini")
        self._put(_TO_DATE, "s.d. Periode")
        self._row += 1
        self._on_page = 0

    def total(self, amount: Spending) -> None:
        self._put(1, "JUMLAH SELURUHNYA")
        self._numbers(amount, _TOTAL_TO_DATE, _TOTAL_LEFT)

    def parent(self, level: str, code: str, name: str, amount: Spending) -> None:
        self._turn_page()
        self._put(_CODE[level], code)
        self._text(name, amount)

    def item(self, number: int, text: str, amount: Spending) -> None:
        self._turn_page()
        self._text(f"{number:06d}. {text}", amount)

    def footnote(self, text: str) -> None:
        self._row += 1
        self._put(1, text)

    def _turn_page(self) -> None:
        if self._on_page >= _PAGE:
            self.header()

    def _text(self, text: str, amount: Spending) -> None:
        """Text and numbers of a row; what does not fit goes on in rows of text alone."""
        lines = [""]
        for word in text.split(" "):
            if lines[-1] and len(lines[-1]) + 1 + len(word) > _WRAP:
                lines.append(word)
            else:
                lines[-1] = f"{lines[-1]} {word}".strip()
        self._put(_TEXT, lines[0])
        self._numbers(amount, _TO_DATE, _LEFT)
        for line in lines[1:]:
            self._put(_TEXT, line)
            self._row += 1
            self._on_page += 1

    def _numbers(self, amount: Spending, to_date: int, left: int) -> None:
        self._put(_PAGU, self._stored(amount.pagu))
        self._put(_LOCK, amount.lock)
        self._put(_BEFORE, amount.before)
        self._put(_NOW, self._stored(amount.now))
        self._put(to_date, self._stored(amount.to_date))
        if amount.pagu:
            self._put(_PERCENT, round(amount.to_date / amount.pagu, 4))
        self._put(left, amount.pagu - amount.to_date)
        self._row += 1
        self._on_page += 1

    def _stored(self, value: int) -> int | str:
        """Every eleventh amount as text, in digits or in scientific notation, as exports do now and then."""
        self._amounts += 1
        if self._amounts % 11:
            return value
        if self._amounts % 2 or value < 10_000_000:
            return str(value)
        return f"{Decimal(value).normalize():E}".replace("E+", "E")
