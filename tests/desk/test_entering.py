"""Coming in: the first account, invitations, logins, sessions, guessing, the office's proxy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from orchestration.desk.access import people, sessions, throttle
from orchestration.desk.access.passwords import hashed, matches, problem
from orchestration.desk.access.people import People, Role
from orchestration.desk.access.sessions import Sessions
from orchestration.desk.access.throttle import Throttle
from orchestration.desk.starting import companion
from orchestration.workspace.settings import SettingsError, Workspace
from tests.desk.client import Client
from tests.desk.conftest import FIRST, PASSWORD, Office, opened

NEW = {"nama": "siti.rahma", "orang": "Siti Rahma", "peran": ["pengelola"], "sandi": PASSWORD, "ulang": PASSWORD}


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_first_account_is_made_once_by_the_link_and_by_no_other_way(empty_office: Office) -> None:
    client = Client(empty_office.app)
    assert client.get("/awal/salah").status == 404
    assert client.post("/masuk", nama="admin", sandi="admin").status == 401
    assert client.get("/").head("location") == "/masuk?ke=/"
    made = client.post(f"/awal/{FIRST}", **NEW)
    assert (made.status, made.head("location")) == (303, "/")
    [account] = empty_office.desk.people.all()
    assert set(account.roles) == {Role.PENGELOLA, Role.PENGATUR}
    # It is used up, for whoever comes second.
    other = Client(empty_office.app)
    assert other.get(f"/awal/{FIRST}").status == 404
    assert PASSWORD not in empty_office.desk.people.path.read_text()
    assert empty_office.desk.people.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sandi": "pendek", "ulang": "pendek"}, "paling sedikit 12"),
        ({"ulang": PASSWORD + "x"}, "harus sama"),
        ({"sandi": "siti.rahma siti", "ulang": "siti.rahma siti"}, "mudah ditebak"),
        ({"nama": "Siti Rahma!"}, "Nama akun terdiri"),
        ({"peran": []}, "paling sedikit satu peran"),
        ({"orang": "  "}, "Isi nama lengkap"),
    ],
)
def test_what_cannot_be_an_account_is_told_beside_the_form(
    change: dict[str, str], said: str, empty_office: Office
) -> None:
    answer = Client(empty_office.app).post(f"/awal/{FIRST}", **{**NEW, **change})
    assert answer.status == 422
    assert said in answer.text
    assert empty_office.desk.people.all() == []


def test_who_keeps_accounts_invites_and_never_learns_a_password(office: Office) -> None:
    keeper = office.client("pengatur")
    page = keeper.post("/akun", nama="budi", orang="Budi Santoso", peran=["penyetuju"])
    link = re.search(r"/undangan/[\w-]+", page.text)
    assert link
    assert link[0].rpartition("/")[2] not in office.desk.people.path.read_text()
    budi = Client(office.app)
    assert budi.login("budi", "").status == 401
    assert budi.post(link[0], sandi=PASSWORD, ulang=PASSWORD).head("location") == "/"
    assert "Budi Santoso" in budi.get("/sandi").text
    assert Client(office.app).get(link[0]).status == 404
    # Switched off, what is open under the account is closed.
    keeper.post("/akun/budi", page="/akun", peran=["penyetuju"])
    assert budi.get("/sandi").status == 303
    assert Client(office.app).login("budi", PASSWORD).status == 401


def test_somebody_can_always_keep_the_accounts(office: Office) -> None:
    answer = office.client("pengatur").post("/akun/pengatur", page="/akun", peran=["auditor"], aktif="ya")
    assert answer.status == 422
    assert Role.PENGATUR in next(one.roles for one in office.desk.people.all() if one.name == "pengatur")


def test_a_link_is_good_for_some_days(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = office.desk.people.invite_again("auditor")
    assert office.desk.people.invited(secret)
    monkeypatch.setattr(people, "_now", lambda: "2999-01-01T00:00:00+00:00")
    assert office.desk.people.invited(secret) is None


def test_a_login_begins_a_session_that_no_browser_brought(office: Office) -> None:
    client = Client(office.app)
    client.cookies["meja"] = "disisipkan"
    client.get("/masuk")
    before = dict(client.cookies)
    answer = client.post("/masuk", nama="Auditor", sandi=PASSWORD, ke="/catatan")
    assert (answer.status, answer.head("location")) == (303, "/catatan")
    assert client.cookies["meja"] not in before.values()
    [cookie] = [value for name, value in answer.heads if name == "set-cookie" and value.startswith("meja=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    planted = Client(office.app, cookies={"meja": "disisipkan"})
    assert planted.get("/catatan").status == 303


def test_a_second_login_and_another_password_end_what_was_before(office: Office) -> None:
    client = office.client("auditor")
    other = office.client("auditor")
    before = client.cookies["meja"]
    assert client.post("/sandi", lama="salah", sandi="x" * 3, ulang="x" * 3).status == 422
    new = "kopi hangat di pagi hari"
    assert client.post("/sandi", lama=PASSWORD, sandi=new, ulang=new).status == 303
    assert client.cookies["meja"] != before
    assert client.get("/").status == 200
    assert other.get("/").status == 303
    assert Client(office.app).login("auditor", PASSWORD).status == 401
    assert Client(office.app).login("auditor", new).status == 303


def test_after_logout_the_cookie_is_worth_nothing(office: Office) -> None:
    client = office.client("auditor")
    cookie = client.cookies["meja"]
    assert client.post("/keluar", page="/").head("location") == "/masuk"
    assert Client(office.app, cookies={"meja": cookie}).get("/").status == 303


@pytest.mark.parametrize("onto", ["https://jahat.test/", "//jahat.test", "/\\jahat.test", "masuk"])
def test_a_login_leads_nowhere_else(onto: str, office: Office) -> None:
    answer = Client(office.app).post("/masuk", nama="auditor", sandi=PASSWORD, ke=onto)
    assert answer.head("location") == "/"


def test_guessing_stops_after_a_few_tries_and_harms_nobody_else(office: Office) -> None:
    clock = Clock()
    office.desk.throttle = Throttle(clock)
    guesser = Client(office.app, "10.0.0.9")
    tries = [guesser.login("auditor", f"tebakan nomor {number}").status for number in range(6)]
    assert tries == [401] * 5 + [429]
    # Not even the right one is tried, from wherever.
    assert Client(office.app, "10.0.0.8").login("auditor", PASSWORD).status == 429
    assert Client(office.app, "10.0.0.8").login("penyetuju", PASSWORD).status == 303
    clock.now += throttle.WINDOW_SECONDS + 1
    assert Client(office.app, "10.0.0.8").login("auditor", PASSWORD).status == 303
    noted = [entry for entry in office.desk.journal.entries() if entry.act == "gagal masuk"]
    assert {(entry.what, entry.address) for entry in noted} == {("auditor", "10.0.0.9")}


def test_one_address_that_tries_many_names_has_to_wait(office: Office) -> None:
    office.desk.throttle = Throttle(Clock())
    guesser = Client(office.app, "10.0.0.9")
    tries = [guesser.login(f"nama{number}", "tebakan apa saja").status for number in range(21)]
    assert tries == [401] * 20 + [429]


def test_a_session_ends_when_nobody_uses_it_and_at_the_end_of_a_day() -> None:
    clock = Clock()
    kept = Sessions(clock)
    idle, busy = kept.begin("siti"), kept.begin("siti")
    for _ in range(int(sessions.MOST_SECONDS // sessions.IDLE_SECONDS)):
        clock.now += sessions.IDLE_SECONDS - 1
        assert kept.name_of(busy) == "siti"
        assert kept.name_of(idle) in ("", "siti")
    clock.now += sessions.IDLE_SECONDS - 1
    assert kept.name_of(busy) == ""
    again = kept.begin("siti")
    clock.now += sessions.IDLE_SECONDS
    assert kept.name_of(again) == ""


def test_an_account_keeps_no_more_than_some_sessions() -> None:
    clock = Clock()
    kept = Sessions(clock)
    cookies = []
    for _ in range(sessions.MOST_OF_ONE + 1):
        clock.now += 1
        cookies.append(kept.begin("siti"))
    assert [kept.name_of(cookie) for cookie in cookies] == [""] + ["siti"] * sessions.MOST_OF_ONE


def test_a_password_is_kept_as_argon2id_and_nothing_matches_no_password() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$")
    assert hashed(PASSWORD) != kept
    assert matches(PASSWORD, kept)
    assert not matches(PASSWORD + " ", kept)
    assert not matches("", "")
    assert not matches(PASSWORD, "")
    assert problem(PASSWORD, "siti") == ""


@pytest.fixture
def proxied(office: Office) -> Office:
    """The same desk behind the proxy of an office."""
    text = "kepala_pengguna: X-Pengguna\nproksi: [10.0.0.5]\nhttps: true\n"
    (office.world.sources / "meja.yaml").write_text(text, encoding="utf-8")
    return opened(office.world)


def test_the_header_of_the_proxy_names_who_is_logged_in(proxied: Office) -> None:
    client = Client(proxied.app, "10.0.0.5")
    answer = client.get("/sandi", {"X-Pengguna": "Auditor"})
    assert "Bapak Auditor" in answer.text
    assert "Secure" in answer.head("set-cookie")
    # Its forms need the proof all the same, and another name is another session.
    assert client.ask("POST", "/keluar", [b""], {"content-type": "application/x-www-form-urlencoded"}).status == 403
    assert "Bapak Penyetuju" in client.get("/sandi", {"X-Pengguna": "penyetuju"}).text
    # Who has no account is not who was there before.
    stranger = client.get("/sandi", {"X-Pengguna": "tidak.ada"})
    assert (stranger.status, stranger.title) == (403, "Belum mempunyai akun")
    assert "Bapak" not in stranger.text


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.6"])
def test_from_elsewhere_the_header_counts_for_nothing(address: str, proxied: Office) -> None:
    heads = {"X-Pengguna": "pengatur", "X-Forwarded-For": "10.0.0.5"}
    assert Client(proxied.app, address).get("/", heads).head("location") == "/masuk?ke=/"


def test_beyond_this_machine_only_with_a_login(office: Office, empty_office: Office) -> None:
    def workspace(one: Office) -> Workspace:
        return Workspace.resolve(one.world.sources, one.world.state, one.world.reports)

    with pytest.raises(SettingsError, match=r"--host 0.0.0.0: nobody has a login yet.*without --host once"):
        companion(workspace(empty_office), "0.0.0.0", 3000, read_only=False)
    beside = companion(workspace(office), "0.0.0.0", 3000, read_only=False)
    assert (beside.url, beside.lines) == ("http://0.0.0.0:3000", [])
    assert json.loads(beside.asks("http://127.0.0.1:3001"))["first"] == ""
    # On this machine the link for the first account is said once, and known to the process alone.
    first = companion(workspace(empty_office), "127.0.0.1", 3000, read_only=False)
    secret = json.loads(first.asks(""))["first"]
    assert first.lines == [f"the first account is made once at  http://127.0.0.1:3000/awal/{secret}"]
    assert secret not in " ".join(first.command)
    assert len(secret) > 40


def test_accounts_changed_at_once_are_all_kept(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    kept = People(tmp_path)
    kept.first("siti", "Siti", {Role.PENGELOLA}, PASSWORD)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: People(tmp_path).add(f"orang{number}", "Orang", {Role.AUDITOR}), range(12)))
    assert len(kept.all()) == 13
