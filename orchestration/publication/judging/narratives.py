"""What stewards have to read about their narratives: unknown references, typed digits, denied claims.

Belongs here: findings on what the assembly noticed, with file, sheet and row. Not here: noticing it (assembly), and the
checks that say whether there is any (checks.py).
"""

from __future__ import annotations

from orchestration.checks.evidence import Finding
from orchestration.figures.book import Book
from orchestration.language.sentences import say
from orchestration.publication.assembly.assembly import Assembled
from orchestration.publication.document.claims import Denied
from orchestration.publication.document.wording import Typed, Unresolved
from orchestration.publication.judging.checks import TARGET


def narrative_findings(assembled: Assembled, book: Book) -> list[Finding]:
    """What stewards have to read about references, digits and claims; a blocking finding refuses publication."""
    deliveries = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in book.deliveries}
    findings = [_unknown_figure(item, deliveries) for item in assembled.unresolved]
    example = next((f"{indicator['kode']}.realisasi" for indicator in book.indicators), "kode.realisasi")
    findings += [_typed_digit(item, deliveries, example) for item in assembled.typed]
    return findings + [_denied_claim(item, deliveries) for item in assembled.denied]


def _unknown_figure(item: Unresolved, deliveries: dict[str, str]) -> Finding:
    delivery, sheet, row = where(item.source_row_id, deliveries)
    if item.source_row_id:
        message = say(
            "the narrative names the figure '{reference}', which does not exist; correct the reference",
            reference=item.reference,
        )
    else:
        message = say(
            "{target}: place '{place}': the report's templates name the figure '{reference}',"
            " which the warehouse does not have",
            target=TARGET,
            place=item.place,
            reference=item.reference,
        )
    return Finding(
        severity="blocking",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column=item.column if item.source_row_id else "",
        value=f"{{{item.reference}}}",
        rule="every_reference_names_a_figure",
        message=message,
    )


def _typed_digit(item: Typed, deliveries: dict[str, str], example: str) -> Finding:
    delivery, sheet, row = where(item.source_row_id, deliveries)
    return Finding(
        severity="warning",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column=item.column,
        value=item.text,
        rule="no_digit_is_typed_into_a_narrative",
        message=say(
            "'{text}' is typed into the narrative; name the figure instead, e.g. {{{figure}}}",
            text=item.text,
            figure=example,
        ),
    )


def _denied_claim(item: Denied, deliveries: dict[str, str]) -> Finding:
    delivery, sheet, row = where(item.narrative.source_row_id, deliveries)
    return Finding(
        severity="warning",
        delivery=delivery,
        sheet=sheet,
        row=row,
        column="Teks",
        value=item.words,
        rule="klaim_disangkal",
        message=say(
            "the narrative of {indicator} says '{words}', but {figure} is {printed}; correct the"
            " words, or say what else they mean",
            indicator=item.narrative.kode,
            words=item.words,
            figure=item.figure.figure_id,
            printed=item.figure.printed,
        ),
    )


def where(source_row_id: str, deliveries: dict[str, str]) -> tuple[str, str, int | None]:
    """File, sheet and row of a source row id, `<sha12>:<sheet>#<row>` or `<sha12>#<row>`."""
    head, _, row = source_row_id.rpartition("#")
    sha, _, sheet = head.partition(":")
    return deliveries.get(sha, sha), sheet, int(row) if row.isdigit() else None
