"""Defects to plant into the report: in its document, in the figures it is made from, in its template and renderer.

The planted numbers are those that the published document prints. A test of a rule plants them into a document in
memory, a test of the command into a run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from orchestration.figures.book import Book, Figure
from orchestration.figures.numbers import printed as print_number
from orchestration.publication import release
from orchestration.publication.assembly.assembly import Assembled
from orchestration.publication.document.document import (
    Block,
    ConstantRun,
    Document,
    FigureRun,
    ListBlock,
    Paragraph,
    Row,
    Runs,
    Table,
    TextRun,
    plain_text,
)
from orchestration.publication.evidence import panels
from orchestration.publication.formats import html
from orchestration.publication.judging.rules.output import Output
from tests.publication import warehouse
from tests.publication.warehouse import PUBLISHED

PNBP = "SK2.1.pnbp"
LOST_ANCHOR = f'href="#lampiran-{PNBP}"', 'href="#lampiran-lain"'
"""A link of a panel, and where it leads when it leads nowhere."""


@dataclass(frozen=True)
class Defect:
    """What is wrong with a document, and with the figures it is made from."""

    document: Callable[[Document], Document] = lambda document: document
    book: Callable[[Book], Book] = lambda book: book

    def planted(self, output: Output) -> Output:
        """The output with the defect."""
        return replace(output, document=self.document(output.document), book=self.book(output.book))

    def plant(self, patch: pytest.MonkeyPatch) -> None:
        """Drafts read and assemble with the defect, and with those planted before."""
        read_book, assemble = release.read_book, release.assemble

        def assembled(*given: Any) -> Assembled:
            made = assemble(*given)
            return replace(made, document=self.document(made.document))

        patch.setattr(release, "read_book", lambda *given: self.book(read_book(*given)))
        patch.setattr(release, "assemble", assembled)


# --- in the document ---------------------------------------------------------------------------------------------


def in_blocks(change: Callable[[Block], Block]) -> Defect:
    """Every block changed."""

    def changed(document: Document) -> Document:
        sections = (replace(each, blocks=tuple(map(change, each.blocks))) for each in document.sections)
        return replace(document, sections=tuple(sections))

    return Defect(document=changed)


def in_table(name: str, change: Callable[[Table], Table]) -> Defect:
    """One table changed."""
    return in_blocks(lambda block: change(block) if isinstance(block, Table) and block.name == name else block)


def in_lines(change: Callable[[Runs], Runs], *tables: str) -> Defect:
    """The lines of the cells of some tables, by default of all, changed."""

    def changed(block: Block) -> Block:
        if not isinstance(block, Table) or (tables and block.name not in tables):
            return block
        return replace(block, rows=tuple(_with_lines(row, change) for row in block.rows))

    return in_blocks(changed)


def _with_lines(row: Row, change: Callable[[Runs], Runs]) -> Row:
    return replace(row, cells=tuple(replace(cell, lines=tuple(map(change, cell.lines))) for cell in row.cells))


def in_tables(values: Mapping[str, object], *tables: str) -> Defect:
    """Other values of some figures in some tables only, as a report typed by hand would have them."""

    def changed(line: Runs) -> Runs:
        return tuple(
            replace(run, figure=with_value(run.figure, values[run.figure.figure_id]))
            if isinstance(run, FigureRun) and run.figure.figure_id in values
            else run
            for run in line
        )

    return in_lines(changed, *tables)


def behind(figure_id: str, text: str, table: str) -> Defect:
    """Words behind a figure, in one table."""

    def longer(line: Runs) -> Runs:
        ids = {run.figure.figure_id for run in line if isinstance(run, FigureRun)}
        return (*line, TextRun(text)) if figure_id in ids else line

    return in_lines(longer, table)


def in_text(table: str, old: str, new: str) -> Defect:
    """Other words in a table, its caption and its heads."""

    def changed(line: Runs) -> Runs:
        return tuple(
            replace(run, text=run.text.replace(old, new)) if isinstance(run, TextRun | ConstantRun) else run
            for run in line
        )

    def reworded(block: Table) -> Table:
        columns = (
            replace(column, title=changed(column.title), group=changed(column.group)) if column.title else column
            for column in block.columns
        )
        rows = (_with_lines(row, changed) for row in block.rows)
        return replace(block, caption=changed(block.caption), columns=tuple(columns), rows=tuple(rows))

    return in_table(table, reworded)


def without_row(table: str, label: str) -> Defect:
    """A row left out of a table."""

    def shortened(block: Table) -> Table:
        kept = tuple(row for row in block.rows if plain_text(row.cells[0].lines[0]) != label)
        assert len(kept) == len(block.rows) - 1
        return replace(block, rows=kept)

    return in_table(table, shortened)


def with_blocks(*blocks: Block) -> Defect:
    """More blocks at the end of the first section."""

    def longer(document: Document) -> Document:
        head, *rest = document.sections
        return replace(document, sections=(replace(head, blocks=(*head.blocks, *blocks)), *rest))

    return Defect(document=longer)


# --- in the figures ----------------------------------------------------------------------------------------------


def with_value(figure: Figure, value: object) -> Figure:
    """A figure as it would be with another value."""
    number = Decimal(str(value))
    rounded = warehouse.rounded(number, figure.decimals)
    text = print_number(rounded, figure.decimals)
    return replace(figure, value=number, printed_value=rounded, printed=text, status=None)


def in_figures(changes: Mapping[str, Callable[[Figure], Figure]]) -> Defect:
    """Some figures changed; one that is given another id stands beside the one that was."""

    def changed(book: Book) -> Book:
        found = [change(book.figures[name]) for name, change in changes.items()]
        return replace(book, figures=book.figures | {figure.figure_id: figure for figure in found})

    return Defect(book=changed)


def in_figure(name: str, /, **fields: Any) -> Defect:
    """One figure with other fields."""
    return in_figures({name: partial(replace, **fields)})


def in_book(values: Mapping[str, object]) -> Defect:
    """Other values of some figures, wherever they are printed."""
    return in_figures({name: partial(with_value, value=value) for name, value in values.items()})


def without_figure(name: str) -> Defect:
    """A figure that the warehouse does not have."""
    return Defect(book=lambda book: replace(book, figures={k: v for k, v in book.figures.items() if k != name}))


# --- in template and renderer ------------------------------------------------------------------------------------


def typed_into_template(folder: Path) -> Path:
    """A copy of the templates with a number typed into the last chapter."""
    templates = Path(shutil.copytree(release.TEMPLATES, folder / "templates"))
    chapter = templates / "bab_4_penutup.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Demikian laporan", "Rasio 66,46. Demikian laporan"))
    return templates


def misprint(patch: pytest.MonkeyPatch) -> None:
    """A page that prints another number."""
    honest = html.render
    patch.setattr(html, "render", lambda *given: honest(*given).replace(b">66,46</data>", b">66,86</data>"))


def unlink(patch: pytest.MonkeyPatch) -> None:
    """A page whose number leads nowhere."""
    honest = html.linked

    def loose(figure: Figure, anchor: str = "", *, row: bool = False) -> str:
        return panels.tagged(figure, anchor) if figure.figure_id == PNBP else honest(figure, anchor, row=row)

    patch.setattr(html, "linked", loose)


def forge(patch: pytest.MonkeyPatch, honest: str, forged: str) -> None:
    """A panel that says something else."""
    render = panels.render

    def spoilt(*given: Any) -> dict[str, str]:
        made = render(*given)
        spoilt_one = next(figure_id for figure_id, text in made.items() if honest in text)
        return made | {spoilt_one: made[spoilt_one].replace(honest, forged, 1)}

    patch.setattr(panels, "render", spoilt)


# --- one for each rule -------------------------------------------------------------------------------------------

PLANTED: dict[str, Defect] = {
    "every_total_in_print_is_the_sum_of_its_rows": in_tables(
        {"TJ.2.realisasi": PUBLISHED["users"]["printed_total"]}, "pengguna"
    ),
    # 43,216,257 - 5,833,697 is 37,382,560, not the printed 37,444,096; the parts give 5,985,396.
    "every_row_in_print_adds_up": in_tables({"anggaran.blokir": 5833697000}, "pagu_efektif"),
    # 66.86 / 75 is 89.15, not the printed 88.61.
    "every_percentage_in_print_is_its_quotient": in_tables({"SK2.4.realisasi": "66.86"}, "capaian_sasaran"),
    "one_quantity_is_printed_alike_in_every_table": in_tables(
        {"SK2.4.realisasi": "73.31", "SK2.4.capaian": "97.75"}, "realisasi_rencana_aksi"
    ),
    # The whole 54.90 while no part exceeds 53.90.
    "a_ratio_of_the_whole_lies_between_its_parts": in_tables(
        {f"anggaran.persen_efektif.{fund.lower()}.{kind}": "53.90" for fund, kind, *_ in PUBLISHED["budget"]["rows"]},
        "realisasi_anggaran",
    ),
    "the_percentages_of_the_kro_give_the_whole_realisation": in_book({"kro.persen.sd.EBA": 99}),
    "kro_and_accounts_divide_the_same_budget": in_book({"kro.pagu.CAH": 0}),
    "no_share_of_a_whole_exceeds_it": in_tables({"SK1.2.persen_promoter.inspeksi_teknis": 1000}, "nps"),
    "what_nobody_measured_is_printed_as_no_number": in_book({"SK3.1.realisasi": 0, "SK3.1.capaian": 0}),
    # 4732 of 5501 samples were due: 86.02 %; the backlog of 769 goes unsaid.
    "the_backlog_is_printed_beside_timeliness": in_tables({"SK1.1.persen_masuk.pengujian": 100}, "sla_ringkas"),
    "every_table_has_the_services_of_the_catalogue": without_row("nps", "Konsultasi"),
    "every_other_way_of_counting_is_printed": in_figure(
        "SK1.1.realisasi.alt.gabungan", figure_id="SK1.1.realisasi.alt.gabungan.semua"
    ),
    "every_title_names_the_quarter_of_the_report": in_text("capaian", "II", "I"),
    "every_table_that_is_pointed_to_is_there": with_blocks(Paragraph((ConstantRun("Tabel 9.9", "rujukan"),))),
    "every_figure_is_in_one_notation": in_figure("TJ.1.realisasi", printed="3.79"),
    "every_head_names_the_unit_below_it": in_text("kro", "Pagu (rupiah)", "Pagu (Ribuan Rupiah)"),
    "a_percent_sign_follows_a_percentage": behind("SK1.2.realisasi", "% dari target", "capaian"),
    "every_indicator_has_its_one_name": in_text(
        "realisasi_rencana_aksi", "Rasio Pendapatan Operasional", "Rasio Penerimaan Operasional"
    ),
    "official_names_have_one_spelling": with_blocks(Paragraph((TextRun("pelanggan PNPB meningkat"),))),
    "the_base_of_the_receipts_target_has_a_source": in_figure("SK2.1.tahun_lalu", row_count=0),
    "every_announced_count_is_the_count_below_it": with_blocks(
        Paragraph((TextRun("terdiri "), ConstantRun("4 (empat)", "medan"), TextRun(" KRO:")), "pengantar"),
        ListBlock(((TextRun("EC"),), (TextRun("WA"),))),
    ),
    "the_physical_target_of_a_quarter_is_one": in_book({"TJ.1.target_antara.tw2": 50}),
}
"""Rule -> a defect that it finds."""
