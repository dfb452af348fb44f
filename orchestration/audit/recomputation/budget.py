"""Budget and spending: pagu, blokir, efektif and realisasi by fund and kind, per KRO and per program.

Belongs here: which revision is in force, which fund an item of GLP039 belongs to, and the figures `anggaran.*`,
`revisi.*`, `kro.*`, `program.*`. Not here: receipts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from orchestration.audit.numerals import added
from orchestration.audit.recomputation.agreement import PHYSICAL, cell, row_of
from orchestration.audit.recomputation.case import Case, amount
from orchestration.audit.recomputation.items import DIPA, Line, first_and_in_force, join, read_versions
from orchestration.audit.recomputation.ledger import Ledger, percent
from orchestration.audit.recomputation.records import Record

_OUTPUT = re.compile(r"\d{4}\.([A-Z]{3})")
_PROGRAM = re.compile(r"(?:\d{3}\.\d{2}\.)?([A-Z]{2})")
_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Spending:
    """One item of GLP039 on SP2D basis.

    Attributes:
        fund: of its budget line; '' when it has none.
        to_date: realised since 1 January, rupiah.
    """

    record: Record
    fund: str
    to_date: Fraction

    @property
    def output(self) -> str:
        """The KRO, e.g. `BAD`."""
        return self.record.text("kro")

    @property
    def account(self) -> str:
        """E.g. `521111`."""
        return self.record.text("akun")


@dataclass(frozen=True)
class Budget:
    """Lines of the first DIPA, of the version in force, and the spending.

    `revisions` has the lines of every delivered revision of the DIPA by its number, where there are several.
    `spending` is that of the quarter's report, `before` that of the report of the quarter before; `months` holds what
    was spent by the end of each month up to the quarter's, in rupiah, with the rows that tell it and the month of their
    report.
    """

    first: list[Line]
    in_force: list[Line]
    revisions: dict[int, list[Line]]
    spending: list[Spending]
    before: list[Spending]
    months: dict[int, tuple[Fraction | None, list[Record], int]]
    has_before: bool
    has_plan: bool


def read_budget(case: Case) -> Budget:
    """The budget as of the quarter's end, and the spending by the fund of its budget lines."""
    versions = read_versions(case)
    year, months = case.quarter.year, case.quarter.months
    last, earlier = f"{year}-{months[-1]:02d}", f"{year}-{months[0] - 1:02d}"
    first, in_force = first_and_in_force(versions, _realised(case, last))

    def spent(period: str) -> list[Spending]:
        items = _realised(case, period)
        lines = join(versions, in_force, items, period, case.quarter) if items else {}
        return [
            Spending(
                item, lines[item.row_id].fund if item.row_id in lines else "", amount(item, "realisasi_sd_periode")
            )
            for item in items
        ]

    before = spent(earlier)
    revisions = {number: lines for (family, number), lines in sorted(versions.items()) if family == DIPA}
    return Budget(
        first,
        in_force,
        revisions if len(revisions) > 1 else {},
        spent(last),
        before,
        {month: _by_the_end_of(case, month) for month in range(1, months[-1] + 1)},
        case.quarter.number == 1 or bool(before),
        any(line.plan for line in in_force),
    )


