"""The panel of each figure in the HTML report: what stands behind it, down to file, sheet and row.

Belongs here: the content of a panel as markup, and where a number leads: to its row of the appendix, which a browser
shows without a script, and in whose place the page's own script opens the panel. Not here: what stands behind a figure
(explanations.py), how panels lie in the page (formats/packed_panels.py), the looks (laporan.css), the words
(jejak.yaml).

Every number of a figure in a panel carries the tag it has in the text, so the checks read panels like pages. Row
numbers, counts and hashes are declared to be no figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from orchestration.figures.book import Figure
from orchestration.figures.numbers import format_number, plain
from orchestration.figures.trails import Stretch, Trail
from orchestration.publication.evidence.explanations import Explanation, Explanations, full

CONSTANT = "tetap"
"""Class of elements whose digits are declared to be no figures."""

_PLACE_LENGTH = 28
_DIGIT = re.compile(r"\d")

Place = tuple[str, str]
"""Anchor of a place where a figure stands, and what the place is called."""


def panel_id(figure_id: str) -> str:
    """The anchor of a figure's panel."""
    return f"jejak-{figure_id}"


def tagged(figure: Figure, anchor: str = "") -> str:
    """A figure as an element with its id and machine value."""
    status = f' data-status="{figure.status}"' if figure.status else ""
    name = f' id="{anchor}"' if anchor else ""
    return (
        f'<data value="{plain(figure.value)}" data-figure="{figure.figure_id}"{status}{name}>'
        f"{escape(figure.printed)}</data>"
    )


def row_id(figure_id: str) -> str:
    """The anchor of a figure's row of the appendix."""
    return f"lampiran-{figure_id}"


def linked(figure: Figure, anchor: str = "", *, row: bool = False) -> str:
    """A figure that leads to its panel, by way of its row of the appendix where it has one."""
    leads = (row_id if row else panel_id)(figure.figure_id)
    return f'<a href="#{leads}">{tagged(figure, anchor)}</a>'


def render(explained: Explanations, places: Mapping[str, Sequence[Place]]) -> dict[str, str]:
    """All panels by figure id, in the order of the ids.

    Args:
        explained: what stands behind each figure.
        places: where each figure stands in the report.
    """
    writer = _Writer(explained)
    return {
        figure_id: writer.panel(explained.by_id[figure_id], places.get(figure_id, ()))
        for figure_id in sorted(explained.by_id)
    }


