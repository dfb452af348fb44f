"""What the pages show and what they do: findings and the rows around them, answers, withdrawal, figures, search."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import Finding
from orchestration.desk import words
from orchestration.desk.access.journal import Journal
from orchestration.desk.deliveries import surroundings
from orchestration.desk.pages import figures
from orchestration.desk.told import causes, told
from orchestration.release import answers, held_back, status
from orchestration.release.reading import read_manifest
from orchestration.release.states import State
from orchestration.workspace import locking
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.conftest import World
from tests.desk.conftest import Office, copied, opened, with_accounts

Q = "/triwulan/2025-TW2"
QUARTER = Quarter.parse("2025-TW2")
PERSONAL = re.compile(r"Nama \d|orang\d@|\b08[1-4]\b")
"""Names, addresses and numbers of the people who answered the survey."""


@pytest.fixture
def run_office(agency_world: World, tmp_path: Path) -> Office:
    """A desk to act at over published quarters."""
    return with_accounts(opened(copied(agency_world, tmp_path)))


def workspace_of(office: Office) -> Workspace:
    return Workspace.resolve(office.world.sources, office.world.state, office.world.reports)


def with_konsep(office: Office, *, approval: str = "") -> str:
    """Turns the release into a konsep that waits for an answer; returns the key of the warning."""
    import json

    folder = office.world.reports / QUARTER.code
    shutil.copytree(folder / "r1", folder / "konsep")
    manifest = read_manifest(folder / "konsep")
    said = "setoran.csv, row 3: JUMLAH '-500000'; expected: no negative receipt; look at it"
    finding = Finding("warning", "setoran.csv", "", 3, "JUMLAH", "-500000", "jumlah_negatif", said)
    warnings = [] if approval else [{"key": "0a1b2c3d", "rule": finding.rule, "text": finding.line(), "rows": 1}]
    manifest["konsep"] = {"warnings": warnings, "approval": approval}
    (folder / "konsep" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "konsep" / "findings.csv").write_bytes(held_back.as_file([finding]))
    status.append(folder, status.RUN, "konsep", State.KONSEP)
    return "0a1b2c3d"


def test_quarters_and_one_of_them(seen_office: Office) -> None:
    client = seen_office.client("auditor")
    home = client.get("/").text
    assert "Triwulan II 2025" in home
    assert 'class="keadaan terbit">Terbit' in home
    page = client.get(Q).text
    assert "Penerimaan (NTPN)" in page
    assert "kinerja.xlsx" in page
    # A quarter of which nothing has come says what is missing.
    empty = client.get("/triwulan/2026-TW1").text
    assert "Yang masih kurang" in empty
    assert "wajib" in empty


def test_a_refusal_is_one_line_a_cause_with_the_cell_and_the_rows_around_it(run_office: Office) -> None:
    row = Finding("blocking", delivery="setoran.csv", row=3, column="JUMLAH", value="-500000", rule="bentuk_angka",
                  message="setoran.csv, row 3, column JUMLAH: expected a number")  # fmt: skip
    held_back.write(workspace_of(run_office), QUARTER, [row, replace(row, row=4, value="9000000")])
    client = run_office.client("auditor")
    assert "1 sebab harus diperbaiki" in client.get(Q).text
    listed = client.get(f"{Q}/temuan/ditahan").text
    assert listed.count("/temuan/ditahan/") == 1
    assert "baris 3, 4, kolom JUMLAH" in listed
    page = client.get(f"{Q}/temuan/ditahan/0").text
    assert '<tr class="dimaksud"><th scope="row">3 <span' in page
    assert '<td class="sel">-500000</td>' in page
    assert "KODE_AKUN" in page
    assert client.get(f"{Q}/temuan/ditahan/1").status == 404


@pytest.mark.parametrize("archived", [True, False])
def test_no_page_names_a_person(archived: bool, run_office: Office) -> None:
    workspace = workspace_of(run_office)
    if not archived:
        shutil.rmtree(workspace.archive)
    finding = Finding("blocking", delivery="kuesioner.csv", row=3, column="Jenis Layanan", rule="x", message="x")
    around = surroundings.around(workspace, QUARTER, finding)
    shown = " ".join(cell.text for line in around.lines for cell in line.cells)
    assert [line.number for line in around.lines] == [2, 3, 4, 5]
    assert not PERSONAL.search(shown)
    assert surroundings.HIDDEN in shown
    # What was asked and answered is there: that is what a steward looks at.
    assert "Uji Rotan" in shown or not archived
    assert "03/04/2025 09:00:00" in shown
    held_back.write(workspace, QUARTER, [finding])
    client = run_office.client("auditor")
    for path in ("/temuan/ditahan/0", "", "/temuan/ditahan", "/rilis/r1/angka/IKU.1.realisasi", "/temuan/r1"):
        page = client.get(f"{Q}{path}")
        assert page.status == 200
        assert not PERSONAL.search(page.text), path


def test_rows_of_a_workbook_are_found_by_their_sheet(seen_office: Office) -> None:
    finding = Finding("info", delivery="kinerja.xlsx", sheet="DIPA", row=3, column="Volume", rule="x", message="x")
    around = surroundings.around(workspace_of(seen_office), QUARTER, finding)
    assert not around.problem
    assert [line.number for line in around.lines if line.meant] == [3]
    assert all(len(line.cells) == len(around.heads) for line in around.lines)


@pytest.mark.parametrize(
    "delivery", ["../../unit.yaml", "/etc/passwd", "2025-TW2/../../unit.yaml", "tiada.csv", "a/b.csv"]
)
def test_a_finding_leads_to_no_file_outside_the_landing_folder(delivery: str, seen_office: Office) -> None:
    assert surroundings.place_of(workspace_of(seen_office), QUARTER, delivery) is None


def test_an_answer_is_kept_with_name_and_reason_and_another_one_is_not_overwritten_unseen(run_office: Office) -> None:
    key = with_konsep(run_office)
    steward = run_office.client("pengelola")
    place = f"{Q}/peringatan/{key}"
    assert f'href="{place}"' in steward.get(f"{Q}/temuan/konsep").text
    asked = steward.get(place).text
    assert "-500000" in asked
    assert steward.post(place, alasan="  ").status == 422
    assert steward.post(place, alasan="x" * 2001).status == 422
    assert steward.post(place, alasan="Dikembalikan bank,\n surat 2 Juli.").head("location") == f"{Q}?pesan=jawab"
    [given] = answers.read(answers.place(run_office.world.sources, QUARTER))
    assert (given.key, given.by, given.reason) == (key, "Bapak Pengelola", "Dikembalikan bank, surat 2 Juli.")
    page = steward.get(Q).text
    assert "Semua sudah dijawab" in page
    # Somebody whose page is older is shown what was answered meanwhile; what was typed is not lost.
    late = steward.post(place, alasan="Jawaban lain", sebelumnya="")
    assert late.status == 409
    assert "Jawaban lain</textarea>" in late.text
    assert "Dikembalikan bank, surat 2 Juli." in late.text
    assert steward.post(place, alasan="Jawaban lain", sebelumnya=given.reason).status == 303
    [now] = answers.read(answers.place(run_office.world.sources, QUARTER))
    assert now.reason == "Jawaban lain"
    assert steward.post(f"{Q}/peringatan/ffffffff", page=place, alasan="x").status == 404
    entry = status.entries(run_office.world.reports / QUARTER.code)[-1]
    assert (entry.act, entry.by) == ("answer", "Bapak Pengelola")
    assert run_office.desk.journal.entries("2025-TW2")[0].what == f"{key}: Jawaban lain"


def test_while_a_run_is_under_way_an_answer_is_not_taken_and_not_lost(
    run_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = with_konsep(run_office)
    holder = locking.Holder(4711, "2025-07-10T08:00:00+07:00", "run 2025-TW2")
    monkeypatch.setattr(locking, "holder_of", lambda _path: holder)
    answer = run_office.client("pengelola").post(f"{Q}/peringatan/{key}", alasan="Sudah diperiksa")
    assert answer.status == 409
    assert "Sudah diperiksa</textarea>" in answer.text
    assert not answers.place(run_office.world.sources, QUARTER).exists()


def test_only_the_konsep_that_was_looked_at_is_approved(run_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    approver = run_office.client("penyetuju")
    started: list[dict[str, str]] = []
    monkeypatch.setattr(run_office.desk.jobs, "start", lambda _work, _quarter, **more: started.append(more))
    assert "Tidak ada konsep" in approver.get(f"{Q}/sahkan").text
    with_konsep(run_office, approval="penerbitan: disahkan")
    page = approver.get(f"{Q}/sahkan").text
    found = re.search(r'name="dilihat" value="([0-9a-f]{64})"', page)
    assert found
    assert approver.post(f"{Q}/sahkan", dilihat="0" * 64).title == "Konsepnya sudah berganti"
    assert started == []
    assert approver.post(f"{Q}/sahkan", dilihat=found[1], catatan="Sesuai").head("location") == f"{Q}/jalan"
    assert [(one["by"], one["seen"], one["note"]) for one in started] == [("Bapak Penyetuju", found[1], "Sesuai")]


def test_a_konsep_with_an_open_warning_is_not_approved(run_office: Office) -> None:
    with_konsep(run_office)
    approver = run_office.client("penyetuju")
    page = approver.get(f"{Q}/sahkan").text
    assert "belum dijawab" in page
    assert "Catatan (boleh kosong)" not in page
    assert approver.post(f"{Q}/sahkan", page=Q, dilihat="x").status == 409


def test_a_release_is_withdrawn_with_a_reason(run_office: Office) -> None:
    approver = run_office.client("penyetuju")
    assert approver.post(f"{Q}/tarik/r1", alasan="").status == 422
    assert approver.post(f"{Q}/tarik/r1", alasan="Register kurang 91 baris").head("location") == f"{Q}?pesan=tarik"
    page = approver.get(Q).text
    assert 'class="keadaan ditarik"' in page
    assert "ditarik oleh Bapak Penyetuju: Register kurang 91 baris" in page
    assert approver.post(f"{Q}/tarik/r1", page=Q, alasan="lagi").status == 409
    assert "ditarik oleh Bapak Penyetuju" in approver.get(f"{Q}/tarik/r1").text.lower().replace("bapak p", "Bapak P")


def test_a_finding_about_a_figure_leads_to_the_figure(run_office: Office) -> None:
    with_konsep(run_office)
    konsep = run_office.world.reports / QUARTER.code / "konsep"
    rule = "bertentangan_dengan_laporan_lalu"
    finding = Finding("warning", "setoran.csv", "", None, "S2.1.pnbp", "1", rule, "S2.1.pnbp: ...")
    (konsep / "findings.csv").write_bytes(held_back.as_file([finding]))
    label = run_office.world.figures("2025-TW2")["S2.1.pnbp"]["label"]
    client = run_office.client("auditor")
    assert "angka S2.1.pnbp" in client.get(f"{Q}/temuan/konsep").text
    page = client.get(f"{Q}/temuan/konsep/0").text
    assert f'<a href="{Q}/rilis/konsep/angka/S2.1.pnbp">{label}</a>' in page
    assert "Baris di sekitarnya" not in page


def test_a_steward_reads_no_english_and_no_command(run_office: Office) -> None:
    folder = run_office.world.reports / QUARTER.code
    with_konsep(run_office)
    status.append(folder, status.RUN, "konsep", State.KONSEP, reason="1 open warning")
    steward = run_office.client("pengelola")
    page = steward.get(Q).text
    assert "1 open warning" not in page
    assert "bandingkan" in page
    # Where no release is in force there is nothing to compare a konsep with.
    shutil.rmtree(folder / "r1")
    assert "bandingkan" not in steward.get(Q).text
    assert words.on_the_desk("berubah; `triwulan run 2025-TW2` membuat konsep baru") == (
        "berubah; “Jalankan pengolahan” membuat konsep baru"
    )


def test_a_figure_leads_to_the_rows_that_made_it(seen_office: Office) -> None:
    client = seen_office.client("auditor")
    release = client.get(f"{Q}/rilis/r1").text
    assert f'href="{Q}/rilis/r1/angka/IKU.1.realisasi"' in release
    page = client.get(f"{Q}/rilis/r1/angka/S2.1.pnbp").text
    figure = next(row for row in seen_office.world.figures("2025-TW2").values() if row["figure_id"] == "S2.1.pnbp")
    assert f'<p class="besar">{figure["printed"]}' in page
    assert "setoran.csv" in page
    assert "cocok dengan jumlah dan sidiknya" in page
    assert "TIDAK cocok" not in page


def test_a_figure_of_many_leads_to_the_rows_of_each(seen_office: Office) -> None:
    client = seen_office.client("auditor")
    page = client.get(f"{Q}/rilis/r1/angka/IKU.1.realisasi").text
    few = client.get(f"{Q}/rilis/r1/angka/S2.1.pnbp").text
    assert "Pilih salah satu untuk melihat barisnya" in page
    assert "Pilih salah satu" not in few
    assert "Menyumbang" in few
    assert "Menyumbang" not in page
    listed = page.partition("Baris berkas di belakangnya")[2]
    [below, *_] = re.findall('<li><a href="([^"]+)"', listed)
    assert "Menyumbang" in client.get(below).text


def test_all_rows_of_a_figure_can_be_paged_through(seen_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = seen_office.client("auditor")
    path = f"{Q}/rilis/r1/angka/S2.1.pnbp"
    whole = rows_shown(client.get(path).text)
    assert len(whole) > 1
    monkeypatch.setattr(figures, "_SHOWN_ROWS", 1)
    paged = [rows_shown(client.get(f"{path}?halaman={number + 1}").text) for number in range(len(whole))]
    assert [row for rows in paged for row in rows] == whole
    first, last = client.get(path).text, client.get(f"{path}?halaman={len(whole)}").text
    assert ("Baris berikutnya" in first, "Baris sebelumnya" in first) == (True, False)
    assert ("Baris berikutnya" in last, "Baris sebelumnya" in last) == (False, True)
    for odd in ("0", "-1", "x", "9" * 30):
        assert rows_shown(client.get(f"{path}?halaman={odd}").text) == whole[:1], odd


def rows_shown(page: str) -> list[str]:
    """The rows of files on a figure's page."""
    return re.findall('<tr><th scope="row" class="kanan">.*', page)


