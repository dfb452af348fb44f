"""A real browser walks through a quarter without a script: login, upload, answer, approval; every page is looked at.

What is read off every page of the walk: its title, headings in their order, a name for every field, link and button,
ids that stand once, heads for every table, contrast of every text, nothing wider than the screen. axe-core, which needs
scripts, looks at every page that has an address, beside that.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import uvicorn

from orchestration.desk.access.people import Role
from orchestration.desk.work.jobs import Progress
from orchestration.release import status
from tests.browser import FLAGS
from tests.conftest import World
from tests.desk.conftest import FIRST, PASSWORD, Office, opened

if TYPE_CHECKING:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
Q = "/triwulan/2025-TW2"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
LEAST_CONTRAST = 4.5

LOOKED_AT = (Path(__file__).with_name("looking.js")).read_text(encoding="utf-8")


@contextlib.contextmanager
def served(office: Office) -> Iterator[str]:
    """The desk on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(office.app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all of this file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened_browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened_browser
        opened_browser.close()


class Person:
    """Somebody at a browser, without scripts where nothing else is said, who looks at every page that comes."""

    def __init__(self, browser: Browser, url: str, narrow: bool, *, axe: Axe | None = None) -> None:
        context = browser.new_context(
            viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
            java_script_enabled=axe is not None,
            locale="id-ID",
        )
        self.axe = axe
        self.page: Page = context.new_page()
        self.page.set_default_timeout(120_000)
        self.url = url

    def look(self) -> None:
        """What is wrong with the page that is open."""
        found: dict[str, Any] = json.loads(self.page.evaluate(LOOKED_AT))
        contrast = [one for one in found.pop("contrast") if one[0] < LEAST_CONTRAST]
        assert (found, contrast) == ({"wrong": []}, []), self.page.url
        if self.axe is not None:
            seen = self.axe.run(self.page)
            assert seen.violations_count == 0, f"{self.page.url}: {seen.generate_report()}"

    def go(self, path: str) -> None:
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, path
        self.look()

    def press(self, name: str, place: str = "main") -> None:
        """A button or link by what its name begins with, reached by the keyboard."""
        begins = re.compile(rf"^\s*{re.escape(name)}")
        found = self.page.locator(place).locator("button, a").filter(has_text=begins).first
        found.focus()
        assert found.evaluate("one => one === document.activeElement")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def login(self, name: str) -> None:
        self.go("/masuk")
        self.page.get_by_label("Nama akun").fill(name)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.press("Masuk")

    def wait(self, outcome: str) -> None:
        """Until a run is over; the page loads itself anew."""
        self.page.get_by_text(outcome).first.wait_for(timeout=540_000)
        self.look()


def test_a_quarter_without_a_shell(agency_world: World, browser: Browser, tmp_path: Path) -> None:
    world = agency_world.copied(tmp_path)
    profile = world.sources / "unit.yaml"
    text = profile.read_text(encoding="utf-8")
    assert "penerbitan" not in text
    profile.write_text(f"penerbitan: disahkan\n{text}", encoding="utf-8")
    office = opened(world)
    with served(office) as url:
        steward = Person(browser, url, narrow=False)
        steward.go(f"/awal/{FIRST}")
        for label, value in (("Nama lengkap", "Siti Rahma"), ("Nama akun", "siti"), ("Kata sandi", PASSWORD)):
            steward.page.get_by_label(label, exact=True).fill(value)
        steward.page.get_by_label("Kata sandi, sekali lagi").fill(PASSWORD)
        steward.press("Buat akun")
        # She invites who approves.
        steward.press("Akun", "header")
        new = steward.page.locator("form").last
        new.get_by_label("Nama lengkap").fill("Budi Santoso")
        new.get_by_label("Nama akun").fill("budi")
        new.get_by_label("Penyetuju").check()
        steward.press("Buat akun")
        link = steward.page.get_by_label("Tautan", exact=True).input_value()
        # A register comes again with a row less.
        steward.go("/")
        steward.press("Triwulan II 2025")
        steward.press("Unggah berkas")
        register = (world.sources / "landing" / "2025-TW2" / "setoran.csv").read_bytes()
        less = b"".join(register.splitlines(keepends=True)[:-1])
        file = {"name": "setoran.csv", "mimeType": "text/csv", "buffer": less}
        steward.page.get_by_label("Berkas untuk Triwulan II 2025").set_input_files(file)  # type: ignore[arg-type]
        steward.press("Unggah dan kenali")
        assert steward.page.get_by_text("Penerimaan (NTPN), 2 baris").is_visible()
        steward.press("Ganti yang lama")
        steward.press("Jalankan pengolahan")
        steward.wait("Konsep sudah jadi")
        # The register goes back to its sender, marked.
        steward.go(f"{Q}/temuan/konsep")
        with steward.page.expect_download() as download:
            steward.page.get_by_role("link", name="Unduh salinan berkas").click()
        with zipfile.ZipFile(download.value.path()) as archive:
            [copy] = archive.namelist()
            book = openpyxl.load_workbook(io.BytesIO(archive.read(copy)))
        assert "setoran" in copy
        assert len(book.sheetnames) == 2
        steward.go(Q)
        steward.press("Jawab")
        steward.page.get_by_label("Mengapa laporan boleh menyatakan ini").fill("Setoran itu dibatalkan bank.")
        steward.press("Catat jawaban")
        steward.press("Jalankan pengolahan")
        steward.wait("Konsep sudah jadi")
        # The approver, on a telephone, reads what changes and approves exactly that.
        approver = Person(browser, url, narrow=True)
        approver.go(link.removeprefix(url))
        approver.page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        approver.page.get_by_label("Kata sandi, sekali lagi").fill(PASSWORD)
        approver.press("Simpan dan masuk")
        approver.press("Triwulan II 2025")
        approver.press("Sahkan konsep")
        assert approver.page.get_by_text("setoran.csv menggantikan setoran.csv: 2 baris, sebelumnya 3").is_visible()
        approver.press("Sahkan konsep")
        approver.wait("Konsep disahkan dan terbit")
        approver.press("Ke Triwulan II 2025")
        assert approver.page.locator(".keadaan").inner_text() == "Terbit"
    assert world.release("2025-TW2").name == "r2"
    acts = [(entry.act, entry.release, entry.by, entry.state) for entry in status.entries(world.reports / "2025-TW2")]
    assert acts[-4:] == [
        ("run", "konsep", "", "konsep"),
        ("answer", "konsep", "Siti Rahma", "konsep"),
        ("run", "konsep", "", "konsep"),
        ("approve", "r2", "Budi Santoso", "terbit"),
    ]
    assert "Setoran itu dibatalkan bank." in (world.release("2025-TW2") / "laporan.html").read_text(encoding="utf-8")
    done = [(entry.by, entry.act) for entry in office.desk.journal.entries("2025-TW2")]
    assert ("budi", "sahkan") in done
    assert ("siti", "jawab") in done
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_page_can_be_read_by_everybody(narrow: bool, seen_office: Office, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    office = opened(seen_office.world)
    office.desk.people.change("pengatur", set(Role), active=True)
    try:
        with served(office) as url:
            person = Person(browser, url, narrow, axe=Axe())
            person.go("/masuk")
            person.login("pengatur")
            for path in (
                "/",
                "/sandi",
                "/akun",
                "/catatan",
                "/cari",
                "/cari?triwulan=2025-TW2&q=kepuasan",
                Q,
                "/triwulan/2026-TW1",
                f"{Q}/unggah",
                f"{Q}/jalan",
                f"{Q}/temuan/r1",
                f"{Q}/temuan/r1/0",
                f"{Q}/sahkan",
                f"{Q}/tarik/r1",
                f"{Q}/rilis/r1",
                f"{Q}/rilis/r1/angka",
                f"{Q}/rilis/r1/angka/IKU.1.realisasi",
                f"{Q}/rilis/r1/angka/S2.1.pnbp",
            ):
                person.go(path)
            answer = person.page.goto(f"{url}/nihil")
            assert answer is not None
            assert answer.status == 404
            person.look()
            # The report opens apart, and its figures lead to their rows.
            report = person.page.goto(f"{url}{Q}/rilis/r1/berkas/laporan.html")
            assert report is not None
            assert report.status == 200
            assert person.page.locator("h1").count() > 0
    finally:
        office.desk.people.change("pengatur", {Role.PENGATUR}, active=True)


def test_how_far_a_run_is_comes_anew_without_loading_the_page(
    seen_office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = opened(seen_office.world)
    running = Progress("run", "Siti Rahma", "2025-07-10T08:00:00+00:00", running=True, steps=3, stop="marts")
    now = [running]
    monkeypatch.setattr(office.desk.jobs, "progress", lambda _quarter: now[0])
    with served(office) as url:
        context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
        context.add_cookies([{"name": "meja", "value": office.desk.sessions.begin("auditor"), "url": url}])
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{url}{Q}/jalan")
        assert page.get_by_text("3 langkah selesai").is_visible()
        page.evaluate("window.still = true")
        now[0] = replace(running, steps=4)
        page.get_by_text("4 langkah selesai").wait_for()
        now[0] = replace(running, running=False, outcome="published", release="r2")
        page.get_by_text("Laporan terbit.").wait_for()
        assert page.evaluate("window.still")
        context.close()
