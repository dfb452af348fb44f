"""What people are told: every cause once, in Indonesian, with what to do, and nothing personal."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.declarations import ConfigurationError
from orchestration.operations import channels, examining, messages, news, runs
from orchestration.operations.channels import Channel
from orchestration.operations.news import News
from orchestration.operations.runs import History, Run
from orchestration.workspace import locking
from orchestration.workspace.settings import PROJECT, SettingsError
from tests.operations.conftest import TW1, TW2, Kept
from tests.operations.sinks import Sink, mail, webhook

EARLY = dt.datetime(2025, 7, 2, 3, tzinfo=dt.UTC)
"""Two days after the second quarter, before anything is due."""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with webhook() as opened:
        yield opened


def channel(sink: Sink) -> list[Channel]:
    return channels.channels({channels.ADDRESSES: sink.address})


def tell(unit: Kept, sink: Sink, now: dt.datetime = EARLY) -> list[tuple[str, str]]:
    """What arrives when everything new is told."""
    before = len(sink.arrived)
    messages.tell(unit.workspace, news.gather(unit.workspace, now), channel(sink))
    return sink.arrived[before:]


def causes(unit: Kept, now: dt.datetime = EARLY) -> set[str]:
    return {one.cause for one in news.gather(unit.workspace, now)}


def test_a_release_a_konsep_and_a_refusal_are_told_once_each(unit: Kept, sink: Sink) -> None:
    unit.settings("alamat_meja: https://meja.kantor.go.id/\n")
    unit.publish(TW1)
    assert tell(unit, sink) == [], "a channel that is new is not told of releases of years"
    unit.publish(TW2)
    [(title, text)] = tell(unit, sink)
    assert title == "Triwulan BBSPJIA: 2025-TW2: r1 terbit"
    assert text == (
        "2025-TW2: r1 terbit\nYang perlu dilakukan: baca, lalu teruskan.\nhttps://meja.kantor.go.id/triwulan/2025-TW2"
    )
    assert tell(unit, sink) == []
    unit.draft(TW2, "aa11", "bb22")
    [(_, text)] = tell(unit, sink)
    assert "ada konsep yang menunggu; peringatan terbuka: 2" in text
    unit.draft(TW2, "bb22", "aa11")
    assert tell(unit, sink) == [], "the same warnings in another order"
    unit.draft(TW2, "bb22")
    [(_, text)] = tell(unit, sink)
    assert "peringatan terbuka: 1" in text
    unit.hold_back(TW2, "3,7x")
    [(title, text)] = tell(unit, sink)
    assert "2025-TW2 ditahan; penyebab: 1" in text
    unit.hold_back(TW2, "3,7x")
    assert tell(unit, sink) == [], "refused again for the same"
    unit.hold_back(TW2, "3,8x")
    assert len(tell(unit, sink)) == 1
    assert tell(unit, sink) == []


def test_nothing_personal_leaves_the_office(unit: Kept, sink: Sink) -> None:
    unit.draft(TW1, "aa11")
    unit.hold_back(TW2, "Siti Aminah")
    late = EARLY + dt.timedelta(days=30)
    [(title, text)] = tell(unit, sink, late)
    for word in ("Budi", "Santoso", "Rahasia", "Siti", "Pengelola keuangan", str(unit.workspace.sources)):
        assert word not in title + text


def test_what_is_late_is_told_where_the_unit_is(unit: Kept, sink: Sink) -> None:
    """The report of the sample is due five working days after the quarter: on 7 July 2025, in Jakarta."""
    unit.publish(TW1)
    in_time = dt.datetime(2025, 7, 7, 16, 59, tzinfo=dt.UTC)  # 23:59 WIB
    assert "2025-TW2 terlambat" not in causes(unit, in_time)
    assert "2025-TW2 kiriman survey" in causes(unit, in_time), "due on the third working day"
    assert "2025-TW2 terlambat" in causes(unit, in_time + dt.timedelta(minutes=1))
    profile = unit.workspace.sources / "unit.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("zona: WIB", "zona: WIT"), encoding="utf-8")
    assert "2025-TW2 terlambat" in causes(unit, in_time), "in Jayapura it is two hours later"
    tell(unit, sink, in_time)
    assert tell(unit, sink, in_time + dt.timedelta(days=1)) == []


def test_a_channel_that_took_nothing_is_told_again_and_others_are_not(unit: Kept, sink: Sink) -> None:
    with mail() as letters:
        both = [*channel(sink), *channels.channels({channels.ADDRESSES: letters.address})]
        messages.tell(unit.workspace, [], both)
        unit.publish(TW2)
        found = news.gather(unit.workspace, EARLY)
        sink.takes = False
        assert [one.taken for one in messages.tell(unit.workspace, found, both)] == [False, True]
        assert [one.taken for one in messages.tell(unit.workspace, found, both)] == [False, True]
        sink.takes = True
        assert [one.taken for one in messages.tell(unit.workspace, found, both)] == [True, True]
        messages.tell(unit.workspace, found, both)
    assert len(sink.arrived) == len(letters.arrived) == 1
    assert letters.arrived[0][0] == sink.arrived[0][0] == "Triwulan BBSPJIA: 2025-TW2: r1 terbit"
    assert letters.arrived[0][1].split() == sink.arrived[0][1].split()


def test_a_cause_that_ended_is_told_when_it_is_back(unit: Kept, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    free = {"now": 10_000}
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, free["now"] << 20))
    assert tell(unit, sink) == []
    free["now"] = 1_999
    [(_, text)] = tell(unit, sink)
    assert "tersisa 1.999 MB di tempat --sources" in text
    for megabytes in (2_100, 1_999, 2_399, 1_500):
        free["now"] = megabytes
        assert tell(unit, sink) == [], "hovering about the limit is one cause"
    free["now"] = 2_400
    assert tell(unit, sink) == []
    free["now"] = 1_000
    assert len(tell(unit, sink)) == 1


RUN_DUE = dt.datetime(2025, 7, 14, 23, tzinfo=dt.UTC)
"""15 July at 06:00 in Jakarta: the schedule asks for the second quarter."""


def _history(alive: dt.datetime | None, *asked: dt.datetime) -> History:
    return History([Run(f"r{number}", "2025-TW2", "ended", at) for number, at in enumerate(asked)], alive)


def test_a_daemon_that_died_and_a_run_that_nobody_made_are_told(
    unit: Kept, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = RUN_DUE + dt.timedelta(hours=3)
    told: dict[str, History] = {}
    monkeypatch.setattr(runs, "history", lambda _: told["history"])
    unit.settings("kabar: [layanan, gagal]\n")
    told["history"] = _history(now - dt.timedelta(minutes=1), RUN_DUE + dt.timedelta(minutes=5))
    assert tell(unit, sink, now) == []
    told["history"] = _history(now - dt.timedelta(minutes=11), RUN_DUE - dt.timedelta(minutes=5))
    [(_, text)] = tell(unit, sink, now)
    assert "layanan pengolahan otomatis tidak hidup sejak 2025-07-15T01:49:00+00:00" in text
    assert "2025-TW2: pengolahan terjadwal 2025-07-14T23:00:00+00:00 terlewat" in text
    assert tell(unit, sink, now + dt.timedelta(days=1)) == []
    told["history"] = _history(now - dt.timedelta(minutes=1), RUN_DUE + dt.timedelta(hours=5))
    assert tell(unit, sink, now) == []


@pytest.mark.parametrize(
    "hours, asked, missed",
    [(1.9, [], False), (2.1, [], True), (2.1, [-0.1], True), (2.1, [0.1], False), (24 * 60, [0.1], False)],
)
def test_a_run_is_missed_when_nobody_made_it_two_hours_later(hours: float, asked: list[float], missed: bool) -> None:
    found = _history(None, *(RUN_DUE + dt.timedelta(hours=one) for one in asked))
    seen = runs.missed_run(found, RUN_DUE + dt.timedelta(hours=hours))
    assert (seen is not None) == missed
    assert seen in (None, (TW2, RUN_DUE))


@pytest.mark.parametrize("hours, missed", [(-1.0, True), (1.0, False)])
def test_a_run_that_was_due_before_the_service_was_installed_is_not_missed(hours: float, missed: bool) -> None:
    now = RUN_DUE + dt.timedelta(days=40)
    seen = runs.missed_run(History([], now, RUN_DUE + dt.timedelta(hours=hours)), now)
    assert seen == ((TW2, RUN_DUE) if missed else None)


def test_where_nothing_runs_by_itself_nothing_is_missed(unit: Kept) -> None:
    now = RUN_DUE + dt.timedelta(hours=3)
    chosen = examining.settings.Settings()
    assert [one.grade for one in examining.service(unit.workspace, History(), chosen, now)] == ["ok"]
    wanted = chosen.model_copy(update={"layanan": True})
    found = examining.service(unit.workspace, History(), wanted, now)
    assert [one.cause for one in found] == ["daemon", "jadwal 2025-TW2"]


def test_a_run_is_not_missed_where_all_that_has_landed_is_published(unit: Kept) -> None:
    unit.publish(TW2)
    wanted = examining.settings.Settings().model_copy(update={"layanan": True})

    def causes() -> list[str]:
        found = examining.service(unit.workspace, History(), wanted, RUN_DUE + dt.timedelta(hours=3))
        return [one.cause for one in found]

    assert causes() == ["daemon"]
    (unit.workspace.landing / TW2.code).mkdir(parents=True)
    (unit.workspace.landing / TW2.code / "sbs.csv").write_text("a delivery that came since\n")
    assert causes() == ["daemon", "jadwal 2025-TW2"]


def test_a_run_that_broke_off_is_told_and_one_that_was_refused_is_not(
    unit: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = dt.datetime.now(dt.UTC)
    broken = Run("r", "2025-TW2", "failed", began, began, began)
    monkeypatch.setattr(runs, "history", lambda _: History([broken]))
    assert "2025-TW2 gagal" in causes(unit)
    with monkeypatch.context() as patch:
        patch.setattr("orchestration.run.quarter.unchanged_release", lambda *_: Path("r1"))
        assert "2025-TW2 gagal" not in causes(unit), "the files are again those of the release"
    unit.hold_back(TW2, "x")
    assert "2025-TW2 gagal" not in causes(unit)


def test_a_run_that_was_killed_and_a_profile_that_cannot_be_used_are_told(unit: Kept, sink: Sink) -> None:
    locking.run_lock(unit.workspace).write_text(json.dumps({"pid": 1, "since": "", "purpose": "run 2025-TW2"}))
    [(_, text)] = tell(unit, sink)
    assert "terhenti paksa" in text
    (unit.workspace.sources / "unit.yaml").write_text("unit: {nama: Budi}\n")
    [(title, text)] = tell(unit, sink)
    assert (
        title == "Triwulan: profil, data rujukan atau kontrak tidak dapat dipakai, sehingga tidak ada yang dapat diolah"
    )
    assert "Budi" not in text
    assert tell(unit, sink) == []


def test_the_office_chooses_what_it_is_told(unit: Kept) -> None:
    unit.publish(TW1)
    unit.hold_back(TW2, "x")
    unit.settings("kabar: [ditahan]\n")
    assert [one.split()[1] for one in causes(unit)] == ["ditahan"]
    unit.settings("kabar: [rapat]\n")
    with pytest.raises(ConfigurationError, match="kabar"):
        news.gather(unit.workspace, EARLY)


def test_addresses_come_from_variable_or_file_and_show_no_secret(unit: Kept, sink: Sink, tmp_path: Path) -> None:
    file = tmp_path / "saluran"
    file.write_text(f"# the office's\n\n{sink.address}\nmailto://a:b@c.go.id\n")
    with pytest.raises(SettingsError, match="others may read it"):
        channels.channels({channels.FILE: str(file)})
    file.chmod(0o600)
    found = channels.channels({channels.FILE: str(file), channels.ADDRESSES: f" {sink.address} "})
    assert len(found) == 2, "the same address twice is one channel"
    assert "sandi-rahasia" not in repr(found)
    with pytest.raises(SettingsError, match=r"address 1 .*\(nosuch://") as refused:
        channels.channels({channels.ADDRESSES: "nosuch://user:sandi@host"})
    assert "sandi" not in str(refused.value)
    with pytest.raises(SettingsError, match="cannot be read"):
        channels.channels({channels.FILE: str(tmp_path / "nothing")})
    assert channels.channels({}) == []
    messages.tell(unit.workspace, [], found)
    ledger = unit.workspace.state / "operasi" / "kabar.json"
    assert "sandi" not in ledger.read_text() and ledger.stat().st_mode & 0o077 == 0


def test_a_trial_and_a_message_of_several_news(unit: Kept, sink: Sink) -> None:
    [one] = channel(sink)
    assert one.send(*messages.trial(unit.workspace))
    assert sink.arrived.pop()[0] == "Triwulan BBSPJIA: percobaan"
    several = [News(news.Kind.DISK, name, messages.say("nothing new"), messages.say("nothing new")) for name in "ab"]
    messages.tell(unit.workspace, several, [one])
    assert sink.arrived.pop()[0] == "Triwulan BBSPJIA: 2 kabar"


@pytest.mark.slow
def test_the_command_says_what_became_of_it(unit: Kept, sink: Sink) -> None:
    where = [f"--{name}={getattr(unit.workspace, name)}" for name in ("sources", "state", "reports")]

    def call(*words: str, address: str = sink.address) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIWULAN_")}
        command = [sys.executable, "-m", "orchestration.cli", "notify", *words, *where]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=PROJECT, timeout=60,
            env={**environment, channels.ADDRESSES: address},
        )  # fmt: skip

    nobody = call("--test", address="")
    assert (nobody.returncode, nobody.stderr) == (2, "nobody is told: set TRIWULAN_NOTIFY or TRIWULAN_NOTIFY_FILE\n")
    trial = call("--test")
    assert (trial.returncode, [title for title, _ in sink.arrived]) == (0, ["Triwulan BBSPJIA: percobaan"])
    sink.takes = False
    refused = call("--test")
    assert refused.returncode == 1
    assert "took no message" in refused.stdout
    assert "sandi-rahasia" not in refused.stdout + refused.stderr + trial.stdout + trial.stderr
    assert (unit.workspace.state / "operasi").exists() is False, "a trial tells nothing and notes nothing"
