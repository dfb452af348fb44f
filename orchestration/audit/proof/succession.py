"""Whether a release tells the truth about the releases before it: what was revised, and which figures carry the mark.

Belongs here: `revisions.csv`, the figures kept of the releases it was compared with, the marks and the tables of
changes in `laporan.html` and the marks in `tabel.xlsx`. Not here: the marks of PDF and DOCX, which are read with their
numerals (printed_pages.py). Why a figure changed is told by the report and not examined.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.proof.custody import MANIFEST, hash_of
from orchestration.audit.proof.printed_pages import HTML
from orchestration.audit.recomputation.held_rows import Listed, Part, Rows
from orchestration.audit.recomputation.ledger import Recomputed
from orchestration.audit.recomputation.restatement import machine_text
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter

LIST, KEPT, TODAY = "revisions.csv", "compared", ".kini.csv"

_IN_FORCE = ("dataang", "rkk", "perjanjian_kinerja", "dipa", "narasi", "tabel_narasi", "kendali")
"""Kinds that say what holds for the quarter they are delivered for; a later one says nothing of an earlier quarter."""

_SAME_QUARTER = ("direvisi", "nilai", "baru", "hilang")
_WHOLE_YEAR = ("tahun", "tahun_lalu", "akhir_tahun_lalu")
_PLACE = re.compile(
    r'<data value="[^"]*" data-figure="([^"]*)"[^>]*>[^<]*</data></a>(<sup class="revisi">\(R\)</sup>)?'
)
_CHANGES = re.compile(r'<figure\b[^>]*\bdata-tabel="perubahan_(?:(?!</figure>).)*</figure>', re.DOTALL)
_SHOWN = {
    "perubahan_direvisi": ("direvisi",),
    "perubahan_periode_lalu": ("periode_lalu",),
    "perubahan_pertentangan": ("turun", "tetapan", "nama", "satuan"),
}
_COLUMNS = {
    "perubahan_direvisi": ("figure_id", "label", "old", "new"),
    "perubahan_periode_lalu": ("figure_id", "label", "quarter", "old", "new"),
    "perubahan_pertentangan": ("figure_id", None, "quarter", "old", "new"),
}

Row = Mapping[str, str]
Listing = Mapping[str, Row]
WorkedOut = Callable[[Quarter], Mapping[str, Recomputed]]

_NOTHING: Row = {"printed": "", "value": "", "label": "", "unit": ""}


def check_revisions(
    seen: Examination,
    release: Path,
    quarter: str,
    compared: Mapping[str, Any],
    figures: Listing,
    worked_out: WorkedOut | None,
) -> frozenset[str]:
    """Examines the list of revisions.

    Args:
        seen: takes the breaks.
        release: its folder.
        quarter: of the release.
        compared: what the manifest says it was compared with: quarter to release and hashes.
        figures: rows of `figures.csv` by id.
        worked_out: gives the figures of an earlier quarter by what is known now, by id; None where nothing does.

    Returns:
        Ids of the figures that have to carry the mark.
    """
    kept = {name: rows for name in compared if (rows := _kept(seen, release, name, compared[name])) is not None}
    today = {
        name: rows
        for name in compared
        if "today_sha256" in compared[name] and (rows := _today(seen, release, name, compared[name])) is not None
    }
    for name, rows in today.items():
        _check_today(seen, name, rows, worked_out)
    listed = _read(seen, release / LIST)
    own = [row for row in listed if row["kind"] in _SAME_QUARTER]
    wanted = set(_differences(kept[quarter], figures)) if quarter in kept else set()
    _compare(seen, {_said(row) for row in own}, wanted)
    for row in listed:
        seen.counts["revisions"] += 1
        if row not in own:
            late = row["kind"] == "periode_lalu" and _prints_otherwise(
                row["figure_id"], kept.get(row["quarter"], {}), today.get(row["quarter"])
            )
            now = today[row["quarter"]] if late else figures
            _check_earlier(seen, row, kept.get(row["quarter"], {}), now, both=not late)
    last = max((name for name in kept if name != quarter), default="")
    for name in kept.keys() - {quarter}:
        told = {(row["kind"], row["figure_id"]) for row in listed if row["quarter"] == name}
        for kind, figure_id in _otherwise(name, kept[name], figures, today.get(name), last=name == last):
            if (kind, figure_id) not in told:
                text = f"{LIST}: {figure_id} differs from {name} ({kind}) and is not listed"
                seen.broken("succession", f"{LIST}: {figure_id}", kind, "nothing", text)
    return frozenset(figure_id for kind, figure_id, *_ in wanted if kind == "direvisi")


def check_marks(seen: Examination, release: Path, revised: frozenset[str]) -> None:
    """Every revised figure carries the mark wherever the HTML prints it, and no other; its tables are the list's."""
    try:
        page = (release / HTML).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return  # reported with its numbers
    body = page[max(page.find("<main"), 0) : page.rfind("</main>")]
    for match in _PLACE.finditer(body):
        figure_id, has_mark = match[1], bool(match[2])
        if has_mark != (figure_id in revised):
            right, wrong = ("(R)", "none") if figure_id in revised else ("none", "(R)")
            text = f"{HTML}: {figure_id} {'carries a' if has_mark else 'lacks its'} mark (R)"
            seen.broken("html", f"{HTML}: {figure_id}", right, wrong, text)
    tables = _Tables()
    tables.feed("".join(_CHANGES.findall(body)))
    listed = _read(seen, release / LIST)
    for name, kinds in _SHOWN.items():
        rows = [row for row in listed if row["kind"] in kinds]
        found = tables.rows.get(name, [])
        if len(found) != len(rows):
            text = f"{HTML}: {name} has {len(found)} rows; {LIST} has {len(rows)}"
            seen.broken("html", f"{HTML}: {name}", len(rows), len(found), text)
        for row, cells in zip(rows, found, strict=False):
            for column, cell in zip(_COLUMNS[name], cells, strict=False):
                if column and not _shows(cell, row, column):
                    where = f"{HTML}: {name}: {row['figure_id']}"
                    text = f"{where}: '{cell}' where {LIST} has '{row[column]}'"
                    seen.broken("html", where, row[column], cell, text)


