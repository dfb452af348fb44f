"""The files of a consolidation out of its warehouse: figures, what they are made of, and the report in every format.

Belongs here: which files there are, and what the formats need beside the document. Not here: the folder that they come
into (making.py). The same warehouse, units and settings give the same bytes, whoever makes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.consolidation import figures, report, warehouse
from orchestration.consolidation import words as wording
from orchestration.declarations import typed_yaml
from orchestration.figures.book import PUBLIC_COLUMNS, Component
from orchestration.language.sentences import told
from orchestration.publication import formats
from orchestration.publication.document.declared_words import Methods, Report, Traces
from orchestration.publication.document.outline import FONTS, TEMPLATES
from orchestration.publication.evidence.explanations import Explanation, Explanations
from orchestration.workspace.delimited import as_csv

if TYPE_CHECKING:
    from orchestration.consolidation.figures import Sums
    from orchestration.consolidation.settings import Settings
    from orchestration.consolidation.units import Received
    from orchestration.consolidation.words import Words
    from orchestration.figures.book import Figure
    from orchestration.workspace.quarters import Quarter

FIGURES, COMPONENTS, UNITS, OUTLIERS = "figures.csv", "components.csv", "satker.csv", "pencilan.csv"
UNIT_COLUMNS = (
    *("berkas", "kode_satker", "nama", "keadaan", "rilis", "manifest_sha256", "pesan", "message", "tidak_diperiksa"),
)
WHOLE, SUMMARY = ("laporan.html", "tabel.xlsx"), ("laporan.pdf",)
"""Files of the whole report, and of its summary."""


def rendered(out: Path, quarter: Quarter, units: Sequence[Received], settings: Settings) -> dict[str, bytes]:
    """Every file but the warehouse and what names them all, by name.

    Args:
        out: folder of the consolidation, with its warehouse.
        quarter: of all releases.
        units: everything that was found.
        settings: who consolidates, outliers, ranks.

    Raises:
        PdfError: the summary does not meet its standards.
    """
    words = wording.read(TEMPLATES)
    with warehouse.opened(out) as connection:
        sums = figures.work_out(connection, quarter, units, settings)
    document = report.report(quarter, sums, units, settings, words)
    material = _material(quarter, sums, words)
    parts = {**dict.fromkeys(WHOLE, document), **dict.fromkeys(SUMMARY, report.summary(document))}
    return {
        FIGURES: as_csv(PUBLIC_COLUMNS, (figure.public() for figure in sums.figures.values())),
        COMPONENTS: as_csv(Component._fields, sums.components),
        OUTLIERS: as_csv(
            ("kelompok", "kode_satker"),
            ((group.name, code) for group in sums.groups for code in sorted(group.outliers)),
        ),
        UNITS: as_csv(UNIT_COLUMNS, map(_row, units)),
        **{name: formats.render(name, parts[name], material) for name in (*WHOLE, *SUMMARY)},
    }


def _row(unit: Received) -> tuple[str, ...]:
    told_of = (told(unit.why, "id"), told(unit.why, "en"), "; ".join(unit.unseen))
    return (unit.place, unit.code, unit.name, unit.state.value, unit.release, unit.manifest_sha256, *told_of)


def _material(quarter: Quarter, sums: Sums, words: Words) -> formats.Material:
    standing = typed_yaml.load(TEMPLATES / "laporan.yaml", Report)
    # A consolidation has no dashboard of its own.
    called = standing.sebutan.model_copy(update={"dasbor": ""})
    return formats.Material(
        TEMPLATES, FONTS, quarter.end, _explained(sums, words), standing.model_copy(update={"sebutan": called})
    )


def _explained(sums: Sums, words: Words) -> Explanations:
    """What stands behind each figure: of one that was worked out its parts, of a unit's where its rows are."""
    traces = typed_yaml.load(TEMPLATES / "jejak.yaml", Traces)
    endings = {**traces.penutup, "komponen": words.jejak["komponen"], "kosong": words.jejak["kosong"]}
    roles = {**traces.peran, "part": words.jejak["part"], "base": words.jejak["base"]}
    periods = typed_yaml.load(TEMPLATES / "metode.yaml", Methods).periode
    parts: dict[str, list[tuple[str, Figure]]] = {}
    users: dict[str, list[Figure]] = {}
    for figure_id, component_id, role in sums.components:
        parts.setdefault(figure_id, []).append((roles[role], sums.figures[component_id]))
        users.setdefault(component_id, []).append(sums.figures[figure_id])
    by_id: Mapping[str, Explanation] = {
        figure_id: Explanation(
            figure=figure,
            basis=periods.get(figure.period_basis, figure.period_basis),
            indicator="",
            method=words.cara.get(sums.operations.get(figure_id, ""), ""),
            formula=(),
            rounded=False,
            policies=(),
            alternatives=(),
            components=tuple(parts.get(figure_id, ())),
            used_in=tuple(users.get(figure_id, ())),
            trail=None,
            files=(),
        )
        for figure_id, figure in sums.figures.items()
    }
    return Explanations(traces.model_copy(update={"penutup": endings, "peran": roles}), by_id, ())
