"""The life of a quarter: konsep, answers, approval, withdrawal, and what is left when one of them is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.audit.chain import Examination
from orchestration.audit.proof.standing import check_standing
from orchestration.checks.evidence import Finding
from orchestration.declarations import ConfigurationError
from orchestration.journey import plan as planning
from orchestration.journey.journey import Journey
from orchestration.release import answers, durable, held_back, states, status
from orchestration.release.reading import MANIFEST, SIGNATURE, in_force, is_whole
from orchestration.release.states import State
from orchestration.run import deciding
from orchestration.run.execution import RunOutcome
from orchestration.run.quarter import run_quarter
from orchestration.workspace.delimited import read_rows
from orchestration.workspace.quarters import Quarter
from orchestration.workspace.settings import PROJECT, Workspace
from tests.conftest import World
from tests.orchestration import doubles
from tests.orchestration.doubles import Stops

pytestmark = pytest.mark.slow

TW2 = Quarter(2025, 2)
ODD = Finding(
    "warning", "sbs.csv", row=3, column="JUMLAH", value="-5", rule="padu_outlier", message="sbs.csv, row 3: odd"
)


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> Stops:
    for name in ("SOURCES", "STATE", "REPORTS"):
        monkeypatch.setenv(f"TRIWULAN_{name}", "replaced by the run")
    monkeypatch.setattr(planning, "load_plan", lambda _: doubles.plan())
    return doubles.install(monkeypatch)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A unit of its own with one delivery."""
    sources = tmp_path / "sources"
    shutil.copytree(PROJECT / "sources" / "reference", sources / "reference")
    for name in ("unit.yaml", "lambang.svg"):
        shutil.copyfile(PROJECT / "sources" / name, sources / name)
    made = Workspace(sources, tmp_path / "state", tmp_path / "reports")
    deliver(made, "NO_SBS;JUMLAH\n1;-5\n")
    return made


def deliver(workspace: Workspace, text: str) -> None:
    path = workspace.landing / "2025-TW2" / "sbs.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def declare(workspace: Workspace, text: str) -> None:
    with (workspace.sources / "unit.yaml").open("a", encoding="utf-8") as handle:
        handle.write(text)


def run(workspace: Workspace) -> RunOutcome | Path:
    return run_quarter(workspace, TW2, publish=True)


def folder(workspace: Workspace) -> Path:
    return workspace.reports / "2025-TW2"


def latest(workspace: Workspace) -> str | None:
    return durable.pointed(folder(workspace) / "latest")


def acts(workspace: Workspace) -> list[tuple[str, str, str, str]]:
    return [(entry.act, entry.release, entry.by, entry.state) for entry in status.entries(folder(workspace))]


def keys(workspace: Workspace) -> list[str]:
    draft = states.konsep(folder(workspace))
    assert draft is not None
    return [warning.key for warning in states.waits_of(draft).warnings]


def assert_agrees(workspace: Workspace, release: str) -> None:
    """`verify` finds nothing wrong in what stands beside a release."""
    seen = Examination()
    check_standing(seen, folder(workspace) / release)
    assert [found.message for found in seen.breaks] == []
    assert seen.counts["acts"] > 0


def test_a_report_without_open_warnings_is_published_in_the_same_run(stops: Stops, workspace: Workspace) -> None:
    assert states.standing(workspace, TW2).state == State.MENUNGGU
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert (outcome.ok, outcome.release is not None, bool(outcome.waits)) == (True, True, False)
    assert states.standing(workspace, TW2).state == State.TERBIT
    assert acts(workspace) == [("run", "r1", "", "terbit")]
    assert latest(workspace) == "r1"
    assert_agrees(workspace, "r1")


def test_a_check_answers_from_the_run_unless_other_files_were_looked_at_since(
    stops: Stops, workspace: Workspace
) -> None:
    def check() -> tuple[str, int]:
        stops.calls.clear()
        outcome = run_quarter(workspace, TW2, publish=False)
        assert isinstance(outcome, RunOutcome)
        assert outcome.ok
        return outcome.found_by, len(stops.calls)

    assert check()[0] == ""
    run(workspace)
    assert check() == ("r1", 0)
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    assert check()[0] == ""
    deliver(workspace, "NO_SBS;JUMLAH\n1;-5\n")
    found_by, calls = check()
    assert (found_by, calls > 0) == ("", True)
    assert check() == ("r1", 0)
    (workspace.landing / "lain").mkdir()
    assert check()[0] == ""  # what lies outside is told by a look alone


