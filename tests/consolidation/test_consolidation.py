"""Units put together: who is in it, what it says of them, that it is proven, and where its figures lead."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.commands.options import EXIT_REFUSED
from orchestration.consolidation import settings, tracing
from orchestration.consolidation.making import PlaceError, all_files, make
from orchestration.consolidation.proving import verify
from orchestration.consolidation.receiving import settled
from orchestration.consolidation.units import Received, State
from orchestration.declarations import ConfigurationError
from orchestration.workspace import database
from tests import launching
from tests.conftest import World, read_figures
from tests.consolidation.conftest import QUARTER, Together

pytestmark = pytest.mark.slow


def test_a_release_that_does_not_verify_is_left_out_and_named_with_a_remedy(together: Together) -> None:
    found = {unit.place: unit for unit in together.made.units}
    assert {place: unit.state for place, unit in found.items()} == {
        "sample": State.TERBIT,
        "agency.zip": State.TERBIT,
        "tampered": State.TIDAK_SAH,
        "late": State.TERLAMBAT,
        "notes ☎": State.ASING,
    }
    assert "figures.csv" in found["tampered"].why
    assert "triwulan verify 2025-TW2" in found["tampered"].why
    assert (found["late"].code, found["late"].name) == ("777999", "Kantor Contoh")
    assert not any(str(together.units) in unit.why for unit in together.made.units)


def test_every_total_is_what_the_releases_print(together: Together, sample_world: World, agency_world: World) -> None:
    figures = read_figures(together.made.path)
    worlds = [world.figures(QUARTER.code) for world in (sample_world, agency_world)]
    for name in ("anggaran.pagu", "anggaran.blokir", "anggaran.efektif", "anggaran.realisasi"):
        wanted = sum((Decimal(world[name]["value"]) for world in worlds), Decimal(0))
        assert Decimal(figures[f"jumlah.{name}"]["value"]) == wanted, name
    codes = {unit.place: unit.code for unit in together.made.taken}
    for place, world in zip(("sample", "agency.zip"), worlds, strict=True):
        own = {name: row for name, row in figures.items() if name.startswith(f"{codes[place]}/2025-TW2/")}
        assert own
        for name, row in own.items():
            released = world[name.split("/", 3)[3]]
            assert {**row, "figure_id": "", "label": ""} == {**released, "figure_id": "", "label": ""}


def test_the_same_units_give_the_same_bytes(together: Together, tmp_path: Path) -> None:
    again = make(together.units, QUARTER, tmp_path / "again", 0)
    first, second = together.made.path, again.path
    assert [path.relative_to(first) for path in all_files(first)] == [
        path.relative_to(second) for path in all_files(second)
    ]
    for path in all_files(first):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name


def test_it_holds_and_a_unit_that_has_gone_is_missed(together: Together, tmp_path: Path) -> None:
    found = verify(together.made.path, together.units, QUARTER, 0)
    assert found.holds, found.as_text()
    assert found.counts["units"] == 2
    fewer = tmp_path / "units"
    fewer.mkdir()
    (fewer / "sample").symlink_to((together.units / "sample").resolve())
    missing = verify(together.made.path, fewer, QUARTER, 0)
    assert any(one.link == "standing" and "agency.zip" in one.message for one in missing.broken)


def _text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def forge(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        assert changed != text, name
        path.write_text(changed, encoding="utf-8")

    return forge


def _parquet(folder: Path) -> None:
    [path] = (folder / "gudang" / "angka").glob("999119.parquet")
    with database.connect(Path(":memory:"), beside=folder) as connection:
        connection.execute(f"CREATE TABLE t AS FROM read_parquet({database.quoted(path)})")
        connection.execute("UPDATE t SET nilai = nilai + 1 WHERE figure_id = 'anggaran.pagu'")
        connection.execute(f"COPY t TO {database.quoted(path)} (FORMAT parquet)")


def _workbook(folder: Path) -> None:
    path = folder / "tabel.xlsx"
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = next(name for name in sorted(parts) if re.search(rb"<v>\d{9,}</v>", parts[name]))
    parts[name] = re.sub(rb"<v>(\d{8,})\d</v>", rb"<v>\g<1>1</v>", parts[name], count=1)
    with zipfile.ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)


FORGERIES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a sum": (_text("figures.csv", r"^(jumlah\.anggaran\.pagu,.*?,)(\d)", r"\g<1>9\g<2>"), "recomputation"),
    "a unit's figure": (_text("figures.csv", r"^(999119/[^,]*/anggaran\.pagu,.*?,)(\d)", r"\g<1>9\g<2>"), "figures"),
    "a figure too many": (_text("figures.csv", r"\Z", "jumlah.x,,,,,,,,,1,Rp,0,1,,,,,\n"), "figures"),
    "a part that is gone": (_text("components.csv", r"^jumlah\.anggaran\.pagu,.*\n", ""), "figures"),
    "a unit taken for another state": (_text("satker.csv", "tidak_sah", "konsep"), "standing"),
    "an outlier": (_text("pencilan.csv", r"\Z", "SK1.sla,999119\n"), "recomputation"),
    "a row of the warehouse": (_parquet, "evidence"),
    "a number on the page": (_text("laporan.html", r'(="jumlah\.anggaran\.pagu"[^>]*>)\d', r"\g<1>8"), "html"),
    "a word on the page": (_text("laporan.html", "Setiap jumlah memuat", "Setiap jumlah memuat semua"), "words"),
    "a reason": (_text("satker.csv", "belum ada rilis", "tidak perlu rilis"), "words"),
    "a cell of the workbook": (_workbook, "xlsx"),
    "another PDF": (lambda folder: shutil.copyfile(folder / "tabel.xlsx", folder / "laporan.pdf"), "pdf"),
    "a file too many": (lambda folder: (folder / "lagi.csv").write_text("a\n", encoding="utf-8"), "files"),
}


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_forgery_is_caught(forged: str, together: Together, tmp_path: Path) -> None:
    """Also where whoever forged it has put the new hash into the manifest."""
    forge, link = FORGERIES[forged]
    folder = tmp_path / "out"
    shutil.copytree(together.made.path, folder)
    forge(folder)
    if link != "files":
        _rehash(folder)
    found = verify(folder, together.units, QUARTER, 0)
    assert link in {one.link for one in found.broken}, found.as_text()


def test_words_of_another_program_are_not_called_proven(together: Together, tmp_path: Path) -> None:
    """Whoever forges a word cannot get past by saying that another program wrote it."""
    folder = tmp_path / "out"
    shutil.copytree(together.made.path, folder)
    FORGERIES["a word on the page"][0](folder)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**told, "code": "another"}), encoding="utf-8")
    _rehash(folder)
    found = verify(folder, together.units, QUARTER, 0)
    assert found.whole
    assert not found.holds
    assert "another program" in found.elsewhere


def _rehash(folder: Path) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for name, entry in told["files"].items():
        entry["sha256"] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(told), encoding="utf-8")


def test_a_total_leads_to_the_rows_of_the_units_files(together: Together, tmp_path: Path) -> None:
    total = tracing.trace(together.made.path, QUARTER, "jumlah.anggaran.pagu", None)
    assert [role for role, _ in total.parts] == ["addend", "addend"]
    assert sum(Decimal(row["value"]) for _, row in total.parts) == Decimal(total.figure["value"])
    rows = tmp_path / "rows.csv"
    count = tracing.write_rows(together.made.path, QUARTER, total, together.units, rows)
    lines = rows.read_text(encoding="utf-8").splitlines()
    assert len(lines) == count + 1
    assert {line.split(",", 1)[0] for line in lines[1:]} == {unit.code for unit in together.made.taken}
    [name] = [row["figure_id"] for _, row in total.parts if row["figure_id"].startswith("999119/")]
    own = tracing.trace(together.made.path, QUARTER, name, together.units)
    assert own.unit is not None
    assert own.unit.root.rows
    with pytest.raises(tracing.UnknownError, match="near it"):
        tracing.trace(together.made.path, QUARTER, "jumlah.anggaran", None)


def test_of_one_satker_two_releases_are_a_finding_and_the_same_twice_counts_once() -> None:
    one = Received("a", "101", "Balai", State.TERBIT, "r1", "1")
    other = Received("b", "101", "Balai", State.TERBIT, "r2", "2")
    copy = Received("c", "101", "Balai", State.TERBIT, "r1", "1")
    assert [unit.state for unit in settled([one, copy], settings.Settings())] == [State.TERBIT, State.GANDA]
    both = settled([one, other], settings.Settings())
    assert [unit.state for unit in both] == [State.GANDA, State.GANDA]
    assert all("a (r1), b (r2)" in unit.why for unit in both)


def test_who_has_to_report_and_handed_in_nothing_is_late() -> None:
    wanted = settings.Settings.model_validate({"satuan_kerja": [{"kode_satker": "102", "nama": "Balai Lain"}]})
    [_, late] = settled([Received("a", "101", "Balai", State.TERBIT, "r1", "1")], wanted)
    assert (late.code, late.state) == ("102", State.TERLAMBAT)


def test_settings_that_are_wrong_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / settings.FILE
    path.write_text("pencilan:\n  kelipatan: nol\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"konsolidasi\.yaml:2"):
        settings.read(path)


@pytest.mark.parametrize("where", ["units/out", "taken"])
def test_nothing_else_is_overwritten(where: str, tmp_path: Path) -> None:
    (tmp_path / "units").mkdir()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").touch()
    with pytest.raises(PlaceError):
        make(tmp_path / "units", QUARTER, tmp_path / where, 0)
    assert (tmp_path / "taken" / "mine.txt").exists()


def test_the_command_names_who_is_left_out_and_ends_with_1(agency_world: World, tmp_path: Path) -> None:
    """In processes of their own, as it is used; none of the proofs is remembered."""
    units = tmp_path / "units"
    units.mkdir()
    (units / "agency").symlink_to(agency_world.reports.parent)
    (units / "broken.zip").write_bytes(b"no archive")
    words = ("--units", str(units), "--quarter", "2025-TW2", "--out", str(tmp_path / "out"), "--json")
    code, output, errors = launching.call(["consolidate", *words], {**os.environ})
    assert code == EXIT_REFUSED, errors
    told = json.loads(output)
    assert told["outcome"] == "partial"
    assert {unit["place"]: unit["state"] for unit in told["units"]} == {"agency": "terbit", "broken.zip": "asing"}
    assert (tmp_path / "out" / "laporan.pdf").read_bytes().startswith(b"%PDF")
