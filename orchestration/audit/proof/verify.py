"""Proves a release from its folder and the archived deliveries alone: what `triwulan verify` says.

Belongs here: the order of the examination, and its outcome. Not here: any examination (custody, holdings, restatement,
printed_pages, readers).

A chain is broken where its first link gives way; what hangs below is not reported again. Where a delivery cannot be
trusted no figure is worked out, because a row that is gone may have replaced a row of another delivery.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Break, Examination
from orchestration.audit.proof import (
    checks_told,
    custody,
    manifest_told,
    older,
    printed_pages,
    published_reference,
    readers,
    signatures,
    signed_pdf,
    standing,
    succession,
    told_evidence,
    trail_file,
    trends_told,
    words,
)
from orchestration.audit.proof.words import Again, MakeAgain
from orchestration.audit.recomputation import holdings, restatement, shown_cells
from orchestration.audit.recomputation.case import Case, read_unit
from orchestration.audit.recomputation.held_rows import Rows
from orchestration.audit.recomputation.holdings import Evidence
from orchestration.audit.recomputation.ledger import Ledger, Recomputed
from orchestration.audit.recomputation.recompute import ledger_of
from orchestration.audit.recomputation.stocks import Archive
from orchestration.language.sentences import NOTHING, Sentence
from orchestration.release import formats
from orchestration.release.inputs import made_by
from orchestration.release.reading import read_manifest
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace

SHOWN = 40
"""Breaks printed on a terminal; the count is always true."""

_COUNTED = {
    "units": "releases of units, each proven",
    "gathered": "rows of the warehouse held against them",
    "consolidated": "figures worked out of them again",
    "signatures": "signatures of the release",
    "chained": "signed releases in their order",
    "files": "files of the release",
    "neighbours": "neighbouring releases",
    "acts": "acts in status.csv",
    "head": "names, times and inputs in the manifest",
    "inputs": "files of profile, reference data and contracts",
    "deliveries": "archived deliveries",
    "attached": "archived pictures and documents",
    "models": "files of the dbt project",
    "source_rows": "rows re-read from the archive",
    "rows": "rows of trails found again",
    "cells": "cells compared",
    "trails": "trails followed",
    "told": "names and texts of the evidence",
    "figures": "figures",
    "recomputed": "figures worked out again",
    "components": "components",
    "trail_file": "figures in jejak.json",
    "former": "figures of earlier reports",
    "cells_of_indicators": "cells that indicators are made of",
    "changes": "changes of indicators",
    "contributions": "contributions to them",
    "projections": "distances to a target",
    "revisions": "differences to releases before",
    "looked_back": "figures of earlier quarters as known now",
    "printed_html": "numbers in laporan.html",
    "published": "published figures beside ours",
    "signed_pdf": "signatures in the signed report",
    "checks": "results of checks",
    "findings": "findings",
    "again": "files made again and compared byte by byte",
    "words_html": "sentences and labels of laporan.html among them",
    "words_pdf": "sentences and labels of laporan.pdf",
    "rebuilt": "files of the whole release made again from the archive",
    "rebuilt_tables": "tables of its evidence",
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
        elsewhere: which program proves it, where this one knows its format no more, or not yet; else empty.
    """

    quarter: str
    release: str
    broken: list[Break]
    counts: Mapping[str, int]
    omitted: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    elsewhere: Sentence = NOTHING

    @property
    def holds(self) -> bool:
        """Whether nothing is broken, and everything was examined that this program has rules for."""
        return self.whole and not self.elsewhere

    @property
    def whole(self) -> bool:
        """Whether nothing is broken of what was examined, be it all or not."""
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
            "elsewhere": self.elsewhere,
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
        if self.elsewhere:
            lines.append(f"not proven here: {self.elsewhere}")
        if self.broken:
            lines.append(f"does not hold: {len(self.broken)} broken")
        elif not self.elsewhere:
            lines.append("holds")
        return "\n".join(lines)


