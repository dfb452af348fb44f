"""Rows with what they mean: orders, answers, receipts, budget, and the lines that a declared formula counts.

Belongs here: reading each of them once, when it is first asked for, and the columns under which a profile names what
they hold. Not here: what they mean (orders, survey, receipts, budget), what is counted of them (declared).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from orchestration.audit.recomputation.budget import Budget, Spending, read_budget
from orchestration.audit.recomputation.case import Case, number
from orchestration.audit.recomputation.items import Line
from orchestration.audit.recomputation.orders import Order, Orders, read_orders
from orchestration.audit.recomputation.receipts import Receipt, read_receipts
from orchestration.audit.recomputation.records import Record
from orchestration.audit.recomputation.survey import Answer, read_answers
from orchestration.audit.recomputation.working_calendar import WorkingCalendar

Value = str | Fraction | dt.date | dt.datetime | None
"""What stands in a column: a text, a number, a day, a moment, or nothing."""

MONEY = ("penerimaan", "realisasi", "pagu")
"""Sources that are amounts in rupiah."""

UNDATED = ("realisasi", "pagu")
"""Sources that say what holds at the end of the quarter; no day of theirs decides whether they count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A row that a declared formula may count, and what stands in its columns."""

    record: Record
    value: Callable[[str], Value]


class Facts:
    """The rows of a case, each read when it is first asked for.

    What the policy in which two cases differ does not touch is read once for both.
    """

    def __init__(self, case: Case, known: Facts | None = None) -> None:
        self.case, self._known = case, known

    def _shared(self, *policies: str) -> Facts | None:
        """The facts already read, where they are read alike under both cases."""
        known = self._known
        alike = known is not None and all(known.case.policy(name) == self.case.policy(name) for name in policies)
        return known if alike else None

    @cached_property
    def _dated_orders(self) -> tuple[Orders, WorkingCalendar]:
        known = self._shared("cuti_bersama")
        return known._dated_orders if known else read_orders(self.case)

    @property
    def orders(self) -> Orders:
        """Orders without cancelled ones."""
        return self._dated_orders[0]

    @property
    def calendar(self) -> WorkingCalendar:
        """The calendar that gave their due dates."""
        return self._dated_orders[1]

    @cached_property
    def answers(self) -> list[Answer]:
        """Answers to the survey, without those that came twice."""
        known = self._shared("jawaban_ganda")
        return known.answers if known else read_answers(self.case)

    @cached_property
    def budget(self) -> Budget:
        """The budget and its spending."""
        known = self._shared()
        return known.budget if known else read_budget(self.case)

    def rows(self, source: str) -> list[Counted]:
        """The rows of a source as a profile names it: a register of the unit, or what the product knows anyway."""
        match source:
            case "order":
                return [_listed(order.record, _of_order(order)) for order in self.orders]
            case "survei":
                return [_listed(answer.record, _of_answer(answer)) for answer in self.answers]
            case "penerimaan":
                return [_listed(receipt.record, _of_receipt(receipt)) for receipt in read_receipts(self.case)]
            case "realisasi":
                return [_listed(item.record, _of_spending(item)) for item in self.budget.spending]
            case "pagu":
                return [_listed(line.record, _of_line(line)) for line in self.budget.in_force]
        return [Counted(record, _cell_of(record)) for record in self.case.of_kind(source)]


def _listed(record: Record, values: Mapping[str, Value]) -> Counted:
    def value(column: str) -> Value:
        if column not in values:
            raise record.error(column, f"is no column that a formula may use; those that are: {', '.join(values)}")
        return values[column]

    return Counted(record, value)


def _cell_of(record: Record) -> Callable[[str], Value]:
    """The cells of a row of a register, each by the form that its contract declares."""

    def value(column: str) -> Value:
        if column not in record.forms:
            raise record.error(column, "is no column of its contract")
        match record.forms[column].reads:
            case "number" | "whole":
                return record.number(column)
            case "day":
                return record.day(column)
            case "moment":
                return record.moment(column)
        return record.text(column)

    return value


def _of_order(order: Order) -> dict[str, Value]:
    record = order.record
    return {
        "layanan": order.service,
        "no_order": order.number,
        "kode_pelanggan": order.customer,
        "status_order": record.text("status"),
        "satuan": record.text("satuan"),
        "jumlah_count": order.volume,
        "nilai_rp": number(record, "nilai_rp"),
        "tanggal": order.received,
        "tanggal_masuk": order.received,
        "tanggal_mulai": order.start,
        "tanggal_jatuh_tempo": order.due,
        "tanggal_selesai": order.finished,
    }


def _of_answer(answer: Answer) -> dict[str, Value]:
    scores = {**answer.scores, "rekomendasi": answer.recommends}
    return {
        "layanan": answer.service,
        "tanggal": answer.day,
        **{name: None if score is None else Fraction(score) for name, score in scores.items()},
    }


def _of_receipt(receipt: Receipt) -> dict[str, Value]:
    return {
        "no_bukti": receipt.number,
        "kode_akun": receipt.account,
        "tanggal": receipt.received,
        "tanggal_sah": receipt.validated,
        "jumlah_rp": receipt.rupiah,
    }


def _of_spending(item: Spending) -> dict[str, Value]:
    return {**_place(item.fund, item.account, item.output), "realisasi_sd_rp": item.to_date}


def _of_line(line: Line) -> dict[str, Value]:
    free = line.pagu - line.blocked
    amounts = {"pagu_rp": line.pagu, "blokir_rp": line.blocked, "efektif_rp": free}
    return {**_place(line.fund, line.account, line.output), **amounts}


def _place(fund: str, account: str, output: str) -> dict[str, Value]:
    return {"sumber_dana": fund, "jenis_belanja": account[:2], "akun": account, "kro": output}
