"""From a delivery, or one row of it, to the figures it reaches: what `triwulan impact` shows.

Belongs here: which figures of a release a delivery moves, and how much of each. Not here: comparing releases
(difference.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.audit.following.row_names import RowNames, called
from orchestration.audit.following.trail import Evidence
from orchestration.figures.numbers import printed
from orchestration.release import store


class UnknownDeliveryError(KeyError):
    """No delivery of that name or hash was used by the release; carries those that were."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


@dataclass(frozen=True)
class Reach:
    """A figure that a delivery reaches.

    Attributes:
        figure_id: the figure.
        label: its name.
        printed: its printed text.
        unit: its unit.
        rows: rows of the delivery that count in it; None when it is reached through its components.
        contribution: what these rows give to a sum or a count; None where rows do not add up to the value.
        share: contribution over value, 0 to 1; None where there is none.
        through: components through which a figure of figures is reached.
    """

    figure_id: str
    label: str
    printed: str
    unit: str
    rows: int | None
    contribution: Decimal | None
    share: Decimal | None
    through: list[str]


@dataclass(frozen=True)
class Impact:
    """What a delivery, or one row of it, moves in a release."""

    delivery: dict[str, Any]
    row: int | None
    reaches: list[Reach]
    left_out: list[dict[str, Any]]
    names: RowNames

    @property
    def spreadsheet_row(self) -> int | None:
        """The row as a spreadsheet shows it; of a workbook, and of most texts, the same number."""
        if self.row is None:
            return None
        is_text = str(self.delivery["file_name"]).lower().endswith((".csv", ".txt"))
        return self.names.spreadsheet_row(self.delivery["_delivery_sha256"], "" if is_text else "?", self.row)

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "delivery": {
                "file": self.delivery["file_name"],
                "sha256": self.delivery["_delivery_sha256"],
                "quarter": self.delivery["quarter"],
            },
            "row": self.row,
            "spreadsheet_row": self.spreadsheet_row,
            "figures": [
                {
                    "figure_id": reach.figure_id,
                    "label": reach.label,
                    "printed": reach.printed,
                    "unit": reach.unit,
                    "rows": reach.rows,
                    "contribution": None if reach.contribution is None else format(reach.contribution, "f"),
                    "share": None if reach.share is None else float(reach.share),
                    "through": reach.through,
                }
                for reach in self.reaches
            ],
            "left_out": self.left_out,
        }


def impact(release: Path, delivery: str, row: int | None = None, archive: Path | None = None) -> Impact:
    """Finds the figures that a delivery reaches.

    Args:
        release: the release.
        delivery: file name, or the first characters of the SHA-256.
        row: a row of the delivery (of any of its sheets), of a text the line on which it starts; None for the whole.
        archive: received files by SHA-256, to name the row of a text as a spreadsheet shows it, too.

    Raises:
        UnknownDeliveryError: the release used no such delivery.
    """
    with store.read(release) as connection:
        evidence = Evidence(connection)
        found = _delivery(evidence, delivery)
        direct = _direct(evidence, found["_delivery_sha256"], row)
        return Impact(
            delivery=found,
            row=row,
            reaches=_all_reached(evidence, direct),
            left_out=_left_out(evidence, found["_delivery_sha256"], row),
            names=RowNames(archive),
        )


def as_text(result: Impact) -> str:
    """For a terminal: rows first, then the figures made of other figures."""
    row = "" if result.row is None else f" {called(result.row, result.spreadsheet_row)}"
    lines = [
        f"{result.delivery['file_name']}{row}   {result.delivery['_delivery_sha256']}   {result.delivery['quarter']}",
        f"{len(result.reaches)} figures reached, {len(result.left_out)} rows left out",
    ]
    for reach in result.reaches:
        if reach.rows is not None:
            part = "" if reach.contribution is None else f", gives {format(reach.contribution.normalize(), 'f')}"
            share = "" if reach.share is None else f" ({reach.share * 100:.4f} %)"
            lines.append(f"  {reach.figure_id} = {reach.printed} {reach.unit}: {reach.rows} rows{part}{share}")
    for reach in result.reaches:
        if reach.rows is None:
            more = f" and {len(reach.through) - 3} more" if len(reach.through) > 3 else ""
            through = ", ".join(reach.through[:3]) + more
            lines.append(f"  {reach.figure_id} = {reach.printed} {reach.unit}: through {through}")
    for excluded in result.left_out[:10]:
        replaced = f", replaced by {excluded['replaced_by']}" if excluded["replaced_by"] else ""
        lines.append(f"  left out: {excluded['_source_row_id']}: {excluded['reason']}{replaced}")
    return "\n".join(lines)