def test_an_answered_warning_becomes_a_release_and_is_void_when_the_delivery_changes(
    stops: Stops, workspace: Workspace
) -> None:
    stops.findings.append(ODD)
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert (outcome.ok, outcome.refused, outcome.release) == (False, False, None)
    assert states.standing(workspace, TW2).state == State.KONSEP
    assert latest(workspace) is None
    assert_agrees(workspace, "konsep")
    # The same inputs make the same konsep, without another run.
    assert run(workspace) == folder(workspace) / "konsep"
    [key] = keys(workspace)
    with pytest.raises(deciding.UnknownWarningError) as unknown:
        deciding.answer(workspace, TW2, "0" * 8, by="Ani", reason="x")
    assert unknown.value.nearest == [key]
    given = deciding.answer(workspace, TW2, key, by=" Ani ", reason="Koreksi setoran,\n sesuai SP3B")
    assert (given.open, given.answer.by, given.answer.reason) == ([], "Ani", "Koreksi setoran, sesuai SP3B")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.ok
    assert states.konsep(folder(workspace)) is None
    manifest = json.loads((folder(workspace) / "r1" / "manifest.json").read_text())
    assert "tanggapan/2025-TW2.csv" in manifest["created_from"]["configuration"]
    assert (folder(workspace) / "r1" / "inputs" / "tanggapan" / "2025-TW2.csv").is_file()
    assert [act for act, *_ in acts(workspace)] == ["run", "answer", "run"]
    deliver(workspace, "NO_SBS;JUMLAH\n1;-6\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert [warning.key for warning in outcome.waits.warnings] != [key]
    assert len(outcome.waits.warnings) == 1
    # The release that stands stays in force.
    assert latest(workspace) == "r1"
    assert_agrees(workspace, "r1")


def test_a_release_after_a_konsep_is_that_without_one_byte_for_byte(
    stops: Stops, workspace: Workspace, tmp_path: Path
) -> None:
    stops.findings.append(ODD)
    run(workspace)
    deciding.answer(workspace, TW2, *keys(workspace), by="Ani", reason="benar")
    run(workspace)
    other = Workspace(workspace.sources, tmp_path / "state2", tmp_path / "reports2")
    run(other)

    def content(of: Workspace) -> dict[str, bytes]:
        release = folder(of) / "r1"
        files = {path.relative_to(release).as_posix(): path for path in release.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in files.items() if name not in (MANIFEST, SIGNATURE)}

    assert content(workspace) == content(other)
    assert sorted(path.name for path in folder(workspace).iterdir()) == ["latest", "r1", "status.csv"]


def test_under_disahkan_a_person_approves_and_late_files_never_publish(stops: Stops, workspace: Workspace) -> None:
    declare(workspace, "\npenerbitan: disahkan\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.waits.told() == "approval (penerbitan: disahkan)"
    approved = deciding.approve(workspace, TW2, by="Kepala Balai", note="sesuai rapat")
    assert approved.release is not None
    assert approved.release.path.name == "r1"
    assert acts(workspace)[-1] == ("approve", "r1", "Kepala Balai", "terbit")
    with pytest.raises(deciding.NotPossibleError, match="nothing waits for approval"):
        deciding.approve(workspace, TW2, by="Kepala Balai")
    assert run(workspace) == folder(workspace) / "r1"
    # A late correction makes a konsep and a notice, and the release stays.
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert (outcome.release, outcome.waits.approval) == (None, "penerbitan: disahkan")
    assert latest(workspace) == "r1"
    assert states.standing(workspace, TW2).state == State.KONSEP
    # What was looked at is what is approved.
    deliver(workspace, "NO_SBS;JUMLAH\n1;8\n")
    with pytest.raises(deciding.NotPossibleError, match="has changed"):
        deciding.approve(workspace, TW2, by="Kepala Balai")
    run(workspace)
    deciding.approve(workspace, TW2, by="Kepala Balai")
    assert latest(workspace) == "r2"
    assert_agrees(workspace, "r2")


def test_a_konsep_with_an_open_warning_and_a_quarter_held_back_cannot_be_approved(
    stops: Stops, workspace: Workspace
) -> None:
    stops.findings.append(ODD)
    run(workspace)
    with pytest.raises(deciding.NotPossibleError, match=f"waits for answers to {keys(workspace)[0]}"):
        deciding.approve(workspace, TW2, by="Kepala Balai")
    stops.findings[:] = [Finding("blocking", "sbs.csv", message="sbs.csv: cannot be opened")]
    deliver(workspace, "x")
    run(workspace)
    assert states.standing(workspace, TW2).state == State.DITAHAN
    assert states.konsep(folder(workspace)) is None
    with pytest.raises(deciding.NotPossibleError, match="is ditahan"):
        deciding.approve(workspace, TW2, by="Kepala Balai")
    stops.findings[:] = [Finding("blocking", rule=next(iter(held_back.MISSING)), message="no delivery of kind sbs")]
    run(workspace)
    assert states.standing(workspace, TW2).state == State.MENUNGGU


def test_a_warning_of_a_quarter_that_is_held_back_is_answered_meanwhile(stops: Stops, workspace: Workspace) -> None:
    """It has the key that it will have when nothing else holds the quarter back."""
    stops.findings[:] = [ODD, Finding("blocking", "neraca.csv", message="neraca.csv: cannot be opened")]
    run(workspace)
    standing = states.standing(workspace, TW2)
    assert standing.state == State.DITAHAN
    [warning] = standing.waits.warnings
    world = World(workspace.sources, workspace.state, workspace.reports)
    told = world.triwulan("status", "2025-TW2", "--json")
    assert [item["key"] for item in json.loads(told.output)["quarters"][0]["warnings"]] == [warning.key]
    given = deciding.answer(workspace, TW2, warning.key, by="Ani", reason="benar")
    assert given.open == []
    assert acts(workspace)[-1] == ("answer", "", "Ani", "ditahan")
    run(workspace)
    assert states.standing(workspace, TW2).waits.warnings == []
    stops.findings[:] = [ODD]
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.ok


def test_what_is_taken_back_leaves_the_release_that_stands(stops: Stops, workspace: Workspace) -> None:
    run(workspace)
    for found, state in ((ODD, State.KONSEP), (Finding("blocking", message="landing/x: wrong"), State.DITAHAN)):
        stops.findings[:] = [found]
        deliver(workspace, "x")
        run(workspace)
        assert states.standing(workspace, TW2).state == state
        assert latest(workspace) == "r1"
        stops.findings.clear()
        deliver(workspace, "NO_SBS;JUMLAH\n1;-5\n")
        assert run(workspace) == folder(workspace) / "r1"
        assert states.standing(workspace, TW2).state == State.TERBIT
    assert [state for *_, state in acts(workspace)] == ["terbit", "konsep", "terbit", "ditahan", "terbit"]
    assert sorted(path.name for path in folder(workspace).iterdir()) == ["latest", "r1", "status.csv"]


def test_late_files_under_revisi_konsep_wait_for_a_person(stops: Stops, workspace: Workspace) -> None:
    declare(workspace, "\nrevisi: konsep\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.ok
    deliver(workspace, "NO_SBS;JUMLAH\n1;9\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.waits.approval == "revisi: konsep, r1 is published"


def test_a_withdrawn_release_stays_and_the_one_before_is_in_force(stops: Stops, workspace: Workspace) -> None:
    run(workspace)
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    run(workspace)
    assert latest(workspace) == "r2"
    leftover = folder(workspace) / ".new-status.csv-77"
    leftover.write_text("killed while it was written", encoding="utf-8")
    left = deciding.withdraw(workspace, TW2, "r2", by="Kepala Balai", reason="angka PNBP keliru")
    assert left == folder(workspace) / "r1"
    assert not leftover.exists()
    assert latest(workspace) == "r1"
    assert is_whole(folder(workspace) / "r2")
    assert_agrees(workspace, "r1")
    assert_agrees(workspace, "r2")
    with pytest.raises(deciding.NotPossibleError, match="was withdrawn by Kepala Balai"):
        deciding.withdraw(workspace, TW2, "r2", by="Ani", reason="x")
    with pytest.raises(deciding.NotPossibleError, match="there are: r1, r2"):
        deciding.withdraw(workspace, TW2, "r7", by="Ani", reason="x")
    # The same inputs again are no release by themselves: a person withdrew what they give.
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.waits.approval == "its figures are those of r2, which Kepala Balai withdrew"
    # A correction is compared with the one in force, and has a number of its own.
    deliver(workspace, "NO_SBS;JUMLAH\n1;8\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.release is not None
    assert outcome.release.path.name == "r3"
    previous = json.loads((outcome.release.path / "manifest.json").read_text())["previous"]
    assert previous["release"] == "r1"
    assert latest(workspace) == "r3"


def test_without_a_release_in_force_latest_is_gone(stops: Stops, workspace: Workspace) -> None:
    run(workspace)
    assert deciding.withdraw(workspace, TW2, "r1", by="Kepala Balai", reason="keliru") is None
    assert latest(workspace) is None
    assert states.standing(workspace, TW2).state == State.DITARIK
    assert_agrees(workspace, "r1")


def test_fifty_rows_of_one_cause_are_one_warning(stops: Stops, workspace: Workspace) -> None:
    from dataclasses import replace

    stops.findings += [replace(ODD, row=row, value=str(row)) for row in range(50)]
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    [warning] = outcome.waits.warnings
    assert warning.rows == 50
    # Another value in one of them is another question.
    stops.findings[7] = replace(stops.findings[7], value="8")
    deliver(workspace, "NO_SBS;JUMLAH\n1;-5\n\n")
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert [item.key for item in outcome.waits.warnings] != [warning.key]


def test_a_file_of_answers_that_cannot_be_used_is_named(stops: Stops, workspace: Workspace) -> None:
    path = answers.place(workspace.sources, TW2)
    path.parent.mkdir()
    path.write_text("key,by,date,reason\n12345678,Ani,15 Juli,benar\nxyz,,2025-07-15,benar\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as told:
        run(workspace)
    assert "2025-TW2.csv:2: column date, value '15 Juli'" in str(told.value)
    assert "2025-TW2.csv:3: column key, value 'xyz'" in str(told.value)
    assert "2025-TW2.csv:3: column by: is empty" in str(told.value)


def test_two_stewards_who_answer_at_once_are_both_heard(stops: Stops, workspace: Workspace) -> None:
    from dataclasses import replace

    stops.findings += [replace(ODD, column=f"K{number}") for number in range(4)]
    run(workspace)
    wanted = keys(workspace)
    world = World(workspace.sources, workspace.state, workspace.reports)
    results: list[int] = []

    def answer(key: str) -> None:
        result = world.triwulan("answer", "2025-TW2", key, "--by", f"Pengelola {key}", "--reason", "benar")
        results.append(result.code)

    threads = [threading.Thread(target=answer, args=(key,)) for key in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [0, 0, 0, 0]
    assert {row["key"] for row in read_rows(answers.place(workspace.sources, TW2))} == set(wanted)
    assert {entry.by for entry in status.entries(folder(workspace)) if entry.act == "answer"} == {
        f"Pengelola {key}" for key in wanted
    }
    outcome = run(workspace)
    assert isinstance(outcome, RunOutcome)
    assert outcome.ok


def test_the_commands_say_what_they_did_and_how_they_end(stops: Stops, workspace: Workspace) -> None:
    stops.findings.append(ODD)
    run(workspace)
    world = World(workspace.sources, workspace.state, workspace.reports)
    [key] = keys(workspace)
    waiting = world.triwulan("run", "2025-TW2")
    assert waiting.code == 6
    assert f"open {key}: sbs.csv, row 3: odd" in waiting.output
    assert waiting.output.splitlines()[-1] == "2025-TW2 is a konsep and waits for 1 open warning"
    told = json.loads(world.triwulan("run", "2025-TW2", "--json").output)
    assert (told["outcome"], [item["key"] for item in told["waits"]["warnings"]]) == ("konsep", [key])
    unknown = world.triwulan("answer", "2025-TW2", "abcdef00", "--by", "Ani", "--reason", "x")
    assert unknown.code == 4
    assert f"no open warning 'abcdef00'; nearest: {key}" in unknown.errors
    assert world.triwulan("approve", "2025-TW2", "--by", "Ani").code == 1
    assert world.triwulan("figures", "2025-TW2", "--format", "csv").output.startswith("figure_id,")
    assert world.triwulan("figures", "2025-TW2", "--konsep", "--format", "csv").code == 0
    assert world.triwulan("withdraw", "2025-TW2", "r1", "--by", "Ani", "--reason", "x").code == 1
    assert world.triwulan("answer", "2025-TW2", key, "--by", " ", "--reason", "x").code == 2
    deciding.answer(workspace, TW2, key, by="Ani", reason="benar")
    run(workspace)
    assert world.triwulan("figures", "2025-TW2", "--konsep").code == 1
    done = world.triwulan("withdraw", "2025-TW2", "r1", "--by", "Ani", "--reason", "keliru")
    assert (done.code, done.output.strip()) == (0, "2025-TW2 r1 is withdrawn; no release is in force")


# ---- killed in the middle ------------------------------------------------------------------------------------------


def killed_at(step: int, root: Path, act: Callable[[], object]) -> bool:
    """Does an act in a process that is killed before its nth step below a folder; whether it was."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, args: tuple[Any, ...]) -> None:
            nonlocal seen
            writes = event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.symlink") or (
                event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            )
            if writes and str(root) in " ".join(map(str, args[:2])):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            act()
        finally:
            os._exit(0)
    _, ended = os.waitpid(child, 0)
    return os.WIFSIGNALED(ended)


def assert_nothing_torn(workspace: Workspace) -> None:
    """What an onlooker finds right after the kill, and what the next command makes of it."""
    place = folder(workspace)
    named, gone = latest(workspace), status.withdrawn(place)
    if named is not None:
        assert is_whole(place / named)
        assert named not in gone
    draft = states.konsep(place)
    assert draft is None or is_whole(draft)
    states.recover(workspace, TW2)
    release = in_force(place)
    assert latest(workspace) == (release.name if release else None)
    assert not (place / states.MARK).exists()
    for path in place.iterdir():
        if path.name.startswith("r"):
            assert_agrees(workspace, path.name)


def every_step(workspace: Workspace, act: Callable[[Workspace], object], done: Callable[[], None]) -> int:
    """Kills an act before each of its steps, from the same beginning; `done` looks after it was done again."""
    before = workspace.reports.with_name("before")
    shutil.copytree(workspace.reports, before, symlinks=True)
    for step in range(1, 500):
        shutil.rmtree(workspace.reports)
        shutil.copytree(before, workspace.reports, symlinks=True)
        if not killed_at(step, workspace.reports, lambda: act(workspace)):
            return step - 1
        assert_nothing_torn(workspace)
        done()
    raise AssertionError("an act of 500 steps")


def test_a_withdrawal_that_is_killed_is_done_or_not_done(stops: Stops, workspace: Workspace) -> None:
    run(workspace)
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    run(workspace)

    def act(where: Workspace) -> None:
        deciding.withdraw(where, TW2, "r2", by="Kepala Balai", reason="keliru")

    def done() -> None:
        if "r2" not in status.withdrawn(folder(workspace)):
            act(workspace)
        assert latest(workspace) == "r1"

    assert every_step(workspace, act, done) >= 8
    assert latest(workspace) == "r1"


@pytest.mark.long
def test_an_approval_that_is_killed_publishes_the_release_or_leaves_the_konsep(
    stops: Stops, workspace: Workspace
) -> None:
    """The steps of the disk alone, in which the approved report becomes a release."""
    from orchestration.journey.journey import Approval

    declare(workspace, "\npenerbitan: disahkan\n")
    run(workspace)
    journey = Journey(workspace, TW2, doubles.plan(), approval=Approval("Kepala Balai"))
    journey.ingest()
    journey.build()
    journey.draft()

    def act(_: Workspace) -> None:
        journey.publish()

    def done() -> None:
        standing = states.standing(workspace, TW2)
        assert (standing.state, standing.release is None) in ((State.KONSEP, True), (State.TERBIT, False))

        if standing.state == State.TERBIT:
            # Who approved it is known, wherever the kill came.
            assert acts(workspace)[-1] == ("approve", "r1", "Kepala Balai", "terbit")

    assert every_step(workspace, act, done) > 20
    assert latest(workspace) == "r1"


def test_a_run_of_the_daemon_first_finishes_an_approval_that_was_killed(stops: Stops, workspace: Workspace) -> None:
    declare(workspace, "\npenerbitan: disahkan\n")
    run(workspace)
    deciding.approve(workspace, TW2, by="Kepala Balai", note="sesuai rapat")
    noted = acts(workspace)
    path = folder(workspace) / "status.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    (folder(workspace) / states.MARK).write_text("publish\nKepala Balai\nsesuai rapat", encoding="utf-8")
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    journey = Journey(workspace, TW2, doubles.plan())
    journey.ingest()
    journey.build()
    journey.draft()
    journey.publish()
    assert acts(workspace) == [*noted, ("run", "konsep", "", "konsep")]
    assert status.entries(folder(workspace))[-2].reason == "sesuai rapat"


def test_neither_a_konsep_nor_a_withdrawn_release_is_signed(stops: Stops, workspace: Workspace) -> None:
    with pytest.raises(deciding.NotPossibleError, match=r"no release is in force, so nothing is signed$"):
        deciding.to_sign(workspace, TW2, None)
    declare(workspace, "\npenerbitan: disahkan\n")
    run(workspace)
    with pytest.raises(deciding.NotPossibleError, match="a konsep is no release: answer its warnings or approve it"):
        deciding.to_sign(workspace, TW2, None)
    with pytest.raises(deciding.NotPossibleError, match="no release 'konsep'; there are: none"):
        deciding.to_sign(workspace, TW2, "konsep")
    deciding.approve(workspace, TW2, by="Kepala Balai")
    assert deciding.to_sign(workspace, TW2, None) == deciding.to_sign(workspace, TW2, "r1")
    deciding.withdraw(workspace, TW2, "r1", by="Kepala Balai", reason="keliru")
    world = World(workspace.sources, workspace.state, workspace.reports)
    key = workspace.sources / "kepala.p12"
    key.touch()
    refused = world.triwulan("sign", "2025-TW2", "r1", f"--p12={key}")
    assert refused.code == 1
    assert refused.errors.startswith("2025-TW2 r1 was withdrawn by Kepala Balai on ")


def test_a_latest_that_somebody_turned_is_told(stops: Stops, workspace: Workspace) -> None:
    run(workspace)
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    run(workspace)
    durable.point(folder(workspace) / "latest", "r1")
    seen = Examination()
    states.recover(workspace, TW2)  # no act was interrupted, so nothing is put right in silence
    check_standing(seen, folder(workspace) / "r2")
    [told] = seen.breaks
    assert (told.link, told.message) == (
        "standing",
        "latest names r1; by status.csv and the releases beside it r2 is in force",
    )


def test_a_line_taken_from_the_acts_is_told(stops: Stops, workspace: Workspace) -> None:
    run(workspace)
    deliver(workspace, "NO_SBS;JUMLAH\n1;7\n")
    run(workspace)
    deciding.withdraw(workspace, TW2, "r2", by="Kepala Balai", reason="keliru")
    path = folder(workspace) / "status.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    seen = Examination()
    check_standing(seen, folder(workspace) / "r2")
    assert [found.place for found in seen.breaks] == ["latest"]
    path.write_text("time,act\nx,y\n", encoding="utf-8")
    seen = Examination()
    check_standing(seen, folder(workspace) / "r2")
    assert [found.place for found in seen.breaks] == ["status.csv: 1"]
    with pytest.raises(status.StatusError, match="expected the columns time, act, release"):
        states.standing(workspace, TW2)
