"""Reads the papers of the budget that have no single header row: GLP039 and RKK.

Belongs here: how each is known, its levels, told by the form of a code, and the items under them. Not here: tables
under a header row (second_reader.py).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from orchestration.audit.recomputation.cells import is_empty
from orchestration.audit.recomputation.characters import normal
from orchestration.audit.recomputation.opened_files import Opened
from orchestration.audit.recomputation.records import AuditError, Delivery, Line, Paper

_RKK_SHEET = "RKK"
_RKK_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("program", re.compile(r"\d{3}\.\d{2}\.[A-Z]{2}")),
    ("kegiatan", re.compile(r"\d{4}")),
    ("kro", re.compile(r"\d{4}\.[A-Z]{3}")),
    ("ro", re.compile(r"\d{4}\.[A-Z]{3}\.\d{3}")),
    ("komponen", re.compile(r"\d{3}")),
    ("subkomponen", re.compile(r"[A-Z]{1,2}")),
    ("akun", re.compile(r"\d{6}")),
)
_RKK_FUND = re.compile(r"[A-Z]{2,4}")
_RKK_BLOCKED = re.compile(r"\*|[A-Z0-9]{1,2} ?\*?")
_RKK_GROUPS = re.compile(r"-?\d{1,3}(\.\d{3}){2,}")
_SATKER = re.compile(r"(?:satuan kerja|satker|unit kerja)\D*(\d{6})(?!\d)", re.IGNORECASE)

_TITLES_WITHIN = 6
"""Titles of a SAKTI export stand above its two-level header."""

_GLP_SHEET, _GLP_TITLE = "GLP039", "LAPORAN KETERSEDIAAN DANA DETAIL"
_GLP_PERIOD = re.compile(r"Periode\s*:?\s*([A-Za-z]+)\s+(\d{4})", re.IGNORECASE)
_GLP_ITEM = re.compile(r"(\d{1,6})\.\s*(.*)", re.DOTALL)
_GLP_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("program", re.compile(r"[A-Z]{2}")),
    ("kegiatan", re.compile(r"[A-Z]{2}\.\d{4}")),
    ("kro", re.compile(r"[A-Z]{3}")),
    ("ro", re.compile(r"[A-Z]{3}\.\d{3}")),
    ("komponen", re.compile(r"\d{3}")),
    ("subkomponen", re.compile(r"\d{3}\.[0-9A-Z]{1,2}")),
    ("akun", re.compile(r"\d{6}")),
)
_GLP_AMOUNT = re.compile(r"-?[\d.]+(?:,\d+)?(?:[eE][+-]?\d+)?%?")
_GLP_AMOUNTS = (
    *("pagu_revisi", "lock_pagu", "realisasi_periode_lalu", "realisasi_periode_ini", "realisasi_sd_periode"),
    *("persen", "sisa"),
)
_MONTHS = (
    "januari februari maret april mei juni juli agustus september oktober november desember".split()  # noqa: SIM905
)


def _glp039(delivery: Delivery, opened: Opened) -> Iterator[Line]:
    """The item rows of a GLP039, each with the codes of the levels above it.

    The file's columns shift between exports, so a level is told by the form of its code, and the amounts of an item by
    their order right of it: pagu, lock, periode lalu, periode ini, s.d. periode, persen, sisa; an empty lock leaves 6.
    """
    sheet, titles = opened.name, _titles(opened)
    period = _GLP_PERIOD.search(titles)
    if period is None or period[1].lower() not in _MONTHS:
        raise AuditError(f"{delivery.name}: sheet '{sheet}' names no period such as 'Periode Juni 2025'")
    periode = f"{period[2]}-{_MONTHS.index(period[1].lower()) + 1:02d}"
    declared = f"{titles} {delivery.name}".lower()
    basis = "akrual" if "akrual" in declared else "sp2d" if "sp2d" in declared else None
    if basis is None:
        raise AuditError(f"{delivery.name}: neither title nor file name says whether the basis is SP2D or Akrual")
    order = [level for level, _ in _GLP_LEVELS]
    satker = _satker_in(row for _, row in opened.rows[:_TITLES_WITHIN])
    path: dict[str, str] = {}
    blocks: Counter[tuple[str, ...]] = Counter()
    akun_before: tuple[object, ...] = ()
    for row, line in opened.rows:
        filled = [(position, cell) for position, cell in enumerate(line) if not is_empty(cell)]
        if not filled:
            continue
        for place, (_, cell) in enumerate(filled):
            text = str(cell).strip()
            level = next((name for name, form in _GLP_LEVELS if form.fullmatch(text)), None)
            item = _GLP_ITEM.match(text) if level is None else None
            if item and not text.replace(".", "").isdigit():
                placed = [(position, right) for position, right in filled[place + 1 :] if _is_amount(right)]
                amounts = [right for _, right in placed]
                if not amounts:
                    break  # the wrapped end of a long text
                akun_before = ()
                if len(amounts) not in (6, 7):
                    raise AuditError(
                        f"{delivery.name}: sheet '{sheet}', row {row}: {len(amounts)} amounts after '{text}'; expected "
                        "pagu, lock, periode lalu, periode ini, s.d. periode, persen, sisa"
                    )
                missing_lock = len(amounts) == 6
                names = [name for name in _GLP_AMOUNTS if not (missing_lock and name == "lock_pagu")]
                yield (
                    row,
                    {
                        "satker": satker,
                        "periode": periode,
                        "basis": basis,
                        **path,
                        "akun_ke": str(blocks[tuple(path.values())]),
                        "item": item[1],
                        "uraian": item[2],
                        **dict(zip(names, amounts, strict=False)),
                    },
                    frozenset(n for n, (at, _) in zip(names, placed, strict=False) if (row, at) in opened.percents),
                )
                break
            if level is not None and any(_is_amount(right) for _, right in filled[place + 1 :]):
                path = {name: path[name] for name in order[: order.index(level)] if name in path}
                path[level] = text
                # An akun whose text wraps repeats itself on the next line; one of another fund has other amounts.
                printed = (*path.values(), *(right for _, right in filled[place + 1 :] if _is_amount(right)))
                if level == "akun" and printed != akun_before:
                    blocks[tuple(path.values())] += 1
                akun_before = printed
                break


def _rkk(_: Delivery, opened: Opened) -> Iterator[Line]:
    """The item rows of an RKK, each with the codes of the levels above it and the fund of its akun.

    An item has no code: it is numbered by its place under its akun, counted over the whole sheet, for one akun may
    stand once per fund. Its amount is the last number of its row.
    """
    order, rows = [level for level, _ in _RKK_LEVELS], opened.rows
    titles = itertools.takewhile(lambda item: not any(_RKK_LEVELS[0][1].fullmatch(str(c)) for c in item[1]), rows)
    heads = [[normal(cell) for cell in line] for _, line in titles]
    satker = _satker_in(line for _, line in rows[: len(heads)])
    stated_at = next((head.index("jumlah") for head in heads if "jumlah" in head), None)
    path: dict[str, str] = {}
    fund = ""
    counted: Counter[tuple[str, ...]] = Counter()
    for row, line in rows:
        filled = [(position, cell) for position, cell in enumerate(line) if not is_empty(cell)]
        if not filled:
            continue
        first = str(filled[0][1]).strip()
        amounts = [(position, cell) for position, cell in filled[1:] if _is_amount(cell)]
        level = next((name for name, form in _RKK_LEVELS if form.fullmatch(first)), None)
        if level is not None and amounts:
            path = {name: path[name] for name in order[: order.index(level)] if name in path} | {level: first}
            if level == "akun":
                marks = [str(cell).strip() for _, cell in filled[1:]]
                fund = next((mark for mark in marks if _RKK_FUND.fullmatch(mark)), "")
        elif first.startswith("-") and not _is_amount(filled[0][1]) and path and amounts:
            place = tuple(path.get(name, "") for name in order)
            counted[place] += 1
            # Under the head JUMLAH, or slipped to the next column; a number right of it is a code of blokir.
            near = [item for item in amounts if stated_at is None or item[0] in (stated_at, stated_at + 1)]
            at, stated = (near[-1] if stated_at is None else near[0]) if near else (amounts[-1][0], None)
            right = [str(cell).strip() for position, cell in filled if position > at]
            yield (
                row,
                {
                    **path,
                    "satker": satker,
                    "nomor_item": str(counted[place]),
                    "uraian": first,
                    "jumlah": stated,
                    "kode_blokir": next((mark for mark in right if _RKK_BLOCKED.fullmatch(mark)), None),
                    "sumber_dana": fund,
                },
                frozenset(),
            )


def _satker_in(titles: Iterable[Sequence[Any]]) -> str:
    """The satker that a title row names, '' when none does."""
    lines = (" ".join(str(cell) for cell in line if not is_empty(cell)) for line in titles)
    return next((found[1] for text in lines if (found := _SATKER.search(text))), "")


def _is_amount(cell: object) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, (int, float)) or bool(_GLP_AMOUNT.fullmatch(str(cell).strip()))


def _titles(opened: Opened) -> str:
    return " ".join(str(cell) for _, row in opened.rows[:_TITLES_WITHIN] for cell in row if isinstance(cell, str))


def _is_glp039(opened: Opened) -> bool:
    return opened.name.strip().upper().startswith(_GLP_SHEET) or _GLP_TITLE in _titles(opened).upper()


def _is_rkk(opened: Opened) -> bool:
    return opened.name.strip().upper().startswith(_RKK_SHEET)


def _has_groups(opened: Opened) -> bool:
    """Whether a text of two groups of thousands shows that points group them in all texts of the sheet."""
    return any(isinstance(cell, str) and _RKK_GROUPS.fullmatch(cell.strip()) for _, row in opened.rows for cell in row)


GLP039 = Paper(_is_glp039, _glp039)
RKK = Paper(_is_rkk, _rkk, _has_groups)
