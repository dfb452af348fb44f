"""What a million rows cost more than the sample has: of orders, answers, receipts; of orders also as a workbook.

The rows of a delivery are told again and again, each time under other numbers; amounts are shared out among copies,
so that they add up to what the other papers say. What speaks against so many rows is a warning, and the report waits
for an answer; it is whole all the same. Beside it stands what plain DuckDB, polars and pandas take to read the same
file of orders and to count, by service, volume, customers and orders on time, by calendar days.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import python_calamine
import xlsxwriter

from tests.bench.measuring import CALL, PROJECT, QUARTER, Cost, cost, environment_of, in_turns
from tests.bench.results import Result

MILLION = 1_000_000
CPU, MEMORY, BESIDE_DUCKDB = 20, 700, 10
"""The most for a million order lines: seconds, MiB, and times what plain DuckDB takes."""
ORDERS = "contoh_order_layanan_2025-06"
VOLUME = "{kode: SK2.2, rumus: volume, desimal: 0}"
PLAUSIBLE = f"{VOLUME[:-1]}, batas: {{capaian: [0, null], alasan: Baris diperbanyak untuk pengukuran.}}}}"

Told = Callable[[list[str], int, int], list[str]]
"""A copy of a row: of the row, the number of the copy, and of how many."""


def shared(amount: str, copy: int, copies: int) -> str:
    """A part of an amount in whole rupiah; the parts add up to it."""
    part, rest = divmod(int(amount), copies)
    return str(part + (0 if copy else rest))


def order(row: list[str], copy: int, copies: int) -> list[str]:
    """An order of its own, worth a part of the order; it is of as many samples, which cannot be shared out."""
    return [f"{row[0]}-{copy}" if copy else row[0], *row[1:13], shared(row[13], copy, copies), *row[14:]]


def answer(row: list[str], copy: int, _: int) -> list[str]:
    """The answer of somebody else."""
    own = [f"{row[3]} {copy}", f"{row[4]}-{copy}", row[5].replace("@", f".{copy}@")]
    return [*row[:3], *own, *row[6:]] if copy else row


def receipt(row: list[str], copy: int, copies: int) -> list[str]:
    """A part of the receipt, under a number of its own; the parts add up to it."""
    return [f"{row[0]}/{copy}" if copy else row[0], *row[1:8], shared(row[8], copy, copies), *row[9:]]


KINDS: dict[str, tuple[str, str, Told]] = {
    "orders": (f"{ORDERS}.xlsx", ";", order),
    "survey": ("contoh_survei_2025-06.csv", ",", answer),
    "receipts": ("contoh_sbs_2025-06.csv", ";", receipt),
}
"""A kind to its delivery, what parts the cells of its CSV, and how a row is told again."""


def text_of(value: object) -> str:
    """A cell of a workbook as an office writes it in CSV."""
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def rows_of(path: Path, parted: str) -> list[list[str]]:
    """The rows of a delivery, its heading first."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=parted))
    [sheet, *_] = python_calamine.CalamineWorkbook.from_path(path).sheet_names
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [[text_of(value) for value in row] for row in rows]


def lift_bounds(sources: Path) -> None:
    """Lets the profile say that a volume so far above its target is no mistake."""
    profile = sources / "unit.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace(VOLUME, PLAUSIBLE), encoding="utf-8")


def multiplied(sources: Path, kind: str, wanted: int, *, workbook: bool = False) -> tuple[Path, int]:
    """Puts a delivery with so many rows in the place of the sample's, and takes the control list away.

    Returns:
        The new file, and how many rows it has more.
    """
    name, parted, told = KINDS[kind]
    folder = sources / "landing" / QUARTER
    (folder / "contoh_kendali_2025-06.csv").unlink()
    lift_bounds(sources)
    heading, *rows = rows_of(folder / name, parted)
    (folder / name).unlink()
    copies = max(1, round(wanted / len(rows)))
    path = (folder / name).with_suffix(".xlsx" if workbook else ".csv")
    listed = (told(row, copy, copies) for copy in range(copies) for row in rows)
    if workbook:
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate((heading, *listed)):
                sheet.write_row(number, 0, row)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=parted)
            writer.writerow(heading)
            writer.writerows(listed)
    return path, (copies - 1) * len(rows)