def test_a_figure_is_told_in_indonesian(seen_office: Office) -> None:
    page = seen_office.client("auditor").get(f"{Q}/rilis/r1/angka/S2.1.pnbp").text
    assert "jumlah jumlah (Rp)" in page
    assert "sum of" not in page
    assert not re.search(r"<t[dh][^>]*>(true|false|is [a-z ]+)</t[dh]>", page)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("980518870.00", "980.518.870"),
        ("-1917.50", "-1.917,5"),
        ("0.00", "0"),
        ("424113", "424113"),
        ("2025-06-30", "2025-06-30"),
        ("true", "ya"),
        ("false", "tidak"),
        (None, ""),
    ],
)
def test_a_value_is_shown_as_it_is_read_here(text: str | None, said: str) -> None:
    assert words.cell(text) == said


def test_a_column_is_called_by_words() -> None:
    assert words.column("realisasi_sd_rp") == "realisasi s.d. (Rp)"
    assert words.column("is_periode_ini") == "periode ini"


def test_search_finds_figures_files_and_findings(seen_office: Office) -> None:
    client = seen_office.client("auditor")
    figure = seen_office.world.figures("2025-TW2")["IKU.1.realisasi"]
    for text in ("IKU.1.realisasi", figure["label"], "kepuasan"):
        assert "/angka/IKU.1.realisasi" in client.get(f"/cari?triwulan=2025-TW2&q={text.replace(' ', '+')}").text, text
    assert f'href="{Q}#masuk">setoran.csv' in client.get("/cari?triwulan=2025-TW2&q=setoran").text
    assert "/temuan/r1/" in client.get("/cari?triwulan=2025-TW2&q=GLP039").text
    odd = client.get("/cari?triwulan=2025-TW2&q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert odd.status == 200
    assert "<script>alert" not in odd.text


def test_a_bundle_is_packed_and_leaves_nothing_behind(seen_office: Office) -> None:
    answer = seen_office.client("auditor").get(f"{Q}/rilis/r1/bundel")
    assert answer.body[:4] == b"PK\x03\x04"
    assert 'filename="bundel_2025-TW2_r1.zip"' in answer.head("content-disposition")
    assert not list((seen_office.world.state / "meja").glob("*.tmp"))


def test_an_export_comes_in_one_archive_with_its_note_and_leaves_nothing_behind(
    seen_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = seen_office.client("auditor")
    page = client.get(f"{Q}/rilis/r1").text
    for kind in ("alki", "pp39", "emonev", "skm", "bios", "satu-data", "rocrate"):
        assert f'href="{Q}/rilis/r1/ekspor/{kind}"' in page
    answer = client.get(f"{Q}/rilis/r1/ekspor/alki")
    assert 'filename="alki_2025-TW2_r1.zip"' in answer.head("content-disposition")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        names = {name.removeprefix("alki_2025-TW2_r1/") for name in archive.namelist()}
        note = archive.read("alki_2025-TW2_r1/CATATAN.md").decode()
    assert names == {"CATATAN.md", "datapackage.json", "indikator.csv", "kro.csv", "skema.json"}
    assert "2025-TW2, r1" in note
    # The unit is no BLU, and says so instead of a file.
    refused = client.get(f"{Q}/rilis/r1/ekspor/bios")
    assert (refused.status, refused.title) == (409, "Ekspor tidak dapat dibuat")
    assert "bukan BLU" in refused.text
    monkeypatch.setattr(seen_office.desk.jobs, "hand_over", lambda *_: {})
    assert client.get(f"{Q}/rilis/r1/ekspor/alki").status == 409
    assert client.get(f"{Q}/rilis/r1/ekspor/nihil").status == 404
    assert client.get(f"{Q}/rilis/r9/ekspor/alki").status == 404
    assert not list((seen_office.world.state / "meja").glob("*.tmp"))


def test_marked_copies_come_in_one_archive_and_leave_nothing_behind(
    run_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_back(_quarter: Quarter, folder: Path) -> dict[str, object]:
        folder.mkdir()
        (folder / "setoran.xlsx").write_bytes(b"salinan")
        return {"outcome": "returned", "files": ["setoran.xlsx"], "left_out": {"rusak.xls": "tidak terbaca"}}

    steward = run_office.client("pengelola")
    held_back.write(
        workspace_of(run_office), QUARTER, [Finding("blocking", delivery="setoran.csv", rule="x", message="x")]
    )
    assert f'href="{Q}/kembali"' in steward.get(f"{Q}/temuan/ditahan").text
    assert f'href="{Q}/kembali"' not in run_office.client("auditor").get(f"{Q}/temuan/ditahan").text
    monkeypatch.setattr(run_office.desk.jobs, "give_back", give_back)
    answer = steward.get(f"{Q}/kembali")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.read("setoran.xlsx") == b"salinan"
        assert archive.read("tidak disertakan.txt") == b"rusak.xls: tidak terbaca\n"
    monkeypatch.setattr(
        run_office.desk.jobs, "give_back", lambda *_: {"outcome": "returned", "files": [], "left_out": {}}
    )
    assert steward.get(f"{Q}/kembali").title == "Tidak ada yang dikembalikan"
    monkeypatch.setattr(run_office.desk.jobs, "give_back", lambda *_: {})
    assert steward.get(f"{Q}/kembali").status == 409
    assert not list((run_office.world.state / "meja").glob("kembali-*"))


def test_what_stood_in_a_file_is_text_on_a_page(run_office: Office) -> None:
    odd = "<img src=x onerror=alert(1)>"
    finding = Finding("blocking", delivery=f"{odd}.csv", column=odd, value=odd, rule="x", message=odd)
    held_back.write(workspace_of(run_office), QUARTER, [finding])
    (run_office.world.sources / "landing" / "2025-TW2" / f"{odd}.csv").write_text(odd, encoding="utf-8")
    client = run_office.client("auditor")
    for path in (Q, f"{Q}/temuan/ditahan", f"{Q}/temuan/ditahan/0", "/cari?triwulan=2025-TW2&q=img"):
        page = client.get(path).text
        assert "<img" not in page, path
        assert "&lt;img" in page, path


def test_a_finding_is_told_by_weight_place_and_the_name_of_its_check() -> None:
    check = next(iter(catalogue().values()))
    found = [
        Finding("info", rule=check.id, message="x"),
        Finding(
            "blocking", delivery="a.csv", sheet="B", row=7, column="C", value="v", rule="bentuk_angka", message="y"
        ),
    ]
    first, second = causes(found)
    assert (first.weight, first.title, first.place) == (
        "Menahan",
        "Angka dalam kolom ini ditulis dengan dua cara",
        "lembar B, baris 7, kolom C",
    )
    assert second.title == f"Perlu diketahui: {check.nama[:1].lower()}{check.nama[1:]}"
    assert told(replace(found[0], severity="warning")).title.startswith("Tidak terpenuhi: ")


def test_the_journal_only_grows_and_heals_a_torn_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.note("siti", "unggah", quarter="2025-TW2", what="=1+1, baris\nlain", address="10.0.0.1")
    before = journal.path.read_bytes()
    journal.path.write_bytes(before + b"2025-07-10T08:00:00+00:00,si")
    journal.note("budi", "masuk")
    assert journal.path.read_bytes().startswith(before)
    assert [entry.by for entry in journal.entries()] == ["budi", "si", "siti"]
    assert journal.entries("2025-TW2")[0].what == "=1+1, baris lain"
    assert journal.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2025-04-02", "2025-06-30", "2 April 2025 sampai 30 Juni 2025"),
        ("2025-06", "2025-06", "Juni 2025"),
        ("2025-TW1", "2025-TW2", "2025-TW1 sampai 2025-TW2"),
        ("2025-04-03 09:00:00", "2025-04-03 10:00:00", "3 April 2025"),
    ],
)
def test_a_span_of_rows_in_words(first: str, last: str, said: str) -> None:
    assert words.span(first, last) == said
