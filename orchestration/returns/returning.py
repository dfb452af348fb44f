"""The files of a quarter that go back to their senders: which, with what, under which names.

Belongs here: from the last look at a quarter to one copy a file, and writing copies into a folder. Not here: how a copy
is made (marking.py, plain.py), what is told of it on a terminal (commands/returning.py).

A copy is made of the file as it lies in the landing folder, never of the archive, whose persons are hashed: it goes to
the one who sent it. A file that is another by now is not returned: its findings speak of other bytes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.checks.asking import delivered_as, unanswered
from orchestration.ingestion.contracts.loading import load_contracts
from orchestration.ingestion.reading import hostile
from orchestration.ingestion.reading.confined import Opener
from orchestration.ingestion.reading.documents import DocumentError, sha256
from orchestration.ingestion.reading.recognition import RETURNED, bind
from orchestration.language.sentences import Sentence, say
from orchestration.release import answers, durable, looked
from orchestration.returns import marking, plain
from orchestration.returns.marking import Found
from orchestration.returns.package import UNKNOWN
from orchestration.returns.places import Delivery, opened
from orchestration.workspace.profile_loading import load_profile

if TYPE_CHECKING:
    from orchestration.checks.evidence import Finding
    from orchestration.ingestion.contracts.shape import Contract
    from orchestration.workspace.quarters import Quarter
    from orchestration.workspace.settings import Workspace

SUFFIX = "_temuan"
"""Behind the name of a delivery, in that of its copy."""

MOST_CELLS = 600_000
"""Cells of a delivery of which a marked copy is made, which takes some 1.7 kB each; of a larger one the list alone."""

_LEVELS = ("blocking", "warning")
_LONGEST_STEM = 100

_HOW = (
    "Sel merah bergaris tebal MENAHAN laporan; sel kuning bergaris putus-putus adalah PERINGATAN. Keterangannya ada di"
    " komentar sel dan di daftar ini."
)
_AS_SENT = (
    "Betulkan datanya di sumbernya lalu ekspor ulang, atau betulkan sel di berkas ini, lalu kirim ulang; daftar ini"
    " tidak dibaca."
)
_AS_TEXT = (
    "Salinan ini hanya untuk dibaca: isi sel ditulis sebagai teks, sebagaimana diterima, dan nomor baris sama dengan"
    " berkas aslinya. Betulkan datanya di sumbernya lalu ekspor ulang, atau betulkan berkas asli, lalu kirim ulang."
)
_LIST_ONLY = "Berkas tidak dapat disalin ke lembar kerja; yang ada hanya daftar ini."


class NotLookedAtError(LookupError):
    """Nobody has run or checked the quarter yet, so nothing is known of its files."""


@dataclass(frozen=True)
class Copy:
    """A file that goes back.

    Attributes:
        delivery: landing path, `2025-TW2/file.csv`.
        name: of the copy.
        content: a workbook (.xlsx).
        blocking, warnings: findings of each severity.
        marked: cells that carry a mark.
        is_list: whether it has the list alone, because the file cannot be shown.
    """

    delivery: str
    name: str
    content: bytes
    blocking: int
    warnings: int
    marked: int
    is_list: bool


@dataclass(frozen=True)
class Returned:
    """What goes back of a quarter.

    Attributes:
        copies: in the order of the landing folder.
        left_out: landing path of a file with findings to why no copy of it is made.
        elsewhere: findings that hold back or warn and speak of no single file.
    """

    copies: list[Copy]
    left_out: dict[str, Sentence]
    elsewhere: int


def copies(workspace: Workspace, quarter: Quarter) -> Returned:
    """A copy of each delivery in which the last run or check of the quarter found something.

    Raises:
        NotLookedAtError: there was none.
        ConfigurationError: profile, contracts or answers cannot be used.
    """
    look = looked.last(workspace, quarter)
    if look is None:
        raise NotLookedAtError(
            say("{quarter}: not run or checked yet; `triwulan check {quarter}` looks at its files", quarter=quarter)
        )
    said = {answer.key for answer in answers.read(answers.place(workspace.sources, quarter))}
    found, elsewhere = _by_file(look, said)
    profile = load_profile(workspace, quarter)
    contracts = {kind: bind(item, profile) for kind, item in load_contracts(workspace.contracts).items()}
    made: list[Copy] = []
    left_out: dict[str, Sentence] = {}
    taken: set[str] = set()
    with Opener() as opener:
        for path, findings in sorted(found.items()):
            content = _content(workspace.landing / path, look.deliveries[path])
            if isinstance(content, Sentence):
                left_out[path] = content
                continue
            name = _name(path, taken)
            taken.add(name.casefold())
            made.append(_copy(path, name, content, findings, contracts, opener))
    return Returned(made, left_out, elsewhere)


def write(found: Returned, folder: Path) -> list[Path]:
    """Writes the copies into a folder, which is made; no file that is there is changed.

    A copy that is there already, byte for byte, is not written again; beside another file of its name it gets a number.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder, copy) for copy in found.copies]


