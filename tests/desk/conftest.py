"""A desk over a small unit that has published two quarters, with an account for every role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.desk.access import passwords
from orchestration.desk.access.people import Role
from orchestration.desk.application import application
from orchestration.desk.office import Desk
from orchestration.workspace.settings import Workspace
from tests.adoption.agency import write_agency
from tests.conftest import World
from tests.desk.client import Client

PASSWORD = "lima kuda minum teh"
FIRST = "rahasia-pertama"


@dataclass
class Office:
    """A desk that is open, and the world behind it."""

    world: World
    desk: Desk
    app: Any

    def client(self, name: str = "", address: str = "127.0.0.1") -> Client:
        """A browser, logged in where a name is given; its session is begun as a login begins it."""
        client = Client(self.app, address)
        if name:
            client.cookies["meja"] = self.desk.sessions.begin(name)
        return client


def opened(world: World, **more: Any) -> Office:
    """A desk over a workspace."""
    desk = Desk.of(Workspace.resolve(world.sources, world.state, world.reports), first=FIRST, **more)
    return Office(world, desk, application(desk))


def with_accounts(office: Office) -> Office:
    """The same with an account named after each role; `pengatur` was the first."""
    people = office.desk.people
    people.first("pengatur", "Ibu Pengatur", {Role.AUDITOR}, PASSWORD)
    for role in (Role.PENGELOLA, Role.PENYETUJU, Role.AUDITOR):
        people.choose(people.add(role.value, f"Bapak {role.value.title()}", {role}), PASSWORD)
    people.change("pengatur", {Role.PENGATUR}, active=True)
    return office


def copied(world: World, folder: Path) -> World:
    """A workspace of its own without what is large and not looked at."""
    leave = shutil.ignore_patterns("*.lock", "warehouse", "dagster", "dbt_target")
    copy = World(folder / "sources", folder / "state", folder / "reports")
    for name in ("sources", "state", "reports"):
        shutil.copytree(getattr(world, name), getattr(copy, name), symlinks=True, ignore=leave)
    return copy


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2id with little memory: what is tested is not how long guessing takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_MEMORY_KIB", 64)
        patch.setattr(passwords, "_PASSES", 1)
        yield


@pytest.fixture(scope="session")
def seen_office(agency_world: World, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A desk to look at; tests leave it as it is."""
    return with_accounts(opened(copied(agency_world, tmp_path_factory.mktemp("meja"))))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A desk to act at, over the files of the same unit, of which nothing was run yet."""
    world = World(tmp_path / "sources", tmp_path / "state", tmp_path / "reports")
    write_agency(world.sources, budget="dataang")
    return with_accounts(opened(world))


@pytest.fixture
def empty_office(tmp_path: Path) -> Office:
    """A desk without accounts, over a workspace with no more than its folders."""
    folder = tmp_path / "kosong"
    world = World(folder / "sources", folder / "state", folder / "reports")
    world.sources.mkdir(parents=True)
    return opened(world)
