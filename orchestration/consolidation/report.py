"""The consolidated report as the neutral document that every format draws: a summary, and what stands behind it.

Belongs here: chapters, tables and rows. Not here: the words (reports/templates/konsolidasi.yaml), any arithmetic
(totals.sql), and how a block looks (publication/formats). The PDF has the summary alone; HTML and workbook have it all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from orchestration.consolidation.figures import IN, OUT, WAITING, Group, Sums, unit_figure
from orchestration.consolidation.units import Received, State
from orchestration.figures.numbers import long_date
from orchestration.language.sentences import told
from orchestration.publication.assembly.appendix import constant
from orchestration.publication.document.document import (
    Block,
    Cell,
    Column,
    Cover,
    Document,
    FigureRun,
    Heading,
    KeyFigure,
    KeyFigures,
    Listing,
    Note,
    Paragraph,
    Row,
    Runs,
    Section,
    Table,
    TextRun,
    figures_in,
)
from orchestration.publication.document.outline import FONTS
from orchestration.workspace.fonts import unprintable

if TYPE_CHECKING:
    from orchestration.consolidation.settings import Settings
    from orchestration.consolidation.words import Words
    from orchestration.figures.book import Figure
    from orchestration.workspace.quarters import Quarter

SUMMARY = ("sampul", "ringkasan", "asal")
"""Sections that the PDF has too."""

_CODE = "kode"
_QUARTILES = ("kuartil_bawah", "median", "kuartil_atas")
_MONEY = ("pagu", "blokir", "efektif", "realisasi")


def report(quarter: Quarter, sums: Sums, units: Sequence[Received], settings: Settings, words: Words) -> Document:
    """The whole report.

    Args:
        quarter: of all releases.
        sums: the figures.
        units: everything that was found.
        settings: who consolidates, outliers, ranks.
        words: of the report.
    """
    return _Writer(quarter, sums, units, settings, words).document()


def summary(document: Document) -> Document:
    """The part of the report that the PDF has."""
    return replace(document, sections=tuple(section for section in document.sections if section.name in SUMMARY))


@dataclass(frozen=True)
class _Head:
    """A column: its word, its share of the width, its side, and the head that it shares with its neighbours."""

    word: str
    width: float
    align: Literal["kiri", "kanan", "tengah"] = "kiri"
    group: str = ""


def _strange(text: str) -> Runs:
    """Words of a folder or a profile that nobody has looked at: what the fonts do not have becomes a question mark."""
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    missing = dict.fromkeys(map(ord, unprintable(whole, FONTS)), "?")
    return constant(whole.translate(missing))


class _Writer:
    """Chapters out of figures; counts tables as they come."""

    def __init__(
        self, quarter: Quarter, sums: Sums, units: Sequence[Received], settings: Settings, words: Words
    ) -> None:
        self.quarter = quarter
        self.sums = sums
        self.units = {unit.code: unit for unit in units if unit.state is State.TERBIT}
        self.others = [unit for unit in units if unit.state is not State.TERBIT]
        self.settings = settings
        self.words = words
        self.tables = 0
        self.places = {"triwulan": quarter.roman, "tahun": str(quarter.year)}

    def document(self) -> Document:
        title = self.words.judul_berkas.format(**self.places)
        who = self.settings.nama or self.words.seluruhnya
        opening = (self.cover(who), *self.summary())
        cover, *rest = opening
        first = (Section("sampul", (cover,), numbering="tanpa"), self.section("ringkasan", "R", rest))
        printed = figures_in(block for section in first for block in section.blocks)
        sections = (
            *first,
            self.section("asal", "A", self.origins(printed.values())),
            self.section("rincian", "D", self.details(), wide=True),
        )
        return Document(title, who, who, title, sections)

    def section(self, name: str, prefix: str, blocks: Iterable[Block], *, wide: bool = False) -> Section:
        head = self.words.bagian[name]
        return Section(name, tuple(blocks), prefix, "bab", "lanskap" if wide else "tegak", head)

    def cover(self, who: str) -> Cover:
        told_of = {unit.ministry for unit in self.units.values()}
        common = told_of.pop() if len(told_of) == 1 else ""
        ministry = self.settings.kementerian or common or self.words.kementerian
        return Cover(
            ministry=constant(ministry),
            title=constant(self.words.judul),
            period=constant(self.words.periode.format(**self.places), "tanggal"),
            parent=constant(self.words.tempat.format(tanggal=long_date(self.quarter.end)), "tanggal"),
            unit=constant(who),
            place=constant(self.quarter.code, "tanggal"),
        )

    # --- the summary

    def summary(self) -> list[Block]:
        lead = self.words.kalimat
        blocks: list[Block] = [
            self.heading("ringkasan", 1),
            Paragraph(constant(lead["ringkasan"])),
            self.cards(),
            self.heading("isi", 2, anchor="bagian-daftar-isi", contents=False),
            Listing("isi"),
        ]
        if self.others:
            blocks += [self.heading("keadaan", 2), self.left_out()]
        else:
            blocks.append(Paragraph(constant(lead["semua_masuk"])))
        blocks += [self.heading("jumlah", 2), Paragraph(constant(lead["jumlah"]), "pengantar"), self.totals()]
        blocks += [self.heading("median", 2), Paragraph(constant(lead["indikator"]), "pengantar")]
        compared = [group for group in self.sums.groups if len(group.units) > 1]
        blocks.append(self.middles(compared))
        blocks.append(self.heading("pencilan", 2))
        outlying = [group for group in compared if group.outliers]
        blocks.append(self.outliers(outlying) if outlying else Paragraph(constant(lead["tanpa_pencilan"])))
        return [*blocks, self.method()]

    def cards(self) -> KeyFigures:
        card = self.words.kartu
        states = {name: self.figure(f"satker.{name}") for name in (IN, OUT, WAITING)}
        before, _, rest = card["ket_satker"].partition("{waiting}")
        between, _, after = rest.partition("{out}")
        told_of: Runs = (
            *constant(before), *states[WAITING], *constant(between), *states[OUT], *constant(after),
        )  # fmt: skip
        items = [KeyFigure(constant(card["satker"]), states[IN], told_of)]
        for name, value, beside in (
            ("realisasi", "jumlah.anggaran.realisasi", "jumlah.anggaran.persen_efektif"),
            ("pnbp", "jumlah.pnbp", "jumlah.pnbp.satker"),
        ):
            if value not in self.sums.figures:
                continue
            remark = self.figure(beside)
            unit = "% " if name == "realisasi" else " "
            remark = (*remark, TextRun(unit), *constant(card[f"ket_{name}"])) if remark else ()
            items.append(KeyFigure(constant(card[name]), (TextRun("Rp"), *self.figure(value)), remark))
        return KeyFigures(tuple(items))

    def left_out(self) -> Table:
        heads = (_Head("kode", 0.8), _Head("nama", 1.7), _Head("keadaan", 1.0), _Head("alasan", 3.6))
        rows = [
            self.row(
                Cell((_strange(unit.code or "-"),), header=True),
                self.cell(_strange(unit.name or unit.place)),
                self.cell(constant(self.words.keadaan[unit.state.value])),
                self.cell(_strange(told(unit.why, "id"))),
            )
            for unit in self.others
        ]
        return self.table("keadaan", self.words.bagian["keadaan"], heads, rows, size="kecil")

    def totals(self) -> Table:
        heads = (
            _Head("uraian", 3.4), _Head("satuan", 1.2), _Head("jumlah", 1.7, "kanan"), _Head("satker", 0.7, "kanan"),
        )  # fmt: skip
        rows: list[Row] = []
        last = ""
        for figure_id in self.sums.totals:
            figure = self.sums.figures[figure_id]
            group = self.group_of(figure)
            if group != last:
                rows.append(Row((Cell((constant(group),), span=len(heads), header=True),), "kelompok"))
                last = group
            rows.append(
                self.row(
                    self.head_cell(figure.label.partition(": ")[2] or figure.label),
                    self.cell(constant(figure.unit)),
                    self.number(figure_id),
                    self.number(f"{figure_id}.satker"),
                )
            )
        return self.table("jumlah", self.words.bagian["jumlah"], heads, rows)

    def group_of(self, figure: Figure) -> str:
        names = self.words.baris
        if not figure.figure_id.startswith("jumlah.anggaran."):
            return names["volume"] if figure.layanan else names["pnbp"]
        if figure.sumber_dana:
            return names["sumber_dana"].format(nama=figure.sumber_dana.upper())
        return names["anggaran"]

    def middles(self, groups: Sequence[Group]) -> Table:
        of_capaian = self.words.kolom["capaian"]
        without = {
            group.name: group.code
            for group in groups
            if f"indikator.{group.name}.realisasi.satker" not in self.sums.figures
            and f"indikator.{group.name}.capaian.satker" not in self.sums.figures
        }
        heads = (
            *(_Head("kode", 0.8), _Head("indikator", 3.2), _Head("satker", 0.7, "kanan")),
            _Head("median_realisasi", 1.2, "kanan"),
            *(_Head(name, 1.0, "kanan", of_capaian) for name in _QUARTILES),
        )
        rows = [
            self.row(
                self.head_cell(group.code),
                self.cell(constant(f"{group.title} ({group.unit})")),
                self.number(f"indikator.{group.name}.realisasi.satker"),
                self.number(f"indikator.{group.name}.realisasi.median"),
                *(self.number(f"indikator.{group.name}.capaian.{side}") for side in _QUARTILES),
            )
            for group in groups
            if group.name not in without
        ]
        told_of = self.words.kalimat["belum_bernilai"].format(kode=", ".join(without.values()))
        notes = [constant(told_of)] if without else []
        return self.table("median", self.words.bagian["median"], heads, rows, size="kecil", notes=notes)

    def outliers(self, groups: Sequence[Group]) -> Table:
        heads = (
            *(_Head("kode", 0.8), _Head("indikator", 2.6), _Head("nama", 2.2), _Head("realisasi", 1.1, "kanan")),
            *(_Head("capaian", 1.0, "kanan"), _Head("median", 1.0, "kanan")),
        )
        rows = [
            self.row(
                self.head_cell(group.code),
                self.cell(constant(group.title)),
                self.cell(constant(self.named(code))),
                self.of_unit(code, f"{group.code}.realisasi"),
                self.of_unit(code, f"{group.code}.capaian"),
                self.number(f"indikator.{group.name}.capaian.median"),
            )
            for group in groups
            for code in sorted(group.outliers)
        ]
        return self.table("pencilan", self.words.bagian["pencilan"], heads, rows, size="kecil")

    def method(self) -> Note:
        rule, ways = self.settings.pencilan, self.words.cara
        names = self.words.kolom
        told_outlier = ways["pencilan"].format(
            kelipatan=f"{rule.kelipatan.normalize():f}".replace(".", ","), satker=rule.satker_paling_sedikit
        )
        items = [(names[name], ways[name]) for name in ("median", "kuartil_bawah", "kuartil_atas")]
        items += [(names["jumlah"], ways["jumlah"]), (names["persen_efektif"], ways["persen"])]
        items.append((self.words.bagian["pencilan"], told_outlier))
        ranked = [
            (f"{one.kode}", self.words.kalimat["peringkat"].format(dasar=one.dasar)) for one in self.settings.peringkat
        ]
        items += ranked or [(names["peringkat"], self.words.kalimat["tanpa_peringkat"])]
        said = tuple((constant(label), constant(text)) for label, text in items)
        return Note(constant(self.words.bagian["cara"]), said)

    # --- where its figures come from

    def origins(self, printed: Iterable[Figure]) -> list[Block]:
        ways, heads = self.words.singkat, (_Head("angka", 5.4), _Head("cara", 2.2))
        rows = []
        for figure in printed:
            way = ways[self.sums.operations.get(figure.figure_id, "satker")]
            rows.append(
                Row(
                    (
                        Cell(
                            ((*constant(figure.figure_id, _CODE), TextRun("  "), *constant(figure.label)),), header=True
                        ),
                        Cell(((FigureRun(figure), *constant(f" ({way})")),)),
                    ),
                    figure=figure.figure_id,
                )
            )
        lead = Paragraph(constant(self.words.kalimat["asal"]), "pengantar")
        return [self.heading("asal", 1), lead, self.table("asal", self.words.bagian["asal"], heads, rows, size="halus")]

    # --- unit by unit

    def details(self) -> list[Block]:
        blocks: list[Block] = [self.heading("rincian", 1), self.heading("anggaran", 2), self.budgets()]
        alone = [group for group in self.sums.groups if len(group.units) == 1]
        blocks.append(self.heading("indikator", 2))
        blocks += [self.of_group(group) for group in self.sums.groups if len(group.units) > 1]
        if alone:
            blocks += [self.heading("sendiri", 2), Paragraph(constant(self.words.kalimat["sendiri"]), "pengantar")]
            blocks.append(self.incomparable(alone))
        return [*blocks, self.heading("rilis", 2), self.releases()]

    def budgets(self) -> Table:
        heads = (
            *(_Head("kode", 0.8), _Head("nama", 2.4)),
            *(_Head(name, 1.4, "kanan") for name in (*_MONEY, "persen_efektif", "pnbp")),
        )
        receipts = {
            part.component_id.partition("/")[0]: part.component_id.split("/", 3)[3]
            for part in self.sums.components
            if part.figure_id == "jumlah.pnbp"
        }
        rows = [
            self.row(
                self.head_cell(code),
                self.cell(_strange(unit.name)),
                *(self.of_unit(code, f"anggaran.{name}") for name in (*_MONEY, "persen_efektif")),
                self.of_unit(code, receipts.get(code, "")),
            )
            for code, unit in self.units.items()
        ]
        sums = [f"jumlah.anggaran.{name}" for name in (*_MONEY, "persen_efektif")]
        last = [self.number(figure_id) for figure_id in (*sums, "jumlah.pnbp")]
        rows.append(Row((Cell((constant(self.words.baris["seluruhnya"]),), span=2, header=True), *last), "jumlah"))
        return self.table("anggaran", self.words.bagian["anggaran"], heads, rows, size="renik")

    def of_group(self, group: Group) -> Table:
        ranks = ("peringkat",) if group.ranked else ()
        heads = (
            *(_Head("kode", 0.8), _Head("nama", 3.2)),
            *(_Head(name, 1.2, "kanan") for name in ("target", "realisasi", "capaian", *ranks)),
        )
        rows = []
        for code in group.units:
            cells = [self.of_unit(code, f"{group.code}.{name}") for name in ("target", "realisasi", "capaian")]
            cells += [self.number(f"peringkat.{group.name}.{code}") for _ in ranks]
            rows.append(self.row(self.head_cell(code), self.cell(constant(self.units[code].name)), *cells))
        for side in _QUARTILES:
            values = [self.number(f"indikator.{group.name}.{measure}.{side}") for measure in ("realisasi", "capaian")]
            title = Cell((constant(self.words.kolom[side]),), span=3, header=True)
            rows.append(Row((title, *values, *(Cell() for _ in ranks)), "subjumlah"))
        notes = [constant(self.words.kalimat["kebijakan"])] if group.differing else []
        caption = f"{group.code} {group.title} ({group.unit})"
        return self.table(f"indikator_{group.name}", caption, heads, rows, size="kecil", notes=notes)

    def incomparable(self, groups: Sequence[Group]) -> Table:
        heads = (
            *(_Head("kode", 0.8), _Head("indikator", 3.0), _Head("nama", 2.4)),
            *(_Head(name, 1.1, "kanan") for name in ("target", "realisasi", "capaian")),
        )
        rows = [
            self.row(
                self.head_cell(group.code),
                self.cell(constant(f"{group.title} ({group.unit})")),
                self.cell(constant(self.named(group.units[0]))),
                *(self.of_unit(group.units[0], f"{group.code}.{name}") for name in ("target", "realisasi", "capaian")),
            )
            for group in groups
        ]
        return self.table("sendiri", self.words.bagian["sendiri"], heads, rows, size="kecil")

    def releases(self) -> Table:
        heads = (_Head("kode", 0.8), _Head("nama", 2.6), _Head("berkas", 1.8), _Head("rilis", 0.6), _Head("sidik", 4.2))
        rows = [
            self.row(
                self.head_cell(code),
                self.cell(_strange(unit.name)),
                self.cell(_strange(unit.place)),
                self.cell(constant(unit.release)),
                self.cell(constant(unit.manifest_sha256, _CODE)),
            )
            for code, unit in self.units.items()
        ]
        notes = [
            _strange(f"{self.words.baris['tidak_diperiksa']}, {code}: {text}")
            for code, unit in self.units.items()
            for text in unit.unseen
        ]
        return self.table("rilis", self.words.bagian["rilis"], heads, rows, size="renik", notes=notes)

    # --- pieces

    def heading(self, name: str, level: int, *, anchor: str = "", contents: bool = True) -> Heading:
        return Heading(level, "", constant(self.words.bagian[name]), anchor or f"bagian-{name}", contents)

    def named(self, code: str) -> str:
        return f"{code} {self.units[code].name}"

    def figure(self, figure_id: str) -> Runs:
        figure = self.sums.figures.get(figure_id)
        return () if figure is None else (FigureRun(figure),)

    def number(self, figure_id: str) -> Cell:
        return Cell((self.figure(figure_id),), "kanan")

    def of_unit(self, code: str, figure_id: str) -> Cell:
        return self.number(unit_figure(code, self.sums.quarter, self.sums.releases[code], figure_id))

    def cell(self, runs: Runs) -> Cell:
        return Cell((runs,))

    def head_cell(self, text: str) -> Cell:
        return Cell((constant(text),), header=True)

    def row(self, *cells: Cell) -> Row:
        return Row(cells)

    def table(
        self,
        name: str,
        caption: str,
        heads: Sequence[_Head],
        rows: Sequence[Row],
        size: Literal["biasa", "kecil", "renik", "halus"] = "biasa",
        notes: Sequence[Runs] = (),
    ) -> Table:
        self.tables += 1
        return Table(
            name=name,
            number=str(self.tables),
            caption=constant(caption),
            columns=tuple(
                Column(constant(self.words.kolom[head.word]), constant(head.group), head.align, head.width)
                for head in heads
            ),
            rows=tuple(rows),
            anchor=f"tabel-{self.tables}",
            size=size,
            notes=tuple(notes),
        )
