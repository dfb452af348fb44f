"""The report of a release made again from the release itself: its evidence, its `inputs/`, its checks and findings.

Belongs here: what the makers of a report need, read out of a release instead of a workspace. Not here: whether the
evidence is right (audit/), and holding the two against each other (audit/proof/words.py).

Words need no second arithmetic: once the figures are proven, every sentence, label and name of the report is what the
templates make of them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.proof.pdf_reader import with_pixels
from orchestration.audit.proof.pdf_words import Item, Part, Pdf
from orchestration.audit.proof.printed_pages import drawn_text
from orchestration.audit.proof.words import Again
from orchestration.checks.evidence import CheckResult, Finding
from orchestration.checks.telling import delivered_files
from orchestration.release import answers, store
from orchestration.release.hold import Hold
from orchestration.release.inputs import made_by
from orchestration.release.manifests import policies
from orchestration.release.reading import KONSEP, findings_in
from orchestration.workspace.leading import UNIT
from orchestration.workspace.settings import Workspace

if TYPE_CHECKING:
    import duckdb

    from orchestration.figures.trails import Relation
    from orchestration.publication.release import Draft
    from orchestration.workspace.profile import Profile
    from orchestration.workspace.quarters import Quarter

PDF = "laporan.pdf"


def remake(release: Path, quarter: Quarter, manifest: Mapping[str, Any], relations: Mapping[str, Relation]) -> Again:
    """Makes the report of a release again; writes nothing.

    Args:
        release: its folder.
        quarter: that it is of.
        manifest: its content.
        relations: the tables of its evidence that trails lead through, as they were read when it was proven.

    Raises:
        Exception: whatever a release that says something else than its evidence makes the makers raise.
    """
    from orchestration.figures.book import read_book
    from orchestration.figures.trails import trails_of
    from orchestration.journey.told_before import told_before
    from orchestration.publication.document.outline import FONTS, TEMPLATES, read_outline
    from orchestration.publication.document.supplied import read_supplied
    from orchestration.publication.evidence.against_formers import compare, marked
    from orchestration.publication.evidence.explanations import explain
    from orchestration.publication.evidence.former_releases import rows_by_id
    from orchestration.publication.evidence.revisions import COMPARED
    from orchestration.publication.evidence.trends import read_trends
    from orchestration.publication.judging.checks import OF_THE_PAGE
    from orchestration.publication.release import OWN_RULES, compose, named_as_declared
    from orchestration.workspace.profile_loading import load_profile

    inputs = release / "inputs"
    profile = load_profile(Workspace(inputs, release, release), quarter)
    checks = [CheckResult(**record) for record in json.loads((release / "checks.json").read_text(encoding="utf-8"))]
    told = told_before(release, quarter, manifest)
    before = told.comparison.kept.get(f"{COMPARED}/{quarter.code}.csv")
    with store.read(release) as connection:
        book = marked(read_book(connection), {} if before is None else rows_by_id(before))
        book = named_as_declared(book, [inputs / "contracts"])
        reference = _reference(connection, profile, quarter)
        delivered = delivered_files(connection)
        trends = read_trends(connection)
    trails = trails_of(book.figures.values(), relations)
    outline = read_outline(TEMPLATES, FONTS, profile)
    explained = explain(outline, book, profile, trails)
    comparison = told.comparison
    if told.formers is not None:
        comparison = compare(told.formers, book, explained, quarter, manifest["created_from"])
    listed = findings_in(release / "findings.csv")
    draft = compose(
        quarter,
        outline,
        book,
        profile,
        [check for check in checks if check.stop != "report"],
        [_resting(finding, checks) for finding in listed if finding.rule not in OWN_RULES],
        explained,
        comparison,
        trends,
        manifest["created_from"]["deliveries"],
        lambda: delivered,
        # A release waits for nothing: a warning that nobody answered would put the mark of a konsep on its pages.
        Hold(tuple(answers.read(answers.place(inputs, quarter))), penerbitan=_published(manifest)),
        left_out=[PDF],
        # The second implementation reads the same page, byte for byte; it says what they have to be.
        read_back=[check for check in checks if check.name in OF_THE_PAGE],
        supplied=read_supplied(inputs, quarter, profile),
    )
    made_from = manifest["created_from"]
    return Again(
        files=draft.files,
        pdf=_pdf(draft),
        reference=reference,
        unseen=told.unseen,
        head=head_given(profile),
        by_another_program=(made_from["code"], made_from["dependencies"]) != made_by(),
    )


def head_given(profile: Profile) -> dict[str, Any]:
    """What the unit's files give of what a manifest says, as JSON has it."""
    head = {
        "unit": profile.unit.model_dump(exclude_none=True),
        "indicators": [indicator.kode for indicator in profile.indikator],
        "policies": policies(profile),
    }
    told: dict[str, Any] = json.loads(json.dumps(head, default=str))
    return told


