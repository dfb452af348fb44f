"""Accounts of the desk, in one file of the state: who, which roles, the hash of a password, a link not used yet.

Belongs here: reading and changing accounts. Not here: passwords as such (passwords.py), who is logged in
(sessions.py), which role may do what (routes.py).

Nobody gets a password from anybody: an account is made with a link that can be used once, and its owner chooses the
password there. Of a link only the SHA-256 is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from orchestration.desk.access import passwords
from orchestration.release import durable
from orchestration.workspace import locking

LINK_DAYS = 7
"""For how long a link to choose a password is good."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_WAIT_SECONDS = 10.0
_IN_TURN = threading.Lock()
"""The lock of the file is the process's; between its threads this one holds."""


class Role(StrEnum):
    """What somebody may do; an account has one or several."""

    PENGELOLA = "pengelola"
    PENYETUJU = "penyetuju"
    AUDITOR = "auditor"
    PENGATUR = "pengatur"


class AccountError(ValueError):
    """An account cannot be made or changed so; the message says why, in Indonesian, to whoever asked."""


class WrongPasswordError(AccountError):
    """The old password is wrong."""


@dataclass(frozen=True)
class Account:
    """Somebody who may come in.

    Attributes:
        name: with which they log in.
        person: their name, as acts and the report print it.
        roles: what they may.
        password: its hash; empty until it was chosen.
        link: SHA-256 of the link to choose one; empty without.
        link_until: until when it is good, ISO 8601; empty without.
        active: whether they may come in.
    """

    name: str
    person: str
    roles: tuple[Role, ...]
    password: str = ""
    link: str = ""
    link_until: str = ""
    active: bool = True

    def may(self, roles: Iterable[Role]) -> bool:
        """Whether one of the roles is theirs."""
        return bool(set(self.roles) & set(roles))


class People:
    """The accounts of a workspace.

    Args:
        folder: of the desk in the state.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "akun.json"
        self._lock = folder / "akun.lock"

    def all(self) -> list[Account]:
        """Every account, by name."""
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return [Account(**{**one, "roles": tuple(Role(role) for role in one["roles"])}) for one in told]

    def find(self, name: str) -> Account | None:
        """The account of a name, however its letters are written; None without one or where it is switched off."""
        wanted = name.strip().casefold()
        return next((one for one in self.all() if one.name == wanted and one.active), None)

    def first(self, name: str, person: str, roles: Iterable[Role], password: str) -> Account:
        """Makes the first account, which may make others.

        Raises:
            AccountError: there is one already, or it cannot be made so.
        """
        with self._changing() as accounts:
            if accounts:
                raise AccountError("Akun pertama sudah dibuat. Masuklah dengan akun itu.")
            made = _account(name, person, {*roles, Role.PENGATUR})
            if why := passwords.problem(password, made.name):
                raise AccountError(why)
            accounts[made.name] = replace(made, password=passwords.hashed(password))
            return accounts[made.name]

    def add(self, name: str, person: str, roles: Iterable[Role]) -> str:
        """Makes an account and returns the link's secret with which its owner chooses a password.

        Raises:
            AccountError: the name is taken, or it cannot be made so.
        """
        with self._changing() as accounts:
            made = _account(name, person, set(roles))
            if made.name in accounts:
                raise AccountError(f"Nama akun '{made.name}' sudah dipakai. Pilih nama lain.")
            secret, accounts[made.name] = _linked(made)
            return secret

    def change(self, name: str, roles: Iterable[Role], *, active: bool) -> Account:
        """Changes what somebody may, and whether they may come in.

        Raises:
            AccountError: there is no such account, or nobody could change accounts any more.
        """
        with self._changing() as accounts:
            known = _known(accounts, name)
            chosen = _ordered(set(roles))
            if not chosen:
                raise AccountError("Pilih paling sedikit satu peran.")
            accounts[name] = replace(known, roles=chosen, active=active)
            if not any(one.active and Role.PENGATUR in one.roles for one in accounts.values()):
                raise AccountError("Harus tetap ada satu akun aktif yang mengatur akun.")
            return accounts[name]

    def invite_again(self, name: str) -> str:
        """A new link for somebody who has lost the password; the old password holds until the link is used.

        Raises:
            AccountError: there is no such account.
        """
        with self._changing() as accounts:
            secret, accounts[name] = _linked(_known(accounts, name))
            return secret

    def invited(self, secret: str) -> Account | None:
        """Whose link it is; None where it is nobody's, was used, or is too old."""
        found = hashlib.sha256(secret.encode()).hexdigest()
        now = _now()
        for one in self.all():
            if one.active and one.link and secrets.compare_digest(one.link, found) and now <= one.link_until:
                return one
        return None

    def choose(self, secret: str, password: str) -> Account:
        """Takes the password that the owner of a link chose; the link is used up.

        Raises:
            AccountError: the link is not good any more, or the password cannot be taken.
        """
        with self._changing() as accounts:
            found = self.invited(secret)
            if found is None:
                raise AccountError("Tautan ini sudah dipakai atau sudah lewat masanya. Mintalah tautan baru.")
            return _keep(accounts, found, password)

    def change_password(self, name: str, before: str, password: str) -> Account:
        """Takes a new password of somebody who knows the old one.

        Raises:
            WrongPasswordError: the old one is wrong.
            AccountError: the new one cannot be taken.
        """
        with self._changing() as accounts:
            known = _known(accounts, name)
            if not passwords.matches(before, known.password):
                raise WrongPasswordError("Kata sandi lama tidak cocok.")
            return _keep(accounts, known, password)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Account]]:
        """The accounts by name, to be changed by one at a time; kept when the block ends well."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _IN_TURN, locking.hold(self._lock, "change accounts", wait_seconds=_WAIT_SECONDS):
            accounts = {one.name: one for one in self.all()}
            yield accounts
            told = [asdict(accounts[name]) for name in sorted(accounts)]
            durable.write(self.path, json.dumps(told, ensure_ascii=False, indent=1).encode())
            self.path.chmod(0o600)


def _known(accounts: dict[str, Account], name: str) -> Account:
    if name not in accounts:
        raise AccountError(f"Tidak ada akun '{name}'.")
    return accounts[name]


def _keep(accounts: dict[str, Account], found: Account, password: str) -> Account:
    if why := passwords.problem(password, found.name):
        raise AccountError(why)
    accounts[found.name] = replace(found, password=passwords.hashed(password), link="", link_until="")
    return accounts[found.name]


def _account(name: str, person: str, roles: set[Role]) -> Account:
    name, person = name.strip().casefold(), " ".join(person.split())
    if not _NAME.fullmatch(name):
        raise AccountError(
            "Nama akun terdiri atas 2 sampai 32 huruf kecil, angka, titik, garis bawah atau tanda hubung,"
            " misalnya 'siti.rahma'."
        )
    if not person or len(person) > 100 or not person.isprintable():
        raise AccountError("Isi nama lengkap, paling banyak 100 karakter; nama ini dicetak pada laporan.")
    if not (roles - {Role.PENGATUR}):
        raise AccountError("Pilih paling sedikit satu peran.")
    return Account(name, person, _ordered(roles))


def _ordered(roles: set[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in roles)


def _linked(account: Account) -> tuple[str, Account]:
    secret = secrets.token_urlsafe(32)
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=LINK_DAYS)).isoformat(timespec="seconds")
    return secret, replace(account, link=hashlib.sha256(secret.encode()).hexdigest(), link_until=until)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
