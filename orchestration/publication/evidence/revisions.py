"""What changed since the report was last published, and what it says otherwise than the reports of earlier quarters.

Belongs here: comparing the figures of a draft with those of releases, and saying why they differ. Not here: the words
of the page (reports/templates) and the rows behind one change (audit/difference.py).

A draft is compared with the newest release of its quarter that has other figures: publishing the same figures again, in
other words or after another program, does not make a revised figure look settled. What it was compared with goes into
the release, so that the comparison can be repeated where the releases before are not at hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from orchestration.checks.evidence import Finding
from orchestration.figures.book import PUBLIC_COLUMNS, Book, Figure
from orchestration.figures.numbers import plain
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.evidence.hindsight import Hindsight
from orchestration.workspace.delimited import as_csv, rows_of
from orchestration.workspace.quarters import Quarter

REVISIONS = "revisions.csv"
"""The file of a release that lists them, one row each."""

COMPARED = "compared"
"""The folder of a release that keeps the figures it was compared with: one file a quarter, as `figures.csv` was."""

TODAY = ".kini.csv"
"""End of the name of a file beside: the figures of an earlier quarter as they would print today."""

Kind = Literal["direvisi", "nilai", "baru", "hilang", "periode_lalu", "turun", "tetapan", "nama", "satuan"]
"""`direvisi`: printed otherwise than in the release before; `nilai`: only the unrounded value differs; `baru` and
`hilang`: a figure came or went. Against the report of an earlier quarter: `periode_lalu`: it would print another text
today, or this report prints another for a month that it closed; `turun`: a sum since January is lower than it was;
`tetapan`: what holds for the whole year differs; `nama`, `satuan`: the figure is called or counted otherwise."""

SINCE_BEFORE: tuple[Kind, ...] = ("direvisi", "nilai", "baru", "hilang")
CONTRADICTIONS: tuple[Kind, ...] = ("turun", "tetapan", "nama", "satuan")

LISTED: dict[str, tuple[Kind, ...]] = {
    "direvisi": ("direvisi",),
    "periode_lalu": ("periode_lalu",),
    "pertentangan": CONTRADICTIONS,
}
"""The tables of the report, and what each lists."""

Said = tuple[str, str]
"""The text of a figure as printed, and its unrounded value."""

Reason = Literal["kiriman", "kiriman_dicabut", "kebijakan", "konfigurasi", "cara_hitung"]

SHOWN_ROWS = 5
"""Rows of a file that the page names behind a difference; `revisions.csv` has them all."""

_OF_ONE_QUARTER = "reference/laporan_terbit/"
"""Files of the unit that belong to one quarter."""

_WHOLE_YEAR = ("tahun", "tahun_lalu", "akhir_tahun_lalu")
_ADDITIVE = "row_sum"


@dataclass(frozen=True)
class Revision:
    """A difference to a release; its fields are the columns of `revisions.csv`.

    Attributes:
        kind: what differs.
        quarter: of the release compared with.
        release: its name.
        figure_id: the figure.
        label: its name.
        old: as the release printed it; empty for a new figure.
        new: as it stands now; empty for one that is gone.
        old_value: the unrounded value behind `old`.
        new_value: the unrounded value behind `new`.
        reason: why.
        sources: file names of the deliveries behind the change, or what else changed, joined by `; `.
        rows: of an earlier quarter's figure, the rows behind the change as `file:sheet#row`, joined by `; `.
    """

    kind: Kind
    quarter: str
    release: str
    figure_id: str
    label: str
    old: str
    new: str
    old_value: str
    new_value: str
    reason: Reason
    sources: str
    rows: str = ""


COLUMNS = tuple(column.name for column in fields(Revision))


@dataclass(frozen=True)
class Former:
    """A release that a draft is compared with."""

    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Its manifest."""
        loaded: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def content(self) -> bytes:
        """Its `figures.csv`."""
        return (self.path / "figures.csv").read_bytes()

    @cached_property
    def figures(self) -> dict[str, dict[str, str]]:
        """Rows of its `figures.csv` by figure id."""
        return rows_by_id(self.content)

    @cached_property
    def trails(self) -> dict[str, set[str]]:
        """Figure id to the SHA-256 of the files behind it."""
        told = json.loads((self.path / "jejak.json").read_text(encoding="utf-8"))
        return {entry["figure_id"]: set(entry["files"]) for entry in told["figures"]}

    @cached_property
    def files(self) -> dict[str, str]:
        """SHA-256 to file name of the deliveries it was made from."""
        return names_of(self.manifest["created_from"]["deliveries"])

    def is_made_by(self, inputs: Mapping[str, Any]) -> bool:
        """Whether the unit's files and the formulas were those of a draft."""
        created = self.manifest["created_from"]
        return all(
            {name: sha256 for name, sha256 in created.get(part, {}).items() if not name.startswith(_OF_ONE_QUARTER)}
            == {name: sha256 for name, sha256 in inputs.get(part, {}).items() if not name.startswith(_OF_ONE_QUARTER)}
            for part in ("configuration", "models")
        )

    @property
    def named(self) -> dict[str, str]:
        """What the manifest of the draft says of it."""
        return {
            "release": self.path.name,
            "manifest_sha256": hashlib.sha256((self.path / "manifest.json").read_bytes()).hexdigest(),
            "figures_sha256": hashlib.sha256(self.content).hexdigest(),
        }


