"""The report as its head signed it: that it is the released one, who signed, when, and that nothing was added since.

Belongs here: reading the signatures in the copy beside a release. Not here: signing, and whom a certificate belongs
to: which authorities to believe is for whoever reads the file to say, so the name is told as the certificate gives it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination

PDF = "laporan.pdf"


def check_signed_pdf(seen: Examination, release: Path) -> list[str]:
    """Examines the signed copy of a release, where there is one.

    Returns:
        Who signed it, in sentences.
    """
    path = release.with_name(f"{release.name}-laporan-ttd.pdf")
    if not path.is_file():
        return []
    try:
        content, released = path.read_bytes(), (release / PDF).read_bytes()
    except OSError as error:
        seen.broken("tte", path.name, "a signed copy of laporan.pdf", str(error), f"{path.name}: {error}")
        return []
    if not content.startswith(released):
        text = f"{path.name}: what was signed is not {PDF} of {release.name}, byte for byte"
        seen.broken("tte", path.name, f"{PDF} of {release.name}", "another file", text)
        return []
    try:
        return _read(seen, path.name, content, released)
    except ImportError:
        seen.omitted.append(f"who signed {path.name}, that needs the extra 'tte'")
    except Exception as error:
        # A damaged file fails in whatever way its damage has; it must end in a sentence for the auditor.
        problem = f"{type(error).__name__}: {error}"
        seen.broken("tte", path.name, "a signed PDF", problem, f"{path.name}: it cannot be read as signed ({problem})")
    return []


def _read(seen: Examination, name: str, content: bytes, released: bytes) -> list[str]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    # Whom a certificate belongs to is not asked, and pyHanko would complain of that at length.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL + 1)
    reader = PdfFileReader(io.BytesIO(content))
    signatures = reader.embedded_regular_signatures
    if not signatures:
        seen.broken("tte", name, "a signature", "none", f"{name}: it is not signed")
    told = [_check(seen, name, signature, last=signature is signatures[-1]) for signature in signatures]
    for problem in _beyond_signing(reader, PdfFileReader(io.BytesIO(released))):
        text = f"{name}: more was added to {PDF} than signatures: {problem}"
        seen.broken("tte", name, "signatures", problem, text)
    return told


def _beyond_signing(signed: Any, released: Any) -> Iterator[str]:
    """What the increments of the signed file changed in the released one beside filling in fields.

    pyHanko's own comparison of revisions follows every object of the file, which takes longer than all the rest.
    """
    listed = released.root["/AcroForm"]["/Fields"]
    fields = {listed.raw_get(place).reference for place in range(len(listed))}
    known = {
        released.root.raw_get("/AcroForm").reference: {"/SigFlags"},
        released.root_ref: {"/Extensions", "/Version"},
        released.trailer.raw_get("/Info").reference: {"/ModDate", "/Producer"},
        **{field: {"/V", "/AP"} for field in fields},
    }
    metadata = released.root.raw_get("/Metadata").reference
    last = released.xrefs.total_revisions
    for revision in range(last, signed.xrefs.total_revisions):
        for reference in signed.xrefs.explicit_refs_in_revision(revision):
            if reference.idnum >= int(released.trailer["/Size"]) or reference == metadata:
                continue
            before, after = released.get_object(reference), signed.get_object(reference)
            if reference not in known:
                yield f"object {reference.idnum} is another"
                continue
            keys = {key for key in {*before, *after} if _raw(before, key) != _raw(after, key)}
            if keys - known[reference]:
                yield f"{', '.join(sorted(keys - known[reference]))} of object {reference.idnum} is another"


def _raw(entries: Any, key: str) -> str:
    return str(entries.raw_get(key)) if key in entries else ""


def _check(seen: Examination, name: str, signature: Any, *, last: bool) -> str:
    """One signature: its bytes, its coverage; who and when, as it says itself."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    seen.counts["signed_pdf"] += 1
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, context, skip_diff=True)
    place = f"{name}: {signature.field_name}"
    who = status.signing_cert.subject.human_friendly
    if not (status.intact and status.valid):
        problem = "is not of these bytes" if not status.intact else "does not fit the certificate"
        seen.broken("tte", place, "a signature that holds", problem, f"{place}: the signature {problem}")
    enough = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if status.coverage is None or status.coverage < enough:
        found = status.coverage.name if status.coverage else "nothing"
        text = f"{place}: the signature covers {found}; expected {enough.name}"
        seen.broken("tte", place, enough.name, found, text)
    when = status.signer_reported_dt.isoformat() if status.signer_reported_dt else "a time that it does not say"
    return f"{name}: field {signature.field_name} signed by {who} at {when}, by the signer's own clock"