def recompute_budget(ledger: Ledger, budget: Budget) -> None:
    """`anggaran.*`: whole, by fund, and by fund and kind (first two digits of the account)."""
    unit = ledger.case.unit
    funds = list(dict.fromkeys(str(entry["sumber_dana"]) for entry in unit["sumber_dana"]))
    kinds = [str(entry["kode"]) for entry in unit["jenis_belanja"]]
    known = {(line.fund, line.account[:2]) for line in (*budget.first, *budget.in_force)}
    known |= {(item.fund, item.account[:2]) for item in (*budget.spending, *budget.before)}
    # A kind that the profile does not name stands in the totals all the same.
    kinds += sorted({kind for _, kind in known} - set(kinds))
    places: list[tuple[str, ...]] = [()]
    for fund in funds:
        if any(holder == fund for holder, _ in known):
            places += [(fund,), *((fund, kind) for kind in kinds if (fund, kind) in known)]
    for place in places:
        suffix = "".join(f".{part}" for part in place)
        lines = [line for line in budget.in_force if _belongs(line, place)]
        first = [line for line in budget.first if _belongs(line, place)]
        spent, before = (
            [item for item in items if _belongs(item, place)] for items in (budget.spending, budget.before)
        )
        pagu, blokir, efektif = (f"anggaran.{measure}{suffix}" for measure in ("pagu", "blokir", "efektif"))
        in_force = f"budget:in_force{suffix}"
        _sum_lines(ledger, pagu, lines, in_force)
        pagu_awal = f"anggaran.pagu_awal{suffix}"
        _sum_lines(ledger, pagu_awal, first, f"budget:first{suffix}", known=bool(budget.first))
        _change(ledger, f"anggaran.pagu_perubahan{suffix}", pagu, pagu_awal)
        _sum_blocked(ledger, blokir, lines, in_force)
        free = (ledger.value(pagu) or Fraction(0)) - (ledger.value(blokir) or Fraction(0))
        ledger.leaf(efektif, free, _records(lines), in_force, components=(pagu, blokir))
        realisasi = f"anggaran.realisasi{suffix}"
        _spent(ledger, budget, realisasi, f"anggaran.realisasi_tw{suffix}", spent, before, f"budget:spent{suffix}")
        _share(ledger, f"anggaran.persen_pagu{suffix}", realisasi, pagu)
        _share(ledger, f"anggaran.persen_efektif{suffix}", realisasi, efektif)
        _share(ledger, f"anggaran.porsi_efektif{suffix}", efektif, "anggaran.efektif")
    planned = Fraction(0) if budget.has_plan else None
    for month in _MONTHS:
        if planned is not None:
            planned += added(line.plan[month] for line in budget.in_force)
        ledger.leaf(f"anggaran.rencana.{month:02d}", planned, _records(budget.in_force), "budget:in_force")
    for month, (to_date, told, report) in budget.months.items():
        ledger.leaf(f"anggaran.realisasi_bulan.{month:02d}", to_date, told, f"budget:report:{report}")


def recompute_revisions(ledger: Ledger, budget: Budget) -> None:
    """`revisi.*`: pagu, blokir and efektif of each revision of the DIPA, and what efektif changed by it."""
    before = ""
    for number, lines in budget.revisions.items():
        code = f"B{number:02d}"
        pagu, blokir, efektif = (f"revisi.{measure}.{code}" for measure in ("pagu", "blokir", "efektif"))
        _sum_lines(ledger, pagu, lines, f"budget:{code}")
        blocked = _sum_blocked(ledger, blokir, lines, f"budget:{code}")
        ledger.derived(efektif, (ledger.value(pagu) or 0) - blocked, (pagu, blokir), decimals=0)
        if before:
            _change(ledger, f"revisi.perubahan.{code}", efektif, before)
        before = efektif


def recompute_outputs(ledger: Ledger, budget: Budget) -> None:
    """`kro.*` and `program.*`: pagu, volume, money and physical progress with their targets.

    Percentages stand on the pagu in force, or by policy `basis_kro: efektif` on pagu minus blokir. The financial target
    is POK_NILAI of the revision in force, cumulative (`sd`) or of the quarter's months (`tw`), over the same base.
    """
    case = ledger.case
    named = {record.text("kode") for record in case.of_kind("dipa")}
    outputs = {line.output for line in (*budget.first, *budget.in_force)}
    outputs |= {match[1] for code in named if (match := _OUTPUT.fullmatch(code))}
    programs = {line.program for line in (*budget.first, *budget.in_force)}
    programs |= {match[1] for code in named if (match := _PROGRAM.fullmatch(code))}
    for program in sorted(programs):
        lines = [line for line in budget.in_force if line.program == program]
        _pagu(ledger, budget, "program", program, lines, [line for line in budget.first if line.program == program])
    for output in sorted(outputs):
        lines = [line for line in budget.in_force if line.output == output]
        _pagu(ledger, budget, "kro", output, lines, [line for line in budget.first if line.output == output])
        in_force = f"budget:in_force:kro:{output}"
        blocked = _sum_blocked(ledger, f"kro.blokir.{output}", lines, in_force)
        pagu, efektif = f"kro.pagu.{output}", f"kro.efektif.{output}"
        ledger.derived(efektif, (ledger.value(pagu) or 0) - blocked, (pagu, f"kro.blokir.{output}"), decimals=0)
        row = next((row for row in case.of_kind("dipa") if row.text("kode").endswith(f".{output}")), None)
        cell(ledger, f"kro.volume.{output}", row, "volume", decimals=0)
        spent, before = (
            [item for item in items if item.output == output] for items in (budget.spending, budget.before)
        )
        sd, tw = f"kro.realisasi.sd.{output}", f"kro.realisasi.tw.{output}"
        _spent(ledger, budget, sd, tw, spent, before, f"budget:spent:kro:{output}")
        base = efektif if case.policy("basis_kro") == "efektif" else pagu
        periods = {"sd": case.months(), "tw": case.quarter.months}
        for period, realised in (("sd", sd), ("tw", tw)):
            _share(ledger, f"kro.persen.{period}.{output}", realised, base)
            planned = sum(
                (line.plan.get(month, Fraction(0)) for line in lines for month in periods[period]), Fraction(0)
            )
            ledger.leaf(
                f"kro.sasaran.{period}.{output}", planned if budget.has_plan else None, _records(lines), in_force
            )
            _share(ledger, f"kro.sasaran_persen.{period}.{output}", f"kro.sasaran.{period}.{output}", base)
        progress = row_of(case, "fisik", output, quarterly=True)
        for measure, column in PHYSICAL.items():
            cell(ledger, f"kro.{measure}.{output}", progress, column, decimals=2)