def _kept(seen: Examination, release: Path, quarter: str, named: Mapping[str, str]) -> Listing | None:
    """The kept figures of a release, which are those the manifest names and those of the release, if it is at hand."""
    path = release / KEPT / f"{quarter}.csv"
    place = f"{KEPT}/{quarter}.csv"
    found, expected = hash_of(path), str(named.get("figures_sha256", ""))
    if found != expected:
        text = f"{place} has SHA-256 {found}; the release was compared with {expected}"
        seen.broken("succession", place, expected, found, text)
        return None
    neighbour = release.parent.parent / quarter / str(named.get("release", ""))
    if (neighbour / MANIFEST).is_file():
        seen.counts["neighbours"] += 1
        pairs = ((neighbour / MANIFEST, "manifest_sha256"), (neighbour / "figures.csv", "figures_sha256"))
        for file, name in pairs:
            if (actual := hash_of(file)) != named.get(name):
                beside = f"{quarter}/{neighbour.name}/{file.name}"
                text = f"{beside} has SHA-256 {actual}; {release.name} was compared with {named.get(name)}"
                seen.broken("succession", beside, named.get(name), actual, text)
    return {row["figure_id"]: row for row in _read(seen, path)}


def _today(seen: Examination, release: Path, quarter: str, named: Mapping[str, str]) -> Listing | None:
    """The kept figures of an earlier quarter as it would print today."""
    place = f"{KEPT}/{quarter}{TODAY}"
    found, expected = hash_of(release / place), str(named["today_sha256"])
    if found != expected:
        text = f"{place} has SHA-256 {found}; the manifest names {expected}"
        seen.broken("succession", place, expected, found, text)
        return None
    return {row["figure_id"]: row for row in _read(seen, release / place)}


def _read(seen: Examination, path: Path) -> list[dict[str, str]]:
    try:
        return read_rows(path)
    except (OSError, ValueError, csv.Error) as error:
        seen.broken("succession", path.name, "a table", error, f"{path.name} cannot be read ({error})")
        return []


def _differences(old: Listing, new: Listing) -> Iterator[tuple[str, ...]]:
    for figure_id in old.keys() | new.keys():
        before, after = old.get(figure_id), new.get(figure_id)
        if before is None or after is None:
            kind = "baru" if before is None else "hilang"
        elif before["printed"] != after["printed"]:
            kind = "direvisi"
        elif before["value"] != after["value"]:
            kind = "nilai"
        else:
            continue
        yield kind, figure_id, *(_cell(row, name) for name in ("printed", "value") for row in (before, after))


def _cell(row: Row | None, name: str) -> str:
    return "" if row is None else row[name]


def _said(row: Row) -> tuple[str, ...]:
    return (row["kind"], row["figure_id"], row["old"], row["new"], row["old_value"], row["new_value"])


def _compare(seen: Examination, said: set[tuple[str, ...]], wanted: set[tuple[str, ...]]) -> None:
    for row in sorted(said ^ wanted):
        kind, figure_id, old, new, *_ = row
        what = f"{figure_id}: {old or '-'} -> {new or '-'} ({kind})"
        if row in wanted:
            seen.broken("succession", f"{LIST}: {figure_id}", what, "nothing", f"{LIST}: {what} is not listed")
        else:
            text = f"{LIST}: {what} is no difference to the release before"
            seen.broken("succession", f"{LIST}: {figure_id}", "no such row", what, text)


