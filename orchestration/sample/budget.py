"""The budget of the sample unit, item by item, and the MonSAKTI `dataAng` files that carry it.

Belongs here: pagu, blokir, planned withdrawal and spending of every item such that the cells of targets.py come out
exactly; the layout of dataAng. Not here: the layout of the SAKTI workbook (realisation.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from orchestration.sample.budget_lines import ACTIVITIES, LINES, OUTPUTS, SHIFTS, SUBCOMPONENTS, Line
from orchestration.sample.delimited import reorder, write_delimited
from orchestration.sample.seeded import stream
from orchestration.sample.shares import spread
from orchestration.sample.targets import BudgetCell, Totals

REVISIONS = 7  # B00 (DIPA awal) to B06
FIRST_BLOCKED = 1  # the savings policy of the start of the year blocks from the first revision on
RELAXED = 5  # the revision of May
IN_FORCE = {1: 3, 2: 6}  # quarter -> DIPA revision in force at its end

HEADER = (
    "KDSATKER", "KODE_PROGRAM", "KODE_KEGIATAN", "KODE_OUTPUT", "VOLUME_OUTPUT", "KODE_SUBOUTPUT", "VOLUME_SUBOUTPUT",
    "KODE_KOMPONEN", "KODE_SUBKOMPONEN", "URAIAN_SUBKOMPONEN", "KODE_AKUN", "KODE_JENIS_BEBAN", "KODE_CARA_TARIK",
    "HEADER1", "HEADER2", "KODE_ITEM", "NOMOR_ITEM", "CONS_ITEM", "URAIAN_ITEM", "SUMBER_DANA", "VOLKEG", "SATKEG",
    "HARGASAT", "TOTAL", "KODE_BLOKIR", "NILAI_BLOKIR", "KODE_STS_HISTORY",
    *(f"POK_NILAI_{month}" for month in range(1, 13)),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One item of the budget with everything the sample knows of it; amounts in rupiah.

    Attributes:
        line: codes, text and fund.
        number: running number within its account; numbers are skipped where a header row stands.
        running: its number in the order of the whole unit (CONS_ITEM).
        pagu: by DIPA revision 0-6.
        blocked: by DIPA revision 0-6.
        months: percent of the pagu planned for each month, January to December.
        realised_tw1: January to March.
        realised_tw2: January to June.
    """

    line: Line
    number: int
    running: int
    pagu: tuple[int, ...]
    blocked: tuple[int, ...]
    months: tuple[int, ...]
    realised_tw1: int
    realised_tw2: int

    @property
    def codes(self) -> tuple[str, str, str, str, str, str, str]:
        """Program, kegiatan, KRO, RO, komponen, subkomponen, akun."""
        kro, ro, component, subcomponent, account = self.line.place.split(".")
        activity = OUTPUTS[kro][0]
        return ACTIVITIES[activity][0], activity, kro, ro, component, subcomponent, account


def budget_items(totals: Totals, seed: int) -> list[Item]:
    """All items, in the order of their codes, adding up to the cells of `totals` in every revision and quarter."""
    amounts: dict[Line, tuple[tuple[int, ...], tuple[int, ...], int, int]] = {}
    for cell in totals.cells:
        amounts.update(_fill_cell(cell, stream(seed, f"budget/{cell.kro}/{cell.fund}/{cell.group}")))
    ordered = sorted(LINES, key=lambda line: line.place)
    numbers: dict[str, int] = {}
    items: list[Item] = []
    for line in ordered:
        first = line.place not in numbers
        # An account with items of two funds, and every account of BAD, opens with a header row that takes number 1.
        numbers[line.place] = numbers.get(line.place, 1 if first and has_header(line.place) else 0) + 1
        pagu, blocked, realised_tw1, realised_tw2 = amounts[line]
        rng = stream(seed, f"plan/{line.place}/{line.text}")
        by_march, by_june = totals.planned_percent[line.place[:3]]
        months = (
            *_split_percent(by_march, 3, rng),
            *_split_percent(by_june - by_march, 3, rng),
            *_split_percent(100 - by_june, 6, rng),
        )
        items.append(Item(line, numbers[line.place], len(items) + 1, pagu, blocked, months, realised_tw1, realised_tw2))
    return items


def has_header(place: str) -> bool:
    """Whether the items of an account stand under a header row in dataAng."""
    lines = [line for line in LINES if line.place == place]
    return len({line.fund for line in lines}) > 1 or (place.startswith("BAD") and len(lines) > 1)


def _split_percent(percent: int, months: int, rng: Random) -> list[int]:
    return spread(percent, [0.6 + rng.random() for _ in range(months)])