def _belongs(row: Line | Spending, place: tuple[str, ...]) -> bool:
    """Whether a row lies in a place: the whole, a fund, or a fund and a kind of spending."""
    return (row.fund, row.account[:2])[: len(place)] == place


def _pagu(ledger: Ledger, budget: Budget, table: str, code: str, lines: list[Line], first: list[Line]) -> None:
    """Keeps pagu in force, first pagu and the change between them."""
    pagu, pagu_awal = f"{table}.pagu.{code}", f"{table}.pagu_awal.{code}"
    _sum_lines(ledger, pagu, lines, f"budget:in_force:{table}:{code}")
    _sum_lines(ledger, pagu_awal, first, f"budget:first:{table}:{code}", known=bool(budget.first))
    _change(ledger, f"{table}.pagu_perubahan.{code}", pagu, pagu_awal)


def _change(ledger: Ledger, figure_id: str, later: str, earlier: str) -> None:
    """Keeps an amount minus the earlier one, as pagu in force minus first pagu; nothing where one is not known."""
    now, before = ledger.value(later), ledger.value(earlier)
    ledger.derived(figure_id, None if now is None or before is None else now - before, (later, earlier), decimals=0)


def _spent(
    ledger: Ledger, budget: Budget, sd: str, tw: str, spent: list[Spending], earlier: list[Spending], trail: str
) -> None:
    """Keeps spending to date and of the quarter: to date minus what the quarter before had delivered."""
    rows = [item.record for item in spent]
    total = added(item.to_date for item in spent) if budget.spending else None
    ledger.leaf(sd, total, rows, trail)
    before = added(item.to_date for item in earlier) if budget.has_before else None
    value = None if total is None or before is None else total - before
    ledger.leaf(tw, value, rows + [item.record for item in earlier], f"{trail}:tw")


def _realised(case: Case, period: str) -> list[Record]:
    """Items of the SP2D report of a month."""
    return [
        record
        for record in case.of_kind("glp039")
        if record.text("basis") == "sp2d" and record.text("periode") == period
    ]


def _by_the_end_of(case: Case, month: int) -> tuple[Fraction | None, list[Record], int]:
    """What was spent by the end of a month, the rows that tell it, and the month of their report.

    The sum of `s.d. periode` of the month's own report, else of `periode lalu` of the next; None without either.
    """
    year, last = case.quarter.year, case.quarter.months[-1]
    own = _realised(case, f"{year}-{month:02d}")
    if own:
        return added(amount(record, "realisasi_sd_periode") for record in own), own, month
    after = _realised(case, f"{year}-{month + 1:02d}") if month < last else []
    if after and all(record.text("realisasi_periode_lalu") for record in after):
        return added(amount(record, "realisasi_periode_lalu") for record in after), after, month + 1
    return None, [], month


def _sum_lines(ledger: Ledger, figure_id: str, lines: list[Line], trail: str, *, known: bool = True) -> None:
    """Keeps the sum of pagu; no value where nobody delivered what it is a sum of."""
    total = added(line.pagu for line in lines) if known else None
    ledger.leaf(figure_id, total, _records(lines), trail)


def _sum_blocked(ledger: Ledger, figure_id: str, lines: list[Line], trail: str) -> Fraction:
    total = added(line.blocked for line in lines)
    ledger.leaf(figure_id, total, _records(lines), trail)
    return total


def _share(ledger: Ledger, figure_id: str, part_id: str, whole_id: str) -> None:
    ledger.derived(figure_id, percent(ledger.value(part_id), ledger.value(whole_id)), (part_id, whole_id))


def _records(lines: Iterable[Line]) -> list[Record]:
    return [line.record for line in lines]
