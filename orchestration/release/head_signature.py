"""The head's electronic signature (TTE) on the report: a PAdES signature, put into the prepared field by pyHanko.

Belongs here: signing a copy of `laporan.pdf`, beside the release, which never changes. Not here: the field
(publication/formats/pdf_links.py), asking for a password (commands/signing.py), and whether a signature holds
(audit/proof/signed_pdf.py). Needs the extra `tte`.

The signature is an increment: the copy begins with the released file byte for byte. The stamp is set in our own font,
which goes into the file; pyHanko's usual Courier would not.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.workspace.settings import PROJECT

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

PDF = "laporan.pdf"
HEAD = "kepala"
FONT = PROJECT / "reports" / "fonts" / "NotoSans-Regular.ttf"
STAMP = "Ditandatangani secara elektronik oleh\n%(signer)s\n%(ts)s"


class HeadSignatureError(ValueError):
    """The report cannot be signed; the message says what to do."""


@dataclass(frozen=True)
class Token:
    """A key in a token or a card.

    Attributes:
        module: the PKCS#11 library of its maker.
        label: of the token; empty for the only one.
        certificate: label of the certificate in it, and of the key where that has the same.
        key: label of the key, where it has another.
    """

    module: Path
    label: str
    certificate: str
    key: str = ""


def signed_copy(release: Path) -> Path:
    """Where the signed report of a release lies."""
    return release.with_name(f"{release.name}-laporan-ttd.pdf")


def sign(release: Path, field: str, key: Path | Token, password: str) -> Path:
    """Signs the report of a release, or signs it in a further field; the caller holds the lock of the workspace.

    Args:
        release: its folder.
        field: of the PDF, see `HEAD`.
        key: a PKCS#12 file (.p12), or a token.
        password: of the file, or PIN of the token.

    Returns:
        The signed file; it appears whole.

    Raises:
        HeadSignatureError: pyHanko is not installed, the key cannot be opened, the field is not there or taken.
        OSError: it cannot be read or written.
    """
    target = signed_copy(release)
    before = (target if target.is_file() else release / PDF).read_bytes()
    try:
        with _signer(key, password) as signer:
            content = _signed(before, field, signer)
    except ImportError as error:
        raise HeadSignatureError(
            f"{error.name or error} is not installed; signing needs the extra 'tte': pip install '.[tte]'"
        ) from error
    for leftover in release.parent.glob(f".new-{target.name}-*"):
        leftover.unlink()  # of a signing that was killed
    partial = release.with_name(f".new-{target.name}-{os.getpid()}")
    with partial.open("wb") as handle:
        handle.write(content)
        os.fsync(handle.fileno())
    partial.chmod(0o444)
    partial.replace(target)
    return target


def _signed(before: bytes, field: str, signer: Signer) -> bytes:
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.text import TextBoxStyle
    from pyhanko.sign import fields, signers
    from pyhanko.sign.general import SigningError
    from pyhanko.stamp import TextStampStyle

    writer = IncrementalPdfFileWriter(io.BytesIO(before))
    known = {name: value is not None for name, value, _ in fields.enumerate_sig_fields(writer)}
    if known.get(field) is not False:
        state = "is signed already" if field in known else "is not there"
        free = ", ".join(name for name, taken in known.items() if not taken) or "none"
        raise HeadSignatureError(f"the field '{field}' of {PDF} {state}; not signed yet: {free}")
    text = TextBoxStyle(
        font=GlyphAccumulatorFactory(str(FONT), font_size=8, bcp47_lang_code="id"), font_size=8, leading=11
    )
    stamp = TextStampStyle(
        text_box_style=text, border_width=0, stamp_text=STAMP, timestamp_format="%d-%m-%Y %H:%M:%S %z"
    )
    said = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    try:
        done: Any = signers.PdfSigner(said, signer, stamp_style=stamp).sign_pdf(writer, existing_fields_only=True)
    except SigningError as error:
        raise HeadSignatureError(f"{PDF} cannot be signed: {error}") from error
    return bytes(done.getvalue())


@contextmanager
def _signer(key: Path | Token, password: str) -> Iterator[Signer]:
    """What signs, as long as its token is open."""
    from pyhanko.sign.signers import SimpleSigner

    # It tells of a wrong password with a traceback; one sentence is enough.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL + 1)
    if isinstance(key, Path):
        signer = SimpleSigner.load_pkcs12(key, passphrase=password.encode())
        if signer is None:
            raise HeadSignatureError(f"{key} cannot be opened as PKCS#12; expected a .p12 file and its password")
        yield signer
        return
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    criteria = TokenCriteria(label=key.label) if key.label else None
    try:
        session = open_pkcs11_session(str(key.module), token_criteria=criteria, user_pin=password)
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise HeadSignatureError(
            f"{key.module}: the token cannot be opened ({error or type(error).__name__})"
        ) from error
    try:
        yield PKCS11Signer(session, cert_label=key.certificate, key_label=key.key or None)
    except pkcs11.PKCS11Error as error:
        text = f"no key and certificate '{key.certificate}'" if isinstance(error, pkcs11.NoSuchKey) else str(error)
        raise HeadSignatureError(f"{key.module}: {text or type(error).__name__}") from error
    finally:
        session.close()