@dataclass(frozen=True)
class Comparison:
    """What a draft is compared with, and what came of it.

    Attributes:
        revisions: every difference, in the order of `revisions.csv`.
        kept: file name within the release to content: what it was compared with.
        named: quarter to the release compared with, for the manifest.
    """

    revisions: list[Revision] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    named: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> list[Revision]:
        """Those of some kinds."""
        return [revision for revision in self.revisions if revision.kind in kinds]

    def by_table(self) -> dict[str, list[Revision]]:
        """Those that the report lists, by the name of the table."""
        return {name: self.of(*kinds) for name, kinds in LISTED.items()}

    def as_csv(self) -> bytes:
        """The content of `revisions.csv`."""
        return as_csv(COLUMNS, map(astuple, self.revisions))


@dataclass(frozen=True)
class Formers:
    """The releases at hand.

    Attributes:
        newest: the newest one of the quarter; None for its first.
        earlier: the newest one of each earlier quarter of the year, oldest first.
        today: those of them of which more is known now, as they would print today.
    """

    newest: Former | None = None
    earlier: Mapping[Quarter, Former] = field(default_factory=dict)
    today: Mapping[Quarter, Hindsight] = field(default_factory=dict)


def mark_revised(book: Book, formers: Formers) -> Book:
    """The book with every figure marked that prints otherwise than in the release before."""
    old = _baseline(formers.newest, book)
    revised = {
        figure_id
        for figure_id, row in old.items()
        if figure_id in book.figures and row["printed"] != book.figures[figure_id].printed
    }
    if not revised:
        return book
    figures = {
        figure_id: replace(figure, revised=True) if figure_id in revised else figure
        for figure_id, figure in book.figures.items()
    }
    return replace(book, figures=figures)


def compare(
    formers: Formers, book: Book, explained: Explanations, quarter: Quarter, inputs: Mapping[str, Any]
) -> Comparison:
    """Compares the figures of a draft.

    Args:
        formers: the releases at hand.
        book: the figures.
        explained: the files behind each.
        quarter: of the draft.
        inputs: what the draft is made from, as its manifest will say.
    """
    comparison = Comparison()
    newest = formers.newest
    if newest is not None:
        if _same_figures(newest, book):
            _inherit(comparison, newest, quarter)
        else:
            comparison.revisions.extend(_Against(newest, book, explained, inputs).since())
            _keep(comparison, newest, quarter)
    latest = list(formers.earlier)[-1:]
    for earlier, former in formers.earlier.items():
        against, today = _Against(former, book, explained, inputs), formers.today.get(earlier)
        comparison.revisions.extend(against.earlier(earlier, today, last=earlier in latest))
        _keep(comparison, former, earlier)
        if today is not None:
            content = as_csv(PUBLIC_COLUMNS, (figure.public() for figure in today.figures.values()))
            comparison.kept[f"{COMPARED}/{earlier.code}{TODAY}"] = content
            comparison.named[earlier.code]["today_sha256"] = hashlib.sha256(content).hexdigest()
    return comparison


