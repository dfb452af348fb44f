"""Files that people put in: whole or not at all, under a safe name, recognised before they count, never lost."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.desk.access.people import Role
from orchestration.desk.deliveries.arriving import ArrivalError, safe_name
from orchestration.desk.deliveries.multipart import Begin, Data, End, FormError, Parts, boundary_of
from tests.conftest import PROJECT
from tests.desk.client import BOUNDARY, multipart
from tests.desk.conftest import PASSWORD, Office, opened

UPLOAD = "/triwulan/2025-TW2/unggah"
NEW = b"KODE_AKUN;NTPN;NTB;JUMLAH;NO_SSBP;TGL_SSBP;TGL_TERIMA_BANK;TGL_BUKU;STATUS\n"


@pytest.fixture
def known(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A desk where every file is taken for a list of receipts: what is tested is what becomes of its bytes."""

    def recognise(_quarter: object, files: list[dict[str, str]]) -> dict[str, dict[str, Any]]:
        part = {"kind": "ntpn", "name": "Penerimaan", "rows": 3, "first": "", "last": ""}
        return {one["token"]: {"token": one["token"], "parts": [part], "rejected": 0, "problems": []} for one in files}

    monkeypatch.setattr(office.desk.jobs, "recognise", recognise)
    return office


def landing(office: Office) -> Path:
    return office.world.sources / "landing" / "2025-TW2"


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kept(office: Office) -> list[str]:
    """What lies in the desk's own folder for files."""
    folder = office.world.state / "meja" / "masuk"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_file_is_told_for_what_it_is_before_it_counts(office: Office) -> None:
    steward = office.client("pengelola")
    before = files_below(landing(office))
    receipts = before["setoran.csv"]
    picture = (PROJECT / "sources" / "landing" / "2025-TW2" / "contoh_denah_penerimaan.png").read_bytes()
    sent = {
        "C:\\Unduhan\\setoran TW2.csv": receipts,
        "aneh.csv": b"a;b\n1;2\n",
        "z.png": picture,
        "zz.png": picture[:900],
    }
    answer = steward.upload(UPLOAD, sent)
    assert answer.head("location") == UPLOAD
    assert files_below(landing(office)) == before
    page = steward.get(UPLOAD).text
    [strange, known, shown, broken] = page.split('<section class="kartu"')[1:]
    assert "<strong>Penerimaan (NTPN)</strong>, 3 baris, 2 April 2025 sampai 30 Juni 2025" in known
    assert "setoran TW2.csv" in known
    assert "<li><strong>Gambar</strong></li>" in shown
    assert "rusak atau tidak utuh" in broken
    assert "/masukkan" not in broken
    assert "tidak dapat dipakai" in strange
    # What is of no kind cannot be put in, by no form either.
    assert "/masukkan" not in strange
    token = office.desk.arrivals.all()[0].token
    assert steward.post(f"/kiriman/{token}/masukkan", page=UPLOAD, pengganti="").status == 409
    token = office.desk.arrivals.all()[1].token
    assert steward.post(f"/kiriman/{token}/masukkan", page=UPLOAD, pengganti="").status == 303
    assert files_below(landing(office)) == {**before, "setoran TW2.csv": receipts}
    noted = [(entry.by, entry.act, entry.quarter) for entry in office.desk.journal.entries()][:3]
    assert noted == [("pengelola", act, "2025-TW2") for act in ("masukkan", "unggah", "unggah")]


def test_what_takes_the_place_of_another_is_asked_for_and_the_other_is_kept(known: Office) -> None:
    steward = known.client("pengelola")
    old = (landing(known) / "setoran.csv").read_bytes()
    steward.upload(UPLOAD, {"setoran.csv": NEW})
    page = steward.get(UPLOAD).text
    assert "akan diganti" in page
    [waiting] = known.desk.arrivals.all()
    digest = hashlib.sha256(old).hexdigest()
    assert f'name="pengganti" value="{digest}"' in page
    steward.post(f"/kiriman/{waiting.token}/masukkan", page=UPLOAD, pengganti=digest)
    assert (landing(known) / "setoran.csv").read_bytes() == NEW
    assert (known.world.state / "meja" / "diganti" / digest / "setoran.csv").read_bytes() == old
    assert kept(known) == []
    assert [path for path in landing(known).iterdir() if path.name.startswith(".")] == []


