"""What the report says of its own data: checks, deliveries, exclusions, findings, policies, changes.

Belongs here: the counts and rows of the statement. Not here: its sentences (reports/templates).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orchestration.checks.catalogue import STOPS, catalogue
from orchestration.checks.evidence import CheckResult, Finding, grouped
from orchestration.figures.book import Book
from orchestration.publication.assembly.spoken import count, written_date
from orchestration.publication.document.declared_words import QualityWords
from orchestration.publication.document.outline import Outline
from orchestration.publication.document.supplied import Supplied
from orchestration.publication.evidence.revisions import Comparison
from orchestration.release.answers import Answered
from orchestration.workspace.formulas import choices
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.workspace.profile import Profile


def counts(
    book: Book, checks: list[CheckResult], findings: list[Finding], answered: Answered, words: QualityWords
) -> dict[str, Any]:
    """Counts and names for the sentences on the quality of the data; `peringatan` is the sum of the table of checks."""
    failed, finer = _failed(checks), _finer(checks, findings)
    warned = [*(check.label or check.name for check in failed), *(_rule(cause.rule, words.aturan) for cause in finer)]
    return {
        "pemeriksaan": len(checks),
        "lulus": sum(check.passed for check in checks),
        "tidak_lulus": sum(not check.passed for check in checks),
        "peringatan": len(warned),
        "nama_peringatan": [named(label) for label in dict.fromkeys(warned)],
        "kiriman": len(book.deliveries),
        "baris_diterima": sum(int(row["rows_accepted"]) for row in book.deliveries),
        "baris_ditolak": sum(int(row["rows_rejected"]) for row in book.deliveries),
        "pengecualian": sum(excluded.rows for excluded in book.excluded),
        "temuan": sum(finding.severity != "info" for finding in grouped(findings)),
        "angka": len(book.figures),
        "tanggapan": len(answered.given),
        "terbuka": len(answered.open),
    }


def _failed(checks: list[CheckResult]) -> list[CheckResult]:
    """The checks that warn."""
    return [check for check in checks if not check.passed and check.severity == "warn"]


def _finer(checks: list[CheckResult], findings: list[Finding]) -> list[Finding]:
    """The warnings of rules that are finer than a check, one a cause."""
    told = {check.name for check in _failed(checks)}
    return [finding for finding in grouped(findings) if finding.severity == "warning" and finding.rule not in told]


def named(label: str) -> str:
    """What is called so within a sentence: a small letter first, except in a name."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def changes(comparison: Comparison, quarter: Quarter) -> dict[str, Any]:
    """Counts and names for the sentences on what changed."""
    counts = {name: len(rows) for name, rows in comparison.by_table().items()}
    own = comparison.named.get(quarter.code)
    return {
        **counts,
        "terbitan": own["release"] if own else "",
        "baru": len(comparison.of("baru")),
        "hilang": len(comparison.of("hilang")),
    }


