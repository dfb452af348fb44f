"""What is wrong in profile, reference data or contracts is named with file and line before anything runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.declarations import ConfigurationError
from orchestration.run.quarter import run_quarter
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World
from tests.orchestration.test_profile import spoil

UNIT, SERVICES, NAMES, HOLIDAYS = (
    "unit.yaml",
    "reference/layanan.csv",
    "reference/nama_layanan.csv",
    "reference/hari_libur.csv",
)
SBS = "contracts/sbs.yaml"

# File, what stands there, what stands there instead, what is said, lines below the change that is named.
CASES = {
    "unknown policy value": (UNIT, "nilai: terima", "nilai: kapan_saja", "'kapan_saja'; expected terima or sah", 0),
    "unknown policy": (UNIT, "  basis_kro:", "  basis_kra:", "unknown policy 'basis_kra'", 0),
    "unknown key": (UNIT, "  kota: Bogor", "  kota: Bogor\n  kotta: Bogor", "unit.kotta: is unknown; known: blu", 1),
    "missing key": (UNIT, "  kode_satker:", "  # kode_satker:", "unit.kode_satker: is missing; expected a text", 1),
    "wrong type": (UNIT, "  blu: true", "  blu: mungkin", "unit.blu: Input should be a valid boolean", 0),
    "wrong number": (UNIT, "{kode: TJ.2, rumus: pengguna, desimal: 0", "{kode: TJ.2, rumus: pengguna, desimal: nol",
                     "indikator[2].desimal: Input should be a valid integer", 0),
    "unknown formula": (UNIT, "rumus: pobo", "rumus: popo", "indikator[8].rumus: 'popo' is unknown; expected", 0),
    "index without a scale": (UNIT, "rumus: pertumbuhan_pnbp", "rumus: indeks_pnbp",
                              "indeks_pnbp has no skala; declare `skala: rasio`", 0),
    "scale of another formula": (UNIT, "rumus: pobo", "rumus: pobo, skala: rasio", "not to pobo", 0),
    "points without steps": (UNIT, "rumus: pertumbuhan_pnbp", "rumus: indeks_pnbp, skala: poin",
                             "needs a tangga of steps", 0),
    "steps that fall": (UNIT, "rumus: pertumbuhan_pnbp",
                        "rumus: indeks_pnbp, skala: poin, tangga: [{batas_bawah: 0, nilai: 2},"
                        " {batas_bawah: 90, nilai: 1}]", "both rise", 0),
    "two targets for one indicator": (UNIT, "{kode: TJ.2, rumus", "{kode: TJ.1, rumus", "'TJ.1' stands 2 times", 0),
    "one code in two forms": (UNIT, "{kode: TJ.2, rumus", "{kode: TJ 1, rumus", "'TJ 1' and 'TJ.1' are one code", 0),
    "a code without a number": (UNIT, "{kode: TJ.2, rumus", "{kode: TJ, rumus", "'TJ' has no number", 0),
    "service of no catalogue": (UNIT, "rumus: sla,", "rumus: sla, layanan: [urut],", "unknown service 'urut'", 0),
    "services of no formula": (UNIT, "rumus: roa,", "rumus: roa, layanan: [opti],", "layanan belongs to ikm", 0),
    "policy of the whole unit": (UNIT, "rumus: sla,", "rumus: sla, kebijakan: {cuti_bersama: berjalan},",
                                 "policy 'cuti_bersama' is not chosen by an indicator", 0),
    "policy of another formula": (UNIT, "rumus: nps,", "rumus: nps, kebijakan: {pengguna: entitas_unik},",
                                  "policy 'pengguna' changes nothing in the formula nps", 0),
    "policy of a divided sum": (UNIT, "rumus: roa,", "rumus: roa, kebijakan: {tanggal_pnbp: sah},",
                                "roa follows the policies of the PNBP that it divides", 0),
    "PNBP of a count": (UNIT, "rumus: roa,", "rumus: roa, pnbp: TJ.2,", "'TJ.2' carries no PNBP", 0),
    "ratio without parts": (UNIT, "rumus: pobo", "rumus: rasio", "formula rasio needs `pembilang`", 0),
    "sum of nothing": (UNIT, "rumus: pobo", "rumus: pertumbuhan, nilai: {sumber: order, hitung: jumlah, nama: Nilai}",
                       "`hitung: jumlah` needs a kolom", 0),
    "two comparisons in one": (UNIT, "rumus: pobo", "rumus: pertumbuhan, nilai: {sumber: order, nama: Order,"
                               " syarat: [{kolom: satuan, sama: [Orang], terisi: true}]}",
                               "a condition on 'satuan' compares with one of", 0),
    "fund of no list": (UNIT, "rumus: pobo", "rumus: realisasi_anggaran, anggaran: {sumber_dana: [rm, bluu]}",
                        "'bluu' is not in the profile's sumber_dana; expected one of rm, pnbp, blu; perhaps 'blu'", 0),
    "kind of spending of no list": (UNIT, "rumus: pobo", 'rumus: realisasi_anggaran, anggaran: {jenis_belanja: ["57"]}',
                                    "'57' is not in the profile's jenis_belanja; expected one of 51, 52", 0),
    "fund of no list in a condition": (UNIT, "rumus: pobo", "rumus: pertumbuhan, nilai: {sumber: pagu, hitung: jumlah,"
                                       " kolom: pagu_rp, nama: Pagu, syarat: [{kolom: sumber_dana, bukan: [bluu]}]}",
                                       "perhaps 'blu' is meant", 0),
    "column of no source": (UNIT, "rumus: pobo", "rumus: pertumbuhan, nilai: {sumber: order, nama: Order,"
                            " syarat: [{kolom: status, sama: [Selesai]}]}",
                            "syarat[1].kolom: 'status' is no column of the source order; expected one of status_", 0),
    "moment of no source": (UNIT, "rumus: pobo", "rumus: bagian_tepat_waktu, waktu: {sumber: order, mulai: masuk,"
                            " selesai: tanggal_selesai, paling_lama: 5, satuan: hari}",
                            "waktu.mulai: 'masuk' is no column of the source order; expected one of tanggal_masuk", 0),
    "no accounts": (UNIT, '  aset: ["1"]', "  aset: []", "no account prefix; SK2.3 cannot be worked out", 0),
    "weights for some": (UNIT, "{kode: u1, nama: Persyaratan,", "{kode: u1, nama: Persyaratan, bobot: 2,",
                         "expected a bobot for every unsur, or for none", 1),
    "fund twice": (UNIT, "{kode: S, sumber", "{kode: F, sumber", "sumber_dana 'F' stands 2 times", 0),
    "element twice": (UNIT, "{kode: u9,", "{kode: u8,", "unsur 'u8' stands 2 times", 0),
    "key twice": (UNIT, "  kota: Bogor", "  kota: Bogor\n  kota: Jakarta", "'kota' stands twice here", 1),
    "policy twice": (UNIT, "  cuti_bersama:", "  basis_kro:", "'basis_kro' stands twice here", 0),
    "no YAML": (UNIT, "  kota: Bogor", "  kota: [Bogor", "not readable as YAML", 1),
    "a tabulator": (UNIT, "  kota: Bogor", "\tkota: Bogor", "not readable as YAML", 0),
    "table in the profile": (UNIT, "mutu: ", "layanan: []\nmutu: ", "'layanan' belongs in reference/layanan.csv", 0),
    "missing service": (SERVICES, "\nopti,", "\nopto,", "names the unknown service 'opti'", None),
    "service twice": (SERVICES, "\nopti,", "\npengujian,", "service 'pengujian' stands in line", 1),
    "wrong number of days": (SERVICES, "pengujian,", "pengujian,x,y,z,", "has more cells than", 0),
    "missing column": (SERVICES, "satuan,", "satuanku,", "missing column satuan", 0),
    "name of two services": (NAMES, "\n", "\nPengujian,kalibrasi\n", "names both", None),
    "open quotation mark": (NAMES, "\n", '\n"Pengujian,kalibrasi\n', "cannot be read", None),
    "no date": (HOLIDAYS, "2025-01-29", "29/01/2025", "column tanggal, value '29/01/2025'", 0),
    "no kind of holiday": (HOLIDAYS, "cuti bersama", "cuti sendiri", "column jenis, value 'cuti sendiri'", 0),
    "contract with an unknown key": (SBS, "kind: sbs", "kind: sbs\nwarna: biru", "warna: is unknown", 1),
    "contract with an unknown type": (SBS, "type: date", "type: uang", "'uang' is unknown", 0),
    "contract that is no YAML": (SBS, "kind: sbs", "kind: [sbs", "not readable as YAML", 1),
    "contract with a key twice": (SBS, "kind: sbs", "kind: sbs\nkind: sbs", "'kind' stands twice", 1),
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with profile, reference data and a contract of its own, and nothing landed."""
    sources = tmp_path / "sources"
    for name in (UNIT, "lambang.svg", SERVICES, NAMES, HOLIDAYS, SBS):
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "sources" / name, sources / name)
    return Workspace(sources, tmp_path / "state", tmp_path / "reports")