def test_all_files_are_put_in_at_once_and_each_in_the_place_that_was_shown(known: Office) -> None:
    steward = known.client("pengelola")
    old = (landing(known) / "setoran.csv").read_bytes()
    steward.upload(UPLOAD, {"setoran.csv": NEW, "baru.csv": NEW + b"1\n", "lain.csv": NEW + b"2\n"})
    page = steward.get(UPLOAD).text
    assert "Masukkan semua (3 berkas)" in page
    shown = re.findall('name="berkas" value="([0-9a-f]{16}:[0-9a-f]*)"', page)
    # Somebody else puts another file under one of the names meanwhile: that one is asked for again.
    (landing(known) / "lain.csv").write_bytes(b"milik orang lain")
    answer = steward.post("/triwulan/2025-TW2/masukkan", page=UPLOAD, berkas=[*shown, "0" * 16 + ":", "../..:"])
    assert answer.status == 409
    assert "lain.csv" in answer.text
    assert (landing(known) / "setoran.csv").read_bytes() == NEW
    assert (landing(known) / "baru.csv").read_bytes() == NEW + b"1\n"
    assert (landing(known) / "lain.csv").read_bytes() == b"milik orang lain"
    digest = hashlib.sha256(old).hexdigest()
    assert (known.world.state / "meja" / "diganti" / digest / "setoran.csv").read_bytes() == old
    assert [one.name for one in known.desk.arrivals.all()] == ["lain.csv"]
    assert [entry.act for entry in known.desk.journal.entries()][:2] == ["masukkan", "masukkan"]


@pytest.mark.parametrize("there", [True, False])
def test_of_two_people_who_put_in_one_name_the_second_is_asked_again(there: bool, known: Office) -> None:
    name = "setoran.csv" if there else "baru.csv"
    contents = {"pengelola": NEW + b"1\n", "siti": NEW + b"2\n"}
    known.desk.people.choose(known.desk.people.add("siti", "Siti Rahma", {Role.PENGELOLA}), PASSWORD)
    before = known.desk.arrivals
    asked: dict[str, tuple[str, str]] = {}
    for who, content in contents.items():
        client = known.client(who)
        client.upload(UPLOAD, {name: content})
    for waiting in before.all():
        asked[waiting.by] = (waiting.token, before.there(waiting))

    def put_in(who: str) -> int:
        token, instead = asked[who]
        return known.client(who).post(f"/kiriman/{token}/masukkan", page=UPLOAD, pengganti=instead).status

    with ThreadPoolExecutor(2) as pool:
        statuses = dict(zip(contents, pool.map(put_in, contents), strict=True))
    assert sorted(statuses.values()) == [303, 409]
    winner, second = sorted(statuses, key=lambda who: statuses[who])
    assert (landing(known) / name).read_bytes() == contents[winner]
    # The second one's file still waits, and its page asks about the first one's.
    [waiting] = known.desk.arrivals.all()
    assert (waiting.by, known.desk.arrivals.there(waiting)) == (second, hashlib.sha256(contents[winner]).hexdigest())


def test_two_uploads_at_once_are_both_there(known: Office) -> None:
    names = [f"berkas{number}.csv" for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: known.client("pengelola").upload(UPLOAD, {name: name.encode() * 5000}), names))
    waiting = known.desk.arrivals.all()
    assert [one.name for one in waiting] == names
    for one in waiting:
        assert known.desk.arrivals.path(one).read_bytes() == one.name.encode() * 5000


def test_an_upload_that_is_cut_off_leaves_nothing(known: Office) -> None:
    steward = known.client("pengelola")
    before = files_below(landing(known))
    for files in ({"a.csv": b"x" * 100_000}, {"a.csv": b"x" * 50, "b.csv": b"y" * 100_000}):
        steward.upload(UPLOAD, files, whole=False)
        assert kept(known) == []
    # Also one whose end is missing though the browser says that it has sent all.
    pieces = [*multipart(steward.proof(UPLOAD), {"a.csv": b"x" * 1000})][:-1]
    heads = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = steward.ask("POST", UPLOAD, pieces, heads)
    assert (answer.status, answer.title) == (400, "Unggahan tidak utuh")
    assert kept(known) == []
    assert files_below(landing(known)) == before


def test_what_a_killed_desk_was_receiving_is_swept_away_and_what_had_come_whole_stays(known: Office) -> None:
    known.client("pengelola").upload(UPLOAD, {"utuh.csv": NEW})
    half = known.desk.arrivals.folder / "0123456789abcdef.tmp"
    half.mkdir()
    (half / "isi").write_bytes(b"separuh")
    again = opened(known.world)
    assert [one.name for one in again.desk.arrivals.all()] == ["utuh.csv"]
    assert not half.exists()