def findings(comparison: Comparison) -> list[Finding]:
    """The contradictions with an earlier report, each a warning: two reports of a year say different things."""
    return [
        Finding(
            "warning",
            delivery=revision.sources if revision.reason == "kiriman" else "",
            column=revision.figure_id,
            value=revision.new,
            rule="bertentangan_dengan_laporan_lalu",
            message=(
                f"{revision.figure_id}: {_SAYS[revision.kind]} '{revision.new}', '{revision.old}' in {revision.quarter}"
                f" {revision.release}; {_WHY[revision.reason]}{': ' + revision.sources if revision.sources else ''};"
                " expected: the same in every report of the year, or a remark of the steward why not"
            ),
        )
        for revision in comparison.of(*CONTRADICTIONS)
    ]


_SAYS: dict[str, str] = {
    "turun": "a sum since January fell to",
    "tetapan": "what holds for the whole year is now",
    "nama": "the figure is now called",
    "satuan": "the unit is now",
}
_WHY: dict[Reason, str] = {
    "kiriman": "by a delivery that came since",
    "kiriman_dicabut": "by a delivery that was taken back",
    "kebijakan": "by a policy",
    "konfigurasi": "by profile, reference data or contracts",
    "cara_hitung": "by the way it is worked out",
}


def rows_by_id(content: bytes) -> dict[str, dict[str, str]]:
    """Rows of a `figures.csv` by figure id."""
    return {row["figure_id"]: row for row in rows_of(content)}


def read_revisions(content: bytes) -> list[Revision]:
    """The rows of a `revisions.csv`.

    Raises:
        KeyError, TypeError: a column is missing.
    """
    return [
        Revision(**{name: row[name] for name in COLUMNS if name != "rows"}, rows=row.get("rows", ""))  # type: ignore[arg-type]
        for row in rows_of(content)
    ]