def refusal(workspace: Workspace, quarter: str = "2025-TW2") -> str:
    """What a run says that never begins; it has written nothing."""
    with pytest.raises(ConfigurationError) as caught:
        run_quarter(workspace, Quarter.parse(quarter), publish=True)
    assert not workspace.state.exists()
    assert not workspace.reports.exists()
    return str(caught.value)


@pytest.mark.parametrize(("name", "old", "new", "said", "below"), CASES.values(), ids=CASES)
def test_it_is_named_with_file_and_line(
    workspace: Workspace, name: str, old: str, new: str, said: str, below: int | None
) -> None:
    path = workspace.sources / name
    line = spoil(path, old, new)
    lines = [text for text in refusal(workspace).splitlines() if said in text]
    assert lines, refusal(workspace)
    if below is not None:
        assert lines[0].startswith(f"{path}:{line + below}: "), lines
    else:
        assert any(text.split(":")[1].isdecimal() for text in lines)


def test_a_missing_service_is_named_where_its_names_stand(workspace: Workspace) -> None:
    spoil(workspace.sources / SERVICES, "\nopti,", "\nopto,")
    names = (workspace.sources / NAMES).read_text(encoding="utf-8").splitlines()
    wanted = [number for number, text in enumerate(names, 1) if text.endswith(",opti")]
    said = refusal(workspace)
    assert wanted
    for number in wanted:
        assert f"{workspace.sources / NAMES}:{number}: " in said


