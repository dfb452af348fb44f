"""One quantity in several places of the report: printed alike, or giving each other.

Belongs here: tables and figures held against other tables and figures. Not here: sums within one table (sums.py), and
what is said beside the numbers (words.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from orchestration.declarations.strict import Strict, Text
from orchestration.figures.book import Figure
from orchestration.figures.numbers import plain
from orchestration.publication.judging.rules.output import (
    HALF,
    Output,
    Wrong,
    beyond_measure,
    disagreement,
    lines,
    row_label,
    sum_of,
)


class Same(Strict):
    """Measures that some tables print alike, in rows of some kinds, by their group where that tells them apart."""

    ukuran: list[Text] = Field(min_length=1)
    tabel: list[Text] = Field(min_length=2)
    baris: tuple[Literal["isi", "jumlah", "subjumlah"], ...] = ("isi",)
    menurut_kelompok: bool = False


def same_everywhere(output: Output, declared: Iterable[Same]) -> Wrong:
    """What several tables print of one thing is the same in each of them."""
    for rule in declared:
        first: dict[tuple[str, str, str, str], tuple[str, str]] = {}
        for table in output.tables(*rule.tabel):
            for line in lines(table):
                group = line.group if rule.menurut_kelompok and line.kind == "isi" else ""
                for name in rule.ukuran:
                    if (figure := line.figures.get(name)) is None or line.kind not in rule.baris:
                        continue
                    label = line.label if line.kind == "isi" else line.kind
                    key = (group, label, name, _scope(output, figure, line.kind))
                    text, number = first.setdefault(key, (figure.printed, table.number))
                    if text != figure.printed:
                        yield disagreement(table, line, name, figure.printed, f"{text} as in Tabel {number}")


def _scope(output: Output, figure: Figure, kind: str) -> str:
    """What a figure counts over: its period, and in a total the services that its indicator covers."""
    covered = "".join(
        f" {service.layanan}"
        for item in output.profile.indikator
        if item.kode == figure.indicator and kind != "isi"
        for service in output.profile.services_of(item)
    )
    return figure.period_basis + covered


def kro_shares(output: Output, _declared: object) -> Wrong:
    """The percentages of the KRO give the realisation of the whole budget, up to their rounding."""
    base = "pagu" if output.profile.policy("basis_kro") == "pagu" else "efektif"
    for period, whole_id in (("sd", "anggaran.realisasi"), ("tw", "anggaran.realisasi_tw")):
        prefix = f"kro.persen.{period}"
        # One level deep: below each KRO stands what the other base gives.
        found = {code: output.book.find(f"{prefix}.{code}") for code in output.book.suffixes(prefix)}
        shares = {code: figure for code, figure in found.items() if figure is not None}
        whole = _value(output, whole_id)
        amounts = {code: _value(output, f"kro.{base}.{code}") for code in shares}
        if not shares or whole is None or None in amounts.values() or any(map(beyond_measure, shares.values())):
            continue
        known = {code: amount for code, amount in amounts.items() if amount is not None}
        given = sum_of(amount * (shares[code].printed_value or 0) / 100 for code, amount in known.items())
        if abs(given - whole) > sum_of(known.values()) * HALF / 100:
            yield {
                "place": prefix,
                "measure": f"persen x {base}",
                "printed": str(round(given)),
                "expected": plain(whole),
            }


def one_budget(output: Output, declared: Mapping[str, str]) -> Wrong:
    """KRO and accounts divide the same budget, whatever is counted of it."""
    figures = output.book.figures
    for account, kro in declared.items():
        by_account = [
            figure.value
            for name, figure in figures.items()
            if name.startswith(f"anggaran.{account}.") and name.count(".") == 3
        ]
        by_kro = [figure.value for name, figure in figures.items() if name.startswith(f"kro.{kro}.")]
        if by_account and by_kro and sum_of(by_account) != sum_of(by_kro):
            yield {
                "place": f"anggaran.{account} and kro.{kro}",
                "printed": plain(sum_of(by_kro)),
                "expected": plain(sum_of(by_account)),
            }


def backlog(output: Output, _declared: object) -> Wrong:
    """What came in and did not fall due is the backlog that is printed, month by month and for the whole service."""
    received: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for table in output.tables("sla"):
        came = due = Decimal(0)
        on_time = Decimal(0)
        for line in lines(table):
            values = [line.value(name) for name in ("masuk", "jatuh_tempo", "tepat_waktu")]
            if line.kind == "isi":
                came += values[0] or 0
                due += values[1] or 0
                on_time += values[2] or 0
            have = line.value("backlog")
            if have is None or have != came - due:
                yield disagreement(table, line, "backlog", have, came - due)
        figure = next((line.figures["masuk"] for line in lines(table) if "masuk" in line.figures), None)
        if figure is not None:
            received[figure.indicator, figure.layanan] = (came, on_time)
    for table in output.tables("sla_ringkas"):
        for line in lines(table):
            figure = line.figures.get("persen_masuk")
            if figure is None or line.kind != "isi":
                continue
            came, on_time = received.get((figure.indicator, figure.layanan), (Decimal(0), Decimal(0)))
            if came and abs(on_time * 100 / came - (figure.printed_value or 0)) > HALF:
                yield disagreement(table, line, "persen_masuk", figure.printed, round(on_time * 100 / came, 2))


def receipts_base(output: Output, _declared: object) -> Wrong:
    """The target of receipts grows from a delivered base; two targets are two lines with two percentages."""
    for row in output.book.indicators:
        code = str(row["kode"])
        if row["rumus"] not in ("pertumbuhan_pnbp", "indeks_pnbp"):
            continue
        target, base, goal, receipts = (
            _value(output, f"{code}.{name}") for name in ("target_rupiah", "tahun_lalu", "target", "pnbp")
        )
        if target is not None and row["rumus"] == "pertumbuhan_pnbp":
            place, source = f"{code}.target_rupiah", output.book.find(f"{code}.tahun_lalu")
            if base is None or source is None or not source.row_count:
                yield {"figure_id": place, "printed": plain(target), "expected": "a base with its source"}
            elif goal is not None and abs(base * (100 + goal) / 100 - target) > 1:
                yield {"figure_id": place, "printed": plain(target), "expected": str(round(base * (100 + goal) / 100))}
        for name, of in (("pnbp_persen_dipa", "target_dipa"), ("pnbp_persen_target", "target_rupiah")):
            share, whole = output.book.find(f"{code}.{name}"), _value(output, f"{code}.{of}")
            if share is None or share.printed_value is None or receipts is None or not whole:
                continue
            if abs(receipts * 100 / whole - share.printed_value) > HALF:
                expected = str(round(receipts * 100 / whole, 2))
                yield {"figure_id": share.figure_id, "printed": share.printed, "expected": expected}
    for table in output.tables("pnbp"):
        labels = [row_label(row) for row in table.rows]
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            yield {"place": f"Tabel {table.number}", "printed": label, "expected": "a name of its own"}


def interim_targets(output: Output, _declared: object) -> Wrong:
    """The physical target of a quarter is the same in the plan of action and in the sheet of physical progress."""
    for row in output.book.indicators:
        code = str(row["kode"])
        plan = output.book.find(f"{code}.target_antara.tw{output.quarter.number}")
        goal = output.book.find(f"{code}.sasaran_fisik.sd")
        if plan is not None and goal is not None and None not in (plan.value, goal.value) and plan.value != goal.value:
            yield {
                "figure_id": plan.figure_id,
                "printed": plan.printed,
                "expected": f"{goal.printed} as in {goal.figure_id}",
            }


def _value(output: Output, figure_id: str) -> Decimal | None:
    figure = output.book.find(figure_id)
    return None if figure is None else figure.value
