"""How a row of a delivered text is called: by its line in the file, and by its row in a spreadsheet.

Belongs here: telling the two apart where a cell holds a line break. Not here: workbooks, whose rows have one number.

Everything in this project names a row of a text by the line on which it starts, as an editor shows it; a spreadsheet
program that opens the same text counts records.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from orchestration.audit.recomputation.opened_files import sheets_of, texts_of


def called(line: int, shown: int | None) -> str:
    """`row 12`, or `row 14 (line of the file; row 12 in a spreadsheet)` where the two differ."""
    return f"row {line}" if shown in (line, None) else f"row {line} (line of the file; row {shown} in a spreadsheet)"


class RowNames:
    """The rows of the archived texts by both names, each text read when it is first asked for.

    Attributes:
        archive: received files by SHA-256, None for none; a file that is not there gives no second name.
    """

    def __init__(self, archive: Path | None) -> None:
        self.archive = archive
        self._starts: dict[str, Mapping[int, int]] = {}

    def spreadsheet_row(self, sha256: str, sheet: str, line: int) -> int:
        """The row in which a spreadsheet shows what starts on a line; the same number wherever the two do not differ.

        Args:
            sha256: of the delivery.
            sheet: of a workbook; '' for a text.
            line: as trails and findings name it, 1 = first.
        """
        if sheet:
            return line
        if sha256 not in self._starts:
            self._starts[sha256] = self._read(sha256)
        return self._starts[sha256].get(line, line)

    def both(self, sha256: str, sheet: str, line: int) -> str:
        """A row in words, see `called`."""
        return called(line, self.spreadsheet_row(sha256, sheet, line))

    def _read(self, sha256: str) -> Mapping[int, int]:
        """Line to row of the records that stand elsewhere than a spreadsheet shows them."""
        folder = self.archive / sha256 if self.archive else None
        kept = [path for path in folder.iterdir() if path.name[0] != "."] if folder and folder.is_dir() else []
        if len(kept) != 1 or b'"' not in kept[0].read_bytes() or sheets_of(kept[0]) is not None:
            return {}
        text = next(texts_of(kept[0]))
        return {line: row for row, (line, _) in enumerate(text.rows, start=1) if line != row}
