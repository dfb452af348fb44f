"""Templates: what is missing, unknown or of a wrong sort in any of them is told with file, line and key."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.declarations import ConfigurationError
from orchestration.publication.document.outline import FONTS, TEMPLATES, read_outline
from orchestration.publication.release import draft
from orchestration.workspace.settings import PROJECT
from tests.orchestration.test_profile import spoil
from tests.publication import warehouse

FILES = ("laporan", "tabel", "grafik", "metode", "frasa", "jejak", "klaim", "angka_tetap")


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    return folder


def problems(templates: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_outline(templates, FONTS, warehouse.profile())
    return str(caught.value)


def keys(content: Any) -> Iterator[tuple[int | str, ...]]:
    """The keys at the top of a file and those one level below; of a list those of its members."""
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in entries:
        if isinstance(content, dict):
            yield (key,)
        if isinstance(value, dict):
            yield from ((key, below) for below in value)


def without(content: Any, place: tuple[int | str, ...]) -> Any:
    """The content of a file without one key."""
    first, *rest = place
    if isinstance(content, list):
        return [without(value, tuple(rest)) if at == first else value for at, value in enumerate(content)]
    return {
        key: without(value, tuple(rest)) if rest and key == first else value
        for key, value in content.items()
        if key != first or rest
    }


def written(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_every_key_is_either_demanded_by_name_or_the_report_does_without(templates: Path, name: str) -> None:
    path = templates / f"{name}.yaml"
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    spare = []
    for place in keys(whole):
        written(path, without(whole, place))
        try:
            read_outline(templates, FONTS, warehouse.profile())
        except ConfigurationError as error:
            lines = [line for line in error.problems if re.search(rf"(?<!\w){re.escape(str(place[-1]))}(?!\w)", line)]
            assert lines, (place, error.problems)
            assert all(re.match(r".+\.(yaml|md):[0-9]+: ", line) for line in error.problems), error.problems
        else:
            spare.append(place)
    # What may be left out one by one may be left out together: no two of them stand in for each other.
    house = warehouse.published()
    while True:
        bare = whole
        for place in spare:
            bare = without(bare, place)
        written(path, bare)
        try:
            made = draft(warehouse.QUARTER, house.connect(), house.profile, [], [], templates=templates)
            break
        except ConfigurationError as error:
            shown_in_use = [place for place in spare if all(str(part) in str(error) for part in place)]
            assert shown_in_use, error.problems
            spare = [place for place in spare if place not in shown_in_use]
    assert made.files["laporan.html"].startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    ("name", "old", "new", "said", "below"),
    [
        ("laporan.yaml", "kaki: ", "kakki: ", "kakki: is unknown; known: bagan, bagian, berkas_olah", 0),
        ("laporan.yaml", "  temuan_terbanyak: 40", "  temuan_terbanyak: semua", "temuan_terbanyak: Input should be", 0),
        ("laporan.yaml", "    marts: Tabel", "    mart: Tabel", "mutu_data.tahap.mart: 'mart' is unknown; known", 0),
        ("laporan.yaml", "bab_4_penutup.md", "bab_5.md", "bagian[6].berkas[1]: there is no chapter 'bab_5.md'", 0),
        ("laporan.yaml", 'Rp: "Rp%s"', 'Rp: "Rp"', "satuan.Rp: 'Rp' has to have %s once", 0),
        ("laporan.yaml", "arah: lanskap", "arah: miring", "arah: 'miring' is unknown; expected one of", 0),
        ("laporan.yaml", " dan {n} lainnya", " dan {m} lainnya", "has the place {m}, which nothing fills", 0),
        ("tabel.yaml", "  baris: program_kro", "  baris: programma", "pagu_program.baris: 'programma' is unknown", 0),
        ("tabel.yaml", "  jumlah: Jumlah seluruhnya\n", "", "pagu_efektif.jumlah: is missing; rows `dana", -3),
        ("tabel.yaml", "lebar: 1.25}", "lebar: sempit}", "pagu_program.kolom[1].lebar: Input should be a", 0),
        ("tabel.yaml", "judul_baris: true}", "judul_bari: true}", "kolom[2].judul_bari: is unknown; known", 0),
        ("tabel.yaml", 'teks: "${kode}", lebar: 1.25', "lebar: 1.25", "kolom[1]: has nothing to fill it", 0),
        ("tabel.yaml", 'teks: "${kode}", lebar', 'teks: "$ {kode}", lebar', "has a $ that begins no place", 0),
        ("tabel.yaml", "aturan: capaian_singkat", "aturan: capaian_pendek", "no rule 'capaian_pendek' in frasa", 0),
        ("tabel.yaml", "pilihan_tanggal_pnbp: sah}}", "pilihan_tanggal_pnbp: sahh}}", "sahh' is never so; expected", 0),
        ("grafik.yaml", "bentuk: sasaran", "bentuk: lingkaran", "there is no file grafik/lingkaran.vl.json", 0),
        ("grafik.yaml", "{judul: capaian, angka", "{judul: capaian, ankga", "deret[1].ankga: is unknown", 0),
        ("metode.yaml", "  dengan: ", "  denga: ", "ketentuan.denga: is unknown", 0),
        ("frasa.yaml", '  - {teks: "berada di bawah target"}\n', "", "no words for a figure that fits no case", -5),
        ("frasa.yaml", "lebih_dari: 100", "lebih_dari: banyak", "capaian[2].lebih_dari", 0),
        ("jejak.yaml", "{baris} baris: sama", "{row} baris: sama", "penutup.row_count: '{row} baris", 0),
        ("klaim.yaml", "benar: [{kurang_dari: 100},", "benar: [{kurang: 100},", "[1].benar[1].kurang: is unknown", 0),
        ("klaim.yaml", r"'\b(?:melampaui", r"'\b(?:(melampaui", "is not a pattern", 0),
        ("angka_tetap.yaml", "jenis: tahun, pola", "jeniss: tahun, pola", "[6].jeniss: is unknown; known: jenis", 0),
        ("bab_3_pelaksanaan_kegiatan.md", "@tabel capaian\n", "@tabel capaain\n", "no table in tabel.yaml 'capaain", 0),
        ("bab_3_pelaksanaan_kegiatan.md", "@grafik capaian", "@grafik capai", "no chart in grafik.yaml 'capai'", 0),
        ("bab_3_pelaksanaan_kegiatan.md", "{^capaian}", "{^capai}", "no footnote under catatan_kaki in", 0),
        ("indikator/sla.md", 'i.frasa("capaian"', 'i.frasa("capai"', "no rule in frasa.yaml 'capai'; known", 0),
        ("ikhtisar.md", "{@pnbp.pnbp|satuan}", "{@pnpb.pnbp|satuan}", "no name under peran in laporan.yaml 'pnp", 0),
        ("lampiran_4_jejak_angka.md", "@jejak", "@jejek", "there is no directive '@jejek'", 0),
    ],
)  # fmt: skip
def test_it_is_named_with_file_and_line(templates: Path, name: str, old: str, new: str, said: str, below: int) -> None:
    line = spoil(templates / name, old, new)
    lines = [text for text in problems(templates).splitlines() if said.replace("'@", "'") in text]
    assert lines, problems(templates)
    assert lines[0].startswith(f"{templates / name}:{line + below}: "), (line, lines)


def test_a_missing_file_and_one_that_is_no_yaml_are_named(templates: Path) -> None:
    (templates / "indikator" / "sla.md").unlink()
    assert "sla.md: no such file" in problems(templates)
    (templates / "frasa.yaml").write_text("capaian: [\n", encoding="utf-8")
    assert re.search(r"frasa\.yaml:[0-9]+: not readable as YAML", problems(templates))
    (templates / "frasa.yaml").unlink()
    assert "frasa.yaml: no such file" in problems(templates)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("ikhtisar.md", "{{ tanggal_akhir }}", "{{ tanggal_ahir }}", "cannot be filled: 'tanggal_ahir' is undefined"),
        ("indikator/sla.md", "{{ periode_tahun }}", "{{ periode }}", "cannot be filled: 'periode' is undefined"),
        ("bab_1_pendahuluan.md", "{% for", "{% fro", "is no Jinja: Encountered unknown tag 'fro'"),
        ("laporan.yaml", "{{ unit.kota }}, {{ bulan_terbit }}", "{{ bulan }}", "bagian[1].tempat: cannot be filled"),
        ("tabel.yaml", "${unit} TA ${tahun}: DIPA", "${unitt}: DIPA", "pagu_program.judul: '"),
        ("bab_3_pelaksanaan_kegiatan.md", "@metode {{ i.kode }}", "@metode SK99.9", "there is no indicator 'SK99.9'"),
        ("ikhtisar.md", "@angka Penyerapan anggaran |", "@angka", "expected 3 parts separated by '|', found 2"),
    ],
)
def test_what_shows_only_in_use_is_named_with_file_and_line(
    templates: Path, name: str, old: str, new: str, said: str
) -> None:
    line = spoil(templates / name, old, new)
    house = warehouse.published()
    with pytest.raises(ConfigurationError) as caught:
        draft(warehouse.QUARTER, house.connect(), house.profile, [], [], templates=templates)
    (told,) = caught.value.problems
    assert said in told
    assert told.startswith(f"{templates / name}:")
    if "expected 3 parts" not in said:  # of the directives that begin alike the first is named
        assert told.startswith(f"{templates / name}:{line}: "), (line, told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("laporan.yaml", "kaki: ", "kakki: ", "kakki: is unknown"),
        ("bab_3_pelaksanaan_kegiatan.md", "@tabel capaian\n", "@tabel capaain\n", "no table in tabel.yaml 'capaain'"),
    ],
)
def test_the_command_ends_with_2_and_writes_nothing(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    for part in ("orchestration", "sources/contracts", "sources/reference", "reports/templates", "reports/fonts"):
        shutil.copytree(PROJECT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("unit.yaml", "lambang.svg"):
        shutil.copy(PROJECT / "sources" / part, tmp_path / "sources")
    path = tmp_path / "reports" / "templates" / name
    line = spoil(path, old, new)
    for command in ("run", "check"):
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", command, "2025-TW2"],
            capture_output=True, text=True, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stderr
        assert f"{path}:{line}: " in done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / ".triwulan").exists()
