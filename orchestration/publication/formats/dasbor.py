"""The dashboard: one offline page over all releases up to this quarter, for the head's meeting.

Belongs here: which tables and drawings stand where. Not here: its numbers and their panels (dasbor_numbers.py), its
drawings (dasbor_drawings.py), its looks and words (reports/templates/dasbor.css, dasbor.yaml), and any arithmetic.

It needs no JavaScript and nothing from anywhere else. Every drawing has its numbers in a table. Printed, it is the
table of all indicators on one A4 page.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from orchestration.declarations import typed_yaml
from orchestration.figures.book import Figure
from orchestration.figures.numbers import month_name
from orchestration.publication.document.declared_dashboard import Dashboard
from orchestration.publication.document.document import Document
from orchestration.publication.evidence.panels import words
from orchestration.publication.evidence.trends import Change, Contribution, Former
from orchestration.publication.formats import Material, dasbor_drawings
from orchestration.publication.formats.dasbor_numbers import Numbers
from orchestration.publication.formats.html import font_faces
from orchestration.workspace.quarters import Quarter

WORDS, LOOKS = "dasbor.yaml", "dasbor.css"
_ROUNDING = "pembulatan"
_WAYS = ("layanan", "akun", "suku", "bulan", "unsur")
"""By which way of sharing out the greatest contribution is named: the first that an indicator has."""


def render(document: Document, material: Material) -> bytes:
    """Renders the dashboard as UTF-8."""
    said = typed_yaml.load(material.templates / WORDS, Dashboard)
    return _Page(document, material, said).whole().encode("utf-8")


class _Page:
    def __init__(self, document: Document, material: Material, said: Dashboard) -> None:
        self.document, self.material, self.said, self.trends = document, material, said, material.trends
        self.quarter = Quarter.containing(material.day)
        self.numbers = Numbers(said, material.trends, self.quarter)
        self.quarters = [*(release.triwulan for release in material.trends.releases), self.quarter.code]
        self.projections = {row.kode: row for row in material.trends.projections}
        self.changes = {(row.kode, row.pembanding): row for row in material.trends.changes}
        self.given: dict[tuple[str, str], dict[str, list[Contribution]]] = {}
        for row in material.trends.contributions:
            self.given.setdefault((row.kode, row.pembanding), {}).setdefault(row.rincian, []).append(row)

    def whole(self) -> str:
        """The page."""
        said, unit = self.said, self.document.subtitle
        title = said.judul.format(unit=unit)
        period = said.periode.format(triwulan=self.quarter.roman, tahun=self.quarter.year)
        summary, details = self.summary(), "".join(map(self.detail, self.trends.codes))
        fonts = font_faces(self.material.fonts)
        looks = (self.material.templates / LOOKS).read_text(encoding="utf-8")
        mark = self.document.mark
        draft = f'<p class="tanda" role="note"><b>{escape(mark)}</b></p>\n' if mark else ""
        return (
            '<!doctype html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
            " font-src data:; base-uri 'none'; form-action 'none'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}, {escape(period)}</title>\n"
            f'<meta name="color-scheme" content="light">\n<style>\n{fonts}\n{looks}</style>\n</head>\n<body>\n{draft}'
            f'<a class="lewati" href="#ringkasan">{escape(said.lewati)}</a>\n'
            f"<header><h1>{words(title)}</h1><p>{words(period)}</p></header>\n"
            f'<nav aria-label="{escape(said.navigasi)}"><a href="#ringkasan">{escape(said.ringkasan.judul)}</a>'
            f' <a href="#rincian">{escape(said.rincian.judul)}</a>'
            f' <a href="laporan.html">{escape(said.laporan)}</a></nav>\n'
            f'<main>\n{summary}<section id="rincian" aria-labelledby="judul-rincian">'
            f'<h2 id="judul-rincian">{escape(said.rincian.judul)}</h2>\n{details}</section>\n</main>\n'
            f'<div class="asal-asal">\n{"".join(self.numbers.panels.values())}</div>\n</body>\n</html>\n'
        )

    # --- the table of all indicators ---

    def summary(self) -> str:
        said = self.said.ringkasan
        heads = {
            name: title
            for name, title in said.kolom.items()
            if name not in ("triwulan_lalu", "tahun_lalu") or self.has(name)
        }
        rows = "".join(self.row(code, list(heads)) for code in self.trends.codes)
        cells = "".join(f'<th scope="col" class="{name}">{escape(title)}</th>' for name, title in heads.items())
        first = "" if self.trends.releases else f'<p class="catatan">{escape(self.said.belum_ada)}</p>\n'
        return (
            '<section id="ringkasan" aria-labelledby="judul-ringkasan">'
            f'<h2 id="judul-ringkasan">{escape(said.judul)}</h2>\n'
            f'<p class="pengantar">{words(self.said.pengantar)}</p>\n{first}'
            f'<table class="ringkasan"><thead><tr>{cells}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n'
            f'<p class="catatan">{words(said.catatan)}</p>\n'
            f'<p class="catatan layar">{words(self.said.cetak)}</p></section>\n'
        )

    def has(self, comparison: str) -> bool:
        """Whether any indicator changed since what is compared with."""
        return any(row.perubahan is not None for row in self.trends.changes if row.pembanding == comparison)

    def row(self, code: str, heads: Sequence[str]) -> str:
        """An indicator; on a narrow screen every cell says its head itself."""
        said = self.said.ringkasan
        real = self.figure(f"{code}.realisasi")
        cells = {
            "target": self.own(f"{code}.target"),
            "realisasi": self.own(f"{code}.realisasi"),
            "capaian": self.capaian(code),
            "jarak": self.distance(code),
            "triwulan_lalu": self.moved(code, "triwulan_lalu"),
            "tahun_lalu": self.moved(code, "tahun_lalu"),
            "tren": dasbor_drawings.line(
                f"{code}.realisasi",
                [self.value(quarter, f"{code}.realisasi") for quarter in self.quarters],
                said.tren.format(kode=code),
            ),
            "proyeksi": self.projected(code),
        }
        listed = "".join(
            f'<td class="{name}" data-kepala="{escape(said.kolom[name])}">{_held(cells[name])}</td>'
            for name in heads[1:]
        )
        name = real.label if real else code
        unit = f' <span class="satuan">({words(real.unit)})</span>' if real and real.unit else ""
        return (
            f'<tr><th scope="row" class="indikator"><a class="ke" href="#rincian-{escape(code)}"><b class="tetap">'
            f"{escape(code)}</b> {words(name)}</a>{unit}</th>{listed}</tr>\n"
        )

    def capaian(self, code: str) -> str:
        figure = self.figure(f"{code}.capaian")
        if figure is None or figure.printed_value is None:
            return self.own(f"{code}.capaian")
        bar = dasbor_drawings.share_bar(
            f"{self.quarter.code}:{figure.figure_id}",
            figure.printed_value,
            self.said.ringkasan.batang.format(kode=code),
        )
        return f"{self.numbers.figure(figure)} {bar}"

    def distance(self, code: str) -> str:
        row = self.projections.get(code)
        if row is None or row.jarak is None:
            return ""
        said = self.said.ringkasan
        verdict = said.tercapai if row.jarak <= 0 else said.kurang
        number = self.numbers.distance(row, f"{code} {said.kolom['jarak']}", self.unit(code))
        return f'{number} <span class="{"baik" if row.jarak <= 0 else "kurang"}">{escape(verdict)}</span>'

    def projected(self, code: str) -> str:
        row = self.projections.get(code)
        if row is None or row.proyeksi_akhir is None:
            return escape(self.said.bukan_proyeksi)
        said = self.said.ringkasan
        number = self.numbers.projection(row, f"{code} {said.kolom['proyeksi']}", self.unit(code))
        if row.jarak_proyeksi is None:
            return number
        verdict = said.tercapai if row.jarak_proyeksi <= 0 else said.kurang
        far = self.numbers.distance_then(row, f"{code} {said.kolom['proyeksi']}", self.unit(code))
        kind = "baik" if row.jarak_proyeksi <= 0 else "kurang"
        return f'{number} <small class="{kind}">{escape(verdict)} ({far})</small>'

    def moved(self, code: str, comparison: str) -> str:
        """The change, and whose contribution to it is the greatest."""
        change = self.changes.get((code, comparison))
        if change is None or change.perubahan is None:
            return escape(self.said.bukan_proyeksi)
        number = self.numbers.change(change, f"{code} {self.said.ringkasan.kolom[comparison]}", self.unit(code))
        ways = self.given.get((code, comparison), {})
        shared = next((ways[way] for way in _WAYS if way in ways), [])
        shared = [given for given in shared if given.suku != _ROUNDING]
        greatest = max((g for g in shared if g.kontribusi), key=lambda given: abs(given.kontribusi), default=None)
        if greatest is None or len(shared) < 2:
            return number
        name = self.key_name(greatest)
        given = self.numbers.contribution(greatest, change, f"{code} {name}", self.unit(code))
        return f"{number} <small>{escape(self.said.ringkasan.penggerak)}: {words(name)} {given}</small>"

    # --- one indicator ---

    def detail(self, code: str) -> str:
        figure = self.figure(f"{code}.realisasi")
        name = figure.label if figure else code
        parts = [self.by_quarter(code), self.by_service(code), self.by_month(code)]
        parts += [self.shared(code, comparison) for comparison in ("triwulan_lalu", "tahun_lalu")]
        return (
            f'<details><summary><h3><b class="tetap">{escape(code)}</b> {words(name)}</h3></summary>'
            f'<div id="rincian-{escape(code)}">\n{"".join(parts)}</div></details>\n'
        )

    def by_quarter(self, code: str) -> str:
        said = self.said.rincian
        ids = {said.target: f"{code}.target", said.realisasi: f"{code}.realisasi", said.capaian: f"{code}.capaian"}
        rows = [
            (escape(name), [self.at(quarter, figure_id) for quarter in self.quarters])
            for name, figure_id in ids.items()
        ]
        table = self.table(
            code, said.menurut_triwulan, said.ukuran, [self.numbers.quarter_name(q) for q in self.quarters], rows
        )
        drawn = dasbor_drawings.columns(
            [f"{quarter}:{code}.realisasi" for quarter in self.quarters],
            [self.value(quarter, f"{code}.realisasi") for quarter in self.quarters],
            said.gambar.format(kode=code),
        )
        return f'<div class="beside">{table}{drawn}</div>\n'

    def by_service(self, code: str) -> str:
        """The realisasi of each service, quarter by quarter."""
        prefix = f"{code}.realisasi."
        ids = {name for name in self.material.explained.by_id if name.startswith(prefix) and ".alt." not in name}
        ids |= {name for _, name in self.trends.former if name.startswith(prefix)}
        services = sorted(name.removeprefix(prefix) for name in ids)
        services = [name for name in services if "." not in name]
        if not services:
            return ""
        rows = [
            (words(self.trends.names.get(name, name)), [self.at(quarter, prefix + name) for quarter in self.quarters])
            for name in services
        ]
        said = self.said.rincian
        return self.table(
            code, said.menurut_layanan, said.layanan, [self.numbers.quarter_name(q) for q in self.quarters], rows
        )

    def by_month(self, code: str) -> str:
        """What an indicator is made of month by month, where it is."""
        prefix = f"{code}.persen."
        found = [
            f for n, item in self.material.explained.by_id.items() if n.startswith(prefix) and (f := item.figure).bulan
        ]
        found = [figure for figure in found if ".alt." not in figure.figure_id]
        months = sorted({figure.bulan for figure in found})
        cells = {(figure.layanan, figure.bulan): self.numbers.figure(figure) for figure in found}
        rows = [
            (words(self.trends.names.get(name, name)), [cells.get((name, month), "") for month in months])
            for name in sorted({figure.layanan for figure in found})
        ]
        said = self.said.rincian
        heads = [escape(month_name(int(month))) for month in months]
        return self.table(code, said.menurut_bulan, said.layanan, heads, rows) if rows else ""

    def shared(self, code: str, comparison: str) -> str:
        """A change, shared out by everything that the formula knows."""
        change = self.changes.get((code, comparison))
        if change is None:
            return ""
        said = self.said.rincian
        title = said.perubahan[comparison].format(triwulan=_plain_quarter(self.said, change.triwulan))
        head = f"<h4>{words(title)}</h4>\n"
        if change.sebab:
            return head + f"<p>{escape(said.sebab[change.sebab])}</p>\n"
        ways = self.given[code, comparison]
        tables = "".join(self.contributions(change, way, ways[way]) for way in said.menurut if way in ways)
        return f'{head}<div class="beside">{tables}</div>\n<p class="catatan">{words(said.rumus)}</p>\n'

    def contributions(self, change: Change, way: str, given: Sequence[Contribution]) -> str:
        said = self.said.rincian
        full = max((abs(row.kontribusi) for row in given), default=Decimal(0)) or Decimal(1)
        rows = ""
        for row in given:
            name = self.key_name(row)
            key = f"kontribusi:{row.kode}:{row.pembanding}:{row.rincian}:{row.suku}:{row.kunci}"
            number = self.numbers.contribution(row, change, f"{row.kode} {name}", self.unit(row.kode))
            rows += (
                f'<tr><th scope="row">{words(name)}</th>'
                f'<td class="angka">{number}</td>'
                f"<td>{dasbor_drawings.signed_bar(key, row.kontribusi, full)}</td></tr>\n"
            )
        total = self.numbers.change(change, f"{change.kode} {said.jumlah}", self.unit(change.kode))
        since = said.perubahan[change.pembanding].format(triwulan=_plain_quarter(self.said, change.triwulan))
        title = f"{change.kode} {since} {said.menurut[way]}"
        return (
            f'<div class="gulir" role="region" aria-label="{escape(title)}" tabindex="0"><table>'
            f"<caption>{escape(said.menurut[way])}</caption>"
            f'<thead><tr><th scope="col">{escape(said.kepala[way])}</th><th scope="col" class="angka">'
            f'{escape(said.kontribusi)}</th><th scope="col">{escape(said.batang)}</th></tr></thead>\n'
            f'<tbody>\n{rows}</tbody><tfoot><tr><th scope="row">{escape(said.jumlah)}</th>'
            f'<td class="angka">{total}</td><td></td></tr></tfoot></table></div>\n'
        )

    def key_name(self, given: Contribution) -> str:
        """What a contribution is of, in words."""
        term = self.said.rincian.suku.get(given.suku, given.suku)
        if not given.kunci:
            return term
        if given.rincian == "bulan":
            name = month_name(int(given.kunci))
        else:
            name = self.trends.names.get(given.kunci, given.kunci)
        return f"{term} {name}" if given.suku else name

    # --- what they share ---

    def table(
        self, code: str, title: str, corner: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]
    ) -> str:
        """A table of numbers that scrolls by itself."""
        cells = "".join(f'<th scope="col" class="angka">{head}</th>' for head in heads)
        body = ""
        for name, row in rows:
            listed = "".join(f'<td class="angka">{cell}</td>' for cell in row)
            body += f'<tr><th scope="row">{name}</th>{listed}</tr>\n'
        return (
            f'<div class="gulir" role="region" aria-label="{escape(f"{code} {title}")}" tabindex="0"><table>'
            f'<caption>{escape(title)}</caption><thead><tr><th scope="col">{escape(corner)}</th>{cells}</tr></thead>\n'
            f"<tbody>\n{body}</tbody></table></div>\n"
        )

    def figure(self, figure_id: str) -> Figure | None:
        item = self.material.explained.by_id.get(figure_id)
        return item.figure if item else None

    def own(self, figure_id: str) -> str:
        """A figure of this report; empty where it has none."""
        figure = self.figure(figure_id)
        return self.numbers.figure(figure) if figure else ""

    def at(self, quarter: str, figure_id: str) -> str:
        """A figure of any report; empty where that has none."""
        if quarter == self.quarter.code:
            return self.own(figure_id)
        row: Former | None = self.trends.former.get((quarter, figure_id))
        if row is None:
            return ""
        figure = self.figure(figure_id)
        return self.numbers.former(row, figure.label if figure else figure_id)

    def value(self, quarter: str, figure_id: str) -> Decimal | None:
        """Its unrounded value."""
        if quarter == self.quarter.code:
            figure = self.figure(figure_id)
            return figure.value if figure else None
        row = self.trends.former.get((quarter, figure_id))
        return row.value if row else None

    def unit(self, code: str) -> str:
        figure = self.figure(f"{code}.realisasi")
        return figure.unit if figure else ""


def _held(cell: str) -> str:
    """A cell as one thing beside its head, where that stands in it; nothing of an empty one."""
    return f"<div>{cell}</div>" if cell else ""


def _plain_quarter(said: Dashboard, code: str) -> str:
    quarter = Quarter.parse(code)
    return said.triwulan.format(triwulan=quarter.roman, tahun=quarter.year)
