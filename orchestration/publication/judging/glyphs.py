"""What is told of a character that the report cannot print.

Belongs here: the findings about text without a glyph. Not here: which characters the fonts have (workspace/fonts.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.checks.evidence import Finding
from orchestration.language.sentences import Sentence, say
from orchestration.publication.document.document import Document, document_text
from orchestration.workspace.fonts import spelled, unprintable

if TYPE_CHECKING:
    from orchestration.figures.book import Book

RULE = "huruf_tanpa_bentuk"


def glyph_findings(document: Document, book: Book, fonts: Path) -> list[Finding]:
    """What a steward has to read about characters that cannot be printed; each holds the report back.

    Args:
        document: the report, whose texts come from narratives, other deliveries and the templates.
        book: the narratives with the rows they came from.
        fonts: folder of the shipped fonts.
    """
    texts = document_text(document)
    missing = unprintable("".join(texts), fonts)
    if not missing:
        return []
    deliveries = {str(row["_delivery_sha256"])[:12]: str(row["file_name"]) for row in book.deliveries}
    findings, told = [], set[str]()
    for narrative in book.narratives:
        head, _, row = narrative.source_row_id.rpartition("#")
        sha, _, sheet = head.partition(":")
        place: dict[str, Any] = {
            "delivery": deliveries.get(sha, sha),
            "sheet": sheet,
            "row": int(row) if row.isdigit() else None,
        }
        for character in unprintable(narrative.teks, fonts):
            told.add(character)
            findings.append(
                _finding(
                    character, say("the narrative of {indicator}", indicator=narrative.kode), place | {"column": "Teks"}
                )
            )
    for character in missing:
        if character not in told:
            words = next((text for text in texts if character in unicodedata.normalize("NFC", text)), "")
            findings.append(_finding(character, say("'{words}' in the report", words=_around(words, character)), {}))
    return findings


def _finding(character: str, where: Sentence, place: Mapping[str, Any]) -> Finding:
    return Finding(
        severity="blocking",
        value=character,
        rule=RULE,
        message=say(
            "{where} has the character {character}, which the fonts of the report do not have;"
            " replace it by a letter or sign of Latin script in the file it came from, and deliver"
            " that again",
            where=where,
            character=spelled(character),
        ),
        **place,
    )


def _around(text: str, character: str) -> str:
    at = max(0, unicodedata.normalize("NFC", text).find(character))
    return " ".join(unicodedata.normalize("NFC", text)[max(0, at - 30) : at + 30].split())
