"""An office's days under the real daemon: it runs what lands by its own sensor, people answer, approve and withdraw.

Belongs here: one walk over one workspace, in which each step finds what the one before has left. Not here: the acts in
process, step by step on the disk (test_states.py), when the sensor asks (test_automation.py), a quarter that the daemon
publishes for people at the desk (tests/desk/test_walk.py).
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.checks.evidence import grouped
from orchestration.release import answers, durable, held_back, states, status
from orchestration.release.reading import is_whole
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import Workspace
from tests.adoption import writing
from tests.adoption.office import ANSWERS, ORDERS, write_office
from tests.adoption.writing import TW1, TW2
from tests.conftest import CommandResult, World
from tests.ingestion.deliveries import SURVEY_HEADER
from tests.orchestration import killed_acts
from tests.orchestration.interfaces import ask, interface, runs_under_way, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.long]

PATIENCE = 900.0
"""Seconds after which something is wrong, however busy the machine is."""

QUARTER, NEXT_YEAR = Quarter.parse(TW1), Quarter.parse("2026-TW1")
HOLIDAYS = "tanggal,jenis,keterangan,dasar,berlaku_sejak\n2026-01-01,libur nasional,Tahun Baru,SKB,2025-09-19\n"

ORDERS_LANDED = [
    *ORDERS[TW1],
    ("A-31", "Salinan Akta", "P7", "04/03/2025", 3, "06/03/2025", 1, "Selesai"),
    ("A-32", "Salinan Akta", "P8", "05/03/2025", 3, "07/03/2025", 1, "Selesai"),
]
ANSWERS_LANDED = [
    *ANSWERS[TW1],
    *((f"1{day}/02/2025 09:00:00", "Salinan Akta", "333333333", None) for day in range(1, 5)),
]
WHOLE, STALLED, CORRECTED = 5, 3, 4
"""Rows of both registers; a copy that stalls at 60 per cent has three."""


@dataclass(frozen=True)
class Office:
    """The office and the address of its interface."""

    world: World
    url: str

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.world.sources, self.world.state, self.world.reports)

    @property
    def folder(self) -> Path:
        return self.world.reports / TW1

    def stands(self, quarter: Quarter = QUARTER) -> str:
        """State, release in force, and what is waited for, in a line; nothing while a run is under way."""
        if runs_under_way(self.url):
            return ""
        try:
            found = states.standing(self.workspace, quarter)
        except OSError:  # a konsep is just being replaced
            return ""
        return " ".join(filter(None, [found.state, found.release and found.release.name, found.waits.told()]))

    def comes_to(self, line: str, quarter: Quarter = QUARTER) -> None:
        """Waits until the quarter stands so."""
        wait_for(lambda: self.stands(quarter) == line, PATIENCE)

    def latest(self) -> str | None:
        return durable.pointed(self.folder / "latest")

    def done(self, *words: str) -> CommandResult:
        """A command that has to end well."""
        result = self.world.triwulan(*words)
        assert result.code == 0, result.output + result.errors
        return result

    def ticks(self) -> int:
        """How often the sensor has looked."""
        name = 'repositoryName: "__repository__", repositoryLocationName: "triwulan", sensorName: "landing_folder"'
        newest = "... on Sensor { sensorState { ticks(limit: 1) { tickId } } }"
        found = ask(self.url, f"{{ sensorOrError(sensorSelector: {{ {name} }}) {{ {newest} }} }}")
        return int(found["sensorOrError"]["sensorState"]["ticks"][0]["tickId"])

    def runs(self) -> list[str]:
        found = ask(self.url, "{ runsOrError { ... on Runs { results { runId } } } }")["runsOrError"]["results"]
        return [run["runId"] for run in found]


def deliver(world: World, rows: int, *, stalls: bool = False) -> None:
    """Both registers with so many of their rows; a copy that stalls ends in the middle of the next."""
    header = [head for head in SURVEY_HEADER if "merekomendasikan" not in head]
    for name, text in (
        ("permohonan.csv", writing.orders(ORDERS_LANDED[: rows + stalls])),
        ("survei.csv", writing.answers(header, ANSWERS_LANDED[: rows + stalls], "Pemohon")),
    ):
        begun, last = text.rstrip("\n").rsplit("\n", 1)
        landed = f"{begun}\n{last[: len(last) // 2]}" if stalls else text
        writing.write_text(world.sources / "landing" / TW1 / name, landed)


def declare(world: World, policy: str) -> None:
    """Who publishes; a folder is still after a moment."""
    path = world.sources / "unit.yaml"
    text = path.read_text(encoding="utf-8").partition("\ntenang_detik")[0]
    path.write_text(f"{text}\ntenang_detik: 5\npenerbitan: {policy}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, CommandResult]:
    """The office with the deliveries of one quarter, which somebody has checked before the daemon saw them."""
    folder = tmp_path_factory.mktemp("office")
    world = World(folder / "sources", folder / "state", folder / "reports")
    write_office(world.sources)
    shutil.rmtree(world.sources / "landing" / TW2)
    unit = world.sources / "unit.yaml"
    policies = "baris_ditolak:\n    nilai: "
    text = unit.read_text(encoding="utf-8")
    assert f"{policies}menahan" in text
    unit.write_text(text.replace(f"{policies}menahan", f"{policies}dicatat"), encoding="utf-8")
    writing.write_text(world.sources / "reference" / "hari_libur_2026.csv", HOLIDAYS)
    deliver(world, WHOLE)
    declare(world, "otomatis")
    said = world.triwulan("check", TW1, "--json")
    assert not world.reports.exists()
    return world, said


@pytest.fixture(scope="module")
def office(checked: tuple[World, CommandResult]) -> Iterator[Office]:
    world, _ = checked
    with interface(world) as (url, _):
        yield Office(world, url)


def test_the_days_of_an_office(checked: tuple[World, CommandResult], office: Office, tmp_path: Path) -> None:
    a_check_keeps_no_run_from_starting(checked[1], office)
    a_stalled_register_becomes_no_release(office)
    approving = a_late_correction_after_approval_becomes_a_konsep(office)
    answering = two_stewards_who_answer_at_once_are_both_heard(office)
    an_approval_survives_kills(office, approving)
    a_signing_survives_kills(office, tmp_path)
    a_withdrawn_release_is_not_published_again(office, answering)
    the_papers_of_the_year_before_are_refused_behind_a_run_that_was_killed(office)


def a_check_keeps_no_run_from_starting(check: CommandResult, office: Office) -> None:
    """It said what a run would come to, and published nothing."""
    assert check.code == 0, check.output + check.errors
    assert json.loads(check.output)["outcome"] == "would publish"
    office.comes_to("terbit r1")
    assert office.latest() == "r1"
    runs = office.runs()
    again = office.done("check", TW1, "--json")
    assert json.loads(again.output) == json.loads(check.output)
    assert office.runs() == runs  # what made r1 is known already
    assert "the same inputs made r1" in office.done("check", TW1).output


def a_stalled_register_becomes_no_release(office: Office) -> None:
    """Also where the unit lets rows be that cannot be read."""
    before = contents(office.folder / "r1")
    deliver(office.world, STALLED, stalls=True)
    office.comes_to("konsep r1 4 open warnings")
    told = "\n".join(warning.text for warning in states.waits_of(office.folder / "konsep").warnings)
    for file in ("permohonan.csv", "survei.csv"):
        assert f"{file}: replaces {file}" in told
        assert f"{file}, row 5: " in told  # the half line, which has too few cells
    assert told.count("of which r1 was made, and holds less") == 2
    assert office.latest() == "r1"
    assert contents(office.folder / "r1") == before
    assert office.done("verify", TW1, "--konsep").output.endswith("holds\n")


def a_late_correction_after_approval_becomes_a_konsep(office: Office) -> float:
    """Returns how many seconds an approval takes."""
    declare(office.world, "disahkan")
    deliver(office.world, WHOLE)
    office.comes_to("konsep r1 approval (penerbitan: disahkan)")
    approved = office.done("approve", TW1, "--by", "Kepala Kantor", "--note", "sesuai rapat")
    office.comes_to("terbit r2")
    assert office.latest() == "r2"
    before = contents(office.folder / "r2")
    deliver(office.world, CORRECTED)
    office.comes_to("konsep r2 2 open warnings and approval (penerbitan: disahkan)")
    assert office.latest() == "r2"
    assert contents(office.folder / "r2") == before
    notice = office.world.triwulan("status", TW1)
    assert notice.code == 1
    assert "waits for approval (penerbitan: disahkan)" in notice.output
    return approved.seconds


def two_stewards_who_answer_at_once_are_both_heard(office: Office) -> float:
    """Returns how many seconds an answer takes."""
    keys = [warning.key for warning in states.waits_of(office.folder / "konsep").warnings]
    with ThreadPoolExecutor() as people:
        answered = [
            people.submit(office.done, "answer", TW1, key, "--by", f"Pengelola {key}", "--reason", "baris ganda")
            for key in keys
        ]
    assert len(keys) == 2
    seconds = min(person.result().seconds for person in answered)
    office.comes_to("konsep r2 approval (penerbitan: disahkan)")
    noted = {row["key"]: row["by"] for row in read_rows(answers.place(office.world.sources, QUARTER))}
    assert noted == {key: f"Pengelola {key}" for key in keys}
    acts = status.entries(office.folder)
    assert {entry.by for entry in acts if entry.act == status.ANSWER} == set(noted.values())
    return seconds


def an_approval_survives_kills(office: Office, length: float) -> None:
    killed_and_done(office, killed_acts.approve(TW1), length)
    office.comes_to("terbit r3")  # the daemon may have taken up what was killed
    assert office.latest() == "r3"
    [approved] = [entry for entry in status.entries(office.folder) if entry.release == "r3"]
    assert (approved.act, approved.by) == (status.APPROVE, killed_acts.HEAD)


def a_signing_survives_kills(office: Office, folder: Path) -> None:
    words = killed_acts.sign(TW1, folder)
    undisturbed = office.done("sign", TW1, "r2", *words[2:])
    killed_and_done(office, words, undisturbed.seconds)
    assert (office.folder / "r3-laporan-ttd.pdf").is_file()


def a_withdrawn_release_is_not_published_again(office: Office, answering: float) -> None:
    killed_and_done(office, killed_acts.withdraw(TW1, "r3"), answering)  # an act like an answer
    office.comes_to("terbit r2")
    assert office.latest() == "r2"
    assert [entry.release for entry in status.entries(office.folder) if entry.act == status.WITHDRAW] == ["r3"]
    assert is_whole(office.folder / "r3")
    ran, looked = office.runs(), office.ticks()
    wait_for(lambda: office.ticks() > looked + 1, PATIENCE)
    assert (office.runs(), office.latest()) == (ran, "r2")
    # Neither where nobody has to approve: a person withdrew what the same deliveries give.
    declare(office.world, "otomatis")
    office.comes_to(f"konsep r2 approval (its figures are those of r3, which {killed_acts.HEAD} withdrew)")
    assert office.latest() == "r2"


def the_papers_of_the_year_before_are_refused_behind_a_run_that_was_killed(office: Office) -> None:
    landing = office.world.sources / "landing"
    shutil.copytree(landing / TW1, landing / NEXT_YEAR.code)
    paths = [f"--{name}={getattr(office.world, name)}" for name in ("sources", "state", "reports")]
    with (office.world.state / "said").open("wb") as said:
        run = killed_acts.begin(["check", NEXT_YEAR.code, *paths], {}, said.fileno())
        wait_for(lambda: runs_under_way(office.url), PATIENCE)
        run.kill()
    office.comes_to("ditahan 1 open warning", NEXT_YEAR)  # the narrative is that of the year before
    assert durable.pointed(office.world.reports / NEXT_YEAR.code / "latest") is None
    found = [one for one in grouped(held_back.read(office.workspace, NEXT_YEAR)) if one.severity == "blocking"]
    # Each paper and each register in a sentence of its own, which says what belongs in its place.
    assert len(found) == len({(one.delivery, one.sheet) for one in found})
    assert {one.delivery for one in found} == {path.name for path in (landing / NEXT_YEAR.code).iterdir()}
    assert all(" of 2025" in one.message and " of 2026" in one.message for one in found)


def killed_and_done(office: Office, words: list[str], length: float) -> None:
    """Kills an act in either half of its length, and does it again."""
    moments = [random.SystemRandom().uniform(half, half + 0.5) * length for half in (0.0, 0.5)]
    wrong = killed_acts.kill(office.workspace, QUARTER, words, moments)
    again = office.world.triwulan(*words)
    assert again.code in (0, 1), again.output + again.errors  # 1: it had been done before a kill
    assert wrong + killed_acts.broken(office.workspace, QUARTER) == []


def contents(release: Path) -> dict[Path, bytes]:
    """Every file of a release."""
    return {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}
