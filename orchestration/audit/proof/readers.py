"""The files that the report is printed in beside the HTML, and who reads each back; `READERS` is their one list.

Belongs here: the list, whether a release has exactly these files, and reading them. Not here: any reader
(printed_NAME.py). Nothing is taken from the renderers: a file they make and nobody reads is a broken link.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from orchestration.audit.proof import printed_dasbor, printed_docx, printed_pdf, printed_xlsx
from orchestration.audit.proof.printed_pages import HTML, Printed, Reader

if TYPE_CHECKING:
    from orchestration.audit.chain import Examination

READERS: Mapping[str, Reader] = {
    "laporan.pdf": printed_pdf.READER,
    "laporan.docx": printed_docx.READER,
    "tabel.xlsx": printed_xlsx.READER,
    printed_dasbor.DASBOR: printed_dasbor.READER,
}
"""File to its reader, in the order of examination."""

PRINTED = ("laporan", "tabel", "dasbor")
"""What a file is called that the report, or its tables, are printed in."""


def check_formats(seen: Examination, files: Collection[str]) -> None:
    """Every file that the report is printed in has a reader, and every reader its file.

    Args:
        seen: where a difference is kept.
        files: of the release, as its manifest names them.
    """
    printed, known = {name for name in files if name.partition(".")[0] in PRINTED}, {HTML, *READERS}
    if printed_dasbor.MADE_OF not in files:
        known -= {printed_dasbor.DASBOR} - printed  # of a program that kept no trends
    for name in sorted(printed - known):
        seen.broken("files", name, "a reader", "none", f"{name}: nothing here reads it back, so nothing proves it")
    for name in sorted(known - printed):
        seen.broken("files", name, "a file", "none", f"{name} is no file of the release, and every report has one")


def check_printed(seen: Examination, files: Collection[str], printed: Printed) -> None:
    """Reads every file back and holds it against the HTML and the figures.

    Also one that was made again byte by byte: its maker would make the same mistake twice.

    Args:
        seen: where a difference is kept.
        files: of the release.
        printed: what the others have to print.
    """
    for name, reader in READERS.items():
        if name not in files:
            continue  # a file that is missing is reported with the files
        try:
            content = reader.read(printed.release / name)
        except ValueError as error:
            seen.broken(reader.link, name, "a report", error, f"{name}: {error}")
            continue
        reader.check(seen, content, printed)
