"""The numbers of the dashboard: each with its key, its machine value, and a panel that says where it comes from.

Belongs here: a number and its panel as markup. Not here: where it stands (dasbor.py), the looks (dasbor.css), the words
(dasbor.yaml).

A key names what the number is: `2025-TW2:TJ.1.realisasi` a figure of a report, `perubahan:TJ.1:triwulan_lalu` a change,
`kontribusi:TJ.1:triwulan_lalu:layanan::kalibrasi` a contribution, `jarak:`, `proyeksi:` and `jarak_proyeksi:` what
their names say.
"""

from __future__ import annotations

from decimal import Decimal
from html import escape

from orchestration.figures.book import Figure
from orchestration.figures.numbers import format_number, plain
from orchestration.publication.document.declared_dashboard import Dashboard
from orchestration.publication.document.document import REVISED
from orchestration.publication.evidence.panels import panel_id, words
from orchestration.publication.evidence.trends import Change, Contribution, Former, Projection, Trends
from orchestration.workspace.quarters import Quarter

_REPORT = "laporan.html"


class Numbers:
    """Numbers to markup; keeps the panel of each, in the order in which they stand.

    Attributes:
        panels: key to markup.
    """

    def __init__(self, said: Dashboard, trends: Trends, quarter: Quarter) -> None:
        self.said, self.quarter = said, quarter
        self.rilis = {release.triwulan: release.rilis for release in trends.releases}
        self.panels: dict[str, str] = {}

    def quarter_name(self, code: str) -> str:
        """A quarter as the dashboard calls it."""
        quarter = Quarter.parse(code)
        return words(self.said.triwulan.format(triwulan=quarter.roman, tahun=quarter.year))

    def release_name(self, code: str) -> str:
        """An earlier report, by its quarter and release."""
        return f'{self.quarter_name(code)} <span class="tetap">{self.rilis[code]}</span>'

    def figure(self, figure: Figure) -> str:
        """A figure of this report."""
        asal = self.said.asal
        key = f"{self.quarter.code}:{figure.figure_id}"
        link = f'<a href="{_REPORT}#{panel_id(figure.figure_id)}">{escape(asal.jejak)}</a>'
        entries = [(asal.rilis, f"{self.quarter_name(self.quarter.code)}, {escape(asal.kini)}"), ("", link)]
        made = self.number(
            key, figure.value, figure.printed, figure.label, figure.unit, entries, revised=figure.revised
        )
        return made + (f'<sup class="revisi">{REVISED}</sup>' if figure.revised else "")

    def former(self, row: Former, label: str) -> str:
        """A figure of an earlier report."""
        asal = self.said.asal
        key = f"{row.triwulan}:{row.figure_id}"
        place = f"../../{row.triwulan}/{self.rilis[row.triwulan]}/{_REPORT}#{panel_id(row.figure_id)}"
        entries = [(asal.rilis, self.release_name(row.triwulan)), ("", f'<a href="{place}">{escape(asal.jejak)}</a>')]
        made = self.number(key, row.value, row.printed, label, row.unit, entries, revised=row.is_revisi)
        return made + (f'<sup class="revisi">{REVISED}</sup>' if row.is_revisi else "")

    def change(self, change: Change, label: str, unit: str) -> str:
        """By how much a printed realisasi changed; nothing where it did not."""
        if change.perubahan is None:
            return ""
        note = self.said.asal.perubahan.format(rilis=self.release_text(change))
        key = f"perubahan:{change.kode}:{change.pembanding}"
        return self.signed(key, change.perubahan, change.desimal, label, unit, [("", words(note))])

    def contribution(self, given: Contribution, change: Change, name: str, unit: str) -> str:
        """What one of them gives to a change."""
        asal = self.said.asal
        key = f"kontribusi:{given.kode}:{given.pembanding}:{given.rincian}:{given.suku}:{given.kunci}"
        note = asal.kontribusi.format(kode=given.kode, rilis=self.release_text(change))
        entries = [("", words(note))]
        if given.suku != "pembulatan":
            sides = (
                (given.pembilang_lalu, given.penyebut_lalu),
                (given.pembilang_kini, given.penyebut_kini),
            )
            told = "; ".join(" / ".join(plain(value).replace(".", ",") for value in side) for side in sides)
            entries += [(asal.bagian, words(told)), ("", words(self.said.rincian.rumus))]
        return self.signed(key, given.kontribusi, change.desimal_rinci, name, unit, entries)

    def distance(self, row: Projection, label: str, unit: str) -> str:
        """From the realisasi to the target."""
        if row.jarak is None:
            return ""
        text = format_number(row.jarak, row.desimal)
        return self.number(f"jarak:{row.kode}", row.jarak, text, label, unit, [("", words(self.said.asal.jarak))])

    def projection(self, row: Projection, label: str, unit: str) -> str:
        """Where the year would end."""
        if row.proyeksi_akhir is None or row.cara is None:
            return ""
        note = self.said.asal.proyeksi[row.cara].format(awal=_bare(self.said, row.triwulan_awal))
        text = format_number(row.proyeksi_akhir, row.desimal)
        return self.number(f"proyeksi:{row.kode}", row.proyeksi_akhir, text, label, unit, [("", words(note))])

    def distance_then(self, row: Projection, label: str, unit: str) -> str:
        """From there to the target."""
        if row.jarak_proyeksi is None:
            return ""
        text, note = format_number(row.jarak_proyeksi, row.desimal), words(self.said.asal.jarak_proyeksi)
        return self.number(f"jarak_proyeksi:{row.kode}", row.jarak_proyeksi, text, label, unit, [("", note)])

    def release_text(self, change: Change) -> str:
        """The report that a change is counted from, as plain words."""
        return f"{_bare(self.said, change.triwulan)} {change.rilis}"

    def signed(
        self, key: str, value: Decimal, decimals: int, label: str, unit: str, entries: list[tuple[str, str]]
    ) -> str:
        """A number with its sign, also when it is positive."""
        sign = '<span class="tanda-tambah">+</span>' if value > 0 else ""
        return sign + self.number(key, value, format_number(value, decimals), label, unit, entries)

    def number(
        self,
        key: str,
        value: Decimal | None,
        text: str,
        label: str,
        unit: str,
        entries: list[tuple[str, str]],
        *,
        revised: bool = False,
    ) -> str:
        """A number that leads to its panel; where it stands first it can be found again from there."""
        anchor, place = f"asal-{escape(key)}", ""
        tagged = f'<data value="{plain(value)}" data-angka="{escape(key)}"{{}}>{escape(text)}</data>'
        if key not in self.panels:
            place = f' id="di-{escape(key)}"'
            asal = self.said.asal
            full = plain(value).replace(".", ",")
            listed = [*entries, (asal.nilai_penuh, words(full))] if value is not None else entries
            listed += [("", escape(asal.revisi))] if revised else []
            told = "".join(
                f"<dt>{escape(name)}</dt><dd>{content}</dd>" if name else f"<dd>{content}</dd>"
                for name, content in listed
            )
            self.panels[key] = (
                f'<section class="asal" id="{anchor}" role="dialog" tabindex="-1" aria-label="{escape(label)}">'
                f'<p class="kode tetap">{escape(key)}</p>'
                f'<a class="tutup" href="#di-{escape(key)}">{escape(asal.tutup)}</a>'
                f"<h2>{words(label)}</h2>"
                f'<p class="nilai">{tagged.format("")} <span>{words(unit)}</span></p><dl>{told}</dl></section>\n'
            )
        return f'<a href="#{anchor}">{tagged.format(place)}</a>'


def _bare(said: Dashboard, code: str) -> str:
    quarter = Quarter.parse(code)
    return said.triwulan.format(triwulan=quarter.roman, tahun=quarter.year)
