"""`verify` reads the published figures again from the archived file: a change there or in the report shows."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.audit.chain import Examination
from orchestration.audit.proof.published_reference import check_comparison, printed_rows
from orchestration.workspace.quarters import Quarter
from tests.audit.spoiling import Copy
from tests.conftest import World, printed_number, read_figures

pytestmark = pytest.mark.slow

QUARTER = Quarter(2025, 2)
NAME = "inputs/reference/laporan_terbit/2025-TW2.csv"


def broken(release: Path) -> list[str]:
    seen = Examination()
    check_comparison(seen, release, QUARTER, read_figures(release))
    return [found.message for found in seen.breaks]


@pytest.fixture(scope="module")
def copy(sample_world: World, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy.of(sample_world, "2025-TW2", tmp_path_factory.mktemp("published"))


def page(copy: Copy) -> str:
    return (copy.release / "laporan.html").read_text(encoding="utf-8")


def test_the_sample_compares_every_row_and_holds(copy: Copy) -> None:
    assert broken(copy.release) == []
    with (copy.release / NAME).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) > 400
    # Users, NPS and the like: the values that the published document contradicts itself in.
    printed = {(row["figure_id"], row["nilai"]) for row in rows}
    for pair in (
        ("SK2.4.realisasi", "66,46"),
        ("SK2.4.realisasi", "66,86"),
        ("SK2.4.realisasi", "73,31"),
        ("TJ.2.realisasi", "1.917"),
        ("SK7.1.realisasi", "56,25"),
        ("SK7.1.realisasi", "0"),
        ("anggaran.efektif", "37,230,861,000"),
        ("anggaran.efektif", "37.444.096.000"),
        ("SK1.2.persen_promoter.inspeksi_teknis", "1000"),
    ):
        assert pair in printed


def test_the_statuses_are_those_of_the_published_report(copy: Copy) -> None:
    tables = list(printed_rows(page(copy)).values())
    differing = {(cells[1], cells[2]): cells[5] for cells in tables[0]}
    assert differing["POBO, realisasi", "66,86"] == differing["POBO, realisasi", "73,31"] == "Dikoreksi"
    assert differing["Efisiensi anggaran", "5.833.697.000"] == "Dikoreksi"
    assert differing["Efisiensi Rupiah Murni", "2.520.494.00"] == "Tidak dapat dibandingkan"
    assert differing["Keuangan s.d. triwulan ini, realisasi", "53.90"] == "Dikoreksi"
    same = {(cells[0], cells[1]) for cells in tables[1]}
    assert {("POBO, realisasi", "66,46"), ("Produk Dalam Negeri, realisasi", "56,25")} <= same
    assert not any(not cells[6] for cells in tables[0]), "a difference without a reason"
    # A pair that is called the same agrees in the notation of ours.
    assert printed_number("66,46") == Decimal("66.46")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r'(data-jenis="laporan_terbit">)66,86<', r"\g<1>66,87<"),
        (r'(data-jenis="terbit_)dikoreksi(">)', r"\g<1>sama\g<2>"),
        (r"(Dari <span[^>]*laporan_terbit.>)(\d+)<", r"\g<1>999<"),
        (r'<span class="tetap" data-jenis="laporan_terbit">73,31</span>', "73,31"),
    ],
    ids=["value", "status", "count", "untagged"],
)
def test_a_change_in_the_page_is_found(copy: Copy, old: str, new: str) -> None:
    path = copy.release / "laporan.html"
    before = path.read_text(encoding="utf-8")
    after = re.sub(old, new, before, count=1)
    assert after != before
    try:
        path.write_text(after, encoding="utf-8")
        assert broken(copy.release)
    finally:
        path.write_text(before, encoding="utf-8")


def spoiled_file(change: Callable[[str], str], copy: Copy) -> None:
    path = copy.release / NAME
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_change_in_the_archived_file_is_found_even_with_its_hashes_put_right(
    sample_world: World, tmp_path: Path
) -> None:
    copy = Copy.of(sample_world, "2025-TW2", tmp_path)
    spoiled_file(lambda text: text.replace('"73,31"', '"73,32"'), copy)
    copy.rehash()
    path = copy.release / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    name = NAME.removeprefix("inputs/")
    manifest["created_from"]["configuration"][name] = hashlib.sha256((copy.release / NAME).read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest), encoding="utf-8")
    result = copy.verify()
    assert not result.holds
    assert any("POBO" in found.message for found in result.broken)


def test_a_removed_file_leaves_the_published_numbers_unproved(sample_world: World, tmp_path: Path) -> None:
    copy = Copy.of(sample_world, "2025-TW2", tmp_path)
    (copy.release / NAME).unlink()
    assert any("holds no 2025-TW2.csv" in message for message in broken(copy.release))


def test_a_published_number_that_is_printed_otherwise_breaks_the_proof(sample_world: World, tmp_path: Path) -> None:
    copy = Copy.of(sample_world, "2025-TW2", tmp_path)
    copy.rewrite("laporan.html", lambda content: content.replace(b">66,86</span>", b">66,87</span>"))
    copy.rehash()
    assert any("66,87" in found.message for found in copy.verify().broken)