def _fill_cell(cell: BudgetCell, rng: Random) -> dict[Line, tuple[tuple[int, ...], tuple[int, ...], int, int]]:
    """Pagu and blokir of every revision and spending of both quarters for the lines of one cell, in rupiah."""
    lines = [line for line in LINES if _cell_key(line) == (cell.kro, cell.fund, cell.group)]
    start = spread(cell.pagu_k, [line.weight for line in lines])
    pagu = [start]
    for revision in range(1, REVISIONS):
        amounts = list(pagu[-1])
        for since, giver, taker, amount in SHIFTS:
            texts = [line.text for line in lines]
            if since == revision and giver in texts:
                amounts[texts.index(giver)] -= amount
                amounts[texts.index(taker)] += amount
        pagu.append(amounts)
    lowest = [min(column) for column in zip(*pagu, strict=True)]
    if cell.blocked_first_k == cell.pagu_k:
        first = list(start)
    else:  # at most 88 % of an item is blocked, so that something can be spent everywhere
        caps = [amount * 88 // 100 for amount in lowest]
        first = spread(cell.blocked_first_k, [line.blocked for line in lines], caps)
    eased = spread(
        cell.blocked_first_k - cell.blocked_relaxed_k,
        [line.weight if line.relaxed else 0 for line in lines],
        [amount if line.relaxed else 0 for line, amount in zip(lines, first, strict=True)],
    )
    relaxed = [a - b for a, b in zip(first, eased, strict=True)]
    blocked = [
        [0] * len(lines) if revision < FIRST_BLOCKED else first if revision < RELAXED else relaxed
        for revision in range(REVISIONS)
    ]
    room = {
        quarter: [1000 * (p - b) for p, b in zip(pagu[IN_FORCE[quarter]], blocked[IN_FORCE[quarter]], strict=True)]
        for quarter in (1, 2)
    }
    weights = [amount * (0.55 + 0.45 * rng.random()) for amount in room[2]]
    realised_2 = spread(cell.realised_tw2, weights, room[2])
    caps = [min(a, b) for a, b in zip(realised_2, room[1], strict=True)]
    weights = [amount * (0.75 + 0.25 * rng.random()) for amount in realised_2]
    realised_1 = spread(cell.realised_tw1, weights, caps)
    return {
        line: (
            tuple(1000 * amounts[i] for amounts in pagu),
            tuple(1000 * amounts[i] for amounts in blocked),
            realised_1[i],
            realised_2[i],
        )
        for i, line in enumerate(lines)
    }


def _cell_key(line: Line) -> tuple[str, str, str]:
    return line.place[:3], "rm" if line.fund == "A" else "blu", line.place.rsplit(".", 1)[1][:2]


def write_budget(
    path: Path,
    items: list[Item],
    totals: Totals,
    *,
    satker: str,
    revisions: range,
    drafts: tuple[str, ...],
    delimiter: str,
    encoding: str,
    numbered_through: bool = False,
    shuffle: Random | None = None,
) -> Path:
    """Writes one dataAng download.

    Args:
        path: where to write.
        items: all items.
        totals: gives the volumes of the outputs.
        satker: code of the unit.
        revisions: DIPA revisions in the file; each is a complete list of items.
        drafts: further histories that must not be counted (`C01` a POK revision, `A01` a proposal), a few items each.
        delimiter: `;`, `,` or `|`.
        encoding: `utf-8` or `cp1252`.
        numbered_through: CONS_ITEM is filled.
        shuffle: puts the columns in another order.
    """
    rows: list[list[object]] = []
    for revision in revisions:
        rows += _history(items, totals, satker, f"B{revision:02d}", revision, 100, numbered_through)
    for number, code in enumerate(drafts):
        chosen = [item for item in items if item.codes[2] in ("BAD", "EBC")][number::3]
        rows += _history(chosen, totals, satker, code, revisions[-1], 110, numbered_through)
    header, rows = reorder([*HEADER, "KETERANGAN"], [[*row, ""] for row in rows], shuffle)
    return write_delimited(path, header, rows, delimiter=delimiter, encoding=encoding)


def _history(
    items: list[Item], totals: Totals, satker: str, code: str, revision: int, percent: int, numbered_through: bool
) -> list[list[object]]:
    """The rows of one revision; `percent` other than 100 makes amounts that would show if they were counted."""
    rows: list[list[object]] = []
    opened: set[str] = set()
    for item in items:
        program, activity, kro, ro, component, subcomponent, account = item.codes
        key: list[object] = [
            satker, program, activity, kro, totals.outputs[f"{activity}.{kro}"][0],
            ro, totals.output_details[f"{activity}.{kro}.{ro}"][0],
            component, subcomponent, SUBCOMPONENTS[f"{kro}.{component}.{subcomponent}"], account,
            "F" if item.line.fund == "S" else item.line.fund, "0",
        ]  # fmt: skip
        if item.line.place not in opened and has_header(item.line.place):
            opened.add(item.line.place)
            title = f"> Rincian akun {account}"
            rows.append([*key, 1, 0, f"{account}.1", 1, "", title, item.line.fund, *[""] * 6, code, *[""] * 12])
        total = item.pagu[revision] * percent // 100
        volume = next(n for n in (12, 10, 6, 5, 4, 3, 2, 1) if total % n == 0)
        unit = {12: "BLN", 10: "KEG", 6: "KALI", 5: "PKT", 4: "TRW", 3: "OR", 2: "SMT", 1: "PKT"}[volume]
        blocked = item.blocked[revision]
        row: list[object] = [
            *key, 0, 0, f"{account}.{item.number}", item.number,
            item.running if numbered_through else "", item.line.text, item.line.fund,
            volume, unit, total // volume, total, "A" if blocked else "", blocked,
            code, *(total * share // 100 for share in item.months),
        ]  # fmt: skip
        rows.append(row)
    return rows
