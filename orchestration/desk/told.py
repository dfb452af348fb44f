"""What a steward is told of a finding: `told` is the one function through which every page shows one.

Belongs here: a finding taken apart into title, place, value and sentence, and how grave it is. Not here: finding it
(checks/), the page (pages/findings.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.checks.catalogue import catalogue
from orchestration.checks.evidence import Finding, grouped
from orchestration.desk import words
from orchestration.language.sentences import told as in_language
from orchestration.language.sentences import verbatim
from orchestration.returns.words import headline

if TYPE_CHECKING:
    from orchestration.release.states import OpenWarning

_NOTES = {
    "cara_padan": "Cara item anggaran dipasangkan",
    "diabaikan": "Berkas ini tidak dibaca",
    "digantikan": "Sebagian baris digantikan kiriman yang lebih baru",
    "kelompok_kecil": "Responden sebuah layanan sedikit",
    "kolom_tambahan": "Kolom di luar kontrak; disimpan, tidak dihitung",
    "naskah_tidak_dibandingkan": "Naskah tidak dibandingkan dengan triwulan sebelumnya",
    "pagu_awal": "Pagu sebelum revisi",
    "pagu_berlaku": "Pagu yang berlaku",
}
"""What a note is called of which the catalogue does not speak."""

_OF_FIGURES = frozenset({"bertentangan_dengan_laporan_lalu"})
"""Rules whose column is a figure's id: what is compared is printed, and no cell of a file."""

_ORDER = ("blocking", "warning", "info")


@dataclass(frozen=True)
class Told:
    """A finding as a page shows it.

    Attributes:
        severity: `blocking`, `warning` or `info`.
        weight: the same in Indonesian.
        title: what is wrong, in a few words.
        file: as the sender named it; empty where no file is meant.
        place: sheet, row and column in words; empty where no row is meant.
        value: the cell's text; empty where it is none or names a person.
        text: the whole sentence: what was expected, and what to do.
        rows: how many rows it concerns.
        figure: id of the figure that it is about; empty where it is about a file.
        finding: as it was found.
    """

    severity: str
    weight: str
    title: str
    file: str
    place: str
    value: str
    text: str
    rows: int
    figure: str
    finding: Finding


def told(finding: Finding) -> Told:
    """A finding, of a row or of a cause, in the words of the desk."""
    return Told(
        severity=finding.severity,
        weight=words.SEVERITIES[finding.severity],
        title=title(finding.rule, finding.severity),
        file=finding.delivery,
        place=_place(finding),
        value=finding.value,
        text=in_language(finding.message, "id"),
        rows=finding.rows,
        figure=finding.column if finding.rule in _OF_FIGURES else "",
        finding=finding,
    )


def causes(findings: Iterable[Finding]) -> list[Told]:
    """One line a cause, the gravest first, otherwise as they were found."""
    found = [told(finding) for finding in grouped(findings)]
    return sorted(found, key=lambda one: _ORDER.index(one.severity))


def unusable(file: str, rule: str, text: str, sheet: str = "") -> Told:
    """Why a file cannot be used, which shows before any run finds it."""
    return told(Finding("blocking", delivery=file, sheet=sheet, rule=rule, message=verbatim(text)))


def asked(findings: Iterable[Finding], warnings: Iterable[OpenWarning]) -> list[tuple[OpenWarning, Told]]:
    """What a konsep asks, each warning with the cause that it is about.

    Args:
        findings: of the konsep, row by row.
        warnings: that are open in it.
    """
    by_line = {one.finding.line(): one for one in causes(findings)}
    return [
        (
            item,
            by_line.get(item.text)
            or told(Finding("warning", rule=item.rule, message=verbatim(item.text), rows=item.rows)),
        )
        for item in warnings
    ]


def title(rule: str, severity: str = "blocking") -> str:
    """What a rule is called: as in the copy that goes back to a sender, else by the check's Indonesian name."""
    if severity != "info" and (known := headline(rule)):
        return known.removesuffix(".")
    entry = catalogue().get(rule)
    if entry is not None:
        before = "Perlu diketahui" if severity == "info" else "Tidak terpenuhi"
        return f"{before}: {entry.nama[:1].lower()}{entry.nama[1:]}"
    if rule in _NOTES:
        return _NOTES[rule]
    text = rule.replace("_", " ")
    return f"{text[:1].upper()}{text[1:]}"


def _place(finding: Finding) -> str:
    rows = ""
    if finding.rows > 1 and finding.places:
        more = finding.rows - len(finding.places)
        rows = f"baris {', '.join(map(str, finding.places))}" + (f" dan {words.number(more)} lagi" if more > 0 else "")
    elif finding.row:
        rows = f"baris {finding.row}"
    parts = (
        f"lembar {finding.sheet}" if finding.sheet else "",
        rows,
        f"{'angka' if finding.rule in _OF_FIGURES else 'kolom'} {finding.column}" if finding.column else "",
    )
    return ", ".join(filter(None, parts))