@pytest.mark.parametrize("name", [UNIT, SERVICES, NAMES, HOLIDAYS, SBS])
def test_a_file_in_another_encoding_is_named(workspace: Workspace, name: str) -> None:
    path = workspace.sources / name
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"# caf\xe9\n", *lines[2:]]))
    assert f"{path}:3: is not written in UTF-8" in refusal(workspace)


@pytest.mark.parametrize("name", [UNIT, SERVICES, NAMES, HOLIDAYS])
def test_a_missing_file_is_named(workspace: Workspace, name: str) -> None:
    (workspace.sources / name).unlink()
    assert f"{workspace.sources / name}: no such file" in refusal(workspace)


def test_a_calendar_that_ends_before_the_quarter_is_named_with_its_last_line(workspace: Workspace) -> None:
    path = workspace.sources / HOLIDAYS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [lines[0], *sorted(line for line in lines[1:] if line < "2025-04")]
    path.write_text("".join(kept), encoding="utf-8")
    said = refusal(workspace)
    assert said.startswith(f"{path}:{len(kept)}: the last holiday is 2025-03-31")
    assert "no national holiday in 2025-TW2; expected the holidays of 2025 at least up to 2025-06-30" in said


def test_everything_that_is_wrong_is_told_at_once(workspace: Workspace) -> None:
    for name, old, new, _, _ in (CASES["wrong type"], CASES["missing service"], CASES["no date"]):
        spoil(workspace.sources / name, old, new)
    said = refusal(workspace)
    for word in ("unit.blu", "unknown service 'opti'", "29/01/2025"):
        assert word in said


@pytest.mark.parametrize("case", ["unknown policy value", "contract with an unknown key"])
def test_the_command_ends_with_2_and_no_traceback(workspace: Workspace, case: str) -> None:
    name, old, new, said, _ = CASES[case]
    spoil(workspace.sources / name, old, new)
    result = World(workspace.sources, workspace.state, workspace.reports).triwulan("run", "2025-TW2")
    assert result.code == 2
    assert said in result.errors
    assert "Traceback" not in result.errors
    assert not workspace.state.exists()
    assert not workspace.reports.exists()