def names_of(deliveries: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 to file name, from landing path to SHA-256."""
    return {sha256: place.rpartition("/")[2] for place, sha256 in deliveries.items()}


def differences(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[Kind, str]]:
    """What differs between the figures of two releases of a quarter: kind and figure id, in id order."""
    for figure_id in sorted({*old, *new}):
        if figure_id not in new:
            yield "hilang", figure_id
        elif figure_id not in old:
            yield "baru", figure_id
        elif old[figure_id]["printed"] != new[figure_id]["printed"]:
            yield "direvisi", figure_id
        elif old[figure_id]["value"] != new[figure_id]["value"]:
            yield "nilai", figure_id


def _public(figure: Figure) -> dict[str, str]:
    return {"printed": figure.printed, "value": plain(figure.value), "policy": figure.policy}


def _same_figures(former: Former, book: Book) -> bool:
    new = {figure_id: _public(figure) for figure_id, figure in book.figures.items()}
    return next(differences(former.figures, new), None) is None


def _baseline(newest: Former | None, book: Book) -> dict[str, dict[str, str]]:
    """Rows of the figures that revisions count from; none when nothing else was published before."""
    if newest is None:
        return {}
    if not _same_figures(newest, book):
        return newest.figures
    kept = newest.path / COMPARED / f"{newest.manifest['quarter']}.csv"
    return rows_by_id(kept.read_bytes()) if kept.is_file() else {}


def _inherit(comparison: Comparison, newest: Former, quarter: Quarter) -> None:
    """Takes over what the newest release says of the one before it."""
    listed = newest.path / REVISIONS
    if not listed.is_file() or quarter.code not in (named := newest.manifest.get("compared", {})):
        return
    name = f"{COMPARED}/{quarter.code}.csv"
    comparison.revisions.extend(
        revision for revision in read_revisions(listed.read_bytes()) if revision.kind in SINCE_BEFORE
    )
    comparison.kept[name] = (newest.path / name).read_bytes()
    comparison.named[quarter.code] = named[quarter.code]


def _keep(comparison: Comparison, former: Former, quarter: Quarter) -> None:
    comparison.kept[f"{COMPARED}/{quarter.code}.csv"] = former.content
    comparison.named[quarter.code] = former.named


class _Against:
    """A draft beside one release."""

    def __init__(self, former: Former, book: Book, explained: Explanations, inputs: Mapping[str, Any]) -> None:
        self.former, self.book, self.explained, self.inputs = former, book, explained, inputs
        self.files = names_of(inputs.get("deliveries", {}))
        self.kinds = {str(row["_delivery_sha256"]): set(re.split(r"\W+", str(row["kinds"]))) for row in book.deliveries}

    def since(self) -> Iterator[Revision]:
        """What differs from the release before of the same quarter."""
        new = {figure_id: _public(figure) for figure_id, figure in self.book.figures.items()}
        for kind, figure_id in differences(self.former.figures, new):
            old, figure = self.former.figures.get(figure_id), self.book.find(figure_id)
            yield self.revision(
                kind,
                figure_id,
                (old["printed"], old["value"]) if old else ("", ""),
                (figure.printed, plain(figure.value)) if figure else ("", ""),
            )

    def earlier(self, quarter: Quarter, today: Hindsight | None, *, last: bool) -> Iterator[Revision]:
        """What differs from the report of an earlier quarter; only the last one is searched for contradictions."""
        late = self.late(today) if today is not None else {}
        yield from late.values()
        for figure_id, figure in self.book.figures.items():
            old = self.former.figures.get(figure_id)
            if old is None:
                continue
            was, now = (old["printed"], old["value"]), (figure.printed, plain(figure.value))
            of_closed = figure.bulan and int(figure.bulan) in quarter.months
            if of_closed and was[0] != now[0] and figure_id not in late:
                yield self.revision("periode_lalu", figure_id, was, now)
            if last:
                for kind, said, is_now in contradictions(figure, old):
                    yield self.revision(kind, figure_id, said, is_now)

    def late(self, today: Hindsight) -> dict[str, Revision]:
        """The figures of the report that would print otherwise today, by id, each with the rows behind."""
        found = {}
        for figure_id in sorted({*self.former.figures, *today.figures}):
            old, figure = self.former.figures.get(figure_id), today.figures.get(figure_id)
            was = (old["printed"], old["value"]) if old else ("", "")
            now = (figure.printed, plain(figure.value)) if figure else ("", "")
            if was[0] == now[0]:
                continue
            rows = today.rows.get(figure_id, [])
            reason, sources = self.without_deliveries(old, figure)
            if rows:
                there = {row.file_name for row in rows if row.sha256 in self.files}
                reason, sources = ("kiriman", there) if there else ("kiriman_dicabut", {row.file_name for row in rows})
            found[figure_id] = Revision(
                kind="periode_lalu",
                quarter=str(self.former.manifest["quarter"]),
                release=self.former.path.name,
                figure_id=figure_id,
                label=figure.label if figure else (old or {})["label"],
                old=was[0],
                new=now[0],
                old_value=was[1],
                new_value=now[1],
                reason=reason,
                sources="; ".join(sorted(sources)),
                rows="; ".join(map(str, rows)),
            )
        return found

    def revision(self, kind: Kind, figure_id: str, old: Said, new: Said) -> Revision:
        """A difference with its reason."""
        figure, row = self.book.find(figure_id), self.former.figures.get(figure_id)
        # What a figure is called and counted in is no matter of deliveries.
        words = kind in ("nama", "satuan")
        reason, sources = self.without_deliveries(row, figure) if words else self.why(figure_id, row, figure)
        return Revision(
            kind=kind,
            quarter=str(self.former.manifest["quarter"]),
            release=self.former.path.name,
            figure_id=figure_id,
            label=figure.label if figure else (row or {})["label"],
            old=old[0],
            new=new[0],
            old_value=old[1],
            new_value=new[1],
            reason=reason,
            sources="; ".join(sorted(sources)),
        )

    def why(self, figure_id: str, old: Mapping[str, str] | None, figure: Figure | None) -> tuple[Reason, Iterable[str]]:
        """The first that explains a difference: deliveries, its policy, the unit's files, the program."""
        former = self.former
        before = former.trails.get(figure_id, set())
        item = self.explained.by_id.get(figure_id)
        now = set(item.files) if item else set()
        # Its own files first; a file that made rows of another one count no more stands behind no figure.
        for came, went in (
            (now - before, before - now),
            (self.alike(self.files.keys() - former.files.keys(), before | now), former.files.keys() - self.files),
        ):
            if came:
                return "kiriman", [self.files.get(sha256, sha256) for sha256 in came]
            if went:
                return "kiriman_dicabut", [former.files.get(sha256, sha256) for sha256 in went]
        return self.without_deliveries(old, figure)

    def without_deliveries(self, old: Mapping[str, str] | None, figure: Figure | None) -> tuple[Reason, Iterable[str]]:
        """The policy, the unit's files or the program."""
        if old is not None and figure is not None and old["policy"] != figure.policy:
            return "kebijakan", {*figure.policy.split("; ")} - {*old["policy"].split("; ")}
        created = self.former.manifest["created_from"].get("configuration", {})
        if changed := {name for name, _ in self.inputs.get("configuration", {}).items() ^ created.items()}:
            return "konfigurasi", changed
        return "cara_hitung", ()

    def alike(self, deliveries: Iterable[str], behind: Iterable[str]) -> set[str]:
        """Those of the kinds that stand behind a figure."""
        kinds = set().union(*(self.kinds.get(sha256, set()) for sha256 in behind))
        return {sha256 for sha256 in deliveries if not kinds or kinds & self.kinds.get(sha256, kinds)}


def contradictions(figure: Figure, old: Mapping[str, str]) -> Iterator[tuple[Kind, Said, Said]]:
    """What two reports of a year cannot both be right about."""
    was, now = (old["printed"], old["value"]), (figure.printed, plain(figure.value))
    if figure.unit != old["unit"]:
        yield "satuan", (old["unit"], ""), (figure.unit, "")
    if figure.label != old["label"]:
        yield "nama", (old["label"], ""), (figure.label, "")
    if figure.period_basis in _WHOLE_YEAR and figure.printed != old["printed"]:
        yield "tetapan", was, now
    if (
        figure.period_basis == "tahun_berjalan"
        and figure.operation == _ADDITIVE
        and figure.value is not None
        and old["value"]
        and figure.value < Decimal(old["value"])
    ):
        yield "turun", was, now


def _behind(revision: Revision, words: Mapping[str, str]) -> str:
    """What stands behind a difference: its sources, or the first rows of each file."""
    if not revision.rows:
        return revision.sources
    by_file: dict[str, list[str]] = {}
    for place in revision.rows.split("; "):
        file, _, row = place.rpartition("#")
        by_file.setdefault(file, []).append(row)
    told = []
    for file, rows in by_file.items():
        more = words["lainnya"].replace("{n}", str(len(rows) - SHOWN_ROWS)) if len(rows) > SHOWN_ROWS else ""
        told.append(f"{file} {words['baris']} {', '.join(rows[:SHOWN_ROWS])}{more}")
    return "; ".join(told)


def as_records(comparison: Comparison, words: Mapping[str, Mapping[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Rows for the tables of the page, by table; `words` has those of kinds and reasons."""

    def row(revision: Revision) -> dict[str, Any]:
        told = words["sebab"][revision.reason]
        return {
            **asdict(revision),
            "pertentangan": words["jenis"].get(revision.kind, ""),
            "sebab": f"{told}: {behind}" if (behind := _behind(revision, words["baris"])) else told,
        }

    return {name: [row(revision) for revision in rows] for name, rows in comparison.by_table().items()}