def _resting(finding: Finding, checks: Sequence[CheckResult]) -> Finding:
    """A finding with what it rests on, which `findings.csv` does not say, but the check that failed."""
    if finding.delivery or finding.row is not None:
        return finding
    failed = (check for check in checks if check.name == finding.rule and not check.passed)
    check = next((check for check in failed if finding.message.startswith(check.target)), None)
    return replace(finding, basis=check.basis) if check else finding


def _published(manifest: Mapping[str, Any]) -> str:
    """Who publishes what a manifest is of, as `Hold` has it: a konsep waits for a person."""
    return "disahkan" if manifest["release"] == KONSEP else "otomatis"


def _reference(connection: duckdb.DuckDBPyConnection, profile: Profile, quarter: Quarter) -> list[tuple[str, str, str]]:
    """The tables of reference data that the unit's files do not give: table, the row that they give, the row found."""
    from orchestration.workspace.reference import reference_rows

    differing = []
    unit = (profile.unit.kode_satker,)
    given = {"unit": [()]} | reference_rows(profile, quarter)
    first = connection.execute("SELECT column_name FROM (DESCRIBE reference.periode) LIMIT 1").fetchone()
    is_led = first == (UNIT,)  # a release of before has the unit's code in one table alone
    for name, listed in given.items():
        rows = [unit + row if is_led or name == "unit" else row for row in listed]
        kept = connection.execute(f"FROM reference.{name}").fetchall()
        for one, other in zip_longest(rows, kept):
            if one is None or other is None or not all(map(_alike, one, other)):
                differing.append((f"reference.{name}", str(one or "nothing"), str(other or "nothing")))
                break
    return differing


def _alike(given: Any, kept: Any) -> bool:
    """Whether a table keeps a value as it was given; it rounds a number to the digits of its column."""
    if isinstance(kept, Decimal) and given is not None:
        return Decimal(str(given)).quantize(kept) == kept
    return bool(given == kept)


def _pdf(draft: Draft) -> Pdf:
    """What the PDF of a draft has to say."""
    import pikepdf

    from orchestration.publication.document.document import Listing, pictures_in, plain_text
    from orchestration.publication.formats import pdf_words
    from orchestration.publication.formats.pdf import spaces_to_sign

    document, material = draft.document, draft.material
    pictures = [*pictures_in(document.blocks())]
    with pikepdf.open(io.BytesIO(pdf_words.drawings(document, material))) as drawn:
        contents = [with_pixels(page, page.Contents.read_bytes()) for page in drawn.pages]
    return Pdf(
        items=[
            Item(said.text, said.kind, said.listed, said.bookmark)
            for said in pdf_words.said(document, material.words.sebutan)
        ],
        parts=[
            Part(pdf_words.running(document, section), section.numbering, section.prefix)
            for section in document.sections
        ],
        lists=[block.kind for section in document.sections for block in section.blocks if isinstance(block, Listing)],
        drawn=contents,
        drawn_texts=[text for one in pictures if (text := drawn_text(one.svg))],
        alternatives=[plain_text(one.alternative) for one in pictures],
        about={
            "Title": document.title,
            "Author": document.author,
            "CreationDate": f"D:{material.day:%Y%m%d}000000Z",
            "ModDate": f"D:{material.day:%Y%m%d}000000Z",
            "metadata dc:title": document.title,
            "metadata dc:creator": document.author,
            "metadata xmp:CreateDate": f"{material.day}T00:00:00+00:00",
            "metadata xmp:ModifyDate": f"{material.day}T00:00:00+00:00",
            "language": "id-ID",
            "fields": " | ".join(
                sorted(f"{name}: {said}" for name, said in spaces_to_sign(document, material).items())
            ),
        },
        mark=document.mark,
    )
