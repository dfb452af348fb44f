"""The neutral document as files that people open; `FORMATS` is the one list of them.

Belongs here: which files a report is rendered to, by which module, and what a module may need beside the document. Not
here: reading them back, for which the auditor has a list of its own (audit/proof/readers.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.evidence.trends import Trends

if TYPE_CHECKING:
    from orchestration.publication.document.declared_words import Report
    from orchestration.publication.document.document import Document
    from orchestration.publication.evidence.explanations import Explanations

READ_BACK = "laporan.html"
"""The file that the checks of the report read; it is made of every draft, the others of one that may be published."""

FORMATS: Mapping[str, str] = {
    READ_BACK: "html",
    # Before the PDF: what Typst keeps of 90 pages for the next one slows each small picture of the Word file.
    "laporan.docx": "docx",
    "laporan.pdf": "pdf",
    "tabel.xlsx": "xlsx",
    "dasbor.html": "dasbor",
}
"""File of a release to the module here whose `render(document, material)` makes its bytes; imported when it does."""


@dataclass(frozen=True)
class Material:
    """What a format may need beside the document.

    Attributes:
        templates: folder of the report's templates.
        fonts: folder of the shipped fonts; fonts of the machine are never used.
        day: the date a file carries.
        explained: what stands behind each figure.
        words: what tables, charts and links are called, and the words of each file that staff go on working with
            (laporan.yaml).
        trends: what moved since earlier reports.
    """

    templates: Path
    fonts: Path
    day: dt.date
    explained: Explanations
    words: Report
    trends: Trends = field(default_factory=Trends)


def render(name: str, document: Document, material: Material) -> bytes:
    """Renders a file of `FORMATS`.

    Raises:
        PdfError: the PDF does not meet its standards.
        DocxError: the Word file could not be opened.
    """
    content: bytes = import_module(f"{__name__}.{FORMATS[name]}").render(document, material)
    return content
