"""Passwords as they are kept: Argon2id, with the parameters that OWASP's cheat sheet gives first.

Belongs here: making and trying a hash, what a password has to be. Not here: whose it is (people.py).
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST, LONGEST = 12, 256
"""Characters of a password; a long one is no stronger and costs time."""

_MEMORY_KIB, _PASSES, _LANES, _BYTES = 19_456, 2, 1, 32
"""19 MiB, two passes: some 60 ms, which a login has and a list of guesses has not."""


def hashed(password: str) -> str:
    """A password as it is kept: `$argon2id$...` with salt and parameters."""
    made = Argon2id(
        salt=secrets.token_bytes(16), length=_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    return made.derive_phc_encoded(password.encode())


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that is kept; no password is what nothing is kept of, and trying takes as long."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), kept or _nobodys())
    except InvalidKey:
        return False
    return bool(kept)


def problem(password: str, name: str) -> str:
    """Why a password cannot be taken, to whoever chose it; empty when it can.

    Length is what counts; no rule asks for signs or capitals.
    """
    if len(password) < SHORTEST:
        return f"Kata sandi terlalu pendek: paling sedikit {SHORTEST} karakter. Beberapa kata biasa sudah cukup."
    if len(password) > LONGEST:
        return f"Kata sandi terlalu panjang: paling banyak {LONGEST} karakter."
    if len(set(password)) < 5 or (name and name.casefold() in password.casefold()):
        return "Kata sandi mudah ditebak: jangan memuat nama akun atau mengulang karakter yang sama."
    return ""


_kept: list[str] = []


def _nobodys() -> str:
    """The hash that is tried for a name without one."""
    if not _kept:
        _kept.append(hashed(secrets.token_urlsafe(16)))
    return _kept[0]
