"""Proves a release from its folder and the archived deliveries alone: what `triwulan verify` says.

Belongs here: the order of the examination, and its outcome. Not here: any examination (custody, holdings, restatement,
printed_pages, readers).

A chain is broken where its first link gives way; what hangs below is not reported again. Where a delivery cannot be
trusted no figure is worked out, because a row that is gone may have replaced a row of another delivery.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Break, Examination
from orchestration.audit.proof import (
    custody,
    printed_pages,
    published_reference,
    readers,
    signatures,
    signed_pdf,
    standing,
    succession,
    trail_file,
)
from orchestration.audit.recomputation import holdings, restatement
from orchestration.audit.recomputation.case import read_unit
from orchestration.audit.recomputation.ledger import Recomputed
from orchestration.audit.recomputation.recompute import ledger_of
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

SHOWN = 40
"""Breaks printed on a terminal; the count is always true."""

_COUNTED = {
    "signatures": "signatures of the release",
    "chained": "signed releases in their order",
    "files": "files of the release",
    "neighbours": "neighbouring releases",
    "acts": "acts in status.csv",
    "inputs": "files of profile, reference data and contracts",
    "deliveries": "archived deliveries",
    "models": "files of the dbt project",
    "source_rows": "rows re-read from the archive",
    "rows": "rows of trails found again",
    "cells": "cells compared",
    "trails": "trails followed",
    "figures": "figures",
    "recomputed": "figures worked out again",
    "components": "components",
    "trail_file": "figures in jejak.json",
    "revisions": "differences to releases before",
    "looked_back": "figures of earlier quarters as known now",
    "printed_html": "numbers in laporan.html",
    "published": "published figures beside ours",
    "signed_pdf": "signatures in the signed report",
    **{name: words for reader in readers.READERS.values() for name, words in reader.counted.items()},
}


@dataclass(frozen=True)
class Verification:
    """The outcome.

    Attributes:
        quarter: as `2025-TW2`.
        release: its name.
        broken: broken links, in the order of the chain.
        counts: what was examined, by name.
        omitted: what could not be examined, and why.
        signed: who signed it, in sentences.
    """

    quarter: str
    release: str
    broken: list[Break]
    counts: Mapping[str, int]
    omitted: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "quarter": self.quarter,
            "release": self.release,
            "holds": self.holds,
            "counts": dict(self.counts),
            "broken": [found.as_dict() for found in self.broken],
            "omitted": self.omitted,
            "signed": self.signed,
        }

    def as_text(self) -> str:
        """For a terminal: what was examined, then every break."""
        width = max((len(str(count)) for count in self.counts.values()), default=1)
        lines = [f"{self.quarter} {self.release}"]
        lines += [f"  {text}" for text in self.signed]
        lines += [f"  {self.counts[name]:>{width}} {words}" for name, words in _COUNTED.items() if name in self.counts]
        lines += [f"BROKEN {found.link}: {found.message}" for found in self.broken[:SHOWN]]
        if len(self.broken) > SHOWN:
            lines.append(f"... {len(self.broken) - SHOWN} more; --json lists every one")
        lines += [f"not examined: {text}" for text in self.omitted]
        lines.append("holds" if self.holds else f"does not hold: {len(self.broken)} broken")
        return "\n".join(lines)


def verify(
    workspace: Workspace, quarter: Quarter, release: Path, dbt_project: Path = PROJECT / "dbt_project"
) -> Verification:
    """Examines a release; never raises for what it finds.

    Args:
        workspace: where the archive is; neither its sources nor its warehouse are looked at.
        quarter: that the release is of.
        release: its folder.
        dbt_project: the formulas to compare with those the release was made with.
    """
    seen = Examination()
    manifest = custody.read_manifest(seen, release, quarter)
    signed = signatures.check_signature(seen, workspace, release)
    signed += signed_pdf.check_signed_pdf(seen, release)
    if manifest is not None:
        with readers.reading(release, manifest["files"]) as reading:
            _examine(seen, workspace, quarter, release, manifest, dbt_project, reading)
    else:
        seen.omitted.append("anything else, the manifest cannot be read")
    return Verification(quarter.code, release.name, seen.breaks, dict(seen.counts), seen.omitted, signed)


def _examine(
    seen: Examination,
    workspace: Workspace,
    quarter: Quarter,
    release: Path,
    manifest: Mapping[str, Mapping[str, str]],
    dbt_project: Path,
    reading: readers.Reading,
) -> None:
    custody.check_files(seen, release, manifest["files"])
    readers.check_formats(seen, manifest["files"])
    custody.check_succession(seen, release, manifest.get("previous"))
    standing.check_standing(seen, release)
    custody.check_inputs(seen, release, manifest["configuration"])
    evidence = holdings.read_evidence(seen, release)
    treated = evidence.treated if evidence else None
    deliveries = custody.check_archive(seen, workspace.archive, manifest["deliveries"], treated)
    custody.check_models(seen, manifest["models"], dbt_project)
    published = holdings.read_published(seen, release)
    again = None
    if evidence is None:
        seen.omitted.append("the recomputation, nobody says which rows were rejected")
    else:
        restatement.check_evidence(seen, published, evidence, custody.in_order(manifest["deliveries"]))
        if not seen.holds("archive"):
            seen.omitted.append("the recomputation, the archive is not whole")
        else:
            again = restatement.recompute_release(seen, release, quarter, deliveries, evidence)
    ledger = None
    if again is not None and evidence is not None:
        ledger, records = again
        restatement.check_rows(seen, evidence, records, ledger.case.unit)
    restatement.check_figures(seen, published, evidence, ledger)
    if not published.figures_whole and ledger is None:
        seen.omitted.append("what the report prints, nothing says what its figures are")
        return
    if trail_file.TRAILS in manifest["files"]:
        again_told = {} if ledger is None else {name: restatement.restated(ledger, name) for name in ledger.figures}
        trail_file.check_trail_file(seen, release, published, evidence, again_told, manifest["deliveries"])
    worked_out = None
    if ledger is not None and evidence is not None:
        rejected = evidence.rejected

        def worked_out(earlier: Quarter) -> Mapping[str, Recomputed]:
            known = succession.known_now(records.values(), earlier)
            return ledger_of(known, *read_unit(release / "inputs", earlier), earlier, rejected).figures

    compared = manifest["compared"]
    revised = succession.check_revisions(seen, release, quarter.code, compared, published.figures, worked_out)
    succession.check_marks(seen, release, revised)
    texts = printed_pages.Texts(
        {name: (row["printed"], row["value"]) for name, row in published.figures.items()},
        {} if ledger is None else restatement.texts_of(ledger),
    )
    passages = printed_pages.check_html(seen, release, texts)
    published_reference.check_comparison(seen, release, quarter, published.figures)
    printed = printed_pages.Printed(release, passages, texts, published.figures, revised)
    readers.check_printed(seen, manifest["files"], reading, printed)
