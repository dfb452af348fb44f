"""What every unit that adopts Triwulan may expect: its quarters run, its report is its own, its release holds.

Belongs here: running a unit's quarters, and looking at what came of them. Not here: what a unit has (agency, office,
clinic, training) and what it comes to, which stands beside it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.journey.proving import verify
from orchestration.publication.judging.html_reading import read_html
from orchestration.release.reading import read_findings
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.adoption.writing import QUARTERS, TW2, Aim
from tests.conftest import World

OF_THE_SAMPLE = (
    *("BBSPJIA", "BSKJI", "Bogor", "Perindustrian", "Agro", "999119", "Pengujian", "Kalibrasi", "Sertifikasi"),
    *("Inspeksi", "Profisiensi", "TKDN", "BAD", "CAH", "EBA", "EBB", "EBC", "TJ.1", "SK1.1", "SK2.4", "tujuh belas"),
)
"""What the sample unit has and no other."""


@dataclass(frozen=True)
class Unit:
    """A unit, and what is to come of its deliveries in the second quarter.

    Attributes:
        write: its sources into a folder.
        facts: how it calls itself.
        aims: its indicators.
        expected: printed figures, worked out by hand.
        not_its_own: words of what it does not have.
        texts: result, obstacle and follow-up of every indicator.
        words: more of its own, beside facts and aims.
        policies_of_others: words of policies that none of its indicators follows.
        needs: file to the kind that is asked for where it is not delivered.
        traced: figure to a file that it leads to.
    """

    write: Callable[[Path], object]
    facts: Mapping[str, str]
    aims: Sequence[Aim]
    expected: Mapping[str, str]
    not_its_own: Sequence[str]
    texts: Sequence[str]
    words: Sequence[str] = ()
    policies_of_others: Sequence[str] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    traced: Mapping[str, str] = field(default_factory=dict)


def adopted(folder: Path, write: Callable[[Path], object], quarters: Sequence[str] = QUARTERS) -> World:
    """A unit's two quarters, run as its staff would; each release is verified on the way."""
    world = World(folder / "sources", folder / "state", folder / "reports")
    write(world.sources)
    for quarter in quarters:
        result = world.run_answered(quarter)
        assert result.code == 0, f"{result.output}\n{result.errors}"
    return world


def report(world: World) -> str:
    """The page of the second quarter."""
    return (world.release(TW2) / "laporan.html").read_text(encoding="utf-8")


def words(html: str) -> str:
    """What a reader of the page sees."""
    text = re.sub(r"<(script|style).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def chapters(html: str) -> str:
    """The same of the page up to the statement on the quality of its data, which lists every check there is."""
    [start] = [found.start() for found in re.finditer(r"<h[12][^>]*>(?:<[^>]+>|\s)*Lampiran 3\b", html)]
    return words(html[:start])


def standing(names: Iterable[str], text: str) -> list[str]:
    """Those of the words that stand in a text."""
    return [name for name in names if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text)]


def assert_printed(world: World, expected: Mapping[str, str]) -> None:
    """Holds the figures of the second quarter against those that were worked out by hand."""
    figures = world.figures(TW2)
    assert {name: figures[name]["printed"] for name in expected} == expected


def assert_holds_elsewhere(world: World, nothing: Path, quarters: Sequence[str] = QUARTERS) -> None:
    """Verifies releases without the unit's sources: profile and contracts are found in the release."""
    elsewhere = Workspace(nothing, world.state, world.reports)
    for quarter in quarters:
        found = verify(elsewhere, Quarter.parse(quarter), world.release(quarter))
        assert found.holds, found.as_text()


def assert_tables_are_filled(html: str) -> None:
    """No table lacks rows, and no column of one is empty."""
    tables = re.findall(r"<table.*?</table>", html, flags=re.DOTALL)
    assert len(tables) > 15
    for table in tables:
        body = re.search(r"<tbody>(.*?)</tbody>", table, flags=re.DOTALL)
        assert body is not None
        rows = [re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL) for row in body[1].split("</tr>")]
        rows = [row for row in rows if len(row) > 1 and not any("colspan" in cell for cell in row)]
        assert rows, table[:300]
        for column in zip(*(row for row in rows if len(row) == len(rows[0])), strict=True):
            texts = [re.sub(r"<[^>]+>", "", cell).strip() for cell in column]
            assert any(texts), table[:300]


def assert_numbers_are_figures(world: World, html: str) -> None:
    """Every number that the page prints is one of the unit's figures."""
    figures = world.figures(TW2)
    printed = read_html(html).printed
    assert len(printed) > 100
    assert [item for item in printed if item.figure_id not in figures] == []


def assert_has_no_complaint(world: World) -> None:
    """What is told of the second quarter is at most a note."""
    told = read_findings(world.release(TW2))
    assert [finding.message for finding in told if finding.severity != "info"] == []


def missing_without(world: World, folder: Path, names: Iterable[str]) -> list[str]:
    """The kinds that `check` asks for when some files of the second quarter were not delivered."""
    copy = World(folder / "sources", folder / "state", world.reports)
    shutil.copytree(world.sources, copy.sources)
    shutil.copytree(world.state, copy.state)
    for name in names:
        (copy.sources / "landing" / TW2 / name).unlink()
    result = copy.triwulan("check", TW2, "--json")
    assert result.code == 1, result.output
    told: list[dict[str, Any]] = json.loads(result.output)["findings"]
    return [item["value"] for item in told if item["severity"] == "blocking" and "no delivery" in item["message"]]
