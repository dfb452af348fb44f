"""The files that the report is printed in beside the HTML, and who reads each back; `READERS` is their one list.

Belongs here: the list, whether a release has exactly these files, and reading them. Not here: any reader
(printed_NAME.py). Nothing is taken from the renderers: a file they make and nobody reads is a broken link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.audit.proof import printed_docx, printed_pdf, printed_xlsx
from orchestration.audit.proof.printed_pages import HTML, Printed, Reader

if TYPE_CHECKING:
    from concurrent.futures import Future

    from orchestration.audit.chain import Examination

READERS: Mapping[str, Reader] = {
    "laporan.pdf": printed_pdf.READER,
    "laporan.docx": printed_docx.READER,
    "tabel.xlsx": printed_xlsx.READER,
}
"""File to its reader, in the order of examination."""

PRINTED = ("laporan", "tabel")
"""What a file is called that the report, or its tables, are printed in."""


class Reading:
    """The files of one release, some of which are being read already."""

    def __init__(self, release: Path, begun: Mapping[str, Future[Any]]) -> None:
        self._release, self._begun = release, begun

    def content(self, name: str) -> Any:
        """What a file holds; waits for one that is being read.

        Raises:
            ValueError: it cannot be read whole; says why.
        """
        from concurrent.futures import BrokenExecutor

        if name in self._begun:
            try:
                return self._begun[name].result()
            except BrokenExecutor:
                pass  # the process could not be had; only slower
        return READERS[name].read(self._release / name)


@contextmanager
def reading(release: Path, files: Collection[str]) -> Iterator[Reading]:
    """Begins to read what is slow in a process of its own, while the figures are worked out."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        begun = {
            name: pool.submit(reader.read, release / name)
            for name, reader in READERS.items()
            if reader.slow and name in files
        }
        yield Reading(release, begun)


def check_formats(seen: Examination, files: Collection[str]) -> None:
    """Every file that the report is printed in has a reader, and every reader its file.

    Args:
        seen: where a difference is kept.
        files: of the release, as its manifest names them.
    """
    printed, known = {name for name in files if name.partition(".")[0] in PRINTED}, {HTML, *READERS}
    for name in sorted(printed - known):
        seen.broken("files", name, "a reader", "none", f"{name}: nothing here reads it back, so nothing proves it")
    for name in sorted(known - printed):
        seen.broken("files", name, "a file", "none", f"{name} is no file of the release, and every report has one")


def check_printed(seen: Examination, files: Collection[str], read: Reading, printed: Printed) -> None:
    """Reads every file back and holds it against the HTML and the figures."""
    for name, reader in READERS.items():
        if name not in files:
            continue  # reported with the files
        try:
            content = read.content(name)
        except ValueError as error:
            seen.broken(reader.link, name, "a report", error, f"{name}: {error}")
            continue
        reader.check(seen, content, printed)