def _delivery(evidence: Evidence, name: str) -> dict[str, Any]:
    for sha256, delivery in reversed(evidence.deliveries.items()):
        if name == delivery["file_name"] or (len(name) >= 6 and sha256.startswith(name.lower())):
            return delivery
    raise UnknownDeliveryError(name, [delivery["file_name"] for delivery in evidence.deliveries.values()])


def _direct(evidence: Evidence, sha256: str, row: int | None) -> dict[str, tuple[int, Decimal | None]]:
    """Figure id to (rows of the delivery, what they give) for every figure with a trail of its own.

    One query a relation and not one a figure: each figure is a filtered aggregate over the delivery's rows.
    """
    by_relation: dict[str, list[dict[str, Any]]] = {}
    for figure in evidence.figures.values():
        if figure["trail_relation"]:
            by_relation.setdefault(figure["trail_relation"], []).append(figure)
    reached: dict[str, tuple[int, Decimal | None]] = {}
    for relation, figures in by_relation.items():
        narrowed = f"SELECT * FROM {relation} WHERE _delivery_sha256 = ?" + (" AND _row = ?" if row else "")  # noqa: S608
        aggregates = ", ".join(
            f"count(*) FILTER (WHERE {figure['trail_predicate']}), "
            + (
                f"sum({figure['trail_measure'] or 1}) FILTER (WHERE {figure['trail_predicate']})"
                if figure["operation"] in ("row_sum", "row_count")
                else "NULL"
            )
            for figure in figures
        )
        values = evidence.connection.execute(
            f"SELECT {aggregates} FROM ({narrowed}) AS delivered",  # noqa: S608
            [sha256, row] if row else [sha256],
        ).fetchone()
        for position, figure in enumerate(figures):
            count, contribution = values[2 * position : 2 * position + 2] if values else (0, None)
            if count:
                exact = None if contribution is None else Decimal(str(contribution))
                reached[figure["figure_id"]] = (count, exact)
    return reached


def _all_reached(evidence: Evidence, direct: dict[str, tuple[int, Decimal | None]]) -> list[Reach]:
    """Direct figures, and upwards every figure that has one of them below it."""
    users: dict[str, list[str]] = {}
    for figure_id, parts in evidence.components.items():
        for part, _ in parts:
            users.setdefault(part, []).append(figure_id)
    reached, waiting = set(direct), list(direct)
    while waiting:
        for user in users.get(waiting.pop(), []):
            if user not in reached:
                reached.add(user)
                waiting.append(user)
    result = []
    for figure_id, figure in evidence.figures.items():
        if figure_id not in reached:
            continue
        rows, contribution = direct.get(figure_id, (None, None))
        share = contribution / figure["value"] if contribution is not None and figure["value"] else None
        result.append(
            Reach(
                figure_id=figure_id,
                label=figure["label"],
                printed=printed(figure["printed_value"], figure["decimals"], figure["status"]),
                unit=figure["unit"],
                rows=rows,
                contribution=contribution,
                share=share,
                through=[part for part, _ in evidence.components.get(figure_id, []) if part in reached],
            )
        )
    return result


def _left_out(evidence: Evidence, sha256: str, row: int | None) -> list[dict[str, Any]]:
    """Rows of the delivery that count nowhere, with the reason."""
    suffix = f"#{row}" if row else ""
    return [
        excluded
        for excluded in evidence.rows(
            "SELECT _source_row_id, source, reason, replaced_by FROM figures.excluded_rows "
            "WHERE starts_with(_source_row_id, ?) ORDER BY _source_row_id",
            [sha256[:12]],
        )
        if excluded["_source_row_id"].endswith(suffix)
    ]