def verify(
    workspace: Workspace,
    quarter: Quarter,
    release: Path,
    dbt_project: Path = PROJECT / "dbt_project",
    make_again: MakeAgain | None = None,
) -> Verification:
    """Examines a release; never raises for what it finds.

    Args:
        workspace: where the archive is; neither its sources nor its warehouse are looked at.
        quarter: that the release is of.
        release: its folder.
        dbt_project: the formulas to compare with those the release was made with.
        make_again: makes the report again, to compare its words; without it they are not examined.
    """
    seen = Examination()
    with _uncollected():
        manifest = custody.read_manifest(seen, release, quarter)
        signed = signatures.check_signature(seen, workspace, release)
        signed += signed_pdf.check_signed_pdf(seen, release)
        elsewhere = NOTHING
        if manifest is None:
            seen.omitted.append("anything else, the manifest cannot be read")
        elif (newer := formats.refusal(release)) is not None:
            elsewhere = newer
        elif formats.format_of(whole := read_manifest(release)) < formats.FORMAT:
            elsewhere = older.examine(seen, workspace.archive, release, manifest, whole)
        else:
            _examine(seen, workspace, quarter, release, manifest, whole, dbt_project, make_again)
    return Verification(quarter.code, release.name, seen.breaks, dict(seen.counts), seen.omitted, signed, elsewhere)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Looks for no garbage meanwhile: what is read is kept to the end, looking through it takes a sixth of all."""
    was_enabled = gc.isenabled()
    gc.disable()
    _keep_memory()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _keep_memory() -> None:
    """Lets the C library keep what it was given back: asking the system again and again takes as long as reading."""
    with suppress(OSError, AttributeError):
        set_option = ctypes.CDLL(None).mallopt
        for option, value in _KEPT.items():
            set_option(option, value)


_KEPT = {-1: 1 << 30, -2: 1 << 26, -3: 1 << 30}
"""Options of glibc's `mallopt` (threshold of trimming, padding, threshold of mapping) to bytes; others ignore them."""


def _examine(
    seen: Examination,
    workspace: Workspace,
    quarter: Quarter,
    release: Path,
    manifest: Mapping[str, Mapping[str, str]],
    whole: Mapping[str, Any],
    dbt_project: Path,
    make_again: MakeAgain | None,
) -> None:
    custody.check_files(seen, release, manifest["files"])
    readers.check_formats(seen, manifest["files"])
    custody.check_succession(seen, release, manifest.get("previous"))
    standing.check_standing(seen, release)
    custody.check_inputs(seen, release, manifest["configuration"])
    evidence = holdings.read_evidence(seen, release)
    is_foreign = (whole["created_from"].get("code"), whole["created_from"].get("dependencies")) != made_by()
    manifest_told.check_manifest(seen, release, whole, evidence, by_another_program=is_foreign)
    treated = evidence.treated if evidence else None
    custody.check_attached(seen, workspace.archive, manifest["configuration"])
    deliveries = custody.check_archive(seen, workspace.archive, manifest["deliveries"], treated)
    if is_foreign:
        seen.omitted.append("the formulas, the release was made by another program than the one at hand, with its own")
    else:
        custody.check_models(seen, manifest["models"], dbt_project)
    published = holdings.read_published(seen, release)
    reckoned = None
    if evidence is None:
        seen.omitted.append("the recomputation, nobody says which rows were rejected")
    else:
        restatement.check_evidence(seen, published, evidence, custody.in_order(manifest["deliveries"]))
        if not seen.holds("archive"):
            seen.omitted.append("the recomputation, the archive is not whole")
        else:
            reckoned = restatement.recompute_release(seen, release, quarter, deliveries, evidence)
    ledger = None
    if reckoned is not None and evidence is not None:
        ledger, records = reckoned
        restatement.check_unit(seen, evidence, ledger.case.unit)
        shown_cells.check_rows(seen, evidence, records, ledger.case.unit)
    restatement.check_figures(seen, published, evidence, ledger)
    if ledger is not None and evidence is not None:
        _check_told(seen, workspace, release, manifest["deliveries"], evidence, ledger.case, records)
    if evidence is not None:
        known = records if reckoned is not None else Archive(Rows([]))
        _check_trends(seen, release, quarter, evidence, published, ledger, known)
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
            known = succession.known_now(records.parts, earlier)
            return ledger_of(known, *read_unit(release / "inputs", earlier), earlier, rejected).figures

    compared = manifest["compared"]
    revised = succession.check_revisions(seen, release, quarter.code, compared, published.figures, worked_out)
    succession.check_marks(seen, release, revised)
    texts = printed_pages.Texts(
        {name: (row["printed"], row["value"]) for name, row in published.figures.items()},
        {} if ledger is None else restatement.texts_of(ledger),
    )
    passages = printed_pages.check_html(seen, release, texts)
    if passages is not None and evidence is not None and seen.holds("html", "checks"):
        checks_told.check_page(seen, release, len(evidence.trails))
    published_reference.check_comparison(seen, release, quarter, published.figures)
    trends = evidence.trends if evidence else {}
    printed = printed_pages.Printed(release, passages, texts, published.figures, revised, quarter.code, trends)
    again = None if make_again is None else _made_again(seen, release, quarter, whole, evidence, make_again)
    if again is not None:
        words.check_words(seen, release, whole, again)
    pdf = again.pdf if again is not None else None
    if pdf is not None and again is not None and again.by_another_program:
        # Its words would be those of another edition of the templates; its numbers are compared all the same.
        seen.omitted.append("the words of laporan.pdf: the release was made by another program than the one at hand")
        pdf = None
    readers.check_printed(seen, manifest["files"], replace(printed, pdf=pdf))
    # Where a reader names the number that differs, that the file differs is not told again.
    named = {name for name, reader in readers.READERS.items() if not seen.holds(reader.link)}
    seen.breaks = [
        found for found in seen.breaks if found.link != "words" or found.place.partition(",")[0] not in named
    ]