def records(
    outline: Outline,
    book: Book,
    profile: Profile,
    checks: list[CheckResult],
    findings: list[Finding],
    answered: Answered,
) -> dict[str, list[dict[str, Any]]]:
    """Rows of the quality statement, whose contents are fields and no figures."""
    words = outline.report.mutu_data
    stops = []
    for stop in STOPS:
        of_stop = [check for check in checks if check.stop == stop]
        if of_stop:
            stops.append(
                {
                    "tahap": words.tahap[stop],
                    "jumlah": count(len(of_stop)),
                    "lulus": count(sum(check.passed for check in of_stop)),
                    "peringatan": count(len(_failed(of_stop))),
                    "catatan": count(sum(not check.passed and check.severity == "info" for check in of_stop)),
                    "menahan": count(sum(check.blocks for check in of_stop)),
                }
            )
    if finer := _finer(checks, findings):
        none = count(0)
        empty = dict.fromkeys(("jumlah", "lulus", "catatan", "menahan"), none)
        stops.append({"tahap": words.aturan_rinci, **empty, "peringatan": count(len(finer))})
    if stops:
        totals = {
            name: count(sum(int(row[name].replace(".", "")) for row in stops))
            for name in ("jumlah", "lulus", "peringatan", "catatan", "menahan")
        }
        stops.append({"tahap": words.jumlah, **totals, "_jenis": "jumlah"})
    deliveries = []
    for row in book.deliveries:
        kinds = row["kinds"]
        kinds = kinds if isinstance(kinds, list | tuple) else re.split(r"[,;\s]+", str(kinds or ""))
        deliveries.append(
            {
                "berkas": row["file_name"],
                "triwulan": row["quarter"],
                "jenis": ", ".join(book.kinds.get(kind, kind) for kind in kinds if kind),
                "total": count(row["rows_total"]),
                "diterima": count(row["rows_accepted"]),
                "ditolak": count(row["rows_rejected"]),
                "kosong": count(row["rows_empty"]),
                "sidik": str(row["_delivery_sha256"])[:12],
            }
        )
    causes = [finding for finding in grouped(findings) if finding.severity != "info"]
    return {
        "pemeriksaan": stops,
        "daftar_pemeriksaan": _listed(checks, words),
        "kiriman": deliveries,
        "pengecualian": [
            {
                "sumber": book.kinds.get(source, source),
                "alasan": words.alasan.get(reason, reason),
                "baris": count(rows),
            }
            for source, reason, rows in book.excluded
        ],
        "temuan": [
            {
                "tingkat": words.tingkat[finding.severity],
                "berkas": finding.delivery,
                "tempat": " ".join(part for part in (finding.sheet, _rows(finding), finding.column) if part),
                "nilai": finding.value,
                "aturan": _rule(finding.rule, words.aturan),
            }
            for finding in causes[: words.temuan_terbanyak]
        ],
        "kebijakan": [
            {
                "kebijakan": choices()[name].nama,
                "nilai": choices()[name].nilai[policy.nilai],
                "alasan": policy.alasan,
                "dasar": policy.dasar,
            }
            for name in profile.policies_in_use()
            for policy in [profile.kebijakan[name]]
        ]
        + [
            {
                "kebijakan": _rule(name, words.aturan),
                "nilai": words.berat[weighing.berat],
                "alasan": weighing.alasan,
                "dasar": "",
            }
            for name, weighing in profile.berat.items()
        ],
        "tanggapan": [
            {
                "aturan": _rule(question.finding.rule, words.aturan),
                "berkas": question.finding.delivery,
                "nilai": question.finding.value,
                "nama": answer.by,
                "tanggal": written_date(answer.date),
                "alasan": answer.reason,
                "kunci": answer.key,
            }
            for question, answer in answered.given
        ],
    }


def attachments(supplied: Supplied, words: QualityWords) -> list[dict[str, Any]]:
    """Rows of the files beside the deliveries, each with what it is by its content and the beginning of its SHA-256."""
    return [
        {
            "berkas": one.name,
            "jenis": words.pendukung["dokumen" if one.kind == "pdf" else "gambar"],
            "triwulan": one.quarter,
            "sidik": one.sha256[:12],
        }
        for one in supplied.files.values()
    ]


def _listed(checks: list[CheckResult], words: QualityWords) -> list[dict[str, Any]]:
    """One row per check that has given a result by now, the same check of several tables in one."""
    rows: dict[tuple[str, str], list[CheckResult]] = {}
    for check in checks:
        rows.setdefault((check.stop, check.name), []).append(check)
    return [
        {
            "tahap": words.tahap[stop],
            "pemeriksaan": results[0].label or name,
            "dimensi": words.dimensi.get(results[0].dimension, results[0].dimension),
            "sifat": words.sifat[results[0].severity],
            "hasil": words.hasil["lulus" if all(result.passed for result in results) else results[0].severity],
        }
        for (stop, name), results in rows.items()
    ]


def _rows(finding: Finding) -> str:
    """The row of a finding and, of a cause, how many more there are."""
    if not finding.row:
        return ""
    return f"baris {finding.row}" + (f" dan {count(finding.rows - 1)} lagi" if finding.rows > 1 else "")


def _rule(name: str, words: Mapping[str, str]) -> str:
    """A finding's rule in Indonesian: the name of its check, or of the finer rule that it broke."""
    entry = catalogue().get(name)
    return entry.nama if entry else words.get(name, name)
