"""What a report of many services weighs, and how soon its page can be used: the sample with five times its services."""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from playwright.sync_api import sync_playwright

from tests.bench.measuring import CALL, PROJECT, QUARTER, cost, environment_of
from tests.bench.results import Result
from tests.browser import FLAGS, executable

TIMES = 5
LARGEST_PAGE = 4_000_000
SLOWEST_PAGE = 1500
LARGEST_PDF = 2
"""Bytes of the page, milliseconds until it answers, and size of the PDF beside the sample's."""
SERVICE = "Jenis Layanan"


def with_more_services(sources: Path) -> int:
    """Gives a unit so many times its services, shares the rows of its orders and answers out among them; how many."""
    listed, names = (sources / "reference" / f"{name}.csv" for name in ("layanan", "nama_layanan"))
    known = set()
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    more = []
    for number in range(TIMES * len(rows)):
        row, copy = dict(rows[number % len(rows)]), number // len(rows)
        if copy:
            row |= {key: f"{row[key]}_{copy}" for key in ("layanan", "layanan_volume")}
            row |= {key: _named(row[key], copy) for key in ("nama", "nama_volume")}
        more.append(row | {"urutan": str(number + 1)})
    _written(listed, more)
    with names.open(encoding="utf-8", newline="") as file:
        called = list(csv.DictReader(file))
    known = {row["nama"] for row in called}
    copies = [
        {"nama": _named(row["nama"], copy), "layanan": f"{row['layanan']}_{copy}"}
        for copy in range(1, TIMES)
        for row in called
    ]
    _written(names, [*called, *copies])
    for path in sources.glob("landing/*/*"):
        if "kendali" in path.name:
            path.unlink()
        elif "survei" in path.name:
            with path.open(encoding="utf-8", newline="") as file:
                heading, *answers = csv.reader(file)
            place = heading.index(SERVICE)
            for number, row in enumerate(answers):
                row[place] = _named(row[place], number % TIMES)
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([heading, *answers])
        elif "order" in path.name:
            book = openpyxl.load_workbook(path)
            for sheet in book:
                for cells in sheet.iter_rows():
                    for cell in cells:
                        if cell.value in known:
                            cell.value = _named(str(cell.value), cell.row % TIMES)
            book.save(path)
    return len(more)


def _named(name: str, copy: int) -> str:
    return f"{name} {'ABCDE'[copy]}" if copy else name


def _written(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def opened(pages: list[Path], times: int) -> list[list[float]]:
    """Milliseconds until each page is drawn and answers, in turns."""
    program = executable()
    if program is None:
        print("NOT MEASURED: no browser is installed")  # noqa: T201
        return []
    taken: list[list[float]] = [[] for _ in pages]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        for _ in range(times):
            for page, values in zip(pages, taken, strict=True):
                with browser.new_context() as context:
                    tab = context.new_page()
                    began = time.monotonic()
                    tab.goto(page.as_uri(), wait_until="load")
                    tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
                    values.append(1000 * (time.monotonic() - began))
        browser.close()
    return taken


def measure(asked: argparse.Namespace) -> Iterator[Result]:
    """Measures the files of both reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        releases, services = [], 0
        for each in ("many", "sample"):
            own = folder / each
            shutil.copytree(PROJECT / "sources", own / "sources")
            if each == "many":
                services = with_more_services(own / "sources")
            cost([*CALL, "run", QUARTER], environment_of(own, own / "sources"), accepted=(0, 6))
            found = own / "reports" / QUARTER
            releases.append(found / "r1" if (found / "r1").is_dir() else found / "konsep")
        page, pdf = (
            [float((each / file).stat().st_size) for each in releases] for file in ("laporan.html", "laporan.pdf")
        )
        title = f"{services} services"
        yield Result("services", f"{title}: page", "bytes", page[:1], wanted=LARGEST_PAGE)
        yield Result("services", f"{title}: PDF", "bytes", pdf[:1], "the sample's", pdf[1:], LARGEST_PDF)
        if taken := opened([each / "laporan.html" for each in releases], asked.repeat):
            many, sample = taken
            yield Result("services", f"{title}: page answers", "ms", many, wanted=SLOWEST_PAGE)
            yield Result("services", f"{title}: page answers", "ms", many, "the sample's", sample)
