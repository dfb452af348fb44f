"""The report as its head signed it: that it is the released one, who signed, when, and that nothing was added since.

Belongs here: reading the signatures in the copy beside a release. Not here: signing, and whom a certificate belongs
to: which authorities to believe is for whoever reads the file to say, so the name is told as the certificate gives it.
"""

from __future__ import annotations

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
        return _read(seen, path)
    except ImportError:
        seen.omitted.append(f"who signed {path.name}, that needs the extra 'tte'")
    except Exception as error:
        # A damaged file fails in whatever way its damage has; it must end in a sentence for the auditor.
        problem = f"{type(error).__name__}: {error}"
        seen.broken("tte", path.name, "a signed PDF", problem, f"{path.name}: it cannot be read as signed ({problem})")
    return []


def _read(seen: Examination, path: Path) -> list[str]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
    from pyhanko.sign.fields import MDPPerm

    told = []
    with path.open("rb") as handle:
        reader = PdfFileReader(handle)
        signatures = reader.embedded_regular_signatures
        if not signatures:
            seen.broken("tte", path.name, "a signature", "none", f"{path.name}: it is not signed")
        for signature in signatures:
            seen.counts["signed_pdf"] += 1
            told.append(_check(seen, path.name, signature, last=signature is signatures[-1]))
        # What was added to the released file, the first signature's own part included, fills in fields and no more.
        try:
            added = DEFAULT_DIFF_POLICY.review_file(reader, 0, doc_mdp=MDPPerm.FILL_FORMS)
            problem = str(added) if isinstance(added, SuspiciousModification) else ""
            if not problem and added.modification_level > ModificationLevel.FORM_FILLING:
                problem = f"modification level {added.modification_level.name}"
        except SuspiciousModification as error:
            problem = str(error)
        if problem:
            text = f"{path.name}: more was added to {PDF} than signatures: {problem}"
            seen.broken("tte", path.name, "signatures", problem, text)
    return told


def _check(seen: Examination, name: str, signature: Any, *, last: bool) -> str:
    """One signature: its bytes, its coverage; who and when, as it says itself."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, context, skip_diff=True)
    place = f"{name}: {signature.field_name}"
    who = status.signing_cert.subject.human_friendly
    if not (status.intact and status.valid):
        problem = "is not of these bytes" if not status.intact else "does not fit the certificate"
        seen.broken("tte", place, "a signature that holds", problem, f"{place}: the signature {problem}")
    enough = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if status.coverage < enough:
        text = f"{place}: the signature covers {status.coverage.name}; expected {enough.name}"
        seen.broken("tte", place, enough.name, status.coverage.name, text)
    when = status.signer_reported_dt.isoformat() if status.signer_reported_dt else "a time that it does not say"
    return f"{name}: field {signature.field_name} signed by {who} at {when}, by the signer's own clock"
