"""What can be proven of a release whose format is not today's, and which program proves the rest.

Belongs here: hashes, which mean the same in every format. Not here: figures and words: by which rules they are proven
is known to the program that made them, and a rule of today that happens to fit proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.audit.chain import Examination
from orchestration.audit.proof import custody, standing
from orchestration.language.sentences import Sentence, say
from orchestration.release import formats, store


def examine(
    seen: Examination, archive: Path, release: Path, named: Mapping[str, Mapping[str, str]], whole: Mapping[str, Any]
) -> Sentence:
    """Holds a release of an older format against its hashes, neighbours and the archive.

    Args:
        seen: takes the breaks.
        archive: `state/archive`.
        release: its folder.
        named: the hashes of its manifest (`custody.read_manifest`).
        whole: its manifest.

    Returns:
        Which program proves its figures and words.
    """
    custody.check_files(seen, release, named["files"])
    custody.check_succession(seen, release, named.get("previous"))
    standing.check_standing(seen, release)
    custody.check_inputs(seen, release, named["configuration"])
    kept, head = _kept(seen, release)
    if formats.format_of(head) > formats.format_of(whole):
        place, found = "manifest.json: format", formats.format_of(whole)
        expected = formats.format_of(head)
        seen.broken("manifest", place, expected, found, f"{place}: '{found}'; the evidence says '{expected}'")
    custody.check_archive(seen, archive, named["deliveries"], kept)
    return say(
        "figures and words of {release}, which has format {found}: proven by the program that made it ({maker}); this"
        " program, of format {known}, has proven its files, inputs and deliveries by their SHA-256",
        release=release.name,
        found=formats.format_of(whole),
        maker=formats.maker_of(whole),
        known=formats.FORMAT,
    )


def _kept(seen: Examination, release: Path) -> tuple[dict[str, str] | None, Mapping[str, Any]]:
    """SHA-256 of each delivery to that of what was kept of it, and the copy of the head, out of the evidence."""
    import duckdb

    try:
        with store.read(release) as connection:
            rows = connection.execute("SELECT _delivery_sha256, archived_sha256 FROM raw_ingestion.deliveries")
            return dict(rows.fetchall()), store.read_head(connection)
    except (OSError, duckdb.Error) as error:
        problem = str(error).splitlines()[0]
        text = f"{store.FILE} cannot be read ({problem})"
        seen.broken("evidence", store.FILE, "the deliveries", problem, text)
        return None, {}
