"""Files as an agency's applications and clerks write them: budget, realisation, receipts, survey, performance sheets.

Belongs here: the form of every file, and the budget and the indicators that it is filled from. Not here: what any
agency has (agency, office, clinic, training), and what it adds up to (the tests say so, with the working).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration.sample.kinds import write_kind
from orchestration.workspace.settings import PROJECT
from tests.ingestion.deliveries import ORDER_HEADER, workbook

TW1, TW2 = "2025-TW1", "2025-TW2"
QUARTERS = (TW1, TW2)
MILLION = 1_000_000

FEW_ROWS = {"no_level_moved_far_since_the_last_quarter": 10, "no_capaian_lies_far_above_its_target": 300}
"""Limits of a unit of so few rows that one of them more moves an index by half."""

Codes = tuple[str, str, str, str, str, str, str]
"""Program, kegiatan, KRO, RO, komponen, subkomponen, akun."""

Amounts = tuple[int, ...]
"""Rupiah of every budget item, in the order of the items."""


@dataclass(frozen=True)
class Budget:
    """The budget of an agency and what it spent.

    Attributes:
        satker: code of the unit.
        ministry: number and name.
        office: number and name of the unit's superior.
        unit: name of the unit, as papers write it.
        items: codes, fund code and text of every item.
        names: words of codes; those without are details.
        revisions: quarter to the revision in force at its end: mark, pagu, blocked.
        planned: of every month but December, which has the rest.
        spent: quarter to the realisation since January.
        fund_tags: fund code to the mark that RKK prints beside an account.
    """

    satker: str
    ministry: tuple[str, str]
    office: tuple[str, str]
    unit: str
    items: Sequence[tuple[Codes, str, str]]
    names: Mapping[str, str]
    revisions: Mapping[str, tuple[str, Amounts, Amounts]]
    planned: Amounts
    spent: Mapping[str, Amounts]
    fund_tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Aim:
    """An indicator as the Perjanjian Kinerja words it.

    Attributes:
        code: as the unit writes it.
        goal: the tujuan or sasaran that it serves.
        name: what is measured.
        unit: satuan.
        target: of the year.
        direction: whether more (`naik`) or less (`turun`) is better.
        services: code, name, unit and target of the rows below it, one per service.
    """

    code: str
    goal: str
    name: str
    unit: str
    target: float
    direction: str = "naik"
    services: Sequence[tuple[str, str, str, float]] = ()


@dataclass(frozen=True)
class Paper:
    """What the performance sheets of a year say.

    Attributes:
        aims: the indicators.
        outputs: rows of the sheet DIPA: code, text, volume, unit.
        kro: codes of the outputs that have physical progress.
        texts: result, obstacle and follow-up of everything.
        owner: who follows up.
        assessed: indicators that the sheet Penilaian Luar speaks of, each with quarter to value; none, no sheet.
        assessor: who assesses.
        evidence: the document that shows it.
    """

    aims: Sequence[Aim]
    outputs: Sequence[tuple[str, str, float | None, str | None]]
    kro: Sequence[str]
    texts: tuple[str, str, str]
    owner: str
    assessed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    assessor: str = "Inspektorat"
    evidence: str | None = None


def write_text(path: Path, text: str) -> None:
    """Writes a file in UTF-8, its folder included."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a file, its folder included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_yaml(path: Path, content: Any) -> None:
    """Writes a profile or a contract."""
    write_text(path, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def write_from_kind(sources: Path, kind: str, facts: Mapping[str, str], **changes: Any) -> None:
    """What `triwulan init` writes for a kind of unit, with keys of its profile changed."""
    write_kind(sources, kind, facts)
    if changes:
        path = sources / "unit.yaml"
        write_yaml(path, yaml.safe_load(path.read_text(encoding="utf-8")) | changes)


def write_own_heads(sources: Path, kind: str, heads: Mapping[str, str]) -> None:
    """Puts a unit's own column heads into the contract of one of its registers."""
    path = sources / "contracts" / f"{kind}.yaml"
    contract = yaml.safe_load(path.read_text(encoding="utf-8"))
    for column, head in heads.items():
        contract["columns"][column]["header"] = head
    write_yaml(path, contract)


def write_papers(landing: Path, quarter: str, budget: Budget, paper: Paper) -> None:
    """The papers that every unit has: budget, realisation, performance sheets."""
    write_text(landing / quarter / "dataang_2025.csv", budget_per_item(budget, quarter))
    write_bytes(landing / quarter / f"glp039_sp2d_{quarter}.xlsx", realisation(budget, quarter))
    write_bytes(landing / quarter / "kinerja.xlsx", performance(paper, quarter))


def delimited(rows: Iterable[Sequence[Any]], delimiter: str = ";") -> str:
    """A text with one line a row."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def contract_with_heads(kind: str, heads: Mapping[str, str], **changes: Any) -> dict[str, Any]:
    """The project's contract of a kind with an agency's own column heads, and other keys changed."""
    contract = yaml.safe_load((PROJECT / "sources" / "contracts" / f"{kind}.yaml").read_text(encoding="utf-8"))
    contract |= changes
    for column, head in heads.items():
        contract["columns"][column] = {**(contract["columns"][column] or {}), "header": head}
    return contract


def budget_per_item(budget: Budget, quarter: str) -> str:
    """MonSAKTI dataAng: the revision in force, one row an item."""
    heads = (
        *("KDSATKER", "KODE_PROGRAM", "KODE_KEGIATAN", "KODE_OUTPUT", "VOLUME_OUTPUT", "KODE_SUBOUTPUT"),
        *("VOLUME_SUBOUTPUT", "KODE_KOMPONEN", "KODE_SUBKOMPONEN", "KODE_AKUN", "HEADER1", "HEADER2", "NOMOR_ITEM"),
        *("URAIAN_ITEM", "SUMBER_DANA", "TOTAL", "KODE_BLOKIR", "NILAI_BLOKIR", "KODE_STS_HISTORY"),
        *(f"POK_NILAI_{month}" for month in range(1, 13)),
    )
    mark, pagu, blocked = budget.revisions[quarter]
    rows = []
    for number, ((program, activity, kro, ro, component, sub, account), fund, text) in enumerate(budget.items):
        codes = (budget.satker, program, activity, kro, 1, ro, 1, component, sub, account, 0, 0, 1, text, fund)
        monthly = [budget.planned[number]] * 11
        rows.append((*codes, pagu[number], "", blocked[number], mark, *monthly, pagu[number] - sum(monthly)))
    return delimited([heads, *rows])


def working_paper(budget: Budget, quarter: str) -> bytes:
    """The revision in force as RKK prints it: codes in A, names in D, items in E, amounts in J, marks in K and L."""
    rows: list[dict[str, Any]] = [
        {"A": "RINCIAN KERTAS KERJA SATKER T.A. 2025"},
        {"A": f"Satuan Kerja : {budget.satker} {budget.unit.upper()}"},
        {"A": "KODE", "D": "URAIAN", "F": "VOLUME", "H": "HARGA SATUAN", "J": "JUMLAH", "K": "BLOKIR"},
    ]
    _, amounts, blocked = budget.revisions[quarter]
    previous: tuple[str, ...] = ()
    for (codes, fund, text), pagu, held in zip(budget.items, amounts, blocked, strict=True):
        program, activity, kro, ro, component, sub, account = codes
        printed = (
            *(f"{budget.ministry[0]}.{budget.office[0]}.{program}", activity, f"{activity}.{kro}"),
            *(f"{activity}.{kro}.{ro}", component, sub[1:], int(account)),
        )
        for depth, code in enumerate(printed, 1):
            if codes[:depth] != previous[:depth]:
                inside = sum(
                    amount
                    for item, amount in zip(budget.items, amounts, strict=True)
                    if item[0][:depth] == codes[:depth]
                )
                mark = {"L": budget.fund_tags[fund]} if depth == len(printed) else {}
                rows.append({"A": code, "D": budget.names.get(codes[depth - 1], "Rincian"), "J": inside, **mark})
        rows.append({"E": f"- {text}", "F": 1, "H": pagu, "J": pagu, **({"K": "*"} if held else {})})
        previous = codes
    return workbook({"RKK_MULTIYEAR_SATKER": [[row.get(letter) for letter in "ABCDEFGHIJKL"] for row in rows]})


def realisation(budget: Budget, quarter: str) -> bytes:
    """GLP039 on SP2D basis: codes as SAKTI writes them, the seven amounts of every row."""
    month = ("Maret", "Juni", "September", "Desember")[int(quarter[-1]) - 1]
    pagu, spending = budget.revisions[quarter][1], budget.spent[quarter]
    columns = {"program": 1, "kegiatan": 1, "kro": 2, "ro": 2, "komponen": 4, "subkomponen": 5, "akun": 7}

    def amounts(part: Sequence[int]) -> dict[int, Any]:
        whole, spent = sum(pagu[number] for number in part), sum(spending[number] for number in part)
        before = spent - (now := sum(spending[number] // 3 for number in part))
        return {16: whole, 18: 0, 22: before, 23: now, 25: spent, 28: round(spent / whole, 4), 30: whole - spent}

    total = amounts(range(len(budget.items)))
    total[24], total[29] = total.pop(25), total.pop(30)
    rows: list[dict[int, Any]] = [
        {1: "LAPORAN KETERSEDIAAN DANA DETAIL TA 2025", 25: "Basis: SP2D"},
        {1: "Per Program; Kegiatan; Output; SubOutput; Komponen; SubKomponen; Akun; Item;"},
        {1: f"Periode {month} 2025"},
        {1: f"Kementerian   : {budget.ministry[0]}   {budget.ministry[1].upper()}"},
        {1: f"Unit Organisasi   : {budget.office[0]}   {budget.office[1].upper()}"},
        {1: f"Satuan Kerja   : {budget.satker}   {budget.unit.upper()}"},
        {1: "Uraian", 16: "Pagu Revisi", 18: "Lock Pagu", 22: "Realisasi", 28: "%", 30: "Sisa Anggaran"},
        {22: "Periode Lalu", 23: "Periode Ini", 25: "s.d. Periode"},
        {1: "JUMLAH SELURUHNYA", **total},
    ]
    previous: tuple[str, ...] = ()
    for number, (codes, _, text) in enumerate(budget.items):
        program, activity, kro, ro, component, sub, account = codes
        printed = (program, f"{program}.{activity}", kro, f"{kro}.{ro}", component, f"{component}.{sub}", account)
        for depth, (level, code) in enumerate(zip(columns, printed, strict=True), 1):
            if codes[:depth] != previous[:depth]:
                part = [other for other, item in enumerate(budget.items) if item[0][:depth] == codes[:depth]]
                rows.append({columns[level]: code, 13: budget.names.get(codes[depth - 1], "Rincian"), **amounts(part)})
        rows.append({13: f"000001. {text}", **amounts([number])})
        previous = codes
    return workbook({"GLP039_LAPORAN REALISASI SUPER ": [[row.get(at) for at in range(31)] for row in rows]})


def orders(rows: Iterable[tuple[str, str, str, str, int, str, int, str]]) -> str:
    """The order register under the project's own heads, one line an order.

    Of each order: number, service, customer, day of receipt (complete and paid on that day), promised working days, day
    of completion, quantity, state.
    """
    lines = []
    for number, service, customer, received, promised, finished, quantity, state in rows:
        began = (number, "1", service, customer, f"Pemohon Contoh {customer}", received, received, received)
        lines.append((*began, promised, "", finished, quantity, "", "", state))
    return delimited([ORDER_HEADER, *lines])


def state_receipts(rows: Iterable[tuple[str, str, int, str]]) -> str:
    """The list of a unit that is no BLU: NTPN, account, rupiah, day at the bank."""
    heads = ("KODE_AKUN", "NTPN", "NTB", "JUMLAH", "NO_SSBP", "TGL_SSBP", "TGL_TERIMA_BANK", "TGL_BUKU", "STATUS")
    lines = [(account, number, "", amount, "", day, day, day, "Sah") for number, account, amount, day in rows]
    return delimited([heads, *lines])


def own_receipts(rows: Iterable[tuple[str, str, str, int, str, str]]) -> str:
    """The register of a BLU: SBS, its day, account, rupiah, SP3B that validated it and its day."""
    heads = (
        *("NO_SBS", "TGL_SBS", "NPWP", "WAJIB_BAYAR", "KODE_PROGRAM", "KODE_KEGIATAN", "KODE_AKUN", "URAIAN", "JUMLAH"),
        *("NO_SP3B", "TGL_SP3B"),
    )
    lines = [
        (number, day, "", "Pembayar Contoh", "", "", account, "Pendapatan layanan", amount, validation, validated)
        for number, day, account, amount, validation, validated in rows
    ]
    return delimited([heads, *lines])


def answers(header: Sequence[str], rows: Iterable[tuple[str, str, str, int | None]], who: str) -> str:
    """The export of a form: moment, service, one digit a question, recommendation; a person of its own each.

    Without a recommendation the form does not ask for one, and has no such column.
    """
    lines = []
    for number, (moment, service, scores, recommends) in enumerate(rows, 1):
        person = (f"{who} Contoh", f"Nama {number}", f"08{number}", f"orang{number}@contoh.test")
        lines.append([moment, service, *person, *scores, *([] if recommends is None else [str(recommends)]), ""])
    return delimited([header, *lines], ",")


def performance(paper: Paper, quarter: str) -> bytes:
    """The performance sheets in one workbook; earlier quarters stay in the sheets that name their quarter."""
    until = [f"{quarter[:-1]}{number}" for number in range(1, int(quarter[-1]) + 1)]
    sheets = {
        "Perjanjian Kinerja": _agreement(paper),
        "DIPA": [["Kode", "Uraian", "Volume", "Satuan"], *map(list, paper.outputs)],
        "Penilaian Luar": _assessments(paper, until),
        "Fisik": _progress(paper, until),
        "Narasi": _narratives(paper, quarter),
    }
    return workbook({name: rows for name, rows in sheets.items() if len(rows) > 1})


def _agreement(paper: Paper) -> list[list[Any]]:
    quarterly = [f"{words} TW{number}" for words in ("Target Antara", "Rencana Kegiatan") for number in range(1, 5)]
    rows: list[list[Any]] = [
        ["Kode", "Tujuan/Sasaran", "Indikator", "Satuan", "Target", "Arah", *quarterly, "Penanggung Jawab"]
    ]
    for aim in paper.aims:
        plans = [f"Rencana {aim.name.lower()} tahap {stage}" for stage in ("satu", "dua", "tiga", "empat")]
        said = [aim.code, aim.goal, aim.name, aim.unit, aim.target, aim.direction]
        rows.append([*said, 25, 50, 75, 100, *plans, paper.owner])
        rows += [
            [f"{aim.code}.{key}", aim.goal, text, size, target, "naik"] for key, text, size, target in aim.services
        ]
    return rows


def _assessments(paper: Paper, until: Sequence[str]) -> list[list[Any]]:
    rows: list[list[Any]] = [["Kode", "Triwulan", "Nilai", "Status", "Tanggal", "Penilai", "Dokumen Bukti"]]
    for period in until:
        for code, values in paper.assessed.items():
            value = values.get(period)
            status = "belum diukur" if value is None else "final"
            rows.append([code, period, value, status, None, paper.assessor, None if value is None else paper.evidence])
    return rows


def _progress(paper: Paper, until: Sequence[str]) -> list[list[Any]]:
    rows: list[list[Any]] = [
        ["Kode", "Triwulan", "Sasaran Triwulan Ini", "Realisasi Triwulan Ini", "Sasaran s.d.", "Realisasi s.d."]
    ]
    for number, period in enumerate(until, 1):
        rows += [[aim.code, period, 25, 20, 25 * number, 20 * number] for aim in paper.aims]
        rows += [[kro, period, 25, 24, 25 * number, 24 * number] for kro in paper.kro]
    return rows


def _narratives(paper: Paper, quarter: str) -> list[list[Any]]:
    rows: list[list[Any]] = [["Kode", "Bagian", "Urutan", "Teks", "Penanggung Jawab", "Target Penyelesaian"]]
    result, obstacle, follow_up = paper.texts
    if quarter != TW1:
        result = f"{result} Hasil awal tahun dilanjutkan{' lagi' * (int(quarter[-1]) - 2)}."
    for code in (*(aim.code for aim in paper.aims), *paper.kro, "umum"):
        rows += [
            [code, "hasil", 1, result, None, None],
            [code, "kendala", 1, obstacle, None, None],
            [code, "tindak lanjut", 1, follow_up, paper.owner, "Triwulan berikutnya"],
        ]
    return rows
