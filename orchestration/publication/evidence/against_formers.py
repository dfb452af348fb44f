"""What changed since the report was last published, and what it says otherwise than the reports of earlier quarters.

Belongs here: comparing the figures of a draft with those of releases, and saying why they differ. Not here: finding the
releases (former_releases.py), the words of the page (revisions_told.py, reports/templates), and the rows behind one
change (audit/following/difference.py).

A draft is compared with the newest release of its quarter that has other figures: publishing the same figures again, in
other words or after another program, does not make a revised figure look settled. What it was compared with goes into
the release, so that the comparison can be repeated where the releases before are not at hand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from orchestration.figures.book import PUBLIC_COLUMNS, Book, Figure
from orchestration.figures.numbers import plain
from orchestration.publication.evidence.explanations import Explanations
from orchestration.publication.evidence.former_releases import Former, Formers, names_of, rows_by_id
from orchestration.publication.evidence.hindsight import Hindsight
from orchestration.publication.evidence.revisions import (
    COMPARED,
    REVISIONS,
    SINCE_BEFORE,
    TODAY,
    Comparison,
    Kind,
    Reason,
    Revision,
    Said,
    read_revisions,
)
from orchestration.workspace.delimited import as_csv
from orchestration.workspace.quarters import Quarter

_WHOLE_YEAR = ("tahun", "tahun_lalu", "akhir_tahun_lalu")
_ADDITIVE = "row_sum"


def mark_revised(book: Book, formers: Formers) -> Book:
    """The book with every figure marked that prints otherwise than in the release before."""
    return marked(book, _baseline(formers.newest, book))


def marked(book: Book, old: Mapping[str, Mapping[str, str]]) -> Book:
    """The book with every figure marked that prints otherwise than in some rows of a `figures.csv`, by figure id."""
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
        changed = {name for name, _ in self.inputs.get("configuration", {}).items() ^ created.items()}
        # An answer to a warning changes no figure.
        if behind := {name for name in changed if not name.startswith("tanggapan/")}:
            return "konfigurasi", behind
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
