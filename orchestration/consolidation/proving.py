"""A consolidation proven: every unit's release again, every figure by a second implementation, every byte made anew.

Belongs here: what `triwulan verify --consolidation` asks of both. Not here: the second implementation
(audit/proof/consolidation.py), the proof of a release (journey/proving).
"""

from __future__ import annotations

import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.audit.chain import Examination
from orchestration.audit.proof.consolidation import Auditor, Standing, check_files
from orchestration.audit.proof.verify import Verification
from orchestration.audit.proof.words import Again, check_words
from orchestration.consolidation import receiving, settings, warehouse
from orchestration.consolidation.figures import IN, OUT, WAITING
from orchestration.consolidation.making import SETTINGS
from orchestration.consolidation.rendering import rendered
from orchestration.consolidation.units import LATE, State, handed
from orchestration.language.sentences import NOTHING, say
from orchestration.release.inputs import made_by
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.consolidation.settings import Settings
    from orchestration.consolidation.units import Received


def verify(folder: Path, units: Path, quarter: Quarter | None, jobs: int) -> Verification:
    """Examines a consolidation; never raises for what it finds in it.

    Args:
        folder: of the consolidation.
        units: the workspaces and bundles that it was made of, or copies of them.
        quarter: that it has to be of; None for whatever it is of.
        jobs: units that are proven at once.

    Raises:
        ConfigurationError: its settings are none.
        ExaminationError: the units cannot be looked at.
    """
    seen = Examination()
    told = check_files(seen, folder, quarter)
    if told is None:
        seen.omitted.append("anything else, the manifest cannot be read")
        return Verification(quarter.code if quarter else "?", folder.name, seen.breaks, seen.counts, seen.omitted)
    of = Quarter.parse(told["quarter"])
    chosen = settings.read(folder / SETTINGS)
    elsewhere = NOTHING
    with tempfile.TemporaryDirectory(prefix="triwulan-konsolidasi-") as name:
        staging, again = Path(name) / "satker", Path(name) / "baru"
        staging.mkdir()
        found = receiving.receive(units, of, chosen, staging, jobs)
        _hold(seen, folder, units, of, chosen, found)
        taken = [unit for unit in found if unit.state is State.TERBIT]
        if taken:
            warehouse.arrange(staging, taken, again)
            files = {
                **rendered(again, of, found, chosen),
                **{
                    path.relative_to(again).as_posix(): path.read_bytes()
                    for path in sorted((again / warehouse.FOLDER).rglob("*.parquet"))
                },
            }
            foreign = (told.get("code"), told.get("dependencies")) != made_by()
            before = len(seen.omitted)
            check_words(seen, folder, told, Again(files, by_another_program=foreign))
            if len(seen.omitted) > before:
                elsewhere = say(
                    "the words are those of another program, {program}; verify with that one, or consolidate again",
                    program=str(told.get("program")),
                )
    return Verification(of.code, folder.name, seen.breaks, dict(seen.counts), seen.omitted, elsewhere=elsewhere)


def _hold(
    seen: Examination, folder: Path, units: Path, quarter: Quarter, chosen: Settings, found: list[Received]
) -> None:
    """Holds the consolidation against the units, one by one, by the second implementation."""
    rule = chosen.pencilan
    ranked = [(one.kode, one.rumus) for one in chosen.peringkat]
    auditor = Auditor(folder, quarter, Fraction(rule.kelipatan), rule.satker_paling_sedikit, ranked)
    standings = [
        Standing(unit.place, unit.code, unit.name, unit.state.value, unit.release, unit.manifest_sha256)
        for unit in found
    ]
    for unit, standing in zip(found, standings, strict=True):
        if unit.state is State.TERBIT:
            with handed(units / unit.place, quarter) as opened:
                if opened.release is not None:
                    auditor.take(seen, standing, opened.release)
    states = Counter(IN if unit.state is State.TERBIT else WAITING if unit.state in LATE else OUT for unit in found)
    auditor.conclude(seen, standings, {name: states[name] for name in (IN, OUT, WAITING)})
