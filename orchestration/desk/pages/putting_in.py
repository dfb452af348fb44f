"""Putting files in: the form, the files as they arrive, what they were recognised as, and the word that they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from orchestration.desk import told
from orchestration.desk.asking import Ask, RefusalError
from orchestration.desk.deliveries.arriving import ArrivalError, Receiving, Waiting
from orchestration.desk.deliveries.multipart import Begin, Data, FormError, Parts, boundary_of
from orchestration.desk.gate import PROOF, demand_proof
from orchestration.desk.page import onward, page, quarter_of
from orchestration.workspace.quarters import Quarter

if TYPE_CHECKING:
    from orchestration.desk.office import Desk
    from orchestration.desk.told import Told

MOST_FILES = 20
"""Of one form."""

_MEGABYTE = 1_000_000
_LONGEST_FIELD = 1000
_BESIDE_THE_FILE = 1_000_000
"""Bytes of a form beside its files."""


def form(ask: Ask) -> Response:
    """The form, and the files that wait for a word."""
    return _shown(ask, quarter_of(ask))


async def upload(ask: Ask) -> Response:
    """Takes the files of a form as they arrive; they count only when somebody says so."""
    quarter = quarter_of(ask)
    boundary = boundary_of(ask.request.headers.get("content-type", ""))
    if boundary is None:
        raise RefusalError(415, "Bukan formulir", "Kirimlah berkas dari halaman unggah.")
    most = ask.desk.settings.unggahan_mb * _MEGABYTE
    length = ask.request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most * MOST_FILES + _BESIDE_THE_FILE:
        raise _too_large(ask)
    taking = _Taking(ask, quarter, most)
    try:
        parts = Parts(boundary)
        async for piece in ask.request.stream():
            for event in parts.feed(piece):
                await taking.take(event)
        parts.close()
    except FormError as error:
        taking.abandon()
        raise RefusalError(
            400, "Unggahan tidak utuh", "Kirimlah sekali lagi dari halaman unggah.", str(error)
        ) from None
    except BaseException:
        taking.abandon()
        raise
    if not taking.come and not taking.problems:
        taking.problems.append("Pilih dahulu satu berkas atau lebih.")
    await run_in_threadpool(_recognise, ask.desk, quarter, taking.come)
    for one in taking.come:
        ask.note("unggah", quarter=quarter.code, what=f"{one.name} ({one.size} bita, sidik {one.sha256[:12]})")
    if taking.problems:
        return await run_in_threadpool(_shown, ask, quarter, taking.problems)
    return onward(f"/triwulan/{quarter}/unggah")


def put_in(ask: Ask) -> Response:
    """Lets a file count."""
    waiting = _waiting(ask)
    return _count(ask, Quarter.parse(waiting.quarter), [(waiting, ask.value("pengganti", 64))])


def put_all_in(ask: Ask) -> Response:
    """Lets all files of a quarter count that its page showed, each in the place of what it said."""
    quarter = quarter_of(ask)
    shown = [text.partition(":") for text in ask.form.get("berkas", ())]
    found = [(ask.desk.arrivals.find(token), instead_of) for token, _, instead_of in shown]
    # What somebody else has put in or taken away meanwhile is settled.
    there = [(one, instead_of) for one, instead_of in found if one is not None and one.quarter == quarter.code]
    return _count(ask, quarter, there)


def _count(ask: Ask, quarter: Quarter, files: list[tuple[Waiting, str]]) -> Response:
    """Lets files count, each in the place of the one with this SHA-256; what cannot be stays and is told."""
    problems = []
    for waiting, instead_of in files:
        if waiting.seen is None or waiting.seen["problems"]:
            problems.append(f"{waiting.name} tidak dikenali, sehingga tidak dimasukkan.")
            continue
        try:
            ask.desk.arrivals.put_in(waiting, instead_of)
        except ArrivalError as error:
            problems.append(str(error))
            continue
        ask.note("masukkan", quarter=quarter.code, what=f"{waiting.name} (sidik {waiting.sha256[:12]})")
    if problems:
        return _shown(ask, quarter, problems, 409)
    return onward(f"/triwulan/{quarter}{'/unggah' if ask.desk.arrivals.all(quarter.code) else '?pesan=masukkan'}")


def drop(ask: Ask) -> Response:
    """Takes a file away that does not count yet."""
    waiting = _waiting(ask)
    ask.desk.arrivals.drop(waiting)
    ask.note("batalkan", quarter=waiting.quarter, what=waiting.name)
    return onward(f"/triwulan/{waiting.quarter}?pesan=batalkan")


@dataclass
class _Taking:
    """The files of one form while they arrive."""

    ask: Ask
    quarter: Quarter
    most: int

    def __post_init__(self) -> None:
        self.come: list[Waiting] = []
        self.problems: list[str] = []
        self._proven = False
        self._field: tuple[str, bytearray] | None = None
        self._file: Receiving | None = None
        self._files = 0

    async def take(self, event: object) -> None:
        """The next event of the form.

        Raises:
            RefusalError: it is no form of ours, or too large.
            FormError: it is not as the page of the form sends it.
        """
        if isinstance(event, Begin):
            await self._begin(event)
        elif isinstance(event, Data):
            await self._data(event.content)
        else:
            await self._end()

    def abandon(self) -> None:
        """Takes away what came of a form that is not whole: no file of it stays."""
        if self._file is not None:
            self._file.abandon()
            self._file = None
        for one in self.come:
            self.ask.desk.arrivals.drop(one)

    async def _begin(self, part: Begin) -> None:
        if part.filename is None:
            self._field = (part.name, bytearray())
            return
        if not self._proven:
            demand_proof(self.ask, "")
        if not part.filename:
            return  # a field of files in which none was chosen
        self._files += 1
        if self._files > MOST_FILES:
            raise RefusalError(413, "Terlalu banyak berkas", f"Paling banyak {MOST_FILES} berkas sekali unggah.")
        try:
            self._file = await run_in_threadpool(
                self.ask.desk.arrivals.receive, self.quarter, part.filename, self.ask.who.name
            )
        except ArrivalError as error:
            self.problems.append(str(error))

    async def _data(self, content: bytes) -> None:
        if self._field is not None:
            self._field[1].extend(content)
            if len(self._field[1]) > _LONGEST_FIELD:
                raise FormError("isian terlalu panjang")
        elif self._file is not None:
            if self._file.size + len(content) > self.most:
                raise _too_large(self.ask)
            await run_in_threadpool(self._file.write, content)

    async def _end(self) -> None:
        if self._field is not None:
            name, value = self._field
            self._field = None
            if name == PROOF:
                demand_proof(self.ask, value.decode("ascii", "replace"))
                self._proven = True
        elif self._file is not None:
            if self._file.size:
                self.come.append(await run_in_threadpool(self._file.whole))
            else:
                self._file.abandon()
                self.problems.append("Berkas yang kosong tidak diterima.")
            self._file = None


def _too_large(ask: Ask) -> RefusalError:
    return RefusalError(
        413,
        "Berkas terlalu besar",
        f"Paling besar {ask.desk.settings.unggahan_mb} MB sebuah berkas. Unggah berkas datanya saja, tanpa gambar, atau"
        " minta pengurus sistem menaikkan batas (unggahan_mb dalam meja.yaml).",
    )


def _recognise(desk: Desk, quarter: Quarter, come: list[Waiting]) -> None:
    """Lets the product say what the files are, and keeps it with them."""
    files = [{"token": one.token, "name": one.name, "path": str(desk.arrivals.path(one))} for one in come]
    told = desk.jobs.recognise(quarter, files) if files else {}
    for one in come:
        if one.token in told:
            desk.arrivals.remember(one, told[one.token])


def _waiting(ask: Ask) -> Waiting:
    found = ask.desk.arrivals.find(ask.path("kiriman"))
    if found is None:
        raise RefusalError(404, "Kiriman tidak ada", "Berkas ini sudah dimasukkan atau dibatalkan.")
    return found


def _unusable(waiting: Waiting) -> list[Told]:
    """Why a file cannot be used, as it was found out when it came."""
    return [
        told.unusable(waiting.name, item["rule"], item["message"], item["sheet"])
        for item in (waiting.seen or {}).get("problems", ())
    ]


def _shown(ask: Ask, quarter: Quarter, problems: list[str] | None = None, status: int = 0) -> Response:
    arrivals = ask.desk.arrivals
    rows = [(one, arrivals.there(one), _unusable(one)) for one in arrivals.all(quarter.code)]
    status = status or (422 if problems else 200)
    people = {one.name: one.person for one in ask.desk.people.all()}
    ready = [(one, there) for one, there, unusable in rows if one.seen and not unusable and there != one.sha256]
    return page(
        ask, "unggah.html", "Unggah berkas", status, quarter=quarter, rows=rows, ready=ready,
        problems=problems or [], most=MOST_FILES, people=people,
    )  # fmt: skip