def _otherwise(
    quarter: str, old: Listing, new: Listing, today: Listing | None, *, last: bool
) -> Iterator[tuple[str, str]]:
    """What differs from an earlier report by the public files alone; falling sums need the way they were made."""
    first = 3 * int(quarter[-1]) - 2
    if today is not None:
        for figure_id in old.keys() | today.keys():
            if _prints_otherwise(figure_id, old, today):
                yield "periode_lalu", figure_id
    for figure_id in old.keys() & new.keys():
        before, after = old[figure_id], new[figure_id]
        differs = before["printed"] != after["printed"]
        if differs and after["bulan"] and first <= int(after["bulan"]) <= first + 2:
            yield "periode_lalu", figure_id
        if last and differs and after["period_basis"] in _WHOLE_YEAR:
            yield "tetapan", figure_id
        if last and before["label"] != after["label"]:
            yield "nama", figure_id
        if last and before["unit"] != after["unit"]:
            yield "satuan", figure_id


def _prints_otherwise(figure_id: str, old: Listing, today: Listing | None) -> bool:
    """Whether the report of an earlier quarter would print another text for a figure today."""
    return today is not None and _cell(old.get(figure_id), "printed") != _cell(today.get(figure_id), "printed")


def _check_today(seen: Examination, quarter: str, rows: Listing, worked_out: WorkedOut | None) -> None:
    """The figures of an earlier quarter as they would print today follow from the archived rows."""
    if worked_out is None:
        seen.omitted.append(f"{quarter} as it would print today, its figures are not worked out again")
        return
    again = worked_out(Quarter.parse(quarter))
    for figure_id in sorted(rows.keys() | again.keys()):
        seen.counts["looked_back"] += 1
        row = rows.get(figure_id)
        found = "no figure" if row is None else f"{row['printed']} ({row['value']})"
        figure = again.get(figure_id)
        wanted = "no figure" if figure is None else f"{figure.printed} ({machine_text(figure.stored)})"
        if found != wanted:
            place = f"{KEPT}/{quarter}{TODAY}: {figure_id}"
            seen.broken("succession", place, wanted, found, f"{place}: '{found}'; the rows give '{wanted}'")


def known_now(parts: Iterable[Part], quarter: Quarter) -> Rows:
    """The rows of all deliveries that tell of an earlier quarter."""
    last_month = f"{quarter.year}-{quarter.months[-1]:02d}"
    telling = [part for part in parts if part.kind not in _IN_FORCE or Quarter.parse(part.delivery.quarter) <= quarter]
    return Rows(
        Listed(part.alike, [record for record in part if record.text("periode") <= last_month])
        if part.kind == "glp039"
        else part
        for part in telling
    )


def _check_earlier(seen: Examination, row: Row, old: Listing, new: Listing, *, both: bool) -> None:
    """Both sides of a listed difference to an earlier report are what the files say."""
    figure_id = row["figure_id"]
    before, after = old.get(figure_id), new.get(figure_id)
    if not both:
        before, after = before or _NOTHING, after or _NOTHING
    if before is None or after is None:
        text = f"{LIST}: {figure_id} does not stand in both reports"
        seen.broken("succession", f"{LIST}: {figure_id}", "a figure", "none", text)
        return
    match row["kind"]:
        case "nama":
            wanted = (before["label"], after["label"])
        case "satuan":
            wanted = (before["unit"], after["unit"])
        case _:
            wanted = (before["printed"], after["printed"])
    found = (row["old"], row["new"])
    if found != wanted or wanted[0] == wanted[1]:
        text = f"{LIST}: {figure_id} is listed as {' -> '.join(found)}; the files say {' -> '.join(wanted)}"
        seen.broken("succession", f"{LIST}: {figure_id}", " -> ".join(wanted), " -> ".join(found), text)


def _shows(cell: str, row: Row, column: str) -> bool:
    """Whether a cell shows what the list has; a revised figure stands there with its mark and its unit."""
    text = " ".join(row[column].split())
    if column == "new" and row["kind"] == "direvisi":
        return re.fullmatch(rf"\D*{re.escape(text)}\(R\)\D*", cell) is not None
    return cell == text


class _Tables(HTMLParser):
    """The body rows of the tables of changes, cell by cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[str, list[list[str]]] = {}
        self.table = ""
        self.in_body = self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "figure":
            self.table = dict(attrs).get("data-tabel") or ""
        elif tag in ("thead", "tbody"):
            self.in_body = tag == "tbody" and self.table in _SHOWN
        elif tag == "tr" and self.in_body:
            self.rows.setdefault(self.table, []).append([])
        elif tag in ("td", "th") and self.in_body:
            self.in_cell = True
            self.rows[self.table][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.in_cell = False
        elif tag == "tbody":
            self.in_body = False

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            cells = self.rows[self.table][-1]
            cells[-1] = " ".join((cells[-1] + data).split())
