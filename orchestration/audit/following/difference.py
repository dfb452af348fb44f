"""From one release to another: the figures that changed, and the rows behind the change: `triwulan diff`.

Belongs here: comparing two releases of a quarter. Not here: what one delivery reaches (impact.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.audit.following.row_names import RowNames
from orchestration.audit.following.trail import Evidence, SourceRow
from orchestration.figures.numbers import printed
from orchestration.release import store

SHOWN_ROWS = 5


@dataclass(frozen=True)
class Change:
    """A figure that differs between two releases.

    Attributes:
        figure_id: the figure.
        label: its name.
        old: printed text before; None when the figure is new.
        new: printed text after; None when it is gone.
        added: rows that count now and did not.
        removed: rows that counted and do not any more.
        changed: rows at the same place of their sheet that give something else now, as (old, new).
    """

    figure_id: str
    label: str
    old: str | None
    new: str | None
    added: list[SourceRow]
    removed: list[SourceRow]
    changed: list[tuple[SourceRow, SourceRow]]

    def deliveries(self) -> list[str]:
        """File names of the rows behind the change."""
        rows = [*self.added, *self.removed, *(row for pair in self.changed for row in pair)]
        return sorted({row.file_name for row in rows})


@dataclass(frozen=True)
class Delivered:
    """A delivery that only one of the releases used.

    Attributes:
        file_name: as the sender named it.
        sha256: of its bytes.
        rows: of data, accepted or rejected.
        same: what makes two deliveries the same thing: quarter and kinds of its sheets.
    """

    file_name: str
    sha256: str
    rows: int
    same: tuple[str, str]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {"file": self.file_name, "sha256": self.sha256, "rows": self.rows}


@dataclass(frozen=True)
class Difference:
    """What changed from one release to another.

    Attributes:
        old: name of the release.
        new: name of the release.
        came: deliveries that only the new one used, without those that replaced another.
        went: deliveries that only the old one used, without those that were replaced.
        replaced: (before, now) of deliveries of one quarter with tables of the same kinds.
        changes: figures that differ.
        names: of rows.
    """

    old: str
    new: str
    came: list[Delivered]
    went: list[Delivered]
    replaced: list[tuple[Delivered, Delivered]]
    changes: list[Change]
    names: RowNames

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "old": self.old,
            "new": self.new,
            "deliveries_added": [one.file_name for one in (*self.came, *(now for _, now in self.replaced))],
            "deliveries_removed": [one.file_name for one in (*self.went, *(before for before, _ in self.replaced))],
            "deliveries_replaced": [{"old": old.as_dict(), "new": new.as_dict()} for old, new in self.replaced],
            "figures": [
                {
                    "figure_id": change.figure_id,
                    "label": change.label,
                    "old": change.old,
                    "new": change.new,
                    "deliveries": change.deliveries(),
                    "rows_added": [_row(row, self.names) for row in change.added],
                    "rows_removed": [_row(row, self.names) for row in change.removed],
                    "rows_changed": [
                        {"old": _row(old, self.names), "new": _row(new, self.names)} for old, new in change.changed
                    ],
                }
                for change in self.changes
            ],
        }


def difference(old: Path, new: Path, archive: Path | None = None) -> Difference:
    """Compares two releases of a quarter, figure by figure, down to the rows.

    Args:
        old: a release.
        new: a later one.
        archive: received files by SHA-256, to name the rows of a text as a spreadsheet shows them, too.
    """
    with store.read(old) as before_connection, store.read(new) as after_connection:
        before, after = Evidence(before_connection), Evidence(after_connection)
        came = [_delivered(told) for sha, told in after.deliveries.items() if sha not in before.deliveries]
        went = [_delivered(told) for sha, told in before.deliveries.items() if sha not in after.deliveries]
        changes = [
            _change(before, after, figure_id)
            for figure_id in sorted({*before.figures, *after.figures})
            if _differs(before.figures.get(figure_id), after.figures.get(figure_id))
        ]
    replaced = _replaced(went, came)
    return Difference(
        old=old.name,
        new=new.name,
        came=[one for one in came if all(one is not now for _, now in replaced)],
        went=[one for one in went if all(one is not before for before, _ in replaced)],
        replaced=replaced,
        changes=changes,
        names=RowNames(archive),
    )


def _delivered(told: dict[str, Any]) -> Delivered:
    rows = told["rows_accepted"] + told["rows_rejected"]
    return Delivered(told["file_name"], told["_delivery_sha256"], rows, (told["quarter"], told["kinds"]))


def _replaced(went: list[Delivered], came: list[Delivered]) -> list[tuple[Delivered, Delivered]]:
    """What took whose place: of the same quarter and kinds, of one name before others, each once."""
    pairs: list[tuple[Delivered, Delivered]] = []
    left = list(came)
    for by_name in (True, False):
        for one in went:
            if any(one is before for before, _ in pairs):
                continue
            fitting = (now for now in left if now.same == one.same and (now.file_name == one.file_name or not by_name))
            if (now := next(fitting, None)) is not None:
                pairs.append((one, now))
                left.remove(now)
    return pairs


def as_text(result: Difference) -> str:
    """For a terminal."""
    lines = [f"{result.old} -> {result.new}: {len(result.changes)} figures changed"]
    for before, now in result.replaced:
        name = now.file_name if now.file_name == before.file_name else f"{before.file_name} by {now.file_name}"
        count = f"{now.rows} rows as before" if now.rows == before.rows else f"{now.rows} rows instead of {before.rows}"
        lines.append(f"  delivery replaced: {name}: {count}")
    lines += [f"  delivery added: {one.file_name}: {one.rows} rows" for one in result.came]
    lines += [f"  delivery removed: {one.file_name}: {one.rows} rows" for one in result.went]
    for change in result.changes:
        lines.append(f"  {change.figure_id}: {change.old or 'new'} -> {change.new or 'gone'}   {change.label}")
        for mark, rows in (("+", change.added), ("-", change.removed)):
            lines += [f"      {mark} {_place(row, result.names)}: {row.contribution}" for row in rows[:SHOWN_ROWS]]
            if len(rows) > SHOWN_ROWS:
                lines.append(f"      {mark} ... {len(rows) - SHOWN_ROWS} more rows")
        for row_before, row_after in change.changed[:SHOWN_ROWS]:
            lines.append(
                f"      ~ {_place(row_after, result.names)}: {row_before.contribution} -> {row_after.contribution}"
            )
    return "\n".join(lines)


def _differs(old: dict[str, Any] | None, new: dict[str, Any] | None) -> bool:
    if old is None or new is None:
        return True
    return any(old[name] != new[name] for name in ("value", "status", "printed_value"))


def _change(before: Evidence, after: Evidence, figure_id: str) -> Change:
    old, new = before.figures.get(figure_id), after.figures.get(figure_id)
    removed, added = _without_redelivered(
        before.source_rows(figure_id) if old else [],
        after.source_rows(figure_id) if new else [],
    )
    places = {(row.sheet, row.row): row for row in removed}
    pairs = [(places[row.sheet, row.row], row) for row in added if (row.sheet, row.row) in places]
    paired = {row.source_row_id for pair in pairs for row in pair}
    return Change(
        figure_id=figure_id,
        label=(new or old or {})["label"],
        old=_printed(old),
        new=_printed(new),
        added=[row for row in added if row.source_row_id not in paired],
        removed=[row for row in removed if row.source_row_id not in paired],
        changed=pairs,
    )


def _without_redelivered(before: list[SourceRow], after: list[SourceRow]) -> tuple[list[SourceRow], list[SourceRow]]:
    """Leaves out what a corrected file merely repeats: a row that gives the same by the same cells."""

    def content(row: SourceRow) -> tuple[object, ...]:
        return (row.contribution, *row.cells.items())

    gone = Counter(map(content, before))
    gone.subtract(map(content, after))
    removed: list[SourceRow] = []
    added: list[SourceRow] = []
    for rows, sign, kept in ((before, 1, removed), (after, -1, added)):
        left = {key: sign * count for key, count in gone.items() if sign * count > 0}
        for row in rows:
            if left.get(content(row), 0) > 0:
                left[content(row)] -= 1
                kept.append(row)
    return removed, added


def _printed(figure: dict[str, Any] | None) -> str | None:
    return None if figure is None else printed(figure["printed_value"], figure["decimals"], figure["status"])


def _place(row: SourceRow, names: RowNames) -> str:
    sheet = f" sheet '{row.sheet}'" if row.sheet else ""
    return f"{row.file_name}{sheet} {names.both(row.sha256, row.sheet, row.row)}"


def _row(row: SourceRow, names: RowNames) -> dict[str, Any]:
    return {
        "file": row.file_name,
        "sha256": row.sha256,
        "sheet": row.sheet,
        "row": row.row,
        "spreadsheet_row": names.spreadsheet_row(row.sha256, row.sheet, row.row),
        "contribution": row.contribution,
    }