def test_a_file_above_the_limit_is_refused_and_leaves_nothing(office: Office) -> None:
    (office.world.sources / "meja.yaml").write_text("unggahan_mb: 1\n", encoding="utf-8")
    small = opened(office.world)
    answer = small.client("pengelola").upload(UPLOAD, {"besar.csv": b"x" * 1_000_001})
    assert (answer.status, answer.title) == (413, "Berkas terlalu besar")
    assert "1 MB" in answer.text
    assert kept(small) == []
    heads = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "content-length": str(10**12)}
    assert small.client("pengelola").ask("POST", UPLOAD, [b""], heads).status == 413


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("setoran.csv", "setoran.csv"),
        ("../../unit.yaml", "unit.yaml"),
        ("..\\..\\unit.yaml", "unit.yaml"),
        ("/etc/passwd", "passwd"),
        ("a\x00b\nc.csv", "a_b_c.csv"),
        ('a"b<c>|?*.csv', "a_b_c____.csv"),
        ("  laporan (1).xlsx. ", "laporan (1).xlsx"),
        ("data Maret é.csv", "data Maret é.csv"),
    ],
)
def test_a_name_is_the_last_part_without_what_a_system_forbids(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "name",
    ["", "..", ".", "/", "a/", ".tersembunyi.csv", "~$buku.xlsx", "README.md", "Thumbs.db", "x" * 151, "\u202e.csv"],
)
def test_a_name_under_which_nothing_is_read_is_refused(name: str, known: Office) -> None:
    with pytest.raises(ArrivalError):
        safe_name(name)
    before = files_below(landing(known))
    answer = known.client("pengelola").upload(UPLOAD, {name or " ": NEW})
    assert answer.status == 422
    assert kept(known) == []
    assert files_below(landing(known)) == before


def test_a_file_without_a_byte_and_a_form_without_a_file_are_told(known: Office) -> None:
    steward = known.client("pengelola")
    assert "kosong tidak diterima" in steward.upload(UPLOAD, {"kosong.csv": b""}).text
    assert "Pilih dahulu" in steward.upload(UPLOAD, {}).text
    assert kept(known) == []


def test_more_files_than_one_form_may_hold_are_refused_whole(known: Office) -> None:
    answer = known.client("pengelola").upload(UPLOAD, {f"{number}.csv": NEW for number in range(21)})
    assert answer.status == 413
    assert kept(known) == []


def test_a_file_that_is_not_to_count_is_gone(known: Office) -> None:
    steward = known.client("pengelola")
    steward.upload(UPLOAD, {"salah.csv": NEW})
    [waiting] = known.desk.arrivals.all()
    assert steward.post(f"/kiriman/{waiting.token}/batalkan", page=UPLOAD).status == 303
    assert kept(known) == []
    assert steward.post(f"/kiriman/{waiting.token}/masukkan", page=UPLOAD, pengganti="").status == 404


FILES = st.dictionaries(
    st.from_regex(r"[a-zA-Z0-9 .\"_-]{1,20}", fullmatch=True),
    st.binary(max_size=300) | st.sampled_from([b"\r\n", b"\r\n--", f"\r\n--{BOUNDARY[:-1]}".encode(), b"--" * 9]),
    max_size=3,
)


@given(files=FILES, cuts=st.lists(st.integers(min_value=1, max_value=70), min_size=1, max_size=20))
def test_a_form_is_read_the_same_however_it_is_cut(files: dict[str, bytes], cuts: list[int]) -> None:
    body = b"".join(multipart("b" * 64, files))
    parts, at, turn = Parts(BOUNDARY.encode()), 0, 0
    found: list[tuple[Begin, bytes]] = []
    ended = 0
    while at < len(body):
        step = cuts[turn % len(cuts)]
        for event in parts.feed(body[at : at + step]):
            if isinstance(event, Begin):
                found.append((event, b""))
            elif isinstance(event, Data):
                found[-1] = (found[-1][0], found[-1][1] + event.content)
            else:
                assert isinstance(event, End)
                ended += 1
        at, turn = at + step, turn + 1
    parts.close()
    assert found[0] == (Begin("bukti", None), b"b" * 64)
    assert [(begin.filename, content) for begin, content in found[1:]] == list(files.items())
    assert ended == len(found)


@pytest.mark.parametrize(
    "body",
    [
        b"bukan formulir",
        b"x\r\n--b\r\n",
        b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\n" + b"X: " + b"y" * 5000 + b"\r\n\r\n",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--bzz',
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
        b"",
    ],
)
def test_what_no_browser_sends_is_refused(body: bytes) -> None:
    def read() -> None:
        parts = Parts(b"b")
        for _ in parts.feed(body):
            pass
        parts.close()

    with pytest.raises(FormError):
        read()


def test_the_boundary_is_taken_from_the_content_type() -> None:
    assert boundary_of("multipart/form-data; boundary=abc") == b"abc"
    assert boundary_of('multipart/form-data; charset=utf-8; boundary="a b"') is None
    assert boundary_of('multipart/form-data; boundary="abc"') == b"abc"
    assert boundary_of("application/x-www-form-urlencoded") is None
    assert boundary_of("multipart/form-data") is None
