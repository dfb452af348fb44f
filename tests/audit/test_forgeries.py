"""Forgeries are caught without `--rebuild` and without a signature, each in a copy of one verified release.

Here every fifth kind, from every file of a release; `make forgeries` makes all of them, each verified whole. What a
forgery leaves as it was is read and made again once: the evidence, the archived files, the figures, the report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.proof.words import Again
from orchestration.journey import proving
from tests.audit.forgeries import FORGERIES, QUARTER, Forgery, verified
from tests.audit.spoiling import Copy
from tests.conftest import World

pytestmark = pytest.mark.slow

MADE_OF = ("evidence.duckdb", "checks.json", "findings.csv", "revisions.csv", "manifest.json")
"""What a report is made again of, beside `inputs/` and `compared/`."""


@pytest.fixture(scope="module", autouse=True)
def made_again_once() -> Iterator[None]:
    """A report is made again once of the same files."""
    with pytest.MonkeyPatch.context() as patch:
        keep_reports(patch)
        yield


def keep_reports(patch: pytest.MonkeyPatch) -> None:
    """Lets this process keep the last report that was made again of the same files."""
    made: dict[str, Again] = {}
    remake = proving.remake

    def once(release: Path, quarter: Any, manifest: Any, relations: Any) -> Again:
        digest = hashlib.sha256()
        made_of = [
            *MADE_OF[:-1],
            *(path for part in ("inputs", "compared") for path in sorted((release / part).rglob("*"))),
        ]
        for name in made_of:
            path = release / name
            if path.is_file():
                digest.update(f"{path.relative_to(release)} ".encode() + path.read_bytes())
        key = digest.hexdigest() + repr(sorted(manifest["compared"].items())) + repr(manifest["created_from"]["code"])
        if key not in made:
            again = remake(release, quarter, manifest, relations)
            made.clear() if len(made) > 2 else None
            made[key] = again
        return made[key]

    patch.setattr(proving, "remake", once)


@pytest.mark.parametrize("forgery", FORGERIES[::5], ids=lambda forgery: f"{forgery.file}: {forgery.kind}")
def test_a_forgery_is_caught(forgery: Forgery, sample_world: World, tmp_path: Path) -> None:
    copy = Copy.of(sample_world, QUARTER, tmp_path)
    forgery.made_in(copy)
    assert not verified(copy).holds


def test_there_are_at_least_sixty_kinds_and_no_two_are_one() -> None:
    assert len(FORGERIES) >= 60
    assert len({(forgery.kind, forgery.file) for forgery in FORGERIES}) == len(FORGERIES)