class _Writer:
    """Panels to markup; remembers the parts that many of them share."""

    def __init__(self, explained: Explanations) -> None:
        self.words = explained.words
        self.labels = self.words.label
        self.numbers = {figure_id: linked(item.figure) for figure_id, item in explained.by_id.items()}
        self.names = {
            figure_id: f'<a href="#{panel_id(figure_id)}">{words(item.figure.label)}</a>'
            for figure_id, item in explained.by_id.items()
        }
        self.named = {
            figure_id: f'<a href="#{panel_id(figure_id)}">{words(item.figure.label)}: {tagged(item.figure)}</a>'
            for figure_id, item in explained.by_id.items()
        }
        self.policies: dict[str, str] = {}
        self.rows: dict[int, list[str]] = {}

    def panel(self, item: Explanation, places: Sequence[Place]) -> str:
        figure = item.figure
        entries = "".join(
            f"<dt>{self.labels[name]}<dd>{content}" for name, content in self.entries(item, places) if content
        )
        back = places[0][0] if places else "naskah"
        return (
            f'<section class="jejak" id="{panel_id(figure.figure_id)}" role="dialog" tabindex="-1"'
            f' aria-label="{escape(figure.label)}">'
            f'<p class="kode {CONSTANT}">{escape(figure.figure_id)}</p>'
            f'<a class="tutup" href="#{back}">{escape(self.words.tutup)}</a>'
            f"<h2>{words(figure.label)}</h2>"
            f'<p class="nilai">{tagged(figure)} <span>{words(figure.unit)}</span></p>'
            f"<dl>{entries}</dl></section>\n"
        )

    def entries(self, item: Explanation, places: Sequence[Place]) -> list[tuple[str, str]]:
        figure = item.figure
        return [
            ("nilai_penuh", self.full_value(figure)),
            ("keterangan", words(figure.keterangan)),
            ("periode", words(item.basis)),
            ("indikator", words(self.indicator(item))),
            ("cara", words(item.method)),
            ("rumus", self.formula(item)),
            ("kebijakan", self.policy_notes(item)),
            ("pilihan_lain", self.bullets(self.named[other.figure_id] for other in item.alternatives)),
            ("komponen", self.bullets(f"{role}: {self.named[part.figure_id]}" for role, part in item.components)),
            ("dipakai", self.bullets(self.names[user.figure_id] for user in item.used_in)),
            ("baris", self.source_rows(item)),
            ("tempat", self.places(places)),
        ]

    def indicator(self, item: Explanation) -> str:
        """Code and name of its indicator, unless the figure's own name says it."""
        named = not item.indicator or item.indicator in item.figure.label
        return "" if named else f"{item.figure.indicator} {item.indicator}"

    def places(self, places: Sequence[Place]) -> str:
        listed = ", ".join(f'<a href="#{anchor}">{escape(_short(name))}</a>' for anchor, name in places)
        return f'<span class="{CONSTANT}">{listed}</span>' if listed else ""

    def bullets(self, lines: Any) -> str:
        made = "".join(f"<li>{line}" for line in lines)
        return f"<ul>{made}</ul>" if made else ""

    def full_value(self, figure: Figure) -> str:
        """The value with all its digits, where print rounds it."""
        if figure.value is None:
            return escape(self.words.tidak_bernilai)
        text = full(figure.value)
        if text == figure.printed:
            return ""
        return f'<data value="{plain(figure.value)}" data-penuh="{figure.figure_id}">{text}</data>'

    def formula(self, item: Explanation) -> str:
        made = "".join(self.numbers[term.figure_id] if term.figure_id else words(term.text) for term in item.formula)
        note = f"<small>{escape(self.words.dibulatkan)}</small>" if made and item.rounded else ""
        return made + note

    def policy_notes(self, item: Explanation) -> str:
        named = item.figure.policy
        if named not in self.policies:
            terms = self.words.kebijakan
            self.policies[named] = self.bullets(
                f"{words(note.title)}: <b>{words(note.choice)}</b>"
                + (f" ({escape(terms.pembanding)}: {words(note.in_force)})" if note.in_force else "")
                + f". {terms.alasan}: {words(note.reason.rstrip('.'))}. {terms.dasar}: {words(note.basis)}"
                for note in item.policies
            )
        return self.policies[named]

    def source_rows(self, item: Explanation) -> str:
        """The sentence that closes the sum, the files with their rows, the digest."""
        figure, trail = item.figure, item.trail
        ending = self.words.penutup
        if trail is None:
            if not figure.row_count:
                return escape(ending["kosong"])
            sentence = _fill(ending["komponen"], baris=_count(figure.row_count))
            return f'<div class="{CONSTANT}">{sentence}{self.digest(figure.row_digest)}</div>'
        rule = escape(f"{trail.relation}: {trail.predicate}", quote=False)
        condition = f"<small>{self.labels['syarat']}: <code>{rule}</code></small>"
        files = "".join(
            f"<li>{line}{self.samples(trail, number)}" for number, line in enumerate(self.stretches(trail.stretches))
        )
        return (
            f'<div class="{CONSTANT}">{self.closing(item, trail)}<ul class="berkas">{files}</ul>'
            f"{condition}{self.digest(trail.row_digest)}</div>"
        )

    def closing(self, item: Explanation, trail: Trail) -> str:
        ending = self.words.penutup
        if trail.summed is None:
            sentence = ending["sendiri"]
        elif item.figure.value is None:
            sentence = ending["tanpa_nilai"]
        else:
            sentence = ending[item.figure.operation]
        filled = _fill(
            sentence, baris=_count(trail.row_count), berisi=_count(trail.counted), jumlah=_number(trail.summed)
        )
        return filled + (f" <b>{ending['tidak_tutup']}</b>" if trail.open_end else "")

    def stretches(self, stretches: tuple[Stretch, ...]) -> list[str]:
        # Figures that count the same rows hold the same list.
        if id(stretches) not in self.rows:
            self.rows[id(stretches)] = [self.stretch(stretch) for stretch in stretches]
        return self.rows[id(stretches)]

    def stretch(self, stretch: Stretch) -> str:
        sheet = f", {_fill(self.words.berkas, lembar=stretch.sheet)}" if stretch.sheet else ""
        rows = self.words.baris
        return (
            f"<b>{escape(stretch.file_name)}</b>{sheet} <code>{stretch.sha256}</code>"
            f"<span>{_count(stretch.count)} {rows}: {rows} {stretch.listed()}</span>"
        )

    def samples(self, trail: Trail, stretch: int) -> str:
        given = [
            f"{sample.row} {self.words.memberi} {_number(sample.contribution)}"
            for sample in trail.samples
            if sample.stretch == stretch and sample.contribution is not None
        ]
        return f"<small>{self.labels['contoh']}: {'; '.join(given)}</small>" if given else ""

    def digest(self, digest: str) -> str:
        return f"<small>{self.labels['sidik']}: <code>{digest}</code></small>" if digest else ""


def words(text: str) -> str:
    """Words of a field; its digits, if it has any, are declared to be no figure."""
    made = escape(text, quote=False)
    return f'<span class="{CONSTANT}">{made}</span>' if _DIGIT.search(text) else made


def _short(name: str) -> str:
    """The name of a place, cut where a heading is a whole sentence."""
    return name if len(name) <= _PLACE_LENGTH else f"{name[: _PLACE_LENGTH - 1].rstrip()}…"


def _fill(pattern: str, **values: str) -> str:
    return escape(pattern).format_map({name: escape(value) for name, value in values.items()})


def _count(number: int | None) -> str:
    return format_number(number or 0, 0)


def _number(value: Decimal | None) -> str:
    return full(value)