def _check_trends(
    seen: Examination,
    release: Path,
    quarter: Quarter,
    evidence: Evidence,
    published: holdings.Published,
    ledger: Ledger | None,
    records: Archive,
) -> None:
    """What the evidence says of earlier reports and of what moved since."""
    try:
        trends_told.check_trends(seen, release, quarter, evidence, published, ledger, records)
    except Exception as error:
        # As below.
        problem = f"{type(error).__name__}: {error}"
        text = f"what the evidence says of trends cannot be read ({problem})"
        seen.broken("evidence", "trends", "tables of trends", problem, text)


def _check_told(
    seen: Examination,
    workspace: Workspace,
    release: Path,
    deliveries: Mapping[str, str],
    evidence: Evidence,
    case: Case,
    records: Archive,
) -> None:
    """What the evidence, the checks and the findings say in words."""
    try:
        contracts = release / "inputs" / "contracts"
        told_evidence.check_told(seen, evidence, case, records, deliveries, workspace.archive, contracts)
        checks_told.check_results(seen, release, evidence, case, records, deliveries)
    except Exception as error:
        # Whatever stands where a word is expected must end in a sentence for the auditor.
        problem = f"{type(error).__name__}: {error}"
        text = f"what the evidence says in words cannot be read ({problem})"
        seen.broken("evidence", "words of the evidence", "names and texts", problem, text)


def _made_again(
    seen: Examination,
    release: Path,
    quarter: Quarter,
    manifest: Mapping[str, Any],
    evidence: Evidence | None,
    make_again: MakeAgain,
) -> Again | None:
    """The report made again of evidence that holds."""
    if evidence is None or not seen.holds("inputs", "archive", "evidence", "rows", "recomputation", "checks"):
        seen.omitted.append("the words of the report, what they are made of does not hold")
        return None
    try:
        return make_again(release, quarter, manifest, evidence.relations)
    except Exception as error:
        # Whatever a release says that its makers never write must end in a sentence for the auditor.
        problem = f"{type(error).__name__}: {error}"
        text = f"the report cannot be made again of its evidence ({problem})"
        seen.broken("words", "the report", "a report", problem, text)
        return None