PLAIN = {
    "duckdb": """
import duckdb, json, sys
print(json.dumps(duckdb.sql('''
    select "Jenis Layanan", count(*), sum("Jumlah"), count(distinct "Kode Pelanggan"),
        count(*) filter (where strptime("Tanggal Selesai", '%d/%m/%Y') - strptime("Tanggal Lengkap", '%d/%m/%Y')
            <= to_days("SPM (HK)"))
    from read_csv($path, delim = ';', header = true, types = {
        'Tanggal Selesai': 'VARCHAR', 'Tanggal Lengkap': 'VARCHAR', 'Jumlah': 'BIGINT', 'SPM (HK)': 'INTEGER'})
    group by 1 order by 1
''', params={'path': sys.argv[1]}).fetchall(), default=int))
""",
    "polars": """
import json, sys
import polars as pl
days = lambda name: pl.col(name).str.to_date('%d/%m/%Y', strict=False)
table = pl.scan_csv(sys.argv[1], separator=';', infer_schema=False).with_columns(
    pl.col('Jumlah').cast(pl.Int64), late=(days('Tanggal Selesai') - days('Tanggal Lengkap')).dt.total_days()
    <= pl.col('SPM (HK)').cast(pl.Int64, strict=False))
print(json.dumps([list(row) for row in table.group_by('Jenis Layanan').agg(
    pl.len(), pl.col('Jumlah').sum(), pl.col('Kode Pelanggan').n_unique(), pl.col('late').sum()
).sort('Jenis Layanan').collect().rows()]))
""",
    "pandas": """
import json, sys
import pandas as pd
table = pd.read_csv(sys.argv[1], sep=';', dtype=str)
days = lambda name: pd.to_datetime(table[name], format='%d/%m/%Y', errors='coerce')
table['Jumlah'] = table['Jumlah'].astype('int64')
table['on_time'] = (days('Tanggal Selesai') - days('Tanggal Lengkap')).dt.days <= pd.to_numeric(table['SPM (HK)'])
of = table.groupby('Jenis Layanan')
parts = [of.size(), of['Jumlah'].sum(), of['Kode Pelanggan'].nunique(), of['on_time'].sum()]
print(json.dumps([[name, *(int(part[name]) for part in parts)] for name in sorted(of.groups)]))
""",
}
"""A program each, which prints the same."""


def plain(path: Path) -> Iterator[tuple[str, Callable[[], Cost]]]:
    """What is there of DuckDB, polars and pandas to read the orders with.

    Raises:
        SystemExit: two of them count differently.
    """
    counted: dict[str, object] = {}
    for name, program in PLAIN.items():
        if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode:
            print(f"NOT COMPARED: {name} is not installed")  # noqa: T201
            continue
        measured = partial(cost, [sys.executable, "-c", program, path], os.environ)
        counted[name] = json.loads(measured().said)
        yield name, measured
    if any(others != counted["duckdb"] for others in counted.values()):
        raise SystemExit(f"counted differently: {counted}")


def measure(asked: argparse.Namespace) -> Iterator[Result]:
    """Measures a run with many rows beside the sample's, in pairs; of the orders also their verify."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, workbook in (("orders", False), ("survey", False), ("receipts", False), ("orders", True)):
            own = folder / f"{kind}-{workbook}"
            for each in ("sample", "many"):
                shutil.copytree(PROJECT / "sources", own / each / "sources")
            path, more = multiplied(own / "many" / "sources", kind, asked.rows, workbook=workbook)
            of_sample, of_many = (environment_of(own / each, own / each / "sources") for each in ("sample", "many"))
            title = f"{kind}, {more:,} rows more, {path.suffix[1:]}"
            runs = (partial(_first_run, of_sample), partial(_first_run, of_many))
            small, large = in_turns(asked.large_repeat, *runs)
            cpu = [MILLION / more * (b.cpu - a.cpu) for a, b in zip(small, large, strict=True)]
            memory = [MILLION / more * (b.memory - a.memory) for a, b in zip(small, large, strict=True)]
            wanted = (CPU, MEMORY) if (kind, workbook) == ("orders", False) else (None, None)
            yield Result("rows", f"{title}: run, a million", "CPU s", cpu, wanted=wanted[0])
            yield Result("rows", f"{title}: run, a million", "MiB", memory, wanted=wanted[1])
            if kind != "orders" or workbook:
                continue
            for program, measured in plain(path):
                [taken] = in_turns(asked.large_repeat, measured)
                beside = [MILLION / more * of.cpu for of in taken]
                most = BESIDE_DUCKDB if program == "duckdb" else None
                yield Result("rows", f"{title}: run, a million", "CPU s", cpu, f"plain {program}", beside, most)
            [proven] = in_turns(asked.large_repeat, partial(cost, [*CALL, "verify", QUARTER], of_many))
            spent = [of.cpu for of in proven]
            yield Result("rows", f"{title}: verify", "CPU s", spent, "run", [of.cpu for of in large], 1)
            yield Result("rows", f"{title}: verify", "MiB", [of.memory for of in proven], wanted=2048)


def _first_run(environment: dict[str, str]) -> Cost:
    """A run of files that were never read."""
    for each in ("state", "reports"):
        shutil.rmtree(environment[f"TRIWULAN_{each.upper()}"], ignore_errors=True)
    return cost([*CALL, "run", QUARTER], environment, accepted=(0, 6))
