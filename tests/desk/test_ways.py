"""Who may use which address: every way by everybody, held against a table that is written here by hand."""

from __future__ import annotations

import pytest

from orchestration.desk.routes import WAYS
from tests.desk.client import Client
from tests.desk.conftest import PASSWORD, Office, opened

G, E, Y, A = "pengatur", "pengelola", "penyetuju", "auditor"
EVERYONE = {G, E, Y, A}
Q = "/triwulan/2025-TW2"

MAY: dict[tuple[str, str], set[str] | None] = {
    ("GET", "/sehat"): None,
    ("GET", "/siap"): None,
    ("GET", "/gaya.css"): None,
    ("GET", "/meja.js"): None,
    ("GET", "/masuk"): None,
    ("POST", "/masuk"): None,
    ("GET", "/awal/{rahasia}"): None,
    ("POST", "/awal/{rahasia}"): None,
    ("GET", "/undangan/{rahasia}"): None,
    ("POST", "/undangan/{rahasia}"): None,
    ("POST", "/keluar"): EVERYONE,
    ("GET", "/sandi"): EVERYONE,
    ("POST", "/sandi"): EVERYONE,
    ("GET", "/akun"): {G},
    ("POST", "/akun"): {G},
    ("POST", "/akun/{nama}"): {G},
    ("POST", "/akun/{nama}/tautan"): {G},
    ("GET", "/"): EVERYONE,
    ("GET", "/triwulan/{triwulan}"): EVERYONE,
    ("GET", "/catatan"): EVERYONE,
    ("GET", "/cari"): EVERYONE,
    ("GET", "/silsilah"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/unggah"): {E},
    ("POST", "/triwulan/{triwulan}/unggah"): {E},
    ("POST", "/triwulan/{triwulan}/masukkan"): {E},
    ("POST", "/kiriman/{kiriman}/masukkan"): {E},
    ("POST", "/kiriman/{kiriman}/batalkan"): {E},
    ("GET", "/triwulan/{triwulan}/kembali"): {E},
    ("GET", "/triwulan/{triwulan}/jalan"): EVERYONE,
    ("POST", "/triwulan/{triwulan}/jalan"): {E},
    ("GET", "/triwulan/{triwulan}/temuan/{dari}"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/temuan/{dari}/{nomor:int}"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/peringatan/{kunci}"): EVERYONE,
    ("POST", "/triwulan/{triwulan}/peringatan/{kunci}"): {E},
    ("GET", "/triwulan/{triwulan}/banding"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/sahkan"): {Y},
    ("POST", "/triwulan/{triwulan}/sahkan"): {Y},
    ("GET", "/triwulan/{triwulan}/tarik/{rilis}"): {Y},
    ("POST", "/triwulan/{triwulan}/tarik/{rilis}"): {Y},
    ("GET", "/triwulan/{triwulan}/rilis/{rilis}"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/rilis/{rilis}/berkas/{berkas}"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/rilis/{lain}/{rilis}/laporan.html"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/rilis/{rilis}/bundel"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/rilis/{rilis}/ekspor/{jenis}"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/rilis/{rilis}/angka"): EVERYONE,
    ("GET", "/triwulan/{triwulan}/rilis/{rilis}/angka/{angka}"): EVERYONE,
}
"""Method and address to who may; None for everybody."""

FILLED = {
    "{lain}": "2025-TW1",
    "{triwulan}": "2025-TW2",
    "{rilis}": "r1",
    "{dari}": "r1",
    "{nomor:int}": "0",
    "{kunci}": "00000000",
    "{kiriman}": "0" * 16,
    "{berkas}": "figures.csv",
    "{angka}": "IKU.1.realisasi",
    "{jenis}": "tidak-ada",
    "{nama}": "auditor",
    "{rahasia}": "tidak-ada",
}
_EXPIRED = "Formulir ini sudah kedaluwarsa"


def filled(path: str) -> str:
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return path


def test_the_table_names_every_way_of_the_desk_and_no_other() -> None:
    assert {(way.method, way.path) for way in WAYS} == MAY.keys()


@pytest.mark.parametrize(("method", "path"), sorted(MAY))
def test_a_way_lets_in_who_may_and_nobody_else(method: str, path: str, seen_office: Office) -> None:
    may = MAY[method, path]
    for name in ("", *sorted(EVERYONE)):
        client = seen_office.client(name)
        answer = client.ask(method, filled(path), heads={"content-type": "application/x-www-form-urlencoded"})
        if may is None:
            assert "Tidak diizinkan" not in answer.text, name
            assert not answer.head("location").startswith("/masuk"), name
        elif not name and method == "GET":
            assert (answer.status, answer.head("location")) == (303, f"/masuk?ke={filled(path)}")
        elif not name:
            assert answer.status == 401
        elif name not in may:
            assert (answer.status, answer.title) == (403, "Tidak diizinkan"), name
        elif method == "GET":
            # Nothing waits, was run or is found here: what is not there is told to who may see it.
            assert answer.status in (200, 404) or path.endswith(("/kembali", "/laporan.html")), (name, answer.status)
            assert answer.status not in (401, 403), name
        else:
            # Who may act has to bring a form of ours: none of these requests does anything.
            assert (answer.status, answer.title) in {(403, _EXPIRED), (415, "Bukan formulir")}, name


@pytest.mark.parametrize("path", sorted(path for method, path in MAY if method == "POST"))
def test_a_form_that_no_page_of_ours_made_for_this_browser_does_nothing(path: str, seen_office: Office) -> None:
    allowed = MAY["POST", path]
    name = min(allowed) if allowed else ""
    other = seen_office.client(name or "pengatur")
    client = seen_office.client(name)
    before = seen_office.desk.journal.entries()
    stolen = other.proof("/sandi")
    for proof in ("", "0" * 64, stolen):
        if path.endswith("/unggah"):
            answer = client.upload(filled(path), {"setoran.csv": b"a;b\n"}, proof=proof)
        else:
            answer = client.post(filled(path), page="", bukti=proof, alasan="x", nama="auditor", sandi=PASSWORD)
        assert (answer.status, answer.title) == (403, _EXPIRED)
    assert seen_office.desk.journal.entries() == before
    assert seen_office.desk.arrivals.all() == []


def test_a_desk_that_is_only_for_looking_takes_no_act(seen_office: Office) -> None:
    office = opened(seen_office.world, read_only=True)
    for method, path in MAY:
        client = office.client("pengelola" if "unggah" in path or "kiriman" in path else "penyetuju")
        if method == "POST" and (MAY[method, path] or EVERYONE) != EVERYONE:
            answer = client.ask(method, filled(path))
            assert answer.status == 403
    page = office.client("pengelola").get(Q)
    assert "hanya melihat" in page.text
    assert "Unggah berkas" not in page.text
    assert "Jalankan" not in page.text


def test_what_is_no_address_is_told_without_login_and_without_a_word_of_the_workspace(seen_office: Office) -> None:
    for path in ("/nihil", "/triwulan", "/gaya.css/..", "/static/x"):
        answer = Client(seen_office.app).get(path)
        assert answer.status == 404
        assert str(seen_office.world.state) not in answer.text


@pytest.mark.parametrize("path", ["/sehat", "/masuk", "/nihil", Q, f"{Q}/rilis/r1/berkas/laporan.html"])
def test_every_answer_has_the_heads_that_keep_others_out(path: str, seen_office: Office) -> None:
    answer = seen_office.client("auditor").get(path)
    policy = answer.head("content-security-policy")
    assert policy.count("default-src 'none'") == 1
    assert "frame-ancestors 'none'" in policy
    assert ("unsafe-inline" in policy) == policy.startswith("sandbox ")
    assert answer.head("x-content-type-options") == "nosniff"
    assert answer.head("x-frame-options") == "DENY"
    assert answer.head("referrer-policy") == "no-referrer"


def test_the_report_runs_apart_from_the_desk(seen_office: Office) -> None:
    answer = seen_office.client("auditor").get(f"{Q}/rilis/r1/berkas/laporan.html")
    directives = answer.head("content-security-policy").split("; ")
    assert directives[0] == "sandbox allow-scripts"
    assert "form-action 'none'" in directives
    assert answer.status == 200


@pytest.mark.parametrize(
    "path",
    [
        f"{Q}/rilis/r1/berkas/../manifest.json",
        f"{Q}/rilis/r1/berkas/..%2f..%2fstatus.csv",
        f"{Q}/rilis/r1/berkas/inputs",
        f"{Q}/rilis/../rilis/r1",
        f"{Q}/rilis/r99",
        f"{Q}/temuan/r99",
        f"{Q}/rilis/r1/angka/nihil",
        "/triwulan/2025-TW9",
        "/triwulan/2025-tw2",
        "/triwulan/..",
        "/kiriman/../masukkan",
    ],
)
def test_nothing_is_reached_by_a_trick_in_the_address(path: str, seen_office: Office) -> None:
    assert seen_office.client("pengelola").get(path).status in (404, 405)


def test_a_profile_that_cannot_be_used_is_told_with_its_line_and_to_nobody_outside(office: Office) -> None:
    profile = office.world.sources / "unit.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + "kunci_asing: 1\n", encoding="utf-8")
    answer = office.client("auditor").get("/")
    assert (answer.status, answer.title) == (500, "Profil unit, data rujukan atau kontrak belum dapat dipakai")
    assert "kunci_asing" in answer.text
    assert "Traceback" not in answer.text
    assert "kunci_asing" not in Client(office.app).get("/masuk").text


def test_a_full_disk_is_told_and_nothing_has_changed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    client = office.client("pengelola")
    proof = client.proof(f"{Q}/unggah")
    monkeypatch.setattr(office.desk.arrivals, "receive", full)
    answer = client.upload(f"{Q}/unggah", {"a.csv": b"a;b\n"}, proof=proof)
    assert (answer.status, answer.title) == (503, "Ada gangguan pada komputer peladen")
    assert "No space left on device" in answer.text


def test_whether_the_desk_can_work_is_told_to_anybody_and_nothing_else(office: Office) -> None:
    answer = office.client().get("/siap")
    assert (answer.status, answer.text) == (200, "siap\n")
    settings = office.desk.workspace.sources / "operasi.yaml"
    settings.write_text("disk_mb: 1000000000\n")
    try:
        answer = office.client().get("/siap")
        assert (answer.status, answer.text) == (503, "tidak siap\n")
    finally:
        settings.unlink()