def _write(folder: Path, copy: Copy) -> Path:
    stem = copy.name.removesuffix(".xlsx")
    for number in range(1, 10_000):
        path = folder / (copy.name if number == 1 else f"{stem} ({number}).xlsx")
        if not path.exists() and not path.is_symlink():
            durable.write(path, copy.content)
            return path
        if path.is_file() and path.read_bytes() == copy.content:
            return path
    raise FileExistsError(f"{folder} has too many files named {stem}")


def _by_file(look: looked.Look, answered: Collection[str]) -> tuple[dict[str, list[Finding]], int]:
    """Findings by landing path, and how many speak of no file; a warning that is answered is settled."""
    files = delivered_as(look.deliveries)
    paths = {digest: path for path, digest in sorted(look.deliveries.items(), reverse=True)}
    found: dict[str, list[Finding]] = {}
    elsewhere = 0
    for finding in unanswered(look.findings, files, answered):
        if finding.severity not in _LEVELS:
            continue
        if finding.delivery in look.deliveries:
            named = [finding.delivery]
        else:
            named = [path for path in look.deliveries if path.rpartition("/")[2] == finding.delivery]
            named = named or [paths[digest] for digest in files(finding.delivery)]
        elsewhere += not named
        for path in named:
            found.setdefault(path, []).append(finding)
    return found, elsewhere


def _content(path: Path, digest: str) -> bytes | Sentence:
    """The bytes that were looked at, none of a file that cannot be opened; or why they are not there any more."""
    if not path.is_symlink() and not path.exists():
        return say("it is no longer in the landing folder")
    try:
        content = b"" if hostile.why_not_opened(path) else path.read_bytes()
    except OSError:
        content = b""
    if content and sha256(content) != digest:
        return say("it has changed since it was looked at; check the quarter again")
    return content


def _name(path: str, taken: set[str]) -> str:
    """`contoh.csv` comes back as `contoh_temuan.xlsx`; where that is another's already, with more of its path."""
    folder, _, file = path.partition("/")
    stem, _, suffix = file.rpartition(".")
    stem, suffix = (stem or file)[:_LONGEST_STEM], suffix if stem else ""
    for name in (stem, f"{stem}_{suffix}", f"{folder}_{stem}", f"{folder}_{stem}_{suffix}"):
        if f"{name}{SUFFIX}.xlsx".casefold() not in taken:
            return f"{name}{SUFFIX}.xlsx"
    return next(
        name for number in range(2, 10_000) if (name := f"{stem}{SUFFIX}_{number}.xlsx").casefold() not in taken
    )


def _copy(
    path: str,
    name: str,
    content: bytes,
    findings: list[Finding],
    contracts: Mapping[str, Contract],
    opener: Opener,
) -> Copy:
    found = [Found(finding, None) for finding in findings]
    marked: bytes | None = None
    with contextlib.suppress(DocumentError):  # a finding says why it cannot be opened
        delivery = opened(content, path.rpartition("/")[2], contracts, opener)
        placed = [Found(finding, delivery.place(finding)) for finding in findings]
        marked = _marked(content, delivery, placed, path)
        found = placed if marked else found
    return Copy(
        path,
        name,
        marked or _list(found, path),
        blocking=sum(finding.severity == "blocking" for finding in findings),
        warnings=sum(finding.severity == "warning" for finding in findings),
        marked=len({one.place for one in found if one.place is not None}),
        is_list=marked is None,
    )


def _marked(content: bytes, delivery: Delivery, found: list[Found], path: str) -> bytes | None:
    """The copy with the looks of the file, else the one with its texts; none of what is too large."""
    if sum(len(row) for sheet in delivery.sheets for row in sheet.rows) > MOST_CELLS:
        return None
    if delivery.is_package:
        with contextlib.suppress(*UNKNOWN):
            return marking.mark(content, found, _title(path), [_HOW, _AS_SENT], {})
    try:
        base, names = plain.workbook(delivery.sheets)
    except ValueError:
        return None
    return marking.mark(base, found, _title(path), [_HOW, _AS_TEXT], names)


def _list(found: list[Found], path: str) -> bytes:
    base, names = plain.workbook([])
    return marking.mark(base, found, _title(path), [_LIST_ONLY], names, alone=True)


def _title(path: str) -> str:
    return f"{RETURNED}{path}"
