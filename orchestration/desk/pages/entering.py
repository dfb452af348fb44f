"""Coming in and going out: the first account, an invitation, login, logout, another password."""

from __future__ import annotations

from math import ceil

from starlette.responses import Response

from orchestration.desk.access import passwords
from orchestration.desk.access.people import AccountError, Role, WrongPasswordError
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.gate import SESSION
from orchestration.desk.page import onward, page


def login_page(ask: Ask) -> Response:
    """The form of a login; who is logged in is sent on."""
    if ask.account is not None:
        return onward("/")
    return _login(ask, ask.request.query_params.get("ke", ""))


def login(ask: Ask) -> Response:
    """A login: right, wrong, or too often wrong."""
    name, onto = ask.value("nama", 64).casefold(), ask.value("ke", 500)
    desk = ask.desk
    if wait := desk.throttle.wait_seconds(name, ask.address):
        minutes = ceil(wait / 60)
        return _login(ask, onto, f"Terlalu banyak percobaan yang gagal. Coba lagi dalam {minutes} menit.", 429)
    account = desk.people.find(name)
    # The password is tried for a name without account as well, so that the time tells nothing.
    right = passwords.matches(ask.form.get("sandi", [""])[0][: passwords.LONGEST], account.password if account else "")
    if account is None or not right:
        desk.throttle.failed(name, ask.address)
        ask.note("gagal masuk", what=name, by="-")
        return _login(ask, onto, "Nama akun atau kata sandi tidak cocok.", 401)
    desk.throttle.succeeded(name)
    _begin(ask, account.name)
    return onward(_inside(onto))


def logout(ask: Ask) -> Response:
    """Ends the session."""
    ask.note("keluar")
    ask.desk.sessions.end(ask.cookie)
    ask.new_cookie = (SESSION, "")
    return onward("/masuk")


def first_page(ask: Ask) -> Response:
    """The form of the first account, behind the link that was printed."""
    _demand_first(ask)
    return page(ask, "awal.html", "Akun pertama", problem="", given=_NOTHING, roles=_CHOICES)


def first(ask: Ask) -> Response:
    """Makes the first account and lets its owner in."""
    _demand_first(ask)
    given = {"nama": ask.value("nama", 64), "orang": ask.value("orang", 200), "peran": ask.form.get("peran", [])}
    try:
        _demand_same(ask)
        made = ask.desk.people.first(
            str(given["nama"]), str(given["orang"]), _roles(given["peran"]), ask.form["sandi"][0]
        )
    except AccountError as error:
        return page(ask, "awal.html", "Akun pertama", 422, problem=str(error), given=given, roles=_CHOICES)
    ask.note("akun pertama", what=made.name, by=made.name)
    _begin(ask, made.name)
    return onward("/")


def invited_page(ask: Ask) -> Response:
    """The form in which somebody invited chooses a password."""
    return page(ask, "undangan.html", "Pilih kata sandi", problem="", invited=_invited(ask))


def invited(ask: Ask) -> Response:
    """Takes the password that somebody invited chose, and lets them in."""
    known = _invited(ask)
    try:
        _demand_same(ask)
        account = ask.desk.people.choose(ask.path("rahasia"), ask.form["sandi"][0])
    except AccountError as error:
        return page(ask, "undangan.html", "Pilih kata sandi", 422, problem=str(error), invited=known)
    ask.desk.sessions.end_all_of(account.name)
    ask.note("kata sandi", what="melalui tautan", by=account.name)
    _begin(ask, account.name)
    return onward("/")


def password_page(ask: Ask) -> Response:
    """The form of another password."""
    return page(ask, "sandi.html", "Ganti kata sandi", problem="")


def password(ask: Ask) -> Response:
    """Another password; every other session of the account ends."""
    name = ask.who.name
    try:
        if wait := ask.desk.throttle.wait_seconds(name, ask.address):
            raise AccountError(f"Terlalu banyak percobaan yang gagal. Coba lagi dalam {ceil(wait / 60)} menit.")
        _demand_same(ask)
        ask.desk.people.change_password(name, ask.form.get("lama", [""])[0], ask.form["sandi"][0])
    except AccountError as error:
        if isinstance(error, WrongPasswordError):
            ask.desk.throttle.failed(name, ask.address)
        return page(ask, "sandi.html", "Ganti kata sandi", 422, problem=str(error))
    ask.desk.sessions.end_all_of(name)
    ask.note("kata sandi")
    _begin(ask, name)
    return onward("/?pesan=sandi")


_NOTHING = {"nama": "", "orang": "", "peran": [Role.PENGELOLA.value]}
_CHOICES = (Role.PENGELOLA, Role.PENYETUJU, Role.AUDITOR)


def _login(ask: Ask, onto: str, problem: str = "", status: int = 200) -> Response:
    empty = not ask.desk.people.all()
    return page(ask, "masuk.html", "Masuk", status, onto=_inside(onto), problem=problem, nobody=empty)


def _begin(ask: Ask, name: str) -> None:
    """A new session under a new cookie, whatever the browser brought."""
    if ask.account is not None:
        ask.desk.sessions.end(ask.cookie)
    ask.new_cookie = (SESSION, ask.desk.sessions.begin(name))
    ask.note("masuk", by=name)


def _inside(path: str) -> str:
    """An address of the desk; the first page for any other."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"


def _demand_first(ask: Ask) -> None:
    if not ask.desk.is_first(ask.path("rahasia")):
        raise RefusalError(
            404,
            "Tautan tidak berlaku",
            "Tautan akun pertama hanya berlaku sekali, sampai akun pertama dibuat. Jalankan `triwulan ui` kembali untuk"
            " mendapat tautan baru, atau masuk dengan akun yang sudah ada.",
        )


def _invited(ask: Ask) -> str:
    account = ask.desk.people.invited(ask.path("rahasia"))
    if account is None:
        raise RefusalError(
            404,
            "Tautan tidak berlaku",
            "Tautan ini sudah dipakai atau lewat masanya. Mintalah yang baru kepada pengatur akun.",
        )
    return account.name


def _demand_same(ask: Ask) -> None:
    if ask.form.get("sandi") != ask.form.get("ulang") or not ask.form.get("sandi"):
        raise AccountError("Kedua isian kata sandi harus sama.")


def _roles(names: object) -> set[Role]:
    return {role for role in _CHOICES if role.value in (names if isinstance(names, list) else [])}
